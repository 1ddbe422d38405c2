"""Reading the log back: filters, pages, and what is not there."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.domain.decision import Decision, DecisionFilter, StoredDecision
from app.domain.erasure import Erasure
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.erasures import Erasures
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, decision, new_id, record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.storage.decision_log import DecisionWriter

VERDICTS = ["expected_behavior", "no_match"]


def stored(writer: DecisionWriter, **changes: object) -> Decision:
    asked = record(**changes)  # type: ignore[arg-type]
    writer.append(asked).result(PATIENCE)
    return asked.decision


def test_what_is_not_there_is_not_found(archive: DecisionArchive) -> None:
    assert archive.get(new_id()) is None
    assert archive.by_key("never used") is None
    assert archive.pack("sha256:never kept") is None
    assert archive.page(DecisionFilter(), size=10, before=None) == []


@pytest.mark.parametrize("odd", ["\x00", "a\x00", "\ud800", "' OR 1=1 --", "%", ""])
def test_text_that_cannot_be_stored_is_not_found_either(
    writer: DecisionWriter, archive: DecisionArchive, odd: str
) -> None:
    stored(writer)
    assert archive.get(odd) is None
    assert archive.by_key(odd) is None
    assert archive.pack(odd) is None
    assert archive.page(DecisionFilter(ticket_id=odd), size=10, before=None) == []
    assert archive.page(DecisionFilter(article=odd), size=10, before=None) == []


def test_a_decision_outlives_its_content(database: Database, writer: DecisionWriter, archive: DecisionArchive) -> None:
    asked = record(key="k")
    writer.append(asked).result(PATIENCE)
    assert Erasures(database).erase([asked.decision.id], AT, "an officer", "asked for") == [asked.decision.id]
    erased = StoredDecision(asked.decision, None, Erasure(asked.decision.id, AT, "an officer", "asked for"))
    assert archive.get(asked.decision.id) == erased
    assert archive.by_key("k") == ("", erased)
    assert archive.page(DecisionFilter(), size=1, before=None) == [asked.decision]


def test_each_filter_shows_what_fits_and_nothing_else(writer: DecisionWriter, archive: DecisionArchive) -> None:
    plain = stored(writer, id=new_id(1))
    other = stored(
        writer,
        id=new_id(2),
        verdict="no_match",
        article=None,
        ticket_system="glpi",
        ticket_id="7",
        trial=True,
        decided_at=AT + timedelta(microseconds=1),
    )

    def shown(**wanted: object) -> list[Decision]:
        return archive.page(DecisionFilter(**wanted), size=10, before=None)  # type: ignore[arg-type]

    assert shown() == [other, plain]
    assert shown(verdict="no_match") == [other]
    assert shown(article="Q303156") == [plain]
    assert shown(ticket_system="glpi") == shown(ticket_id="7") == [other]
    assert shown(ticket_system="glpi", ticket_id="10081") == []
    assert shown(trial=True) == [other]
    assert shown(trial=False) == [plain]
    assert shown(since=AT) == [other, plain]
    assert shown(since=AT + timedelta(microseconds=1)) == [other]
    assert shown(until=AT + timedelta(microseconds=1)) == [plain]
    assert shown(until=AT) == []


@pytest.mark.parametrize(
    "wanted",
    [
        DecisionFilter(),
        DecisionFilter(verdict="no_match"),
        DecisionFilter(article="Q303156"),
        DecisionFilter(ticket_system="zammad", ticket_id="10081"),
    ],
)
def test_a_page_is_read_from_an_index_in_order(sqlite_url: str, wanted: DecisionFilter) -> None:
    plans: list[str] = []

    def explain(connection: Connection, _: object, statement: str, parameters: tuple[object, ...], *__: object) -> None:
        if statement.startswith("SELECT"):
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[-1]) for row in plan)

    with Database.open(sqlite_url) as database:
        database.upgrade()
        event.listen(database.reading, "before_cursor_execute", explain)
        DecisionArchive(database).page(wanted, size=10, before=new_id())
    assert len(plans) == 1
    assert plans[0].startswith("SEARCH decisions USING")
    assert "id<?" in plans[0]


def test_a_page_starts_after_its_mark_even_where_the_mark_is_nobody(
    writer: DecisionWriter, archive: DecisionArchive
) -> None:
    oldest, newest = stored(writer, id=new_id(10)), stored(writer, id=new_id(30))
    assert archive.page(DecisionFilter(), size=9, before=newest.id) == [oldest]
    assert archive.page(DecisionFilter(), size=9, before=new_id(20)) == [oldest]
    assert archive.page(DecisionFilter(), size=9, before=oldest.id) == []
    assert archive.page(DecisionFilter(), size=1, before=None) == [newest]


# The database outlives the examples: each has a ticketing system of its own.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at_first=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(VERDICTS)), max_size=12),
    between=st.lists(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(VERDICTS)), max_size=2), max_size=8),
    page_of=st.tuples(st.integers(1, 5), st.sampled_from([None, *VERDICTS])),
)
def test_paging_visits_every_decision_exactly_once(
    writer: DecisionWriter,
    archive: DecisionArchive,
    at_first: list[tuple[int, str]],
    between: list[list[tuple[int, str]]],
    page_of: tuple[int, str | None],
) -> None:
    size, verdict = page_of
    system = uuid.uuid4().hex

    def add(mix: list[tuple[int, str]]) -> set[str]:
        made = [decision(id=new_id(ms), verdict=told, ticket_system=system) for ms, told in mix]
        futures = [writer.append(record(id=one.id, verdict=one.verdict, ticket_system=system)) for one in made]
        assert all(future.result(PATIENCE) for future in futures)
        return {one.id for one in made if verdict in {None, one.verdict}}

    there, meanwhile = add(at_first), set[str]()
    seen: list[str] = []
    arrivals = iter(between)
    wanted = DecisionFilter(ticket_system=system, verdict=verdict)
    while page := archive.page(wanted, size=size, before=seen[-1] if seen else None):
        assert len(page) <= size
        seen += [one.id for one in page]
        meanwhile |= add(next(arrivals, []))
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen))
    assert there <= set(seen) <= there | meanwhile
