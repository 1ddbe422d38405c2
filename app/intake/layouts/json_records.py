"""Events as JSON: one object, an array, one a line, behind a syslog header, inside prose or in a search result."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.json_dialects import dialect_of, read_record
from app.intake.layouts.json_objects import json_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.json_objects import JsonObject

_DEEPEST = 100
"""Levels of objects and arrays around an event: far more than any search result has."""
_ID_KEY = re.compile(r'"(?:Id|EventID|EventCode|InstanceId|event_id|winlog\.event_id|event\.code|code)"\s{0,20}:')
_COMPANION = re.compile(
    r'"(?:ProviderName|LevelDisplayName|TimeCreated|EntryType|SourceName|EventTime|winlog|winlog\.\w{1,40}|provider'
    r'|event\.provider|source_name|System)"\s{0,20}:'
)
_LONGEST_REST = 20_000
_SOMETHING = re.compile(r"\w")
_BETWEEN = re.compile(r"[\s,]{0,200}")


@dataclass(slots=True)
class _Seen:
    """What one object of the text holds: events, each with its dialect, and how many records that could not be read."""

    start: int
    end: int
    events: list[tuple[ReportedEvent, str]]
    unread: int = 0


def read_json_records(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. An object that is no event is left to other readers, unless it stands in a row of events."""
    del vocabulary
    reading, seen, broken = Reading(), list[_Seen](), dict[int, int]()
    for one in json_objects(text):
        if allowance.spent:
            reading.stop(text, one.start)
            break
        if one.value is not None:
            seen.append(_Seen(one.start, one.end, *_look(one.value)))
        elif _resembles_event(text, one):
            broken[one.end] = one.start
    for whole in seen:
        reading.entries += [Found(event, (whole.start, whole.end), layout) for event, layout in whole.events]
    for row in _rows(text, seen):
        reading.warnings += _unread_records(
            row, in_array=text[max(0, row[0].start - 200) : row[0].start].rstrip().endswith("[")
        )
    reading.warnings += _broken_records(text, seen, broken)
    return reading


def _look(value: object, depth: int = 0) -> tuple[list[tuple[ReportedEvent, str]], int]:
    """The events in a value, and how many records beside them or shaped like them could not be read."""
    if depth > _DEEPEST:
        return [], 0
    if isinstance(value, list):
        within = [_look(one, depth + 1) for one in value if isinstance(one, (dict, list))]
        idle = sum(1 for events, unread in within if not events and not unread)
        return _sum(within, idle if any(events for events, _ in within) else 0)
    if not isinstance(value, dict):
        return [], 0
    if (dialect := dialect_of(value)) is not None:
        event = read_record(value, dialect)
        return ([], 1) if event is None else ([(event, dialect.name)], 0)
    hit = value.get("_source")
    members = [hit] if isinstance(hit, dict) else value.values()
    return _sum([_look(one, depth + 1) for one in members if isinstance(one, (dict, list))], 0)


def _sum(
    within: list[tuple[list[tuple[ReportedEvent, str]], int]], more: int
) -> tuple[list[tuple[ReportedEvent, str]], int]:
    return [event for events, _ in within for event in events], more + sum(unread for _, unread in within)


def _rows(text: str, seen: list[_Seen]) -> Iterator[list[_Seen]]:
    """Objects between which nothing but commas and white space stands."""
    row: list[_Seen] = []
    for one in seen:
        if row and not _follows(text, row[-1].end, one.start):
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _follows(text: str, end: int, start: int) -> bool:
    match = _BETWEEN.match(text, end)
    return match is not None and match.end() == start


def _unread_records(row: list[_Seen], *, in_array: bool) -> Iterator[Warned]:
    """A warning for each run of records that could not be read; in an array of events all should be events."""
    strict = in_array and any(one.events for one in row)
    for unread, run in groupby(row, key=lambda one: bool(one.unread or (strict and not one.events))):
        records = list(run)
        if unread:
            count = sum(one.unread or 1 for one in records)
            detail = f"{count} JSON record(s) of events have no event id that can be read"
            yield Warned("unread_entry", detail, span=(records[0].start, records[-1].end))


def _resembles_event(text: str, broken: JsonObject) -> bool:
    begun = (broken.start, broken.end)
    return _ID_KEY.search(text, *begun) is not None and _COMPANION.search(text, *begun) is not None


def _broken_records(text: str, seen: list[_Seen], broken: dict[int, int]) -> Iterator[Warned]:
    """A warning for each place where JSON of events goes wrong, from the last that was whole to the end of the line."""
    starts, ends = [one.start for one in seen], [one.end for one in seen]
    for end, start in broken.items():
        before, after = bisect_right(ends, end), bisect_left(starts, end)
        begin = max([start, *ends[before - 1 : before]])
        line_end = text.find("\n", end, end + _LONGEST_REST)
        stop = min([line_end if line_end >= 0 else end, *starts[after : after + 1]])
        if _SOMETHING.search(text, begin, stop):
            yield Warned("unread_entry", "an event entry in JSON breaks off or is spoilt", span=(begin, stop))
