from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.domain.vocabulary import EventTemplate, Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.found import Reading
from app.intake.layouts.known_texts import read_known_texts
from app.intake.openings import beginnings
from tests.intake.reports import LONG_9322, MODERATE, SHORT_9318, VALUES, WORDINGS, vocabulary

MTA = "MSExchangeMTA"
TEXT_9318 = SHORT_9318.format(**VALUES)
TEXT_9322 = LONG_9322.format(**VALUES)
CANCELLED = (
    "The MTA has issued an RPC Cancel call for thread 22, Locality Table Index: 142, Time (ms): 1804070, Cancel "
    "result: 0 [TRUMAN RPC inactive ncacn_ip_tcp:192.168.20.3[1966] BASE IL] (14)"
)
UNRESOLVED = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: %1, NT/MTA "
    "error code: %2. Comms error %3, Bind error %4, Remote Server Name %5, Protocol String %6 [%7 %8 %9 %10]"
)
NOT_CONFIGURED = (
    "The message transfer gateway that uses the network address %2 and the transport stack %1 could not be found. "
    "Check the configuration of the mail gateway."
)


def read(text: str, allowance: Allowance | None = None) -> Reading:
    return read_known_texts(text, vocabulary(), allowance or Allowance())


@pytest.mark.parametrize(
    ("event_id", "text"),
    [
        (9318, TEXT_9318),
        (9322, TEXT_9322),
        (9277, CANCELLED),
        (9322, UNRESOLVED),
        (9301, NOT_CONFIGURED),
        (289, "A connection to /O=MSFT/OU=CC1/CN=RAS_CON_80 could not be opened. [MTA XFER-IN 19 26] (12)"),
    ],
)
@pytest.mark.parametrize("before", ["", "shows the following error:\n\n", "we get ", '"', "Description:\n"])
@pytest.mark.parametrize("after", ["", "\n\nMail is not flowing.", '"\n\nMail flows.', "\n \nThen nothing."])
def test_the_text_of_a_known_event_is_an_entry_without_a_source(
    event_id: int, text: str, before: str, after: str
) -> None:
    (found,) = read(before + text + after).entries
    assert found.event == ReportedEvent(event_id, description=text)
    assert found.span == (len(before), len(before) + len(text))


def test_what_the_writer_goes_on_to_say_is_no_part_of_it() -> None:
    reading = read(f"{TEXT_9318} and since then nothing is delivered.\nWhy?")
    assert [one.event.description for one in reading.entries] == [TEXT_9318]
    without_tail = (
        "An RPC communications error occurred. Unable to bind over RPC. The locality table (LTAB) index is 7."
    )
    reading = read(f"{without_tail} Nothing is delivered [we tried it twice].")
    assert [one.event.description for one in reading.entries] == [without_tail]


def test_a_text_that_breaks_off_at_the_end_of_a_line_ends_there() -> None:
    text = "An RPC communications error occurred. Unable to bind over RPC. The locality table (LTAB) index is\n 76"
    reading = read(f"{text}\nNothing is delivered to anybody in the branch office.")
    assert [one.event.description for one in reading.entries] == [text]


def test_texts_that_follow_each_other_on_one_line_are_told_apart() -> None:
    reading = read(f"we get {TEXT_9318} {TEXT_9322} {CANCELLED} all day")
    assert [(one.event.event_id, one.event.description) for one in reading.entries] == [
        (9318, TEXT_9318),
        (9322, TEXT_9322),
        (9277, CANCELLED),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "An RPC communications error occurred.",
        "An interface error has occurred. Why?",
        "An RPC communications error occurred, and then it went away.",
        "A RAS communications error has occurred.",
        "A fatal MTA database server crash",
    ],
)
def test_a_text_of_which_too_little_is_there_gives_a_warning_at_its_place(text: str) -> None:
    reading = read(f"Hello,\nwe get {text}")
    assert reading.entries == []
    (warned,) = reading.warnings
    assert warned.code == "unread_event"
    assert warned.span is not None
    assert warned.span[0] == len("Hello,\nwe get ")
    assert "?" not in f"Hello,\nwe get {text}"[slice(*warned.span)]


