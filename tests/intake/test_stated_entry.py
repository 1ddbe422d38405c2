"""Entries stated as a request has them: reading them again gives the same fields and no others."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import Report, ReportedEvent
from app.domain.event_entry import EventEntry
from app.domain.vocabulary import FactKind
from app.intake.stated_entry import REMOTE_SERVER, stated_entry
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import real_files

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_pack(real_files()).vocabulary


def read_again(member: dict[str, object], vocabulary: Vocabulary) -> EventEntry:
    strings = member.get("strings", [])
    description = member.get("description")
    assert isinstance(strings, list)
    event = ReportedEvent(
        int(str(member["event_id"])),
        str(member["source"]) if "source" in member else None,
        count=int(str(member.get("count", 1))),
        counted="count" in member and member.get("counted", True) is True,
        description=str(description) if description is not None else None,
        strings=tuple(strings),
    )
    (entry,) = understand(Report(events=(event,)), vocabulary).entries
    return entry


def an_entry(event_id: int = 9318, **fields: int | str) -> EventEntry:
    return EventEntry(0, event_id, source="MSExchangeMTA", known_source="MSExchangeMTA", fields=fields)


def test_codes_are_stated_as_strings_in_their_places(vocabulary: Vocabulary) -> None:
    stated = stated_entry(an_entry(nt_error=1722), vocabulary)
    assert stated == {"event_id": 9318, "source": "MSExchangeMTA", "strings": ["", "1722"]}


def test_the_peer_is_named_where_the_text_has_room_for_it(vocabulary: Vocabulary) -> None:
    stated = stated_entry(an_entry(nt_error=1722), vocabulary, "EXCH-A")
    assert stated is not None
    entry = read_again(stated, vocabulary)
    assert (entry.peer, dict(entry.fields)) == ("EXCH-A", {"nt_error": 1722, "remote_server": "EXCH-A"})


def test_an_event_without_strings_is_stated_by_its_text(vocabulary: Vocabulary) -> None:
    stated = stated_entry(an_entry(9405, failure="it broke"), vocabulary)
    assert stated is not None
    assert "it broke" in str(stated["description"])


def test_what_no_text_of_the_event_gives_cannot_be_stated(vocabulary: Vocabulary) -> None:
    assert stated_entry(an_entry(9318, ras_error=5), vocabulary) is None


def test_counts_are_stated_as_they_are_known(vocabulary: Vocabulary) -> None:
    for count, counted in ((1, False), (1, True), (7, False), (7, True)):
        entry = EventEntry(0, 9318, source="MSExchangeMTA", known_source="MSExchangeMTA", count=count, counted=counted)
        stated = stated_entry(entry, vocabulary)
        assert stated is not None
        again = read_again(stated, vocabulary)
        assert (again.count, again.counted) == (count, counted)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_stated_is_read_again(vocabulary: Vocabulary, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up entries, no secret
    text = chance.choice(vocabulary.templates)
    codes = [name for name in sorted(text.gives) if vocabulary.fields[name].kind is FactKind.WHOLE_NUMBER]
    fields: dict[str, int | str] = {name: chance.choice([0, 5, 1722, 10061]) for name in codes if chance.random() < 0.6}
    entry = EventEntry(0, text.event_id, source=text.source, known_source=text.source, fields=fields)
    stated = stated_entry(entry, vocabulary, chance.choice([None, "EXCH-A"]))
    if stated is not None:
        again = read_again(stated, vocabulary)
        assert {name: value for name, value in again.fields.items() if name != REMOTE_SERVER} == fields
        assert not again.doubtful
