"""An event's text under a heading that names the event, and maybe its source, type and category, without labels.

"9277: MSExchangeMTA", "MSExchangeMTA Field Engineering Warning 9311", "Event 9301   MSExchangeMTA   Configuration",
"Event ID 289", or a bare "9316". A heading that names no known source counts only with a text below that could be its
event's; otherwise its line is left to `mentions`. Which lines below are the text is decided by how the event's texts
begin and by the tail of MTA texts, lest a sentence about the mail be taken for part of an entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent, Warned
from app.intake.layouts.event_texts import block_tail, event_texts, paragraph_end
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.heading_lines import headings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.event_texts import EventTexts
    from app.intake.layouts.heading_lines import Heading

LAYOUT = "headed"
_LOOK_AFTER = 256
"""Headings between two looks at the clock."""
_BELOW = re.compile(r"[^\S\n]{0,200}\n(?P<blank>[^\S\n]{0,200}\n)?[^\S\n]{0,200}(?=\S)")


@dataclass(frozen=True, slots=True)
class _Body:
    """The event's text: its first character and the one after its last, and whether it begins as the event's do."""

    start: int
    end: int
    begins: bool


def read_headed(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader."""
    known = event_texts(vocabulary)
    ids = frozenset(one.event_id for one in vocabulary.templates)
    reading = Reading()
    done = 0
    for count, (heading, following) in enumerate(_with_next(text, vocabulary, ids, known), start=1):
        if count % _LOOK_AFTER == 0 and allowance.spent:
            detail = "the time for this ticket is over; event texts under headings were not looked for any further"
            reading.warnings.append(Warned("reading_stopped", detail, span=(heading.start, len(text))))
            break
        if heading.start < done:
            continue
        body = _body(text, heading, following, known)
        event = _event(text, heading, body, ids)
        if event is not None:
            done = body.end if body is not None else heading.end
            reading.entries.append(Found(event, (heading.start, done), LAYOUT))
    return reading


def _with_next(
    text: str, vocabulary: Vocabulary, ids: frozenset[int], known: EventTexts
) -> Iterator[tuple[Heading, int]]:
    """Each heading, and where the next one stands at the latest."""
    sure = [
        one for one in headings(text, vocabulary, ids) if one.worded or one.source or _begins_below(text, one, known)
    ]
    starts = [one.start for one in sure] + [len(text)]
    for heading, (_, following) in zip(sure, pairwise(starts), strict=True):
        yield heading, following


def _begins_below(text: str, heading: Heading, known: EventTexts) -> bool:
    below = _BELOW.match(text, heading.end)
    return below is not None and known.openings.begins(text, below.end(), heading.event_id)


def _body(text: str, heading: Heading, following: int, known: EventTexts) -> _Body | None:
    """The lines below, if they can be the event's text."""
    below = _BELOW.match(text, heading.end)
    if below is None or below.end() >= following:
        return None
    start = below.end()
    end = paragraph_end(text, start, following)
    tail = block_tail(text, start, end)
    if known.openings.begins(text, start, heading.event_id):
        return _Body(start, tail or end, begins=True)
    if tail is not None and not known.begins_within(text, start, tail):
        return _Body(start, tail, begins=False)
    unheard_of = heading.event_id not in known.openings.by_id and (heading.named_in_full or len(heading.columns) > 1)
    return _Body(start, end, begins=False) if unheard_of and below["blank"] is None else None


def _event(text: str, heading: Heading, body: _Body | None, ids: frozenset[int]) -> ReportedEvent | None:
    """The entry; None where nothing but a number, or the word "event" with it, tells of one."""
    source, category = heading.source, heading.category
    foreign = source is None and heading.worded and heading.event_id not in ids and bool(heading.columns)
    if foreign and (body is not None or len(heading.columns) > 1):
        columns = [one for one in heading.columns if one != heading.type]
        source = columns[0] if columns else None
        category = " ".join(columns[1:]) or None
    if body is None and (source is None or not (heading.worded or heading.event_id in ids)):
        return None
    description = text[body.start : body.end] if body is not None else None
    return ReportedEvent(heading.event_id, source, type=heading.type, category=category, description=description)