@pytest.mark.parametrize("tail", [" [BASE IL TCP/IP DRVR 8 274] (12)", " [BASE IL TCP/IP DRVR 8 274]"])
@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("A sockets error {code} was detected. [{location}] ({severity})", "A sockets error 10061 was detected."),
        (
            "A sockets connection to another MTA could not be opened. [{location}] ({severity})",
            "A sockets connection to another MTA could not be opened.",
        ),
    ],
    ids=["short opening", "long opening"],
)
def test_a_text_that_two_events_share_gives_a_warning(wording: str, text: str, tail: str) -> None:
    templates = tuple(EventTemplate(one, MTA, "", (wording,), ()) for one in (9202, 9215))
    alone, shared = Vocabulary(templates=templates[:1]), Vocabulary(templates=templates)
    (found,) = read_known_texts(f"{text}{tail}", alone, Allowance()).entries
    assert found.event == ReportedEvent(9202, description=f"{text}{tail}")
    reading = read_known_texts(f"{text}{tail}", shared, Allowance())
    assert reading.entries == []
    assert [(one.code, one.span) for one in reading.warnings] == [("unread_event", (0, len(text + tail)))]


def test_texts_that_differ_in_one_word_are_told_apart() -> None:
    shared = "A sockets error 10061 on {} call was detected. The MTA will attempt to recover the sockets connection."
    for event_id, call in ((9202, "an accept()"), (9215, "a connect()"), (9221, "a WSARecvEx()")):
        text = f"{shared.format(call)} Control block index: 1. [BASE IL TCP/IP DRVR 8 274] (12)"
        assert [one.event for one in read(text).entries] == [ReportedEvent(event_id, description=text)]
    reading = read(f"{shared.format('a')} Control block index: 1. [BASE IL TCP/IP DRVR 8 274] (12)")
    assert reading.entries == []


@pytest.mark.parametrize(
    "text",
    [
        "An unexpected error has occurred on the server since Monday.",
        "An error occurred while processing the message.",
        "An internal error occurred while we rebooted the server.",
        "An error has occurred during the night.",
        "A resource limit has been set for the mailbox store.",
        "The limit on the number of recipients is 100.",
        "There has been an association between the two companies.",
        "Unable to recognize an internal user.",
        "A fatal system error occurred this morning.",
    ],
)
def test_words_that_anybody_may_write_are_no_text_of_an_event(text: str) -> None:
    assert read(text) == Reading()
    assert beginnings(vocabulary(), text) == 0


def test_unread_texts_that_follow_each_other_are_one_warning() -> None:
    reading = read("An RPC communications error occurred. " * 50)
    assert [one.code for one in reading.warnings] == ["unread_event"]
    assert "50 events" in reading.warnings[0].detail


@pytest.mark.parametrize(
    "text",
    [
        "We see a connection to EXCH-A could not be opened.",
        "A connection to the branch office is slow [as ever] (14)",
        "A sockets error 10061 is what we get",
        "An error occurred.",
        "An RPC communications\n\nerror occurred. Unable to bind over RPC.",
    ],
)
def test_a_sentence_that_only_begins_like_an_event_is_none(text: str) -> None:
    reading = read(text)
    assert reading == Reading()


def test_where_the_time_is_over_reading_stops_with_a_warning() -> None:
    reading = read(f"{TEXT_9318}\n" * 1000, Allowance(1.0, clock=iter([0.0, *[2.0] * 9]).__next__))
    assert [one.code for one in reading.warnings] == ["reading_stopped"]
    assert 0 < len(reading.entries) < 1000


@MODERATE
@given(
    wording=st.sampled_from(WORDINGS),
    before=st.text("xyz .,:;\n", max_size=40),
    after=st.text("xyz .,:;\n", max_size=40),
    gap=st.sampled_from([" ", "\n", "\n   ", "  ", " \n\t"]),
    shouted=st.booleans(),
)
def test_letter_case_and_line_breaks_do_not_matter(
    wording: tuple[int, str], before: str, after: str, gap: str, *, shouted: bool
) -> None:
    text = gap.join(wording[1].format(**VALUES).split())
    text = text.upper() if shouted else text
    (found,) = read(f"{before} {text} {after}").entries
    assert found.event == ReportedEvent(wording[0], description=text)


@MODERATE
@given(
    st.lists(st.sampled_from(["An", "RPC", "communications error", "occurred", "[", "](1)", "\n\n", "A", "a sockets"]))
)
def test_whatever_the_text_the_places_are_in_it_and_in_order(words: list[str]) -> None:
    text = " ".join(words)
    reading = read(text)
    spans = sorted([one.span for one in reading.entries] + [one.span for one in reading.warnings if one.span])
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
