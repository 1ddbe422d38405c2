"""Whatever is changed in what the chain covers is found out, by whoever changes it."""

from __future__ import annotations

from collections import Counter
from itertools import islice, pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.domain.checkpoint import Checkpoint
from app.domain.log_record import Kind, chained, decision_entry, digest_of, genesis
from app.domain.verification import What
from app.services.verify_log import VerifyLog
from app.storage.audit_log import AuditLog
from app.storage.chain import head_of
from app.storage.database import Database
from app.storage.rows import decision_row
from app.storage.tables import decisions, log_head, log_records, metadata
from tests.audit.attacked import (
    COLUMNS,
    COVERED,
    UNCOVERED,
    Within,
    attacking,
    discovered,
    fill,
    is_row,
    others,
    rows,
    service_within,
    tried,
)
from tests.storage.samples import AT, decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection, Table

RECORDS = 11
ERASED_BY = {8: 5, 11: 6}
"""Without the record of its erasure it is the decision whose content is missing."""
SIZES = (1, 2, 3, 5, 10_000)


@pytest.fixture(scope="module")
def sqlite_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(f"sqlite:///{tmp_path_factory.mktemp('log')}/kbdiag.db") as database:
        database.upgrade()
        fill(database)
        yield database


@pytest.fixture
def postgresql_log(postgresql_url: str) -> Iterator[Database]:
    with Database.open(postgresql_url) as database:
        database.upgrade()
        fill(database)
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(f"{request.param}_log")
    return found


@pytest.mark.parametrize("size", SIZES)
def test_what_nobody_has_touched_verifies(sqlite_log: Database, size: int) -> None:
    with attacking(sqlite_log) as connection:
        assert discovered(connection, size) is None
        assert len(rows(connection, log_records)) == RECORDS


def test_every_table_is_covered_or_said_not_to_be() -> None:
    assert {table.name for table in COVERED} | UNCOVERED == set(metadata.tables)


