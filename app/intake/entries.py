"""Event entries as reported or found in text become entries with their fields, and what was odd about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.event_entry import EventEntry
from app.domain.fact import Origin
from app.domain.host_name import canonical_host
from app.intake.event_fields import read_event
from app.intake.folding import fold
from app.intake.layouts.reading import read_text
from app.intake.openings import beginnings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.case import Report, ReportedEvent
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance, Limits
    from app.intake.descriptions import FieldsRead
    from app.intake.event_fields import EventRead
    from app.intake.layouts.found import Found
    from app.intake.layouts.view import View

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LOG_FROM = 100
"""A text that holds more entries than this is a log, and folded like one."""


@dataclass(frozen=True, slots=True)
class EntriesRead:
    """The entries, numbered through, what was odd about them, and the text that is left for sentences."""

    entries: list[EventEntry]
    warnings: list[Warned]
    rest: View

    @property
    def ids(self) -> frozenset[int]:
        """The event ids of the entries."""
        return frozenset(entry.event_id for entry in self.entries)


def read_entries(report: Report, vocabulary: Vocabulary, limits: Limits, allowance: Allowance) -> EntriesRead:
    """All entries of the report, those of `events` first, then those of `text`."""
    stated = frozenset(event.low_word for event in report.events)
    read = read_text(report.text, vocabulary, allowance, stated)
    found = _folded(read.entries, vocabulary)
    room = max(0, limits.most_entries - len(report.events))
    reported = [(event, Origin("event", index=index)) for index, event in enumerate(report.events)]
    reported += [(one.event, Origin("text", span=one.span)) for one in found[:room]]
    warnings = [*read.warnings, *_too_many(found, room), *_oddities_of_text(report.text, read.rest, vocabulary)]
    entries = []
    for index, (given, origin) in enumerate(reported):
        one = read_event(given, vocabulary)
        entries.append(_entry(index, one, origin, begun=beginnings(vocabulary, given.description or "")))
        warnings += _oddities(index, one.event, one.fields)
    return EntriesRead(entries, warnings, read.rest)


def _folded(found: Sequence[Found], vocabulary: Vocabulary) -> list[Found]:
    if len(found) <= LOG_FROM:
        return list(found)
    folded = fold((one.event for one in found), vocabulary)
    return [replace(found[position], event=event) for position, event in folded]


def _too_many(found: Sequence[Found], room: int) -> Iterator[Warned]:
    if len(found) > room:
        detail = f"{len(found) - room} entries of the text are beyond the most that are looked at in one ticket"
        yield Warned("too_many_entries", detail, span=(found[room].span[0], found[-1].span[1]))


def _entry(index: int, one: EventRead, origin: Origin, *, begun: int) -> EventEntry:
    event, read = one.event, one.fields
    remote = read.values.get("remote_server")
    return EventEntry(
        index=index,
        event_id=event.low_word,
        qualified_id=event.event_id if event.event_id != event.low_word else None,
        source=one.source,
        known_source=one.known_source,
        computer=event.computer,
        type=event.type,
        category=event.category,
        logged_at=event.logged_at,
        last_logged_at=event.last_logged_at,
        count=event.count,
        counted=event.counted,
        description=event.description,
        strings=event.strings,
        fields=read.values,
        meanings=read.meanings,
        peer=_peer(remote) if isinstance(remote, str) else None,
        doubtful=read.fits is False or read.shifted or bool(read.unclear) or begun > 1 or _is_odd(remote),
        origin=origin,
    )


def _is_odd(remote: object) -> bool:
    """Whether what stands for the remote server is more, or less, than the name of one."""
    return isinstance(remote, str) and canonical_host(_CONTROL.sub("", remote)) is None


def _peer(remote: str) -> str | None:
    """The remote server. A name that no host can have still names somebody, and nobody else."""
    named = _CONTROL.sub("", remote).strip()
    return canonical_host(named) or named or None


def _oddities_of_text(text: str, rest: View, vocabulary: Vocabulary) -> Iterator[Warned]:
    """What the whole of the text tells; `rest` is what no entry was read from."""
    if _CONTROL.search(text):
        yield Warned("control_characters", "the text holds control characters; it was read all the same")
    told = beginnings(vocabulary, rest.text)
    if told:
        yield Warned("unread_event", f"the text holds {told} event text(s) that could not be read as an entry")


def _oddities(index: int, event: ReportedEvent, read: FieldsRead) -> Iterator[Warned]:
    entries = (index,)
    if read.fits is False:
        detail = f"the description of entry {index} is in no known wording of its event; its codes are not known"
        yield Warned("unread_description", detail, entries)
    if read.shifted:
        detail = f"entry {index} holds words where a code belongs; what follows there was not read"
        yield Warned("shifted_strings", detail, entries)
    if read.unclear:
        names = ", ".join(read.unclear)
        detail = f"description and strings of entry {index} give {names} differently; it counts as not known"
        yield Warned("contradiction", detail, entries, tuple(f"event.{name}" for name in read.unclear))
    if any(_CONTROL.search(text) for text in (event.description or "", *event.strings)):
        yield Warned("control_characters", f"entry {index} holds control characters; it was read all the same", entries)
