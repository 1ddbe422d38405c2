"""Whether the wordings of events can be read: each is filled with values, and must give them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError
from app.domain.vocabulary import NO_FIELD, PLACE, FactKind
from app.intake.descriptions import read_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.vocabulary import EventTemplate, Vocabulary

_SAMPLES: dict[FactKind, int | str] = {FactKind.WHOLE_NUMBER: 7, FactKind.HOST_NAME: "EXCH-A"}
_TEXT = "value"


def unreadable_wordings(vocabulary: Vocabulary) -> Iterator[RuleFileError]:
    """Each wording from which not all of its fields come back; entries with such a text would silently lack them."""
    for template in vocabulary.templates:
        for wording in template.wordings:
            lost = _lost(wording, template, vocabulary)
            if lost:
                detail = f"event {template.event_id} gives no {', '.join(lost)} by the wording '{wording}'"
                yield RuleFileError(template.file, template.line, "unreadable-wording", detail)


def _lost(wording: str, template: EventTemplate, vocabulary: Vocabulary) -> list[str]:
    places = PLACE.findall(wording)
    if not vocabulary.fields.keys() >= {*places} - {NO_FIELD}:
        return []  # of a field that there is not is told where the vocabulary is read
    values = {name: _SAMPLES.get(vocabulary.fields[name].kind, _TEXT) for name in places if name != NO_FIELD}
    text = PLACE.sub(lambda place: str(values.get(place[1], _TEXT)), wording)
    read = read_fields(vocabulary, template.event_id, template.source, text, ()).values
    return [name for name, value in values.items() if read.get(name) != value]
