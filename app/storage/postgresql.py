"""PostgreSQL: bounded pools, and a time limit on everything that can hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from app.domain.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

READERS = 8
WRITERS = 2  # the writer thread, and whoever keeps a rule pack meanwhile
_TURN_SECONDS = 5
_IDLE_CONNECTION_SECONDS = 1800

_CONNECT = {
    "connect_timeout": "5",
    "application_name": "kbdiag",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}


def writing_engine(url: URL) -> Engine:
    """An engine for the decision log's writer; several processes may each have one."""
    return _engine(url, WRITERS, _SESSION)


def reading_engine(url: URL) -> Engine:
    """An engine whose transactions cannot change anything."""
    return _engine(url, READERS, {**_SESSION, "default_transaction_read_only": "on"})


def _engine(url: URL, size: int, session: dict[str, str]) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_connect_arguments(url, session),
            isolation_level="READ COMMITTED",
            pool_size=size,
            max_overflow=0,
            pool_timeout=_TURN_SECONDS,
            pool_recycle=_IDLE_CONNECTION_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,  # tickets must not reach the log through an error message
        )
    except ImportError as error:
        message = "PostgreSQL needs a driver that is not installed: install the extra kbdiag[postgresql]."
        raise StorageError(message) from error


def _connect_arguments(url: URL, session: dict[str, str]) -> dict[str, str]:
    """Our limits, save where the URL sets its own; its `options` come last, so they win as well."""
    options = [f"-c {name}={value}" for name, value in session.items()]
    options.extend(url.normalized_query.get("options", ()))
    limits = {name: value for name, value in _CONNECT.items() if name not in url.query}
    return {**limits, "options": " ".join(options)}
