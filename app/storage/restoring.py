"""Filling an empty database from another, all or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.errors import StorageError
from app.storage import migration
from app.storage.copying import copy_tables, row_counts, unhurried
from app.storage.publications import take_turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.storage.copying import Told
    from app.storage.database import Database


class Filled:
    """What is filled and not committed yet, to be read in the transaction that fills it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        yield self._connection


def make_ready(database: Database) -> None:
    """Make the tables where there are none; SchemaMismatch, and nothing is changed, where there are others."""
    with database.transaction() as connection:
        revision = migration.examine(connection)
    if revision is None:
        database.upgrade()
    else:
        database.schema_state()


@contextmanager
def filled(database: Database, source: Database, told: Told) -> Iterator[Filled]:
    """All that the source holds; committed at the end of the block. StorageError where the database holds anything.

    A server that starts meanwhile has to wait with publishing its rules.
    """
    with database.transaction() as target, source.snapshot() as rows:
        take_turns(target)
        unhurried(target)
        held = [name for name, count in row_counts(target).items() if count]
        if held:
            message = f"The database is not empty, there is something in {', '.join(held)}; nothing was changed."
            raise StorageError(message)
        copy_tables(rows, target, told)
        yield Filled(target)
