"""An entry copied from Event Viewer of Vista and later is one entry, though its XML follows below its labels.

Only "Event Xml:" between the two tells that: one event logged on two servers looks much the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake.layouts.labelled import LAYOUT as LABELLED
from app.intake.layouts.labels import MARKS
from app.intake.layouts.windows_xml import LAYOUT as XML

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary
    from app.intake.layouts.found import Found

_BETWEEN = re.compile(r"\s*+(?P<label>[^\n:]{1,40}):\s*+(?:<\?xml[^<>]{0,100}\?>)?\s*+")
_XML = "xml"
"""What the label of the XML holds in every language; "data" without it is the label of the dump."""


def with_their_xml(entries: Iterable[Found], text: str, vocabulary: Vocabulary) -> list[Found]:
    """The entries in their order, each labelled one made one with the XML of the same event right below it."""
    joined: list[Found] = []
    for one in entries:
        if joined and _is_of(joined[-1], one, text, vocabulary):
            joined[-1] = _made_one(joined[-1], one)
        else:
            joined.append(one)
    return joined


def _is_of(above: Found, below: Found, text: str, vocabulary: Vocabulary) -> bool:
    if (above.layout, below.layout) != (LABELLED, XML) or not _is_same(above.event, below.event):
        return False
    between = _BETWEEN.fullmatch(text, above.span[1], below.span[0])
    label = " ".join(between["label"].replace("\u2019", "'").split()).strip(MARKS).casefold() if between else ""
    return _XML in label and vocabulary.labels.get(label) == "data"


def _is_same(one: ReportedEvent, other: ReportedEvent) -> bool:
    """Whether the two may be one entry: of one event, and not from two computers."""
    computers = {event.computer.casefold() for event in (one, other) if event.computer}
    return one.low_word == other.low_word and len(computers) <= 1


def _made_one(above: Found, below: Found) -> Found:
    """The labelled entry, with the strings that only the XML has, and the id with its qualifiers."""
    event = replace(
        above.event,
        event_id=max(above.event.event_id, below.event.event_id),
        source=above.event.source or below.event.source,
        computer=above.event.computer or below.event.computer,
        description=above.event.description or below.event.description,
        strings=above.event.strings or below.event.strings,
    )
    return replace(above, event=event, span=(above.span[0], below.span[1]))
