"""The shapes in which tools write an event as a JSON object, each a table of where its parts stand.

A path is dotted; it leads through nested objects, and through keys that hold the dots themselves, since the Elastic
Common Schema (ECS) is written both ways. Of several paths the first that holds something counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.record_values import event_id_of, level_word, qualified, text_of, time_of, type_word, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PARAMETER = re.compile(r"param([0-9]{1,4})")
_LOST = re.compile(r"System\.[\w.]{1,200}(?:EventProperty|`1\[[\w.]{1,200}\]|\[\])")
"""What PowerShell writes for values that lie deeper than it was told to go: the name of their type."""
_NO_STRINGS = {"Binary", "#attributes", "xml_name"}
"""What stands among the values of an event and is none of its insertion strings."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One shape. An object has it if all paths of any of `marks` are there."""

    name: str
    marks: tuple[tuple[str, ...], ...]
    event_id: tuple[str, ...]
    source: tuple[str, ...]
    computer: tuple[str, ...]
    type: tuple[str, ...]
    logged_at: tuple[str, ...]
    description: tuple[str, ...]
    category: tuple[str, ...]
    strings: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    type_words: Callable[[object], str | None] = level_word


EVTX = Dialect(
    "evtx_json",  # the package evtx, tools made with it, and XML turned into JSON
    marks=(("Event.System.EventID",), ("Event.System.Provider",)),
    event_id=("Event.System.EventID.#text", "Event.System.EventID"),
    qualifiers=(
        "Event.System.EventID.#attributes.Qualifiers",
        "Event.System.EventID_attributes.Qualifiers",
        "Event.System.EventID.@Qualifiers",
    ),
    source=(
        "Event.System.Provider.#attributes.EventSourceName",
        "Event.System.Provider.#attributes.Name",
        "Event.System.Provider_attributes.EventSourceName",
        "Event.System.Provider_attributes.Name",
        "Event.System.Provider.@EventSourceName",
        "Event.System.Provider.@Name",
    ),
    computer=("Event.System.Computer",),
    type=("Event.RenderingInfo.Level", "Event.System.Level"),
    category=("Event.RenderingInfo.Task", "Event.System.Task"),
    logged_at=(
        "Event.System.TimeCreated.#attributes.SystemTime",
        "Event.System.TimeCreated_attributes.SystemTime",
        "Event.System.TimeCreated.@SystemTime",
    ),
    description=("Event.RenderingInfo.Message", "Event.RenderedText"),
    strings=("Event.EventData.Data.#text", "Event.EventData.Data", "Event.EventData"),
)
DIALECTS = (
    EVTX,
    Dialect(
        "winlogbeat",  # from 7 on, and others that keep to ECS
        marks=(
            ("winlog.event_id",),
            ("winlog.provider_name",),
            ("event.code", "event.provider"),
            ("event.code", "log.level", "message"),
        ),
        event_id=("winlog.event_id", "event.code"),
        source=("winlog.provider_name", "event.provider"),
        computer=("winlog.computer_name", "host.name", "host.hostname"),
        type=("log.level", "winlog.level"),
        category=("winlog.task",),
        logged_at=("@timestamp", "event.created"),
        description=("message",),
        strings=("winlog.event_data",),
    ),
    Dialect(
        "winlogbeat_6",
        marks=(("event_id", "source_name"),),
        event_id=("event_id",),
        source=("source_name",),
        computer=("computer_name", "beat.hostname"),
        type=("level",),
        category=("task",),
        logged_at=("@timestamp",),
        description=("message",),
        strings=("event_data",),
    ),
    Dialect(
        "get_eventlog",
        marks=(("EntryType", "Source"), ("InstanceId", "Source"), ("EntryType", "EventID")),
        event_id=("EventID", "InstanceId"),
        source=("Source",),
        computer=("MachineName",),
        type=("EntryType",),
        type_words=type_word,
        category=("Category", "CategoryNumber"),
        logged_at=("TimeGenerated", "TimeWritten"),
        description=("Message",),
        strings=("ReplacementStrings",),
    ),
    Dialect(
        "get_winevent",
        marks=(
            ("Id", "ProviderName"),
            ("Id", "LevelDisplayName"),
            ("Id", "TimeCreated", "Message"),
            ("Id", "LogName", "Message"),
            ("ProviderName", "LogName"),
            ("ProviderName", "Message"),
        ),
        event_id=("Id",),
        qualifiers=("Qualifiers",),
        source=("ProviderName",),
        computer=("MachineName",),
        type=("LevelDisplayName", "Level"),
        category=("TaskDisplayName", "Task"),
        logged_at=("TimeCreated",),
        description=("Message",),
        strings=("Properties",),
    ),
    Dialect(
        "win32_ntlogevent",  # Get-CimInstance and Get-WmiObject
        marks=(("EventCode", "SourceName"), ("EventIdentifier", "SourceName")),
        event_id=("EventIdentifier", "EventCode"),
        source=("SourceName",),
        computer=("ComputerName",),
        type=("Type", "EventType"),
        category=("CategoryString", "Category"),
        logged_at=("TimeGenerated", "TimeWritten"),
        description=("Message",),
        strings=("InsertionStrings",),
    ),
    Dialect(
        "nxlog",
        marks=(("SourceName", "EventID"), ("SourceName", "EventTime"), ("SourceName", "SourceModuleType")),
        event_id=("EventID",),
        source=("SourceName",),
        computer=("Hostname",),
        type=("EventType", "Severity"),
        category=("Category", "Task"),
        logged_at=("EventTime",),
        description=("Message",),
    ),
)


