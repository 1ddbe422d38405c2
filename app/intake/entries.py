"""Event entries as reported or found in text become entries with their fields, and what was odd about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.errors import Fault, InvalidInput
from app.domain.event_entry import EventEntry
from app.domain.fact import Origin
from app.domain.host_name import canonical_host
from app.intake.clipboard import read_clipboard
from app.intake.descriptions import FieldsRead, beginnings, read_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Report, ReportedEvent
    from app.domain.vocabulary import Vocabulary

MOST_ENTRIES = 10_000
_LOW_WORD = 0xFFFF
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def read_entries(report: Report, vocabulary: Vocabulary) -> tuple[list[EventEntry], list[Warned]]:
    """All entries of the report, those of `events` first, then those of `text`, numbered through."""
    found, warnings = read_clipboard(report.text)
    if len(found) + len(warnings) + len(report.events) > MOST_ENTRIES:
        message = f"a ticket has at most {MOST_ENTRIES} event entries, those in its text included"
        raise InvalidInput(message, [Fault(message, "#/text")])
    reported = [(event, Origin("event", index=index)) for index, event in enumerate(report.events)]
    reported += [(one.event, Origin("text", span=one.span)) for one in found]
    begun = [beginnings(vocabulary, event.description or "") for event, _ in reported]
    told = beginnings(vocabulary, report.text) - sum(begun[len(report.events) :])
    warnings += _oddities_of_text(report.text, found=bool(found), told=told)
    entries = []
    for index, (event, origin) in enumerate(reported):
        known_source = vocabulary.source_named(event.source)
        read = FieldsRead()
        if _source(event.source) is None or known_source is not None:
            event_id = event.event_id & _LOW_WORD
            read = read_fields(vocabulary, event_id, known_source, event.description, event.strings)
        entries.append(_entry(index, event, origin, known_source, read, begun=begun[index]))
        warnings += _oddities(index, event, read)
    return entries, warnings


def _entry(  # noqa: PLR0913 - what is known of one entry, from four places
    index: int, event: ReportedEvent, origin: Origin, known_source: str | None, read: FieldsRead, *, begun: int
) -> EventEntry:
    remote = read.values.get("remote_server")
    return EventEntry(
        index=index,
        event_id=event.event_id & _LOW_WORD,
        qualified_id=event.event_id if event.event_id > _LOW_WORD else None,
        source=_source(event.source),
        known_source=known_source,
        computer=event.computer,
        type=event.type,
        category=event.category,
        logged_at=event.logged_at,
        count=event.count,
        description=event.description,
        strings=event.strings,
        fields=read.values,
        peer=_peer(remote) if isinstance(remote, str) else None,
        doubtful=read.fits is False or read.shifted or bool(read.unclear) or begun > 1,
        origin=origin,
    )


def _source(given: str | None) -> str | None:
    """The source as given; None where something stands for nothing, as exports have it."""
    return given if given and given.strip(" -\u2013") and given.strip().casefold() != "n/a" else None


def _peer(remote: str) -> str | None:
    """The remote server. A name that no host can have still names somebody, and nobody else."""
    named = _CONTROL.sub("", remote).strip()
    return canonical_host(named) or named or None


def _oddities_of_text(text: str, *, found: bool, told: int) -> Iterator[Warned]:
    """`told` is how many event texts begin in it outside the entries that were read."""
    if text.strip() and not found:
        detail = "no event entry as Event Viewer copies it was found in the text; the rest of the text was not read"
        yield Warned("unread_text", detail, span=(0, len(text)))
    if _CONTROL.search(text):
        yield Warned("control_characters", "the text holds control characters; it was read all the same")
    if told > 0:
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