def changes_of(connection: Connection, table: Table, column: Column[Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every row with every other value for this cell that its database takes."""
    found = rows(connection, table)
    for row in found:
        elsewhere = [other[column.name] for other in found if other is not row]
        for value in others(column, row[column.name], elsewhere):
            yield row, value


def test_every_kind_of_change_to_every_column_is_found_out(log: Database) -> None:
    made: Counter[str] = Counter()
    sizes = iter(SIZES * 10_000)
    with attacking(log) as connection:
        for table, column in COLUMNS:
            # PostgreSQL takes longer, so it is spared some values; every column is there all the same.
            for row, value in islice(changes_of(connection, table, column), 0, None, 5 if log.shared else 1):
                trial = connection.begin_nested()
                if tried(connection, update(table).where(is_row(table, row)).values({column.name: value})):
                    found = discovered(connection, next(sizes))
                    assert found is not None, f"{table.name}.{column.name}: {row[column.name]!r} became {value!r}"
                    made[f"{table.name}.{column.name}"] += 1
                trial.rollback()
    never = {f"{table.name}.{column.name}" for table, column in COLUMNS} - made.keys()
    assert never == set(), "nothing was tried there"
    assert made.total() > (120 if log.shared else 500)


def test_a_row_that_is_deleted_is_found_out(log: Database) -> None:
    with attacking(log) as connection:
        for table in COVERED:
            for row in rows(connection, table):
                trial = connection.begin_nested()
                assert tried(connection, delete(table).where(is_row(table, row)))
                assert discovered(connection) is not None, f"{table.name}: {row}"
                trial.rollback()


def test_two_rows_that_are_swapped_are_found_out(log: Database) -> None:
    with attacking(log) as connection:
        for table in COVERED:
            found = rows(connection, table)
            for one, other in pairwise(found):
                trial = connection.begin_nested()
                keys = {column.name for column in table.primary_key}
                exchanged = all(
                    tried(
                        connection,
                        update(table)
                        .where(is_row(table, here))
                        .values({name: value for name, value in there.items() if name not in keys | unique_of(table)}),
                    )
                    for here, there in ((one, other), (other, one))
                )
                if exchanged and not alike(one, other, keys | unique_of(table)):
                    assert discovered(connection) is not None, f"{table.name}: {one} and {other}"
                trial.rollback()


def unique_of(table: Table) -> set[str]:
    return {column.name for index in table.indexes if index.unique for column in index.columns}


def alike(one: dict[str, Any], other: dict[str, Any], keys: set[str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() - keys)


def test_a_row_that_is_copied_is_found_out(log: Database) -> None:
    with attacking(log) as connection:
        for table in COVERED:
            if table.name in {"log_head", "rule_packs"}:
                continue  # there is one head; a pack under another digest is a changed pack
            for row in rows(connection, table):
                trial = connection.begin_nested()
                key = next(iter(table.primary_key)).name
                copy = row | {key: row[key] + 100 if isinstance(row[key], int) else row[key][:-1] + "z"}
                copy |= {"subject": "copied"} if table is log_records else {}
                copy |= {"decision_id": "0" * 36} if table.name == "idempotency_keys" else {}
                copy |= {"idempotency_key": None, "fingerprint": None} if table.name == "outcomes" else {}
                if tried(connection, insert(table).values(copy)):
                    found = discovered(connection)
                    assert found is not None, f"{table.name}: {copy}"
                trial.rollback()


def renumber(connection: Connection, begin: int, by: int) -> None:
    """Move the numbers of all records from `begin` on; those that are in the way first."""
    later = connection.scalars(select(log_records.c.seq)).all()
    for seq in sorted((one for one in later if one >= begin), reverse=by > 0):
        connection.execute(update(log_records).where(log_records.c.seq == seq).values(seq=seq + by))
    connection.execute(update(log_head).values(seq=log_head.c.seq + by))


@pytest.mark.parametrize("seq", range(1, RECORDS))
def test_a_record_that_is_taken_out_is_named_missing_also_where_the_rest_moves_up(
    sqlite_log: Database, seq: int
) -> None:
    for moved in (False, True):
        with attacking(sqlite_log) as connection:
            connection.execute(delete(log_records).where(log_records.c.seq == seq))
            if moved:
                renumber(connection, seq + 1, -1)
            found = discovered(connection)
            assert found is not None
            assert found.what is What.MISSING
            assert found.seq in {seq, ERASED_BY.get(seq)}


@pytest.mark.parametrize("seq", range(2, RECORDS))
def test_a_record_that_is_put_in_between_is_named_inserted(sqlite_log: Database, seq: int) -> None:
    with attacking(sqlite_log) as connection:
        renumber(connection, seq, 1)
        forged = decision()
        before = connection.execute(log_records.select().where(log_records.c.seq == seq - 1)).mappings().one()
        head = head_of(connection)
        assert head is not None
        place = type(head)(head.log_id, seq - 1, before["digest"])
        _, [record] = chained(place, [decision_entry(forged, None)])
        connection.execute(insert(decisions).values(decision_row(forged)))
        connection.execute(insert(log_records).values({name: getattr(record, name) for name in record.__slots__}))
        found = discovered(connection)
        assert found is not None
        # Its content is missing, or the record after it gives it away.
        assert found.seq == seq
        assert found.what in {What.INSERTED, What.MISSING}


@pytest.mark.parametrize("seq", range(1, RECORDS))
def test_two_records_that_change_places_are_named_reordered(sqlite_log: Database, seq: int) -> None:
    with attacking(sqlite_log) as connection:
        for old, new in ((seq, 999), (seq + 1, seq), (999, seq + 1)):
            connection.execute(update(log_records).where(log_records.c.seq == old).values(seq=new))
        found = discovered(connection)
        assert found is not None
        assert (found.what, found.seq) == (What.REORDERED, seq)


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_record_that_is_changed_and_sealed_anew_is_found_at_the_one_after_it(sqlite_log: Database, seq: int) -> None:
    with attacking(sqlite_log) as connection:
        assert reseal(connection, seq, RECORDS, only=True) == 1
        found = discovered(connection)
        assert found is not None
        assert found.seq in {seq, seq + 1}


def reseal(connection: Connection, begin: int, end: int, *, only: bool = False) -> int:
    """Change a verdict and compute digests anew, of this record alone or of all that follow."""
    reader = AuditLog(Within(connection))
    subject = connection.scalar(
        log_records.select().with_only_columns(log_records.c.subject).where(log_records.c.seq == begin)
    )
    connection.execute(update(decisions).where(decisions.c.id == subject).values(verdict="environment_fault"))
    done, previous = 0, None
    with reader.reading() as opened:
        kept = list(opened.after(begin - 1, end))
    for one in kept[:1] if only else kept:
        head = head_of(connection)
        assert head is not None
        assert one.body is not None
        before = one.record.previous if previous is None else previous
        previous = digest_of(one.record.seq, one.record.kind, one.record.subject, before, one.body)
        connection.execute(
            update(log_records).where(log_records.c.seq == one.record.seq).values(previous=before, digest=previous)
        )
        done += 1
    if not only:
        connection.execute(update(log_head).values(digest=previous))
    return done


def note_of(database: Database) -> Checkpoint:
    return Checkpoint.read(VerifyLog(AuditLog(database), lambda: AT).checkpoint())


def test_a_log_that_is_rewritten_or_cut_off_as_a_whole_is_found_out_by_a_checkpoint_alone(log: Database) -> None:
    checkpoint = note_of(log)
    with attacking(log) as connection:
        service = service_within(connection)
        assert service.held_against([checkpoint]) is None
        assert reseal(connection, 1, 100) == RECORDS
        assert discovered(connection) is None
        found = service.held_against([checkpoint])
        assert found is not None
        assert (found.what, found.seq) == (What.CHANGED, RECORDS)
    with attacking(log) as connection:
        service = service_within(connection)
        last = connection.execute(log_records.select().where(log_records.c.seq == RECORDS)).mappings().one()
        connection.execute(delete(log_records).where(log_records.c.seq == RECORDS))
        assert last["kind"] == Kind.ERASURE.value
        connection.execute(text("DELETE FROM erasures WHERE decision_id = :id"), {"id": last["subject"]})
        connection.execute(text("DELETE FROM decisions WHERE id = :id"), {"id": last["subject"]})
        connection.execute(update(log_head).values(seq=RECORDS - 1, digest=last["previous"]))
        found = service.held_against([checkpoint])
        assert found is not None
        assert (found.what, found.seq) == (What.MISSING, RECORDS)


def test_another_log_does_not_pass_for_this_one(sqlite_log: Database) -> None:
    service = VerifyLog(AuditLog(sqlite_log), lambda: AT)
    other = note_of(sqlite_log)
    strange = Checkpoint("0" * 8 + "-0000-4000-8000-" + "0" * 12, 0, genesis("x"), other.at)
    found = service.held_against([strange])
    assert found is not None
    assert "another log" in found.detail


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_ten_thousand_random_changes_are_found_out(sqlite_log: Database) -> None:
    assert change_at_random(sqlite_log, Random(20010604), 10_000) == 10_000  # noqa: S311 - not a secret


def test_random_changes_are_found_out(sqlite_log: Database) -> None:
    assert change_at_random(sqlite_log, Random(), 200) == 200  # noqa: S311 - not a secret


def change_at_random(database: Database, chance: Random, wanted: int) -> int:
    done = 0
    with attacking(database) as connection:
        while done < wanted:
            table, column = chance.choice(COLUMNS)
            row, value = chance.choice(list(changes_of(connection, table, column)))
            trial = connection.begin_nested()
            if tried(connection, update(table).where(is_row(table, row)).values({column.name: value})):
                done += 1
                assert discovered(connection, chance.choice(SIZES)) is not None, (table.name, column.name, row, value)
            trial.rollback()
    return done
