from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.clipboard import read_clipboard
from tests.intake.reports import LONG_9322, MODERATE, SHORT_9318, VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION = LONG_9322.format(**VALUES)
LABELS = ("Event Type", "Event Source", "Event Category", "Event ID", "Date", "Time", "User", "Computer")
STATED = ("Warning", "MSExchangeMTA", "Interface ", "9322", "6/4/2001", "8:10:31 AM", "N/A", "EXCH-B")
ENTRY = (
    "".join(f"{label}:\t{value}\n" for label, value in zip(LABELS, STATED, strict=True))
    + f"Description:\n{DESCRIPTION}"
)
READ = ReportedEvent(
    9322,
    "MSExchangeMTA",
    "EXCH-B",
    "Warning",
    "Interface",
    "6/4/2001 8:10:31 AM",
    description=DESCRIPTION,
)
PROSE = "Since Monday we see this on EXCH-B:\n\n{}\n\nMail still flows. Regards, Bob"


def _events(text: str) -> list[ReportedEvent]:
    entries, warnings = read_clipboard(text)
    assert warnings == []
    return [entry.event for entry in entries]


@pytest.mark.parametrize("text", [ENTRY, f"{ENTRY}\n", f"\n\n{ENTRY}\n\n", PROSE.format(ENTRY), f"{ENTRY}\n\n{PROSE}"])
def test_an_entry_is_read_alone_and_inside_prose(text: str) -> None:
    (entry,), warnings = read_clipboard(text)
    assert entry.event == READ
    assert text[slice(*entry.span)] == ENTRY
    assert warnings == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace(":\t", ": "),
        lambda text: text.replace(":\t", ":"),
        lambda text: text.replace(":\t", "\t:\t\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\r\n", 4),
        lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
        lambda text: "\n".join(f">> > {line}" for line in text.split("\n")),
        lambda text: "\n".join(f"\t  {line}" for line in text.split("\n")),
        lambda text: text.replace("Event Source", "EVENT SOURCE").replace("Event ID", "event id"),
        lambda text: text.replace("Event Type", "Type").replace("Event Source", "Source"),
        lambda text: text.replace("Description:\n", "Description: "),
        lambda text: text.replace("Description:\n", "Description:\n\n"),
        lambda text: text.replace("Date:", "\nDate:"),
    ],
    ids=[
        "space", "tight", "tabs", "CRLF", "CR", "mixed", "quoted", "thrice quoted", "indented", "case", "NT 4",
        "beside", "below", "parted",
    ],
)  # fmt: skip
def test_the_layout_may_differ_in_tabs_line_ends_quoting_and_case(changed: Callable[[str], str]) -> None:
    assert _events(changed(ENTRY)) == [READ]


@pytest.mark.parametrize(
    "after",
    [
        "\n\nMail still flows.",
        "\nFor more information, click http://www.microsoft.com/contentredirect.asp.",
        "\nFor additional information, see Help.",
        "\nData:\n0000: 00 01 02",
        "\n> \n> On Monday Bob wrote",
        "\n\t\nMore",
    ],
)
def test_a_description_ends_where_the_entry_does(after: str) -> None:
    (entry,), _ = read_clipboard(ENTRY + after)
    assert entry.event.description == DESCRIPTION
    assert entry.span == (0, len(ENTRY))


def test_a_description_may_run_over_several_lines() -> None:
    wrapped = ENTRY.replace("has failed. ", "has\n   failed.\n")
    (event,) = _events(wrapped)
    assert event.description is not None
    assert " ".join(event.description.split()) == DESCRIPTION


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n", "\n\nAnd then this:\n\n", "\nData:\n00 00\n\n"])
def test_several_entries_are_told_apart(between: str) -> None:
    second = ENTRY.replace("9322", "9318", 1).replace(DESCRIPTION, SHORT_9318.format(**VALUES))
    text = between.join([ENTRY, second, ENTRY])
    entries, warnings = read_clipboard(text)
    assert [entry.event.event_id for entry in entries] == [9322, 9318, 9322]
    assert [text[slice(*entry.span)] for entry in entries] == [ENTRY, second, ENTRY]
    assert warnings == []