_MARKED = tuple(
    (frozenset(path.partition(".")[0] for path in paths), paths, dialect)
    for dialect in DIALECTS
    for paths in dialect.marks
)
"""Every set of marks, with the first name of each of its paths: hardly any object that is no event has those."""


def dialect_of(record: Mapping[str, object]) -> Dialect | None:
    """The first dialect whose marks the object bears; None for what is no event."""
    begun = {key.partition(".")[0] for key in record}
    for names, paths, dialect in _MARKED:
        if names <= begun and all(_at(record, path) is not None for path in paths):
            return dialect
    return None


def read_record(record: Mapping[str, object], dialect: Dialect) -> ReportedEvent | None:
    """The event in an object of this dialect; None where it has no event id that can be read."""
    ids = (event_id_of(_at(record, path)) for path in dialect.event_id)
    event_id = next((one for one in ids if one is not None), None)
    if event_id is None:
        return None
    category = text_of(_first(record, dialect.category))
    return ReportedEvent(
        qualified(event_id, _first(record, dialect.qualifiers)),
        text_of(_first(record, dialect.source)),
        text_of(_first(record, dialect.computer)),
        dialect.type_words(_first(record, dialect.type)),
        None if category == "0" else category,
        time_of(_first(record, dialect.logged_at)),
        description=text_of(_first(record, dialect.description)),
        strings=_strings(_first(record, dialect.strings) or _flat(record, dialect.strings)),
    )


def _first(record: Mapping[str, object], paths: tuple[str, ...]) -> object:
    """What stands on the first of these paths that holds something: not null, not empty."""
    return next((value for path in paths if (value := _at(record, path)) not in (None, "")), None)


def _at(value: object, path: str) -> object:
    """What stands on this path; None where nothing does."""
    if not isinstance(value, dict):
        return None
    if path in value:
        return value[path]
    head, dot, rest = path.partition(".")
    while dot:
        if head in value and (found := _at(value[head], rest)) is not None:
            return found
        more, dot, rest = rest.partition(".")
        head += "." + more
    return None


def _flat(record: Mapping[str, object], paths: tuple[str, ...]) -> object:
    """What stands below the first of these paths where keys hold whole paths, or what the last object leaves of one."""
    for path in paths:
        head, _, rest = path.partition(".")
        for value, begun in ((record, path + "."), (record.get(head), rest + ".")):
            if isinstance(value, dict) and (
                below := {key[len(begun) :]: one for key, one in value.items() if key.startswith(begun)}
            ):
                return below
    return None


def _strings(value: object) -> tuple[str, ...]:
    """Insertion strings out of a list of them, of `{Value: …}`, or of named values; none where they were lost."""
    if isinstance(value, dict):
        value = _in_order({name: one for name, one in value.items() if name not in _NO_STRINGS})
    elif isinstance(value, (str, int, float)):
        value = [value]
    elif not isinstance(value, list):
        return ()
    strings = [one.get("Value", one.get("#text")) if isinstance(one, dict) else one for one in value]
    lost = any(isinstance(one, str) and _LOST.fullmatch(one) for one in strings)
    return () if lost else tuple(written(one) for one in strings)


def _in_order(named: Mapping[str, object]) -> list[object]:
    """Values in the order of their parameter numbers, or else as they stand; none where a number is missing."""
    numbered = {int(match.group(1)): one for name, one in named.items() if (match := _PARAMETER.fullmatch(name))}
    if not numbered:
        return list(named.values())
    return [numbered.get(number) for number in range(1, min(max(numbered), 2 * len(numbered) + 8) + 1)]
