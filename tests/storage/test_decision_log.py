"""What the writer promises while the database does as it should."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.domain.decision import DecisionFilter, DecisionRecord, StoredDecision
from app.domain.errors import StorageError, StorageUnavailable
from app.storage.archive import DecisionArchive
from app.storage.decision_log import DecisionWriter, Recorded
from app.storage.tables import rule_packs
from tests.storage.gate import PATIENCE, counting_commits, gate_at, stored_count
from tests.storage.samples import AT, FILES, PACK, content, decision, new_id, record

if TYPE_CHECKING:
    from app.storage.database import Database


def test_what_is_acknowledged_can_be_read_back(writer: DecisionWriter, archive: DecisionArchive) -> None:
    asked = record(key="a key")
    assert writer.append(asked).result(PATIENCE) == Recorded(asked.decision.id)
    assert archive.get(asked.decision.id) == StoredDecision(asked.decision, asked.content)


def test_nothing_but_what_must_be_there_need_be_there(writer: DecisionWriter, archive: DecisionArchive) -> None:
    bare = decision(article=None, rule=None, ticket_system=None, ticket_id=None, trial=True, decided_by="tree")
    asked = DecisionRecord(bare, content(request=b"", answer=""))
    writer.append(asked).result(PATIENCE)
    assert archive.get(bare.id) == StoredDecision(asked.decision, asked.content)


def test_nul_and_every_other_character_survive(writer: DecisionWriter, archive: DecisionArchive) -> None:
    everything = content(
        request=bytes(range(256)) + b"\x00",
        answer='{"says": "\\u0000 \\ud800", "peer": "\u00e9\U0001f600\u2028"}',
        shown_as="text/plain",
        shown="\x00 \x1b[0m \u00e9\U0001f600\r\n",
    )
    asked = DecisionRecord(decision(ticket_id="\u00e9\U0001f600 '\"\\ %s %(x)s :name ?"), everything)
    writer.append(asked).result(PATIENCE)
    assert archive.get(asked.decision.id) == StoredDecision(asked.decision, everything)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2001, 6, 4, 8, 12, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=2))),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_to_the_microsecond_and_in_utc(
    writer: DecisionWriter, archive: DecisionArchive, moment: datetime
) -> None:
    asked = record(decided_at=moment)
    writer.append(asked).result(PATIENCE)
    stored = archive.get(asked.decision.id)
    assert stored is not None
    assert stored.decision.decided_at == moment
    assert stored.decision.decided_at.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(writer: DecisionWriter) -> None:
    naive = record(decided_at=AT.replace(tzinfo=None))
    assert type(writer.append(naive).exception(PATIENCE)) is StorageError


def test_all_who_wait_share_one_commit(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "begin") as gate, counting_commits(database) as commits:
        first = writer.append(record())
        gate.wait_for_arrival()
        others = [writer.append(record()) for _ in range(50)]
        assert writer.waiting == len(others)
        gate.open()
        wait([first, *others], PATIENCE)
        assert len(commits) == 2
    assert len({future.result().decision_id for future in (first, *others)}) == 51
    assert stored_count(database) == (51, 51)


def test_a_group_is_no_larger_than_allowed(database: Database, writer: DecisionWriter) -> None:
    with DecisionWriter(database, max_group=10) as small, gate_at(database, "begin") as gate:
        first = small.append(record())
        gate.wait_for_arrival()
        with counting_commits(database) as commits:
            others = [small.append(record()) for _ in range(25)]
            gate.open()
            wait([first, *others], PATIENCE)
        assert len(commits) == 1 + 3
    assert writer.waiting == 0


def test_nobody_is_answered_before_the_commit(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "commit") as gate:
        future = writer.append(record())
        gate.wait_for_arrival()
        assert not future.done()
        assert stored_count(database) == (0, 0)
        gate.open()
        future.result(PATIENCE)
    assert stored_count(database) == (1, 1)


def test_whoever_finds_the_line_full_is_refused_at_once(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "begin") as gate, DecisionWriter(database, max_waiting=2) as small:
        served = [small.append(record())]
        gate.wait_for_arrival()
        served += [small.append(record()), small.append(record())]
        late = small.append(record())
        assert late.done()
        assert isinstance(late.exception(), StorageUnavailable)
        gate.open()
        assert {type(future.result(PATIENCE)) for future in served} == {Recorded}
    assert writer.waiting == 0
    assert stored_count(database) == (3, 3)


def test_closing_records_what_waits_and_refuses_what_comes_later(database: Database, writer: DecisionWriter) -> None:
    waiting = [writer.append(record()) for _ in range(20)]
    writer.close()
    assert {type(future.result(0)) for future in waiting} == {Recorded}
    assert stored_count(database) == (20, 20)
    assert isinstance(writer.append(record()).exception(PATIENCE), StorageUnavailable)
    writer.close()


def test_whoever_gave_up_waiting_is_not_recorded(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "begin") as gate:
        first = writer.append(record())
        gate.wait_for_arrival()
        assert not first.cancel()
        given_up, last = writer.append(record()), writer.append(record())
        assert given_up.cancel()
        gate.open()
        wait([first, last], PATIENCE)
    assert stored_count(database) == (2, 2)


def test_a_line_of_nobody_but_the_gone_does_not_stop_the_writer(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "begin") as gate:
        first = writer.append(record())
        gate.wait_for_arrival()
        writer.append(record()).cancel()
        gate.open()
        first.result(PATIENCE)
    writer.append(record()).result(PATIENCE)
    assert stored_count(database) == (2, 2)


def test_one_poisonous_record_does_not_harm_its_neighbours(database: Database, writer: DecisionWriter) -> None:
    known = record()
    writer.append(known).result(PATIENCE)
    with gate_at(database, "begin") as gate:
        first = writer.append(record())
        gate.wait_for_arrival()
        sound = [writer.append(record()) for _ in range(10)]
        poison = [
            writer.append(record(id=known.decision.id)),
            writer.append(record(rules_revision="sha256:never kept")),
            writer.append(record(verdict="undecided")),
            writer.append(record(ticket_id="\ud800")),
            writer.append(record(key="")),
        ]
        sound += [writer.append(record()) for _ in range(10)]
        gate.open()
        wait([first, *poison, *sound], PATIENCE)
    assert {type(future.exception()) for future in poison} == {StorageError}
    assert {type(future.exception()) for future in sound} == {type(None)}
    assert stored_count(database) == (22, 22)


def test_what_the_log_says_of_a_refusal_does_not_quote_the_ticket(
    writer: DecisionWriter, caplog: pytest.LogCaptureFixture
) -> None:
    writer.append(record(ticket_id="confidential", verdict="undecided")).exception(PATIENCE)
    assert "verdict_is_known" in caplog.text
    assert "confidential" not in caplog.text


def test_a_rule_pack_is_kept_once_under_its_digest(
    database: Database, writer: DecisionWriter, archive: DecisionArchive
) -> None:
    writer.keep_pack(PACK, FILES, AT + timedelta(days=1))
    assert archive.pack(PACK) == FILES
    with database.reader() as connection:
        assert connection.scalars(select(rule_packs.c.first_used_at)).all() == [AT]


def test_packs_are_kept_while_decisions_are_recorded(database: Database, writer: DecisionWriter) -> None:
    revisions = [f"sha256:{number:064}" for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        kept = [threads.submit(writer.keep_pack, revision, FILES, AT) for revision in revisions]
        recorded = [writer.append(record()) for _ in range(100)]
    assert {future.exception(PATIENCE) for future in kept} == {None}
    assert {future.exception(PATIENCE) for future in recorded} == {None}
    archive = DecisionArchive(database)
    assert all(archive.pack(revision) == FILES for revision in revisions)


def test_two_writers_of_one_database_do_not_meet(database: Database, writer: DecisionWriter) -> None:
    with DecisionWriter(database) as second:
        futures = [one.append(record()) for _ in range(50) for one in (writer, second)]
        wait(futures, PATIENCE)
    assert all(future.exception() is None for future in futures)
    assert stored_count(database) == (100, 100)


def test_an_id_decides_the_order_whatever_the_clock_said(writer: DecisionWriter, archive: DecisionArchive) -> None:
    earlier, later = (
        decision(id=new_id(1), decided_at=AT),
        decision(id=new_id(2), decided_at=AT - timedelta(1)),
    )
    for one in (later, earlier):
        writer.append(replace(record(), decision=one)).result(PATIENCE)
    assert archive.page(DecisionFilter(), size=5, before=None) == [later, earlier]
