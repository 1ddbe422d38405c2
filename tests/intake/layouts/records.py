"""Entries as programs write them: tables, XML and JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tests.intake.layouts.made_events import CELLS, WHOLE_IDS, Kinds, times_as
from tests.intake.layouts.rendering import Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.case import ReportedEvent

    Row = dict[str, object]

ANY = Kinds(texts=CELLS)
ISO = ANY.but(times=times_as("%Y-%m-%dT%H:%M:%S.%fZ"))
WHOLE = ISO.but(ids=WHOLE_IDS)
LEVELS = {"Error": 2, "Warning": 3, "Information": 4}
PARTS = ("event_id", "source", "type", "category", "computer", "logged_at", "description")
WITH_STRINGS = (*PARTS, "strings")
LOW_WORD = 0xFFFF


def _table(
    row: Callable[[ReportedEvent], Row], separator: str = ",", *, quoting: int = csv.QUOTE_MINIMAL, before: str = ""
) -> Callable[[ReportedEvent], str]:
    r"""A header row and one row; a name that begins with a `-` has no place in the header."""

    def render(event: ReportedEvent) -> str:
        cells, text = row(event), io.StringIO()
        writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]  # an int of the csv module
        writer.writerow([name for name in cells if not name.startswith("-")])
        writer.writerow(list(cells.values()))
        return before + text.getvalue().rstrip("\n")

    return render


def _event_viewer(event: ReportedEvent) -> Row:
    names = ("Level", "Date and Time", "Source", "Event ID", "Task Category", "-description")
    values = (event.type, event.logged_at, event.source, event.event_id, event.category, event.description)
    return dict(zip(names, values, strict=True))


def _get_winevent(event: ReportedEvent) -> Row:
    return {
        "Message": event.description,
        "Id": event.event_id & LOW_WORD,
        "Version": None,
        "Qualifiers": event.event_id >> 16,
        "Level": LEVELS[event.type or ""],
        "Task": 5,
        "Opcode": None,
        "Keywords": 36028797018963968,
        "RecordId": 3229,
        "ProviderName": event.source,
        "ProviderId": None,
        "LogName": "Application",
        "ProcessId": None,
        "ThreadId": None,
        "MachineName": event.computer,
        "UserId": None,
        "TimeCreated": event.logged_at,
        "LevelDisplayName": event.type,
        "OpcodeDisplayName": None,
        "TaskDisplayName": event.category,
        "KeywordsDisplayNames": "System.Collections.ObjectModel.ReadOnlyCollection`1[System.String]",
        "Properties": "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]",
    }


def _get_eventlog(event: ReportedEvent) -> Row:
    return {
        "EventID": event.event_id,
        "MachineName": event.computer,
        "Data": "System.Byte[]",
        "Index": 17,
        "Category": event.category,
        "CategoryNumber": 5,
        "EntryType": event.type,
        "Message": event.description,
        "Source": event.source,
        "ReplacementStrings": "System.String[]",
        "InstanceId": event.event_id,
        "TimeGenerated": event.logged_at,
        "TimeWritten": event.logged_at,
        "UserName": None,
        "Site": None,
        "Container": None,
    }


def _log_parser(event: ReportedEvent) -> Row:
    return {
        "EventLog": "Application",
        "RecordNumber": 17,
        "TimeGenerated": event.logged_at,
        "TimeWritten": event.logged_at,
        "EventID": event.event_id,
        "EventType": LEVELS[event.type or ""],
        "EventTypeName": event.type,
        "EventCategory": 5,
        "EventCategoryName": event.category,
        "SourceName": event.source,
        "Strings": "|".join(event.strings),
        "ComputerName": event.computer,
        "SID": None,
        "Message": event.description,
        "Data": None,
    }


def _xml(event: ReportedEvent, *, rendered: bool = False, gap: str = "") -> str:
    high, low = event.event_id >> 16, event.event_id & LOW_WORD
    attribute = f' Qualifiers="{high}"' if high else ""
    system = [
        f"<Provider Name={quoteattr(event.source or '')}/>",
        f"<EventID{attribute}>{low}</EventID>",
        f"<Level>{LEVELS[event.type or '']}</Level>",
        "<Task>5</Task>",
        "<Keywords>0x80000000000000</Keywords>",
        f"<TimeCreated SystemTime='{event.logged_at}'/>",
        "<EventRecordID>3229</EventRecordID>",
        "<Channel>Application</Channel>",
        f"<Computer>{event.computer}</Computer>",
        "<Security/>",
    ]
    data = [f"<Data>{escape(one)}</Data>" for one in event.strings]
    shown = [
        f"<RenderingInfo Culture='en-US'><Message>{escape(event.description or '')}</Message>",
        f"<Level>{event.type}</Level><Task>{escape(event.category or '')}</Task></RenderingInfo>",
    ]
    parts = ["<System>", *system, "</System>", "<EventData>", *data, "</EventData>", *(shown if rendered else [])]
    return f'<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">{gap}{gap.join(parts)}{gap}</Event>'


def _rooted(event: ReportedEvent) -> str:
    xml = _xml(event, rendered=True)
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>{xml}</Events>'


def _vista_with_xml(event: ReportedEvent) -> str:
    rows = {
        "Log Name": "Application",
        "Source": event.source,
        "Date": event.logged_at,
        "Event ID": event.event_id & LOW_WORD,
        "Task Category": event.category,
        "Level": event.type,
        "Keywords": "Classic",
        "User": "N/A",
        "Computer": event.computer,
    }
    labelled = "".join(f"{label + ':':15}{value}\n" for label, value in rows.items())
    return f"{labelled}Description:\n{event.description}\nEvent Xml:\n{_xml(event, gap=chr(10) + '  ')}"


def _powershell_5(event: ReportedEvent) -> Row:
    moment = datetime.fromisoformat(event.logged_at or "").astimezone(UTC)
    since_1970 = moment - datetime(1970, 1, 1, tzinfo=UTC)
    date = f"/Date({since_1970.days * 86_400_000 + since_1970.seconds * 1000 + since_1970.microseconds // 1000})/"
    return {**_powershell_7(event), "TimeCreated": date}


def _powershell_7(event: ReportedEvent) -> Row:
    return {**_get_winevent(event), "Properties": [{"Value": one} for one in event.strings]}


def _dumped(record: object, **options: object) -> str:
    return json.dumps(record, ensure_ascii=False, **options).replace("/Date(", "\\/Date(").replace(")/", ")\\/")  # type: ignore[arg-type]  # options of json.dumps


def _ecs(event: ReportedEvent) -> Row:
    return {
        "@timestamp": event.logged_at,
        "message": event.description,
        "event": {"code": str(event.event_id), "provider": event.source, "kind": "event"},
        "log": {"level": (event.type or "").lower()},
        "host": {"name": event.computer},
        "winlog": {
            "channel": "Application",
            "event_id": str(event.event_id),
            "provider_name": event.source,
            "computer_name": event.computer,
            "record_id": 3229,
            "task": event.category,
            "keywords": ["Classic"],
            "event_data": {f"param{number}": one for number, one in enumerate(event.strings, start=1)},
        },
    }


def _flat(record: Row, start: str = "") -> Row:
    found: Row = {}
    for name, value in record.items():
        found |= _flat(value, f"{start}{name}.") if isinstance(value, dict) else {start + name: value}
    return found


def _nxlog(event: ReportedEvent) -> Row:
    return {
        "EventTime": event.logged_at,
        "Hostname": event.computer,
        "Keywords": 36028797018963968,
        "EventType": (event.type or "").upper(),
        "SeverityValue": 3,
        "Severity": (event.type or "").upper(),
        "EventID": event.event_id,
        "SourceName": event.source,
        "Task": 5,
        "RecordNumber": 3229,
        "Channel": "Application",
        "Message": event.description,
        "Category": event.category,
        "EventReceivedTime": event.logged_at,
        "SourceModuleName": "eventlog",
        "SourceModuleType": "im_mseventlog",
    }


def _elasticsearch(event: ReportedEvent) -> str:
    return _dumped({"_index": "winlogbeat", "_id": "a", "_source": _ecs(event)}, indent=2)


SYSLOG = "<14>Jun  4 08:10:31 exch-b nxWinEvt: "
TYPE_LINE = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n"
# ECS and NXLog write the type in their own letter case; which one an entry has is for the reader to say.
CASED = tuple(name for name in WITH_STRINGS if name != "type")
NXLOG = tuple(name for name in PARTS if name != "type")
NX_TIMES = ANY.but(times=times_as("%Y-%m-%d %H:%M:%S"))
ALL_QUOTED = csv.QUOTE_ALL

RECORDS = [
    Layout(
        "Event Viewer table", _table(_event_viewer), (*PARTS[:4], "logged_at", "description"), kinds=ANY, exact=True
    ),
    Layout(
        "Event Viewer table with tabs",
        _table(_event_viewer, "\t"),
        (*PARTS[:4], "logged_at", "description"),
        kinds=ANY,
        exact=True,
    ),
    Layout("Get-WinEvent table", _table(_get_winevent, quoting=ALL_QUOTED), PARTS, kinds=ANY, exact=True),
    Layout(
        "Get-WinEvent table with its type line",
        _table(_get_winevent, quoting=ALL_QUOTED, before=TYPE_LINE),
        PARTS,
        kinds=ANY,
        exact=True,
    ),
    Layout("Get-WinEvent table with semicolons", _table(_get_winevent, ";"), PARTS, kinds=ANY, exact=True),
    Layout("Get-EventLog table", _table(_get_eventlog, quoting=ALL_QUOTED), PARTS, kinds=ANY, exact=True),
    Layout("Log Parser table", _table(_log_parser), WITH_STRINGS, kinds=ANY, exact=True),
    Layout(
        "XML",
        _xml,
        ("event_id", "source", "type", "computer", "logged_at", "strings"),
        ("category",),
        WHOLE,
    ),
    Layout(
        "indented XML with its text", lambda event: _xml(event, rendered=True, gap="\n  "), WITH_STRINGS, kinds=WHOLE
    ),
    Layout("XML under a root element", _rooted, WITH_STRINGS, kinds=WHOLE, exact=True),
    Layout("Vista with XML", _vista_with_xml, WITH_STRINGS, kinds=Kinds(ids=WHOLE_IDS, times=ISO.times)),
    Layout("Get-WinEvent JSON", lambda event: _dumped(_powershell_7(event)), WITH_STRINGS, kinds=WHOLE, exact=True),
    Layout(
        "Get-WinEvent JSON of PowerShell 5, indented",
        lambda event: _dumped(_powershell_5(event), indent=4),
        WITH_STRINGS,
        kinds=WHOLE,
        exact=True,
    ),
    Layout(
        "Get-WinEvent JSON array", lambda event: _dumped([_powershell_5(event)], indent=2), WITH_STRINGS, kinds=WHOLE
    ),
    Layout("ECS", lambda event: _dumped(_ecs(event)), CASED, ("type",), ISO, exact=True),
    Layout("flat ECS", lambda event: _dumped(_flat(_ecs(event))), CASED, ("type",), ISO, exact=True),
    Layout("Elasticsearch hit", _elasticsearch, CASED, ("type",), ISO, exact=True),
    Layout("NXLog", lambda event: _dumped(_nxlog(event)), NXLOG, ("type",), NX_TIMES, exact=True),
    Layout("NXLog behind a syslog header", lambda event: SYSLOG + _dumped(_nxlog(event)), NXLOG, ("type",), NX_TIMES),
]
