"""Each dialect of JSON as its tool writes an event in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.case import ReportedEvent


def get_winevent(event: ReportedEvent) -> dict[str, Any]:
    return {
        "Message": event.description,
        "Id": event.event_id & 0xFFFF,
        "Qualifiers": event.event_id >> 16,
        "Level": 2,
        "RecordId": 3229,
        "ProviderName": event.source,
        "LogName": "Application",
        "MachineName": event.computer,
        "UserId": None,
        "TimeCreated": event.logged_at,
        "LevelDisplayName": event.type,
        "TaskDisplayName": event.category,
        "Properties": [{"Value": one} for one in event.strings],
    }


def get_eventlog(event: ReportedEvent) -> dict[str, Any]:
    return {
        "EventID": event.event_id,
        "InstanceId": 0x40000000 | event.event_id,
        "Source": event.source,
        "EntryType": {"Error": 1, "Warning": 2, "Information": 4}[event.type or ""],
        "MachineName": event.computer,
        "TimeGenerated": event.logged_at,
        "ReplacementStrings": list(event.strings),
        "Category": event.category,
        "Message": event.description,
    }


def ecs(event: ReportedEvent) -> dict[str, Any]:
    return {
        "@timestamp": event.logged_at,
        "message": event.description,
        "event": {"code": str(event.event_id), "provider": event.source},
        "log": {"level": (event.type or "").lower()},
        "host": {"name": event.computer},
        "winlog": {
            "event_id": str(event.event_id),
            "provider_name": event.source,
            "computer_name": event.computer,
            "task": event.category,
            "event_data": {f"param{at}": one for at, one in reversed(list(enumerate(event.strings, start=1)))},
        },
    }


def flat_ecs(event: ReportedEvent) -> dict[str, Any]:
    return flat(ecs(event))


def flat(record: dict[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        found |= flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return found


def winlogbeat_6(event: ReportedEvent) -> dict[str, Any]:
    return {
        "@timestamp": event.logged_at,
        "event_id": event.event_id,
        "source_name": event.source,
        "computer_name": event.computer,
        "level": event.type,
        "task": event.category,
        "message": event.description,
        "event_data": {f"param{at}": one for at, one in enumerate(event.strings, start=1)},
    }


def nxlog(event: ReportedEvent) -> dict[str, Any]:
    return {
        "EventTime": event.logged_at,
        "Hostname": event.computer,
        "EventType": (event.type or "").upper(),
        "SeverityValue": 4,
        "EventID": event.event_id,
        "SourceName": event.source,
        "Message": event.description,
        "Category": event.category,
        "SourceModuleType": "im_mseventlog",
    }


def win32(event: ReportedEvent) -> dict[str, Any]:
    return {
        "EventCode": event.event_id & 0xFFFF,
        "EventIdentifier": event.event_id,
        "SourceName": event.source,
        "ComputerName": event.computer,
        "Type": event.type,
        "CategoryString": event.category,
        "TimeGenerated": event.logged_at,
        "Message": event.description,
        "InsertionStrings": list(event.strings),
    }


def evtx_json(event: ReportedEvent) -> dict[str, Any]:
    return {
        "Event": {
            "#attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"},
            "System": {
                "Provider": {"#attributes": {"Name": event.source}},
                "EventID": {"#attributes": {"Qualifiers": event.event_id >> 16}, "#text": event.event_id & 0xFFFF},
                "Level": {"Error": 2, "Warning": 3, "Information": 4}[event.type or ""],
                "Task": 0,
                "TimeCreated": {"#attributes": {"SystemTime": event.logged_at}},
                "Computer": event.computer,
            },
            "RenderingInfo": {"Message": event.description, "Task": event.category},
            "EventData": {"Data": {"#text": list(event.strings)}, "Binary": "00"},
        }
    }


DIALECTS: dict[str, Callable[[ReportedEvent], dict[str, Any]]] = {
    "get_winevent": get_winevent,
    "get_eventlog": get_eventlog,
    "winlogbeat": ecs,
    "winlogbeat_6": winlogbeat_6,
    "win32_ntlogevent": win32,
    "nxlog": nxlog,
    "evtx_json": evtx_json,
}
WRITERS = {**DIALECTS, "flat_ecs": flat_ecs}
