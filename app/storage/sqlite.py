"""SQLite: one writing connection, readers apart, and a file that nobody else writes."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import QueuePool, create_engine, event

from app.domain.errors import StorageError
from app.storage.failures import writing_failures
from app.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection, Engine

logger = logging.getLogger("kbdiag.storage")

READERS = 8
_BUSY_SECONDS = 5
_WRITER_TURN_SECONDS = 30
_READER_TURN_SECONDS = 5
_WAL_RESET_FIXED_IN = (3, 51, 3)


def file_of(url: URL) -> Path:
    """The file a SQLite URL names, with links resolved so that one file has one lock."""
    if not url.database or url.database == ":memory:" or url.query:
        message = "A SQLite database URL names a file and nothing else, as in sqlite:////var/lib/kbdiag/kbdiag.db."
        raise StorageError(message)
    return Path(url.database).resolve()


def create_directory(path: Path) -> None:
    """Make the directory the file stands in; only its owner may enter, for tickets are confidential."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"The directory {path.parent} cannot be created: {error.strerror}."
        raise StorageError(message) from error


def writing_engine(path: Path) -> Engine:
    """An engine of exactly one connection, whose every transaction holds the write lock from its start."""
    note_known_bug()
    engine = _engine(partial(_connect_writer, path), 1, _WRITER_TURN_SECONDS)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(path: Path) -> Engine:
    """An engine whose connections cannot change the file."""
    return _engine(partial(_connect_reader, path), READERS, _READER_TURN_SECONDS)


def empty_log(engine: Engine) -> None:
    """Move the write-ahead log into the file and cut it off; a reader in the way leaves that to the next time."""
    with closing(engine.raw_connection()) as connection:
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            logger.warning("the write-ahead log was not emptied: %s", error)


def vacuum_into(engine: Engine, path: Path) -> None:
    """Write what the database holds at one moment to a file that is empty or not there; others may write meanwhile."""
    with writing_failures(), engine.connect() as connection:
        connection.exec_driver_sql(
            "PRAGMA query_only = OFF"
        )  # of this connection, which still cannot write its own file
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        finally:
            connection.invalidate()


def leave_wal(engine: Engine) -> None:
    """Keep all that a file holds in this one file; it must have no other connection."""
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode = DELETE")


def note_known_bug() -> None:
    """Say that this SQLite can lose writes when two connections write; here only one does."""
    if sqlite3.sqlite_version_info < _WAL_RESET_FIXED_IN:
        logger.info("SQLite %s has the WAL-reset bug; kbdiag avoids it by one writer.", sqlite3.sqlite_version)


def _engine(connect: Callable[[], sqlite3.Connection], size: int, turn: int) -> Engine:
    return create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=turn,
        hide_parameters=True,  # tickets must not reach the log through an error message
    )


def _connect_writer(path: Path) -> sqlite3.Connection:
    connection = _connect(path.as_uri())
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
    # The journal mode is written into the file, and somebody else's file is left as it is.
    if not _has_strange_tables(connection):
        connection.execute("PRAGMA journal_mode = WAL")
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    connection = _connect(path.as_uri() + "?mode=ro")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    # The pool hands a connection to one thread at a time; autocommit, because sqlite3's own BEGIN skips DDL.
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _has_strange_tables(connection: sqlite3.Connection) -> bool:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not tables <= {*metadata.tables, "alembic_version"}


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
