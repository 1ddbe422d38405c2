"""A SQLite file holds whatever somebody writes into it: other bytes, other types, other forms of the same value."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from app.domain.verification import What
from app.storage.columns import UtcTime
from app.storage.database import Database
from tests.audit.attacked import COLUMNS, attacking, discovered, fill, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection, Table

Cell = tuple["Table", "Column[Any]", int]
"""A table, its column, and the rowid of its row."""
SIZES = (1, 2, 3, 10_000)
OTHER_FORMS = {
    "integer": ["{0} + 1.5", "'x'", "CAST({0} AS TEXT) || 'x'", "CAST({0} AS BLOB)", "{0} + 2", "-{0} - 1"],
    "text": ["CAST({0} AS BLOB)", "CAST(CAST({0} AS BLOB) || x'ff' AS TEXT)", "x''", "{0} || char(0)", "7"],
    "blob": ["CAST({0} AS TEXT)", "0", "1.5", "{0} || x'00'"],
    "null": ["0", "''", "x''", "'x'"],
}
"""What else a cell of each storage class may hold; {0} is what it holds."""
SAME_TIME = [
    "replace({0}, ' ', 'T')",
    "{0} || '+00:00'",
    "replace({0}, '.', ',')",
    "replace({0}, ' ', '!')",
    "{0} || 'Z'",
]
"""Other forms of one time, all of which Python reads."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(f"sqlite:///{tmp_path_factory.mktemp('log')}/kbdiag.db") as database:
        database.upgrade()
        fill(database)
        yield database


def cells(connection: Connection) -> list[Cell]:
    return [
        (table, column, row)
        for table, column in COLUMNS
        for row in connection.scalars(text(f"SELECT rowid FROM {table.name}"))  # noqa: S608 - our own names
    ]


def read(connection: Connection, cell: Cell) -> tuple[str, bytes]:
    """Its storage class, and its bytes."""
    table, column, row = cell
    name = f'"{column.name}"'
    query = text(f"SELECT typeof({name}), CAST({name} AS BLOB) FROM {table.name} WHERE rowid = :row")  # noqa: S608 - likewise
    kind, data = connection.execute(query, {"row": row}).one()
    return kind, data or b""


def assert_found(connection: Connection, cell: Cell, expression: str, size: int, **given: object) -> bool:
    """Write that into the cell, verify, and put back what was there; False where the database refuses it."""
    table, column, row = cell
    name = f'"{column.name}"'
    change = text(f"UPDATE {table.name} SET {name} = {expression.format(name)} WHERE rowid = :row")  # noqa: S608 - likewise
    before, trial = read(connection, cell), connection.begin_nested()
    done = tried(connection, change.bindparams(row=row, **given)) and read_again(connection, cell, before)
    if done:
        assert discovered(connection, size) is not None, (table.name, column.name, row, expression, given)
    trial.rollback()
    return done


def read_again(connection: Connection, cell: Cell, before: tuple[str, bytes]) -> bool:
    """Whether the cell is there and holds something else."""
    table, _, row = cell
    there = connection.scalar(text(f"SELECT count(*) FROM {table.name} WHERE rowid = {row}"))  # noqa: S608 - likewise
    return not there or read(connection, cell) != before


def test_no_cell_can_be_of_another_type_or_form(log: Database) -> None:
    made = 0
    with attacking(log) as connection:
        for number, cell in enumerate(cells(connection)):
            forms = OTHER_FORMS[read(connection, cell)[0]]
            for form in [*forms, *SAME_TIME] if isinstance(cell[1].type, UtcTime) else forms:
                made += assert_found(connection, cell, form, SIZES[number % len(SIZES)])
    assert made > 500


def flip_bits(database: Database, chance: Random, wanted: int) -> int:
    done = 0
    with attacking(database) as connection:
        every = cells(connection)
        while done < wanted:
            cell = chance.choice(every)
            kind, data = read(connection, cell)
            if kind in {"text", "blob"} and data:
                flipped = bytearray(data)
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                written = ":data" if kind == "blob" else "CAST(:data AS TEXT)"
                done += assert_found(connection, cell, written, chance.choice(SIZES), data=bytes(flipped))
    return done


def test_no_bit_can_be_another(log: Database) -> None:
    assert flip_bits(log, Random(20010604), 300) == 300  # noqa: S311 - not a secret


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_of_ten_thousand_bits_none_can_be_another(log: Database) -> None:
    assert flip_bits(log, Random(55), 10_000) == 10_000  # noqa: S311 - not a secret


@pytest.mark.parametrize("seq", [0, -1, -(2**62)])
@pytest.mark.parametrize("size", SIZES)
def test_a_record_before_the_first_is_inserted(log: Database, seq: int, size: int) -> None:
    with attacking(log) as connection:
        assert tried(connection, text(f"UPDATE log_records SET seq = {seq} WHERE seq = 4"))  # noqa: S608 - a number
        found = discovered(connection, size)
        assert found is not None
        assert (found.what, found.seq) == (What.INSERTED, seq)


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE decisions SET trial = 2 WHERE id = (SELECT subject FROM log_records WHERE seq = 3)", 3),
        ("UPDATE log_records SET digest = CAST(digest AS BLOB) WHERE seq = 3", 3),
        ("UPDATE log_records SET kind = 'x' WHERE seq = 3", 3),
        ("UPDATE contents SET answer = CAST(x'ff' AS TEXT) WHERE rowid = 1", 1),
        ("UPDATE log_head SET seq = 'x'", None),
        ("UPDATE log_head SET digest = CAST(x'ff' AS TEXT)", None),
        ("UPDATE rule_packs SET files = CAST(x'ff' AS TEXT)", None),
    ],
)
def test_what_cannot_be_read_is_changed_in_pages_of_any_size(log: Database, change: str, seq: int | None) -> None:
    with attacking(log) as connection:
        assert tried(connection, text(change))
        for size in SIZES:
            found = discovered(connection, size)
            assert found is not None
            assert (found.what, found.seq) == (What.CHANGED, seq)
