"""Texts that are meant to make reading slow, or wrong: none of them raises, and none takes long.

They are large enough for a reader whose time grows with their square to run into the timeout of a test.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import Report
from app.intake.allowance import Allowance, Limits
from app.intake.layouts.reading import read_text
from app.intake.understand import understand
from benchmarks.reading import HOSTILE, NUMBERED, filled
from tests.intake.reports import LONG_9318, MODERATE, VALUES, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.case import Understanding, Warned
    from app.intake.layouts.reading import TextRead

SIZE = 120_000
SMALLER = 30_000
"""For sentences, of which each word is weighed."""
PATIENT = 100.0
ALL = HOSTILE | NUMBERED
SAID = ["questions", "host names", "prose", "prose without an end", "subjects", "denials", "ever other host names"]
LOGGED = [
    "labels without line ends",
    "ids in lines with a number",
    "mentions",
    "mentions of ever other events",
    "texts without their ends",
    "texts of ever other peers",
    "entries of ever other servers",
    "entries of ever other peers",
    "entries of ever other events",
]
ENTRY = f"Event ID: 9318\nSource: MSExchangeMTA\nDescription: {LONG_9318.format(**VALUES)}\n"


def read(text: str) -> TextRead:
    return read_text(text, vocabulary(), Allowance(PATIENT))


def understood(text: str) -> Understanding:
    return understand(Report(text=text), vocabulary(), Limits(most_seconds=PATIENT))


def _told(spans: Sequence[tuple[int, int]], text: str) -> bool:
    return all(0 <= begin < end <= len(text) for begin, end in spans)


def _whole(warnings: Sequence[Warned], text: str) -> bool:
    """Whether the text was read to its end, and each warning is about a part of it."""
    codes = {one.code for one in warnings}
    return "reading_stopped" not in codes and _told([one.span for one in warnings if one.span], text)


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_text_is_read_to_its_end_and_every_entry_stands_in_it(name: str) -> None:
    text = filled(ALL[name], SIZE)
    reading = read(text)
    assert _whole(reading.warnings, text)
    spans = [one.span for one in reading.entries]
    assert _told(spans, text)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("name", LOGGED)
def test_a_hostile_log_is_understood(name: str) -> None:
    text = filled(ALL[name], SIZE)
    understanding = understood(text)
    assert _whole(understanding.warnings, text)
    assert len(understanding.entries) <= Limits().most_entries


@pytest.mark.parametrize("name", SAID)
def test_hostile_sentences_are_understood(name: str) -> None:
    text = filled(ALL[name], SMALLER)
    assert _whole(understood(text).warnings, text)


@pytest.mark.parametrize(
    "name", ["nulls", "right-to-left marks", "open square brackets", "one word", "insertion marks"]
)
def test_an_entry_behind_a_hostile_text_is_read_all_the_same(name: str) -> None:
    text = f"{filled(HOSTILE[name], SIZE)}\n\n{ENTRY}"
    (found,) = read(text).entries
    assert (found.event.event_id, found.event.source) == (9318, "MSExchangeMTA")


def test_a_hundred_thousand_lines_without_an_id_are_few_warnings() -> None:
    text = "Event ID:\n" * 100_000
    reading = read(text)
    assert reading.entries == ()
    assert 0 < len(reading.warnings) < 100
    assert {one.code for one in reading.warnings} == {"unread_entry"}


def test_a_hundred_thousand_events_in_a_sentence_are_one_entry() -> None:
    reading = read("Event ID 9318 " * 100_000)
    assert [(one.event.event_id, one.span) for one in reading.entries] == [(9318, (0, 13))]


def test_marks_that_nobody_sees_do_not_hide_an_entry() -> None:
    hidden = (
        ENTRY.replace("Event", "Ev\u200bent").replace("9318", "93\u200f18").replace("Source", "\u202eSou\x00rce\u202c")
    )
    (found,) = read(hidden).entries
    (plain,) = read(ENTRY).entries
    assert found.event == plain.event


def test_what_no_time_is_left_for_is_told() -> None:
    text = f"{ENTRY}\n" * 2000
    reading = read_text(text, vocabulary(), Allowance(-1.0))
    assert "reading_stopped" in {one.code for one in reading.warnings}


@MODERATE
@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    reading = read(text)
    assert _told([one.span for one in reading.entries], text)
    assert _told([one.span for one in reading.warnings if one.span], text)


@settings(MODERATE, max_examples=100)
@given(st.lists(st.sampled_from([*ALL.values(), ENTRY, "\n", "\n\n", "\t", "}", "]", "</Event>", '"']), max_size=40))
def test_no_mixture_of_layouts_raises(pieces: list[str]) -> None:
    text = "".join(pieces)
    understanding = understood(text)
    assert _told([one.origin.span for one in understanding.entries if one.origin.span], text)
    assert _told([one.span for one in understanding.warnings if one.span], text)
