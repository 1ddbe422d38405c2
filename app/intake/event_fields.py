"""A reported entry with what it gives beside what it says outright: lost strings, its source's name, its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.descriptions import FieldsRead, read_fields
from app.intake.layouts.lost_description import with_lost_strings

if TYPE_CHECKING:
    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class EventRead:
    """`event` has the strings that stood where its text was lost; `source` is as written, `known_source` its name."""

    event: ReportedEvent
    source: str | None
    known_source: str | None
    fields: FieldsRead


def read_event(reported: ReportedEvent, vocabulary: Vocabulary) -> EventRead:
    """The fields are read unless the entry is from a source that the vocabulary does not know."""
    event, text = with_lost_strings(reported)
    source, known_source = _stated_source(event.source), vocabulary.source_named(event.source)
    fields = FieldsRead()
    if source is None or known_source is not None:
        fields = read_fields(vocabulary, event.low_word, known_source, text, event.strings)
    return EventRead(event, source, known_source, fields)


def _stated_source(given: str | None) -> str | None:
    """The source as given; None where something stands for nothing, as exports have it."""
    return given if given and given.strip(" -\u2013") and given.strip().casefold() != "n/a" else None
