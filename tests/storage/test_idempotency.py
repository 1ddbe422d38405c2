"""One key, one decision, however many ask and whichever way they race."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

from app.domain.decision import StoredDecision
from app.domain.errors import KeyReused
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter, Recorded
from tests.storage.gate import PATIENCE, gate_at, listening, stored_count
from tests.storage.samples import AT, FILES, PACK, record

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.storage.archive import DecisionArchive


def test_a_key_used_again_gives_the_stored_decision(database: Database, writer: DecisionWriter) -> None:
    first, second = record(key="k"), record(key="k", verdict="no_match")
    writer.append(first).result(PATIENCE)
    again = writer.append(second).result(PATIENCE)
    assert again == Recorded(first.decision.id, StoredDecision(first.decision, first.content))
    assert stored_count(database) == (1, 1)


def test_the_very_same_record_sent_again_is_stored_once(database: Database, writer: DecisionWriter) -> None:
    first = record(key="k")
    with gate_at(database, "begin") as gate:
        futures = [writer.append(record())]
        gate.wait_for_arrival()
        futures += [writer.append(first), writer.append(first)]
        gate.open()
        wait(futures, PATIENCE)
    futures.append(writer.append(first))
    assert [future.result(PATIENCE).decision_id for future in futures[1:]] == [first.decision.id] * 3
    assert [future.result().stored is None for future in futures[1:]] == [True, False, False]
    assert stored_count(database) == (2, 2)


def test_a_key_with_another_body_is_refused(database: Database, writer: DecisionWriter) -> None:
    writer.append(record(key="k")).result(PATIENCE)
    assert isinstance(writer.append(record(key="k", fingerprint="other")).exception(PATIENCE), KeyReused)
    assert stored_count(database) == (1, 1)


def test_within_one_group_the_first_to_come_has_the_key(database: Database, writer: DecisionWriter) -> None:
    with gate_at(database, "begin") as gate:
        writer.append(record())
        gate.wait_for_arrival()
        asked = record(key="k")
        first = writer.append(asked)
        same = writer.append(record(key="k"))
        other = writer.append(record(key="k", fingerprint="other"))
        neighbour = writer.append(record(key="l"))
        gate.open()
        assert first.result(PATIENCE) == Recorded(asked.decision.id)
        assert same.result(PATIENCE) == Recorded(asked.decision.id, StoredDecision(asked.decision, asked.content))
        assert isinstance(other.exception(PATIENCE), KeyReused)
        assert neighbour.result(PATIENCE).stored is None
    assert stored_count(database) == (3, 3)


def test_two_hundred_at_once_with_one_key_store_one(database: Database, writer: DecisionWriter) -> None:
    with ThreadPoolExecutor(16) as clients:
        asked = [record(key="k") for _ in range(200)]
        answers = [future.result(PATIENCE) for future in list(clients.map(writer.append, asked))]
    assert len({answer.decision_id for answer in answers}) == 1
    assert sum(answer.stored is None for answer in answers) == 1
    assert stored_count(database) == (1, 1)


def test_a_key_leads_to_its_decision(writer: DecisionWriter, archive: DecisionArchive) -> None:
    asked = record(key="ключ", fingerprint="print")
    writer.append(asked).result(PATIENCE)
    assert archive.by_key("ключ") == ("print", StoredDecision(asked.decision, asked.content))
    assert archive.by_key("КЛЮЧ") is None


def begun_append(database: Database, writer: DecisionWriter) -> Future[Recorded]:
    """Append with the same key, and wait until the other process is about to claim it."""
    claiming = Event()

    def listener(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "idempotency_keys" in statement:
            claiming.set()

    with listening(database, "before_cursor_execute", listener):
        future = writer.append(record(key="k"))
        assert claiming.wait(PATIENCE)
    return future


def test_the_loser_of_a_race_between_processes_gets_the_winners_decision(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as one, Database.open(postgresql_url) as other:
        one.upgrade()
        with DecisionWriter(one) as winner, DecisionWriter(other) as loser:
            winner.keep_pack(PACK, FILES, AT)
            asked = record(key="k")
            with gate_at(one, "commit") as gate:
                won = winner.append(asked)
                gate.wait_for_arrival()
                lost = begun_append(other, loser)
                gate.open()
                assert won.result(PATIENCE).stored is None
                assert lost.result(PATIENCE) == Recorded(
                    asked.decision.id, StoredDecision(asked.decision, asked.content)
                )
        assert stored_count(one) == (1, 1)


def test_where_the_first_of_two_processes_fails_the_second_is_recorded(postgresql_url: str) -> None:
    def fail(_: object) -> None:
        message = "the first process fails"
        raise LookupError(message)

    with Database.open(postgresql_url) as one, Database.open(postgresql_url) as other:
        one.upgrade()
        with DecisionWriter(one) as first, DecisionWriter(other) as second:
            first.keep_pack(PACK, FILES, AT)
            with gate_at(one, "commit") as gate, listening(one, "commit", fail):
                failed = first.append(record(key="k"))
                gate.wait_for_arrival()
                recorded = begun_append(other, second)
                gate.open()
                assert failed.exception(PATIENCE)
                assert recorded.result(PATIENCE).stored is None
        assert stored_count(one) == (1, 1)


def test_keys_are_claimed_in_their_order_so_that_no_two_processes_wait_for_each_other(
    database: Database, writer: DecisionWriter
) -> None:
    claimed: list[str] = []

    def listener(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:  # noqa: ANN401
        if statement.startswith("INSERT INTO idempotency_keys"):
            values = parameters.values() if isinstance(parameters, dict) else parameters
            claimed.extend(str(value) for value in values if str(value).startswith("key "))

    with listening(database, "before_cursor_execute", listener), gate_at(database, "begin") as gate:
        futures = [writer.append(record())]
        gate.wait_for_arrival()
        futures += [writer.append(record(key=f"key {letter}")) for letter in "hagcbfde"]
        gate.open()
        wait(futures, PATIENCE)
    assert claimed == [f"key {letter}" for letter in "abcdefgh"]


def test_processes_that_race_for_many_keys_store_each_once(postgresql_url: str) -> None:
    keys = [f"key {number}" for number in range(60)]
    together = Barrier(2)

    def append_all(writer: DecisionWriter, order: list[str]) -> list[Recorded]:
        together.wait(PATIENCE)
        futures = [writer.append(record(key=key)) for key in order]
        return [future.result(PATIENCE) for future in futures]

    with Database.open(postgresql_url) as one, Database.open(postgresql_url) as other:
        one.upgrade()
        with DecisionWriter(one) as first, DecisionWriter(other) as second, ThreadPoolExecutor(2) as clients:
            first.keep_pack(PACK, FILES, AT)
            forwards = clients.submit(append_all, first, keys)
            backwards = clients.submit(append_all, second, keys[::-1])
            answers = [*forwards.result(PATIENCE), *reversed(backwards.result(PATIENCE))]
        assert [answer.decision_id for answer in answers[:60]] == [answer.decision_id for answer in answers[60:]]
        assert sum(answer.stored is None for answer in answers) == len(keys)
        assert stored_count(one) == (60, 60)
