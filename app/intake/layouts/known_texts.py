"""The text of a known event that stands in the ticket without heading or label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent, Warned
from app.intake.layouts.event_texts import event_texts
from app.intake.layouts.found import Found, Reading

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.event_texts import EventText

LAYOUT = "known text"
_LOOK_AFTER = 256
"""Texts between two looks at the clock."""


def read_known_texts(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """Each is an entry of the event whose text it is, from no source, since the text alone does not name one.

    A text that several events share, or of which too little is there, gives the warning `unread_event`.
    """
    reading = Reading()
    unread: list[EventText] = []
    for number, one in enumerate(event_texts(vocabulary).found(text), start=1):
        if number % _LOOK_AFTER == 0 and allowance.spent:
            detail = "the time for this ticket is over; event texts without a heading were not looked for any further"
            reading.warnings.append(Warned("reading_stopped", detail, span=(one.start, len(text))))
            break
        if one.event_id is None:
            unread.append(one)
        else:
            event = ReportedEvent(one.event_id, description=text[one.start : one.end])
            reading.entries.append(Found(event, (one.start, one.end), LAYOUT))
    reading.warnings += _merged(unread, text)
    return reading


def _merged(unread: list[EventText], text: str) -> list[Warned]:
    """One warning for those that follow each other with nothing but white space and punctuation in between."""
    groups: list[list[EventText]] = []
    for one in unread:
        if groups and not any(map(str.isalnum, text[groups[-1][-1].end : one.start][:_LOOK_AFTER])):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [Warned("unread_event", _detail(len(group)), span=(group[0].start, group[-1].end)) for group in groups]


def _detail(count: int) -> str:
    if count == 1:
        return "the text of an event begins here, but not enough of it is there to tell which event it is"
    return f"the texts of {count} events begin here, but not enough of them is there to tell which events they are"
