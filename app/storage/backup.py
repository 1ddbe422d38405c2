"""Backups: one SQLite file of the program's own schema, whichever database it was taken from."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import text

from app.domain.errors import InvalidInput, StorageError
from app.storage import migration, sqlite
from app.storage.copying import copy_tables, unhurried
from app.storage.database import Database
from app.storage.failures import told_why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.storage.copying import Told


def url_of(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{quote(str(path.absolute()))}"


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """An empty file to be filled, which only its owner may read.

    It stands in a directory of its own beside the target, `….unfinished-…`, so that whoever is killed leaves nothing
    that looks like a backup.
    """
    directory = Path(tempfile.mkdtemp(prefix=f"{target.name}.unfinished-", dir=target.parent))
    try:
        path = directory / "unfinished.db"
        path.touch(mode=0o600)
        yield path
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def fill(path: Path, database: Database, told: Told) -> None:
    """Write what the database keeps at one moment into the file, while others write the database."""
    if not database.shared:
        sqlite.vacuum_into(database.reading, path)
        return
    with Database.open(url_of(path)) as copy:
        copy.upgrade()
        sqlite.leave_wal(copy.writing)
        with database.snapshot() as source, copy.transaction() as target:
            unhurried(source)
            copy_tables(source, target, told)


def finish(path: Path, target: Path) -> None:
    """Make the file durable and give it the target's name; InvalidInput where something has that name."""
    _sync(path)
    try:
        os.link(path, target)
    except FileExistsError as error:
        raise exists(target) from error
    except OSError as error:  # not every file system has links
        if os.path.lexists(target):
            raise exists(target) from error
        path.rename(target)
    _sync(target.parent)


def exists(target: Path) -> InvalidInput:
    """What is told where a backup would take the place of a file."""
    return InvalidInput(f"{target} exists already; a backup never takes the place of a file")


def look_whole(database: Database) -> None:
    """StorageError where the file of a SQLite database is damaged, or rows refer to others that are not there."""
    with database.reader() as connection:
        fault = connection.scalar(text("PRAGMA integrity_check(1)"))
        if fault != "ok":
            raise StorageError(f"it is damaged: {str(fault).partition(chr(10))[0]}.")
        orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
        if orphan is not None:
            raise StorageError(f"it is damaged: a row of {orphan[0]} refers to one of {orphan[2]} that is gone.")


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """A backup to be read; one of an older schema is upgraded in a copy. InvalidInput where it cannot be used."""
    if not file.is_file():
        raise InvalidInput(f"there is no file {file}")
    with Database.open(url_of(file), writes=False) as backup, tempfile.TemporaryDirectory() as directory:
        try:
            with told_why("its file cannot be read"):
                newest = _usable(backup, Path(directory) / "upgraded.db")
        except StorageError as error:
            raise InvalidInput(f"{file} is no backup that can be used: {error}") from error
        with newest:
            yield newest


def _usable(backup: Database, room: Path) -> Database:
    look_whole(backup)
    revision = migration.current(backup)
    if revision is None:
        raise StorageError("it holds nothing.")
    if revision == migration.known_revisions()[0]:
        return backup
    sqlite.vacuum_into(backup.reading, room)
    upgraded = Database.open(url_of(room))
    try:
        upgraded.upgrade()
    except BaseException:
        upgraded.close()
        raise
    return upgraded


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