@pytest.mark.parametrize(
    "text",
    [
        "Please call me at extension 9322, room 1722",
        "Time: 10:00",
        "Type: urgent\nUser: Bob",
        "Time: 10:00\nDate: tomorrow\nComputer: EXCH-B",
        "id: 9322",
        "Ticket ID: 9322",
        "User ID: 9322",
        "The Event ID 9322 is logged.",
        "We see Event ID: 9322 all day",
        "source: the firewall",
        "Description: mail is slow",
        "description: 9322\ncategory: 1722",
        "",
        "\n\n",
        ">>>",
    ],
)
def test_prose_is_no_entry_whatever_numbers_it_holds(text: str) -> None:
    assert read_clipboard(text) == ([], [])


@pytest.mark.parametrize("event_id", ["", "abc", "93 22", "-1", "4294967296", "99999999999", "9322 (0x246A)"])
def test_an_entry_whose_id_cannot_be_read_is_reported_with_its_place(event_id: str) -> None:
    block = ENTRY.replace("9322", event_id, 1)
    text = PROSE.format(block)
    entries, (warned,) = read_clipboard(text)
    assert entries == []
    assert warned.code == "unread_entry"
    assert warned.span is not None
    assert text[slice(*warned.span)] == block


def test_a_block_without_an_id_is_reported_with_its_place() -> None:
    block = ENTRY.replace("Event ID:\t9322\n", "")
    text = PROSE.format(block)
    entries, (warned,) = read_clipboard(text)
    assert entries == []
    assert warned.span is not None
    assert text[slice(*warned.span)] == block


@pytest.mark.parametrize("event_id", [0, 65535, 65536, 2**32 - 1])
def test_an_id_of_up_to_32_bits_is_read(event_id: int) -> None:
    assert [event.event_id for event in _events(ENTRY.replace("9322", str(event_id), 1))] == [event_id]


def test_an_entry_may_be_nothing_but_its_id() -> None:
    assert _events("Event ID: 9322") == [ReportedEvent(9322)]


LINES = st.lists(st.from_regex(r"[a-z ,!0-9é]{0,40}", fullmatch=True), max_size=4)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


@MODERATE
@given(st.lists(st.tuples(LINES, st.integers(0, 2**32 - 1)), min_size=1, max_size=4), LINES, BREAKS, st.booleans())
def test_entries_anywhere_in_prose_are_found_with_their_places(
    parts: list[tuple[list[str], int]],
    tail: list[str],
    line_break: str,
    quoted: bool,  # noqa: FBT001 - made up
) -> None:
    lines: list[str] = []
    for prose, event_id in parts:
        lines += [*prose, "", *ENTRY.replace("9322", str(event_id), 1).split("\n"), ""]
    text = line_break.join(f"> {line}" if quoted else line for line in [*lines, *tail])
    entries, warnings = read_clipboard(text)
    assert [entry.event.event_id for entry in entries] == [event_id for _, event_id in parts]
    assert warnings == []
    for entry in entries:
        assert entry.event.description == DESCRIPTION
        block = text[slice(*entry.span)]
        assert block.lstrip("> ").startswith("Event Type:")
        assert block.endswith("(14)")


PIECES = st.sampled_from(
    ["Event ID:", "Event Type:", "Source:", "Description:", "Data:", " 9322", "\t", "\n", "\r\n", "\r", "> ", ":",
     "Time: 1", "x", "\x00", "\u2028", "\x85", " ", "For more information,"]
)  # fmt: skip


@MODERATE
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_with_places_that_lie_in_it_in_order(text: str) -> None:
    entries, warnings = read_clipboard(text)
    spans = sorted([entry.span for entry in entries] + [one.span for one in warnings if one.span])
    assert [end for span in spans for end in span] == sorted(end for span in spans for end in span)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "line",
    [
        "Event ID: 9322\n",
        "Event ID: 9322",
        "Event ID:\n",
        "Description:\n",
        "\n",
        " ",
        ">",
        "event ",
        "Event ID: 9322\nDescription:\n\n",
    ],
)
def test_a_megabyte_of_anything_is_read_in_reasonable_time(line: str) -> None:
    text = line * (1_000_000 // len(line))
    entries, _ = read_clipboard(text)
    assert len(entries) == (1_000_000 // len(line) if line.startswith("Event ID: 9322\n") else 0)
