from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.headed import read_headed
from tests.intake.reports import LONG_9318, LONG_9322, MODERATE, VALUES, vocabulary

if TYPE_CHECKING:
    from app.intake.layouts.found import Reading

MTA = "MSExchangeMTA"
TEXT_9318 = LONG_9318.format(**VALUES)
TEXT_9322 = LONG_9322.format(**VALUES)
TEXT_9301 = (
    "The message transfer gateway that uses the network address 4E434F5354455354 and the transport stack\n"
    "/o=Microsoft/ou=sitename/cn=Configuration could not be found. Check the\n"
    "configuration of the mail gateway. [BASE IL TCP/IP DRVR 36 218] (10)"
)


def read(text: str, allowance: Allowance | None = None) -> Reading:
    return read_headed(text, vocabulary(), allowance or Allowance())


def events(text: str) -> list[ReportedEvent]:
    return [one.event for one in read(text).entries]


@pytest.mark.parametrize(
    ("heading", "text", "event"),
    [
        ("9322: MSExchangeMTA", TEXT_9322, ReportedEvent(9322, MTA)),
        ("MSEXCHANGEMTA 9318", TEXT_9318, ReportedEvent(9318, "MSEXCHANGEMTA")),
        ("MSExchangeMTA Event ID: 9318", TEXT_9318, ReportedEvent(9318, MTA)),
        (
            "MSExchangeMTA Field Engineering Warning 9318",
            TEXT_9318,
            ReportedEvent(9318, MTA, type="Warning", category="Field Engineering"),
        ),
        (
            "MSExchangeMTA X.400 Service Error 9318",
            TEXT_9318,
            ReportedEvent(9318, MTA, type="Error", category="X.400 Service"),
        ),
        (
            "MSExchangeMTA (14) Information 9318",
            TEXT_9318,
            ReportedEvent(9318, MTA, type="Information", category="(14)"),
        ),
        ("MSExchangeMTA - Interface 9318", TEXT_9318, ReportedEvent(9318, MTA, category="Interface")),
        (
            "Event 9301   MSExchangeMTA     Configuration",
            TEXT_9301,
            ReportedEvent(9301, MTA, category="Configuration"),
        ),
        (
            "Event ID 9318     MSExchangeMTA     Operating System",
            TEXT_9318,
            ReportedEvent(9318, MTA, category="Operating System"),
        ),
        ("Event 9318   Interface", TEXT_9318, ReportedEvent(9318, category="Interface")),
        ("Event ID 9318", TEXT_9318, ReportedEvent(9318)),
        ("Event 9301", TEXT_9301, ReportedEvent(9301)),
        ("9301", TEXT_9301, ReportedEvent(9301)),
        ("9301 Warning", TEXT_9301, ReportedEvent(9301, type="Warning")),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", " \n  "])
def test_a_text_under_a_heading_is_an_entry_of_it(heading: str, text: str, event: ReportedEvent, between: str) -> None:
    whole = f"Since Monday we see:\n\n   {heading}{between}{text}\n\nRegards"
    (found,) = read(whole).entries
    assert found.event.description == text
    assert (found.event.event_id, found.event.source) == (event.event_id, event.source)
    assert (found.event.type, found.event.category) == (event.type, event.category)
    assert whole[slice(*found.span)].startswith(heading)
    assert whole[slice(*found.span)].endswith(text)


def test_headings_follow_each_other_without_a_blank_line() -> None:
    text = f"Event ID 9318\n{TEXT_9318}\nEvent ID 9301\n{TEXT_9301}\n9322: MSExchangeMTA\n{TEXT_9322}"
    assert [(one.event_id, one.description) for one in events(text)] == [
        (9318, TEXT_9318),
        (9301, TEXT_9301),
        (9322, TEXT_9322),
    ]


def test_a_text_without_its_tail_ends_before_the_next_heading_and_the_blank_line() -> None:
    short = "An RPC communications error occurred. Unable to bind over RPC."
    text = f"MSExchangeMTA 9318\n{short}\nMSExchangeMTA 9318\n{short}\n\nAnd then?"
    assert [one.description for one in events(text)] == [short, short]


def test_what_follows_the_tail_is_no_part_of_the_entry() -> None:
    (event,) = events(f"Event ID 9318\n{TEXT_9318}\nNothing is delivered since.")
    assert event.description == TEXT_9318


@pytest.mark.parametrize("protocol", ["ncacn_spx:~0000A[5]", "ncacn_ip_tcp:10.1.2.3[1092]"])
@pytest.mark.parametrize("tail", [" (14)", "\n(14)", ""])
def test_a_port_at_the_end_of_a_line_does_not_end_a_text(protocol: str, tail: str) -> None:
    text = (
        "An interface error has occurred. An MtaBindBack over RPC has failed.\nLocality Table (LTAB) index: 7, NT/MTA "
        f"error code: 5. Comms error 5,\nBind error 5, Remote Server Name QR, Protocol String {protocol}\n"
        f"[BASE IL MAIN BASE 1 500]{tail}"
    )
    (event,) = events(f"9322: MSExchangeMTA\n{text}\nNothing is delivered since.")
    assert event.description == text
    without_tail = text.partition("\n[BASE")[0]
    (event,) = events(f"9322: MSExchangeMTA\n{without_tail}\n\nRegards")
    assert event.description == without_tail


@pytest.mark.parametrize("number", [25, 9405, 1198])
def test_a_sentence_that_anybody_may_write_is_no_text_of_the_number_above_it(number: int) -> None:
    for text in (
        "An unexpected error has occurred.",
        "An internal error occurred while rebooting.",
        "An error occurred.",
    ):
        assert events(f"{number}\n{text}") == []


def test_a_text_in_other_words_is_known_by_the_tail_of_mta_texts() -> None:
    text = "Ein RPC-Kommunikationsfehler ist aufgetreten. [BASE IL MAIN BASE 1 500] (12)"
    assert [one.description for one in events(f"MSExchangeMTA 9318\n{text}")] == [text]


def test_a_sentence_below_a_heading_is_not_taken_for_its_text() -> None:
    below = "Mail to the branch office is not delivered since Monday."
    assert events(f"MSExchangeMTA 9318\n{below}") == [ReportedEvent(9318, MTA)]
    assert events(f"Event ID 9318\n{below}") == []
    assert events(f"Event ID 5719\n{below}") == []


def test_another_events_text_is_not_taken_for_this_ones() -> None:
    assert events(f"Event ID 9318\nWe also see {TEXT_9322}") == []


def test_headings_with_a_source_are_entries_without_any_text() -> None:
    text = "Event 9318   MSExchangeMTA\nEvent 9322   MSExchangeMTA\n"
    assert events(text) == [ReportedEvent(9318, MTA), ReportedEvent(9322, MTA)]


def test_an_event_from_elsewhere_keeps_its_source_and_its_text() -> None:
    text = "No Windows NT Domain Controller is available for domain CRM."
    assert events(f"Event ID 5719   Netlogon   None\n{text}\n") == [
        ReportedEvent(5719, "Netlogon", category="None", description=text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "9318",
        "9318\nMail is not delivered.",
        "1722\n" + TEXT_9318,
        "Event ID: 9318\n" + TEXT_9318,
        "Event ID 9318:\n" + TEXT_9318,
        "Event ID 9277: The MTA has issued an RPC Cancel call for thread 1",
        "Event: 9301\n" + TEXT_9301,
        "MTA Build 2653\nExchange 5.5 SP4",
        "MSExchangeMTA 5.5.2653.15",
        "we saw MSExchangeMTA log 9318 all day",
        "on 6/4/2001 MSExchangeMTA",
        "Q9318 MSExchangeMTA",
        "MSExchangeMTA 9318 9322",
        "MSExchangeMTA 93181",
        "MSExchangeMTA 99999",
    ],
)
def test_other_lines_are_no_headings(text: str) -> None:
    assert events(text) == []


def test_where_the_time_is_over_reading_stops_with_a_warning() -> None:
    reading = read("MSExchangeMTA 9318\n" * 1000, Allowance(1.0, clock=iter([0.0, *[2.0] * 9]).__next__))
    assert [one.code for one in reading.warnings] == ["reading_stopped"]
    assert 0 < len(reading.entries) < 1000


@MODERATE
@given(
    heading=st.sampled_from(["9318: MSExchangeMTA", "MSExchangeMTA Interface Warning 9318", "Event ID 9318", "9318"]),
    before=st.text("abc .,:\n", max_size=40),
    after=st.text("abc .,:\n", max_size=40),
    margin=st.sampled_from(["", "   ", "\t"]),
    wrapped=st.booleans(),
)
def test_an_entry_under_a_heading_is_read_back_from_any_prose(
    heading: str, before: str, after: str, margin: str, *, wrapped: bool
) -> None:
    text = TEXT_9318.replace(". ", f".\n{margin}") if wrapped else TEXT_9318
    (event,) = events(f"{before}\n{margin}{heading}\n{margin}{text}\n\n{after}")
    assert (event.event_id, event.description) == (9318, text)


@MODERATE
@given(st.text(st.sampled_from("Event 9318\n: ()[]MSxchangT\t"), max_size=200))
def test_whatever_the_text_the_places_are_in_it_and_in_order(text: str) -> None:
    entries = read(text).entries
    assert all(0 <= begin < end <= len(text) for begin, end in (one.span for one in entries))
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(entries))


def test_a_heading_whose_only_column_is_the_type_is_no_crash() -> None:
    for text in ("Event 5555  Warning\nSome thing failed here [A B 1 2] (12)", "Event 5555  Warning  Warning\nx"):
        assert all(one.event.event_id == 5555 for one in read_headed(text, vocabulary(), Allowance()).entries)
