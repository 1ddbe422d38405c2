"""The schema's revisions: which one a database has, and moving it to another, in one transaction."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import column, inspect, select, table, text

import app
from app.domain.errors import SchemaMismatch, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.storage.database import Database

_VERSION_TABLE = "alembic_version"
_FIRST_TABLE = "decisions"
_ADVISORY_LOCK = 0x6B62_6469_6167  # "kbdiag"; shared by every version of the program


def upgrade(database: Database) -> str:
    """Move to the newest revision; a second process doing the same waits and then finds nothing to do."""
    _move(database, command.upgrade, "head")
    return known_revisions()[0]


def downgrade(database: Database, to: str) -> None:
    """Move back to an older revision, or to `base`, which drops every table and what is in them."""
    _move(database, command.downgrade, to)


def current(database: Database) -> str | None:
    """The revision the database has; None while it is empty."""
    with database.reader() as connection:
        return examine(connection)


def ready(database: Database) -> str:
    """The revision, provided that it is the newest this program knows."""
    revision = current(database)
    if revision != known_revisions()[0]:
        message = f"The database's schema is at {revision or 'nothing'}: run `kbdiag db upgrade`."
        raise SchemaMismatch(message)
    return revision


def examine(connection: Connection) -> str | None:
    """The revision of a database that is ours or empty; SchemaMismatch for any other."""
    tables = set(inspect(connection).get_table_names())
    revisions = _recorded_revisions(connection) if _VERSION_TABLE in tables else []
    if unknown := set(revisions) - set(known_revisions()):
        message = (
            f"The database's schema is at {', '.join(sorted(unknown))}, which this kbdiag does not "
            "know: it was written by a newer version. Run that one, or restore a backup; nothing was changed."
        )
        raise SchemaMismatch(message)
    ours = len(revisions) == 1 and _FIRST_TABLE in tables
    empty = not revisions and tables <= {_VERSION_TABLE}
    if not (ours or empty):
        message = "The database holds tables that are not kbdiag's: give kbdiag another; nothing was changed."
        raise SchemaMismatch(message)
    return revisions[0] if revisions else None


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision this program has a migration for, newest first."""
    scripts = ScriptDirectory(str(migrations_directory()))
    return tuple(script.revision for script in scripts.walk_revisions())


def migrations_directory() -> Path:
    """Where the migrations lie: beside the package, as the repository and the image have it."""
    path = Path(app.__file__).parent.parent / "migrations"
    if not (path / "env.py").is_file():
        message = f"The migrations are missing: there is no {path / 'env.py'}."
        raise StorageError(message)
    return path


def _recorded_revisions(connection: Connection) -> list[str]:
    return list(connection.scalars(select(column("version_num")).select_from(table(_VERSION_TABLE))))


def _move(database: Database, run: Callable[[Config, str], None], target: str) -> None:
    with database.transaction() as connection:
        _take_turns(connection)
        examine(connection)
        try:
            run(_configuration(connection), target)
        except CommandError as error:
            message = f"The schema cannot be moved to {target!r}: {error}."
            raise StorageError(message) from error


def _take_turns(connection: Connection) -> None:
    """One migration at a time; SQLite's lock file and BEGIN IMMEDIATE have seen to that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_directory()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
