"""Copying all that is kept from one database into another, whichever kinds they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

from app.domain.errors import StorageError
from app.storage.tables import contents, metadata, replay_changes, rule_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Table

    Told = Callable[[int, int], None]
    """Hears how many rows, or records, are done, and of how many."""

_AT_ONCE = 500
_LARGE_AT_ONCE = 20
"""Contents and packs may be large, so that few are held in memory."""
_LARGE = (contents, replay_changes, rule_packs)


def copy_tables(source: Connection, target: Connection, told: Told) -> None:
    """Every row of every table, those that others refer to first. The target's tables must be empty."""
    wanted = row_counts(source)
    done, total = 0, sum(wanted.values())
    for table in metadata.sorted_tables:
        for rows in _rows(source, table):
            target.execute(insert(table), rows)
            done += len(rows)
            told(done, total)
    if row_counts(target) != wanted:
        raise StorageError("The copy does not hold as many rows as were to be copied.")
    if target.dialect.name == "postgresql":
        _go_on_counting(target)


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows, some at a time."""
    size = _LARGE_AT_ONCE if table in _LARGE else _AT_ONCE
    try:
        found = source.execute(select(table), execution_options={"yield_per": size}).mappings()
        for some in found.partitions(size):
            yield [dict(row) for row in some]
    except (ValueError, TypeError) as error:  # SQLite keeps any value in any column
        raise StorageError(f"a row of {table.name} cannot be read: {error}") from error


def row_counts(connection: Connection) -> Mapping[str, int]:
    """How many rows each table has."""
    counts = {table.name: select(func.count()).select_from(table) for table in metadata.sorted_tables}
    return {name: connection.scalar(count) or 0 for name, count in counts.items()}


def unhurried(connection: Connection) -> None:
    """Let this transaction take its time: the limits are those of serving."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _go_on_counting(connection: Connection) -> None:
    """Rows came with their numbers, which PostgreSQL's sequences have not heard of; nor has it any statistics yet."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        last = None if column is None else connection.scalar(select(func.max(column)))
        if column is not None and last is not None:
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))
        connection.execute(text(f"ANALYZE {table.name}"))
