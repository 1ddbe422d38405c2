"""Entries as people paste them: Event Viewer's clipboard, the articles' style, headings, lists, and the MTA's log."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tests.intake.layouts.made_events import (
    FREE_LINES,
    ONE_WORD_SOURCES,
    TOKENS,
    WHOLE_IDS,
    Kinds,
    times_as,
)
from tests.intake.layouts.rendering import INDENTED, Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.case import ReportedEvent

ALL = ("event_id", "source", "type", "category", "computer", "logged_at", "description")
LONG = ("Event Type", "Event Source", "Event Category", "Event ID", "Date", "Time", "User", "Computer")
REMARK = "\n\nFor more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp."
DUMP = "\nData:\n0000: c0 00 00 5e 00 00 00 00   À..^....\n0008: 01 02                     .."
MTA_ONLY = Kinds(texts=None)
ONE_LINE = Kinds(texts=FREE_LINES)
ONE_WORD = ONE_LINE.but(sources=ONE_WORD_SOURCES)
DUMPED = ONE_WORD.but(strings=TOKENS)


def _values(event: ReportedEvent) -> list[str]:
    date, _, clock = (event.logged_at or "").partition(" ")
    return [
        str(part)
        for part in (event.type, event.source, event.category, event.event_id, date, clock, "N/A", event.computer)
    ]


def _clipboard(event: ReportedEvent, gap: str = "\t", ends: str = "") -> str:
    wide = {"Date": gap * 2, "Time": gap * 2, "User": gap * 2} if gap == "\t" else {}
    rows = [f"{label}:{wide.get(label, gap)}{value}{ends}\n" for label, value in zip(LONG, _values(event), strict=True)]
    return "".join(rows) + f"Description:\n{event.description}"


def _collapsed(event: ReportedEvent) -> str:
    return " ".join(_clipboard(event).split())


def _on_the_next_line(event: ReportedEvent) -> str:
    values = _values(event)
    first = "".join(f"{label}:\n{value}\n" for label, value in zip(LONG[:4], values[:4], strict=True))
    rest = "".join(f"{label}: {value}\n" for label, value in zip(LONG[4:], values[4:], strict=True))
    return f"{first}{rest}Description:\n{event.description}"


def _wrapped(text: str | None, width: int = 72) -> str:
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in (text or "").split("\n")
    )


def _article(order: Sequence[str], label: str = "Event ID: ") -> Callable[[ReportedEvent], str]:
    """The short style of the articles, its labels in some order."""

    def render(event: ReportedEvent) -> str:
        rows = {
            "id": f"{label}{event.event_id}",
            "source": f"Source: {event.source}",
            "type": f"Type: {event.type}",
            "category": f"Category: {event.category}",
            "computer": f"Computer: {event.computer}",
        }
        return "".join(f"{rows[name]}\n" for name in order) + _wrapped(f"Description: {event.description}")

    return render


def _two_in_a_line(event: ReportedEvent) -> str:
    start = f"Event ID: {event.event_id}\nSource: {event.source}\n"
    return f"{start}Type: {event.type} Category: {event.category} Description\n" + _wrapped(event.description)


def _all_in_a_line(event: ReportedEvent) -> str:
    return _wrapped(f"Event ID: {event.event_id} Source: {event.source} Description: {event.description}")


def _vista(event: ReportedEvent) -> str:
    rows = {
        "Log Name": "Application",
        "Source": event.source,
        "Date": event.logged_at,
        "Event ID": event.event_id,
        "Task Category": event.category,
        "Level": event.type,
        "Keywords": "Classic",
        "User": "N/A",
        "Computer": event.computer,
    }
    return "".join(f"{label + ':':15}{value}\n" for label, value in rows.items()) + f"Description:\n{event.description}"


def _under(heading: str) -> Callable[[ReportedEvent], str]:
    def render(event: ReportedEvent) -> str:
        return heading.format(event=event) + "\n" + _wrapped(event.description)

    return render


def _lost(sentence: str, between: str, end: str) -> Callable[[ReportedEvent], str]:
    return lambda event: sentence.format(event=event) + between.join(event.strings) + end


def _list_line(gap: str) -> Callable[[ReportedEvent], str]:
    def render(event: ReportedEvent) -> str:
        time = (event.logged_at or "").replace(" ", gap, 1) if gap != " " else event.logged_at
        parts = (
            time,
            event.source,
            event.type,
            event.category,
            event.event_id,
            "N/A",
            event.computer,
            event.description,
        )
        return gap.join(map(str, parts))

    return render


_NUMBERS = {"Error": 1, "Warning": 2, "Information": 4}


def _dumpel(gap: str, *, user_first: bool) -> Callable[[ReportedEvent], str]:
    def render(event: ReportedEvent) -> str:
        time = (event.logged_at or "").replace(" ", gap, 1) if gap == "\t" else event.logged_at
        who = ["N/A", event.source] if user_first else [event.source, "N/A"]
        parts = [time, _NUMBERS[event.type or ""], 7, event.event_id, *who, event.computer, " ".join(event.strings)]
        return gap.join(map(str, parts))

    return render


def _mta_log(event: ReportedEvent) -> str:
    head = (
        f"message NMI{event.event_id}: Internal Operating System Error, severity 12 (BASE IL TCP/IP DRVR(22) Proc 262)"
    )
    return f"{head} {event.logged_at}\n{event.description}"


def _snare(event: ReportedEvent) -> str:
    parts = ("MSWinEventLog", 1, "Application", 123, event.logged_at, event.event_id, event.source, "N/A", "N/A")
    more = (event.type, event.computer, event.category, "", event.description)
    return "<14>Jun  4 08:10:31 exch-b " + "\t".join(map(str, (*parts, *more)))


NT4_LOST = (
    "The description for Event ID ( {event.event_id} ) in Source ( {event.source} ) could not be found. It contains "
    "the following insertion string(s): "
)
WINDOWS_2000_LOST = (
    "The description for Event ID ( {event.event_id} ) in Source ( {event.source} ) cannot be found. The local "
    "computer may not have the necessary registry information or message DLL files to display messages from a remote "
    "computer. The following information is part of the event: "
)
VISTA_LOST = (
    "The description for Event ID {event.event_id} from source {event.source} cannot be found. Either the component "
    "that raises this event is not installed on your local computer or the installation is corrupted. You can install "
    "or repair the component on the local computer.\n\nIf the event originated on another computer, the display "
    "information had to be saved with the event.\n\nThe following information was included with the event: \n\n"
)
LOST_PARTS = ("event_id", "source", "strings")
DUMPED_PARTS = ("logged_at", "type", "event_id", "source", "computer", "strings")
SHORT = ("event_id", "source", "type", "category", "description")
WITHOUT_TYPE = ("event_id", "source", "category", "description")
SOURCE_ONLY = ("event_id", "source", "description")
ID_ONLY = ("event_id", "description")
HEADING = "MSExchangeMTA {event.category} {event.type} {event.event_id}"

PASTED = [
    Layout("clipboard with tabs", _clipboard, ALL, prefixes=INDENTED, kinds=Kinds(ids=WHOLE_IDS)),
    Layout("clipboard with a space", lambda event: _clipboard(event, " "), ALL, prefixes=INDENTED),
    Layout("clipboard with many spaces", lambda event: _clipboard(event, "    "), ALL, prefixes=INDENTED),
    Layout("clipboard without any gap", lambda event: _clipboard(event, ""), ALL),
    Layout("clipboard with backslashes", lambda event: _clipboard(event, " ", "\\"), ALL),
    Layout("clipboard with two spaces at the ends", lambda event: _clipboard(event, " ", "  "), ALL),
    Layout("clipboard with a remark", lambda event: _clipboard(event) + REMARK, ALL),
    Layout("clipboard with a data dump", lambda event: _clipboard(event) + DUMP, ALL, prefixes=INDENTED),
    Layout("clipboard with remark and dump", lambda event: _clipboard(event) + REMARK + DUMP, ALL),
    # Prose behind an entry of one line cannot be told from its text, but the tail of MTA texts ends them.
    Layout("clipboard in one line", _collapsed, ALL, kinds=MTA_ONLY),
    Layout("clipboard with values on the next line", _on_the_next_line, ALL),
    Layout("article", _article(("id", "source", "type", "category")), SHORT, prefixes=INDENTED),
    Layout("article, source first", _article(("source", "category", "id")), WITHOUT_TYPE),
    Layout(
        "article, type first",
        _article(("type", "source", "id", "computer"), "EventID: "),
        ("event_id", "source", "type", "computer", "description"),
    ),
    Layout("article, blank before the colon", _article(("id", "source"), "Event ID : "), SOURCE_ONLY),
    Layout("article, equals sign", _article(("source", "id"), "Event id = "), SOURCE_ONLY),
    Layout("article, short label", _article(("source", "category", "id"), "Event:"), WITHOUT_TYPE),
    Layout("article, labels in one line", _two_in_a_line, SHORT, prefixes=INDENTED),
    Layout("article, all in one line", _all_in_a_line, SOURCE_ONLY, prefixes=INDENTED),
    Layout("Vista", _vista, ALL, prefixes=INDENTED),
    Layout("id and source", _under("{event.event_id}: MSExchangeMTA"), SOURCE_ONLY, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("source and id", _under("MSExchangeMTA {event.event_id}"), SOURCE_ONLY, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("source, Event ID and id", _under("MSExchangeMTA Event ID: {event.event_id}"), SOURCE_ONLY, kinds=MTA_ONLY),
    Layout("heading of a list", _under(HEADING), SHORT, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("heading of a list, then a blank line", _under(HEADING + "\n"), SHORT, kinds=MTA_ONLY),
    Layout(
        "Event, id, source, category",
        _under("Event {event.event_id}   MSExchangeMTA     {event.category}"),
        WITHOUT_TYPE,
        kinds=MTA_ONLY,
        prefixes=INDENTED,
    ),
    Layout("Event ID and id", _under("Event ID {event.event_id}"), ID_ONLY, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("Event ID, id and a colon", _under("Event ID {event.event_id}:"), ID_ONLY, kinds=MTA_ONLY),
    Layout("id alone", _under("{event.event_id}"), ID_ONLY, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("text alone", lambda event: _wrapped(event.description), ID_ONLY, kinds=MTA_ONLY, prefixes=INDENTED),
    Layout("NT 4 lost description", _lost(NT4_LOST, ", ", "."), LOST_PARTS, ("description",)),
    Layout("Windows 2000 lost description", _lost(WINDOWS_2000_LOST, ", ", "."), LOST_PARTS, ("description",)),
    Layout("Vista lost description", _lost(VISTA_LOST, "\n", "\n"), LOST_PARTS, ("description",)),
    Layout("list line with tabs", _list_line("\t"), ALL, kinds=ONE_LINE),
    Layout("list line with spaces", _list_line(" "), ALL, kinds=ONE_WORD),
    Layout("list line with commas", _list_line(","), ALL, kinds=ONE_LINE),
    Layout("dumpel", _dumpel("\t", user_first=False), DUMPED_PARTS, ("category",), DUMPED),
    Layout("dumpel, user first", _dumpel("\t", user_first=True), DUMPED_PARTS, ("category",), DUMPED),
    Layout("dumpel with spaces", _dumpel("  ", user_first=True), DUMPED_PARTS, ("category",), DUMPED),
    Layout(
        "Ev0.log",
        _mta_log,
        ("event_id", "source", "logged_at"),
        ("description", "type", "category"),
        MTA_ONLY.but(times=times_as("%m-%d-%y %I:%M:%Spm")),
    ),
    Layout("Snare", _snare, ALL, kinds=ONE_LINE.but(times=times_as("%a %b %d %H:%M:%S %Y"))),
]
