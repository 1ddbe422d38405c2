from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.mentions import read_mentions
from tests.intake.reports import MODERATE, vocabulary

if TYPE_CHECKING:
    from app.intake.layouts.found import Reading


def read(text: str, allowance: Allowance | None = None) -> Reading:
    return read_mentions(text, vocabulary(), allowance or Allowance())


def ids(text: str) -> list[int]:
    return [one.event.event_id for one in read(text).entries]


def spans(text: str) -> list[str]:
    return [text[slice(*one.span)] for one in read(text).entries]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Event ID 9318 is logged.", [9318]),
        ("since then we see event 9322 all day", [9322]),
        ("Event IDs: 9277 appear in the log", [9277]),
        ("The remote server generates events 9301 and 9202.", [9301, 9202]),
        ("generates event 9301, followed by event\n9202.", [9301, 9202]),
        ("event IDs 9266, 2219, 2206, 2207, and 9321", [9266, 2219, 2206, 2207, 9321]),
        ("Event ID's 9318/9322", [9318, 9322]),
        ("events 9318-9322", [9318, 9322]),
        ("event IDs 9318 9322", [9318, 9322]),
        ("eventid 9318", [9318]),
        ("event id #9318", [9318]),
        ("event_id=9318", [9318]),
        ("(event:9318)", [9318]),
        ('event "9318"', [9318]),
        ("an event with the ID 9318", [9318]),
        ("The event ID is 9318", [9318]),
        ("Event ID - 9318", [9318]),
        ("event no. 9318", [9318]),
        ("Event-ID 9318-related trouble", [9318]),
        ("dozens of 9322 event(s)", [9322]),
        ("9318 and 9322 events", [9318, 9322]),
        ("The 9311 Field Engineering event in particular", [9311]),
        ("MSExchangeMTA 9318 and 9322 are logged", [9318, 9322]),
        ("Ereignis 9318", [9318]),
        ("Ereignis-ID 9318", [9318]),
        ("die Ereignisse 9318 und 9322", [9318, 9322]),
        ("EVENT 12345 comes from elsewhere", [12345]),
        ("event 65535", [65535]),
    ],
)
def test_an_event_named_in_a_sentence_is_an_entry(text: str, named: list[int]) -> None:
    assert ids(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "call extension 9322, room 1722",
        "error 1722",
        "error code 9318 in the event log",
        "port 9322",
        "code 9318",
        "RPC error messages 9318 and 9322",
        "Additional query words: 290 ndr 9318 9322",
        "event 3 of 5",
        "Event 2001 conference",
        "the event of 1999",
        "event on 12 May",
        "event 12 May",
        "event 12:30",
        "event 12/05/2001",
        "event 2001-05-12",
        "event 5.5",
        "event 9318x",
        "event 93180",
        "event 931800",
        "event 5 times today",
        "event 1,234",
        "1,234 events",
        "500 events",
        "3000 events today",
        "10.1.2.3:9322 event",
        "Event Viewer, 9318 lines",
        "prevent 9318",
    ],
)
def test_what_is_no_events_number_is_none(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "no event 9322",
        "there are no further 9318 or 9322 events",
        "without any 9318 events",
        "we never saw event 9322",
        "there is not a single event 9322",
        "We haven't had event 9318",
        "event 9322 is not logged",
        "event ID 9318 doesn't appear",
        "neither event 9318 nor event 9322",
        "kein Ereignis 9318",
    ],
)
def test_an_event_that_is_said_not_to_be_there_is_no_entry(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mail is not delivered, event 9318 is logged", [9318]),
        ("mail does not flow and event 9318 comes up", [9318]),
        ("The MTA does not start with event ID 9321", [9321]),
        ("not only event 9318 but also event 9322", [9318, 9322]),
        ("we do not know what event 9318 means", [9318]),
        ("we can't get rid of event 9318", [9318]),
        ("No mail since then. Event 9318 is logged.", [9318]),
        ("no event 9318, but event 9322", [9322]),
    ],
)
def test_a_denial_of_something_else_denies_no_event(text: str, named: list[int]) -> None:
    assert ids(text) == named


def test_an_event_named_often_is_one_entry_where_it_is_named_first() -> None:
    text = "Event 9318 and event 9322, then event 9318 again, and Event ID 9318."
    assert spans(text) == ["Event 9318", "event 9322"]
    assert [one.event for one in read(text).entries] == [ReportedEvent(9318), ReportedEvent(9322)]


def test_an_event_denied_in_one_place_and_named_in_another_is_an_entry() -> None:
    assert spans("no event 9318 here; there, event 9318") == ["event 9318"]


def test_each_number_of_a_list_has_its_own_place() -> None:
    assert spans("see events 9318, 9322 and 9301") == ["events 9318", "9322", "9301"]
    assert spans("see 9318 and 9322 events") == ["9318", "9322 events"]


def test_where_the_time_is_over_reading_stops_with_a_warning() -> None:
    times = iter([0.0])
    text = "".join(f"event {number} " for number in range(1, 3000))
    reading = read(text, Allowance(1.0, clock=lambda: next(times, 2.0)))
    assert [one.code for one in reading.warnings] == ["reading_stopped"]
    assert reading.warnings[0].span is not None
    assert all(one.span[1] <= reading.warnings[0].span[0] for one in reading.entries)


_WORDS = st.sampled_from(["Event ID ", "event ", "EventID: ", "events ", "Event IDs: ", "event id #", "Ereignis-ID "])
_PROSE = st.text("abc DEFGhi,;:()'\n-", max_size=40).map(lambda text: text.replace("n", "x"))


@MODERATE
@given(before=_PROSE, word=_WORDS, event_id=st.integers(1, 65535), behind=st.sampled_from(["", ".", ", ", "\n", ") "]))
def test_any_id_behind_a_word_for_an_event_is_found(before: str, word: str, event_id: int, behind: str) -> None:
    text = f"{before} {word}{event_id}{behind}"
    assert event_id in ids(text)


@MODERATE
@given(numbers=st.lists(st.integers(0, 99999), min_size=1, max_size=8), prose=_PROSE)
def test_bare_numbers_are_no_events(numbers: list[int], prose: str) -> None:
    assert ids(f"extension {prose} ".join(str(number) for number in numbers)) == []


@MODERATE
@given(st.text(st.sampled_from("event 0123456789ids,/-.:#andno \n"), max_size=200))
def test_whatever_the_text_the_places_are_in_it_and_in_order(text: str) -> None:
    entries = read(text).entries
    assert all(0 <= begin < end <= len(text) for begin, end in (one.span for one in entries))
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(entries))
    assert all(str(one.event.event_id) in text for one in entries)
