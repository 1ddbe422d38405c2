"""An entry as a request states it: strings or a description from which just its fields are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.domain.vocabulary import PLACE
from app.intake.event_fields import read_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.event_entry import EventEntry
    from app.domain.vocabulary import EventTemplate, Vocabulary

_NOT_GIVEN = "%1"
REMOTE_SERVER = "remote_server"


def stated_entry(entry: EventEntry, vocabulary: Vocabulary, peer: str | None = None) -> dict[str, object] | None:
    """The entry as a member of `events`, naming the peer where its text has room for a name.

    None if no text of the event gives these fields and no others.
    """
    for fields in dict.fromkeys((_with_peer(entry, peer), tuple(entry.fields.items()))):
        for reported in _ways_to_state(entry, dict(fields), vocabulary):
            read = read_event(reported, vocabulary)
            if read.fields.values == dict(fields) and read.known_source == entry.known_source:
                return _as_member(reported)
    return None


def _with_peer(entry: EventEntry, peer: str | None) -> tuple[tuple[str, int | str], ...]:
    named = {REMOTE_SERVER: peer} if peer is not None else {}
    return tuple({**named, **entry.fields}.items())


def _ways_to_state(
    entry: EventEntry, fields: Mapping[str, int | str], vocabulary: Vocabulary
) -> Iterator[ReportedEvent]:
    texts = [one for one in vocabulary.templates if one.event_id == entry.event_id]
    for text in texts:
        if text.strings:
            yield _reported(entry, strings=_strings(text, fields))
    for wording in (wording for text in texts for wording in text.wordings):
        yield _reported(entry, description=PLACE.sub(lambda place: str(fields.get(place[1], _NOT_GIVEN)), wording))
    if not fields:
        yield _reported(entry)


def _strings(text: EventTemplate, fields: Mapping[str, int | str]) -> tuple[str, ...]:
    """Up to the last that is given; the others are empty."""
    strings = [str(fields.get(name, "")) for name in text.strings]
    while strings and not strings[-1]:
        strings.pop()
    return tuple(strings)


def _reported(entry: EventEntry, description: str | None = None, strings: tuple[str, ...] = ()) -> ReportedEvent:
    return ReportedEvent(
        entry.event_id,
        entry.source,
        count=entry.count,
        counted=entry.counted,
        description=description,
        strings=strings,
    )


def _as_member(reported: ReportedEvent) -> dict[str, object]:
    shown: dict[str, object] = {"event_id": reported.event_id}
    if reported.source is not None:
        shown["source"] = reported.source
    if reported.counted or reported.count > 1:
        shown["count"] = reported.count
    if reported.count > 1 and not reported.counted:
        shown["counted"] = False
    if reported.description is not None:
        shown["description"] = reported.description
    return shown | ({"strings": list(reported.strings)} if reported.strings else {})
