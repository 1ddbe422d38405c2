"""Any entry in any of the labelled layouts, inside any prose, is read back the same; and any text is read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.layouts.view import view_of
from tests.intake.layouts.labelled_entries import read
from tests.intake.reports import MODERATE, WORDINGS

WORD = st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True)
HOST = st.from_regex(r"[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,4})?(\.[a-z]{1,6})?", fullmatch=True).filter(
    lambda name: name.casefold() != "none"
)
PROSE = st.lists(st.from_regex(r"[a-zé]{1,12}([ ,][a-z0-9é]{1,8}){0,8}[.!?,]?", fullmatch=True), max_size=4)
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x85"])
MARGINS = st.sampled_from(["", "> ", ">> > ", ">", "\t", "   ", "\u200f> "])
LABELS = {
    "clipboard": ("Event Type", "Event Source", "Event Category", "Event ID", "Date", "Time", "User", "Computer"),
    "details": ("Log Name", "Source", "Date", "Event ID", "Task Category", "Level", "Keywords", "User", "Computer"),
    "short": ("Event ID", "Source", "Type", "Category", "Date", "Time", "User", "Computer"),
}
REMARK = (
    "\n\nFor more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp.\n"
    "Data:\n0000: c0 00"
)


@dataclass(frozen=True)
class Written:
    """An event and the lines of text it is written in."""

    event: ReportedEvent
    text: str


@st.composite
def written(draw: st.DrawFn) -> Written:
    layout = draw(st.sampled_from(sorted(LABELS)))
    event_id, wording = draw(st.sampled_from(WORDINGS))
    code = st.integers(0, 99_999)
    values = {name: draw(code) for name in ("ltab_index", "nt_error", "comms_error", "bind_error")}
    text = wording.format(
        **values, remote_server=draw(HOST), protocol_string="ncacn_ip_tcp:10.1.2.3[1092]", location="MAIN BASE 1 500"
    )
    day, hour = draw(st.dates()).strftime("%d.%m.%Y"), draw(st.times()).strftime("%H:%M:%S")
    event = ReportedEvent(
        event_id | draw(st.sampled_from([0, 0xC004_0000, 0x8000_0000])),
        draw(st.sampled_from(["MSExchangeMTA", "MSExchangeMTA - Interface"])),
        draw(HOST),
        draw(st.sampled_from(["Warning", "Error", "Information", "Fehler"])),
        draw(st.sampled_from(["Interface", "X.400 Service", "(14)", "Operating System"])),
        f"{day} {hour}",
        description=text,
    )
    return Written(event, _rendered(draw, layout, event, day, hour))


def _rendered(draw: st.DrawFn, layout: str, event: ReportedEvent, day: str, hour: str) -> str:
    values = {
        "Event ID": event.event_id, "Source": event.source, "Event Source": event.source, "Computer": event.computer,
        "Type": event.type, "Event Type": event.type, "Level": event.type, "Log Name": "Application", "Time": hour,
        "Category": event.category, "Event Category": event.category, "Task Category": event.category, "User": "N/A",
        "Keywords": "Classic", "Date": day if layout != "details" else f"{day} {hour}",
    }  # fmt: skip
    labels = draw(st.permutations(LABELS[layout])) if layout == "short" else LABELS[layout]
    colon = draw(st.sampled_from([":\t", ": ", ":", " : ", ":\t\t"]))
    lines = [f"{label}{colon}{values[label]}" for label in labels]
    below = draw(st.sampled_from(["Description:\n", "Description: ", "Description:\n\n"]))
    return "\n".join(lines) + f"\n{below}{event.description}{draw(st.sampled_from(['', REMARK]))}"


@MODERATE
@given(st.lists(st.tuples(PROSE, written()), min_size=1, max_size=3), PROSE, BREAKS, MARGINS)
def test_an_entry_in_any_layout_inside_any_prose_is_read_back_the_same(
    parts: list[tuple[list[str], Written]], tail: list[str], line_break: str, margin: str
) -> None:
    lines: list[str] = []
    for prose, one in parts:
        lines += [*prose, "", *one.text.split("\n"), ""]
    text = line_break.join(f"{margin}{line}" for line in [*lines, *tail])
    view = view_of(text)
    reading = read(view.text)
    assert [entry.event for entry in reading.entries] == [one.event for _, one in parts]
    assert reading.warnings == []
    for entry in reading.entries:
        block = view.text[slice(*entry.span)]
        assert block.endswith(("(14)", "(12)"))
        assert str(entry.event.event_id) in text[slice(*view.span(*entry.span))]


@MODERATE
@given(written(), PROSE)
def test_an_entry_collapsed_to_one_line_is_read_back_the_same(one: Written, prose: list[str]) -> None:
    (entry,) = read(" ".join([*prose, one.text.replace("\n", " "), *prose])).entries
    assert entry.event == one.event


PIECES = st.sampled_from(
    ["Event ID:", "Event Type:", "Source:", "Description:", "Data:", " 9322", "\t", "\n", "\n\n", "Event 9322:", ":",
     "Time: 1", "x", "\x00", "Event ID 9322\n", "Log Name:", " ", "For more information,", "Category: Interface", "**",
     "The description for Event ID ( 1 ) in Source ( X ) could not be found.", "] (14)", "An RPC communications error"]
)  # fmt: skip


@MODERATE
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_with_places_that_lie_in_it_in_order(text: str) -> None:
    reading = read(text)
    spans = sorted([entry.span for entry in reading.entries] + [one.span for one in reading.warnings if one.span])
    assert [end for span in spans for end in span] == sorted(end for span in spans for end in span)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    ("piece", "entries"),
    [
        ("Event ID: 9322\n", 1),
        ("Event ID: 9322\nDescription:\n\n", 1),
        ("Event ID: 9322 Source: x Description: y ", 1),
        ("Event ID: 9 Type: ", 1),
        ("Event 9322: foo\n", 1),
        ("Event ID:\n", 0),
        ("Event ID:\nfoo\n", 0),
        ("Description:\n", 0),
        ("Description: Source: ", 0),
        ("Source:\nx\n", 0),
        ("Type: ", 0),
        ("\n", 0),
        (" ", 0),
        ("event ", 0),
        ("Event ID:" + " " * 5000, 0),
        ("::", 0),
        ("Data: 0000: 00\n", 0),
        ("microsoft.com ", 0),
    ],
)
def test_a_megabyte_of_anything_is_read(piece: str, entries: int) -> None:
    number = 1_000_000 // len(piece)
    assert len(read(piece * number).entries) == number * entries
