"""How the texts of known events begin.

A text is known by its first words, up to the first value: by five where one of them is a name in capitals, such as RPC
or MTA, and else by eight, or by all words of its first sentence where those are fewer, since anybody may write "an
unexpected error has occurred". A text with fewer than five words before its first value has a short opening, which
tells nothing by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from app.domain.vocabulary import PLACE
from app.intake.wordings import LONGEST, OPENING, TELLING, literal_stretches, stretches_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from app.domain.vocabulary import EventTemplate, Vocabulary
    from app.intake.wordings import Stretch

Opening = tuple[str, ...]
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_LIKELY = 2
"""Words that tell an event's text right behind its labels, where it may be abridged further on."""
_WITHIN = 400
"""Characters in which an opening stands."""
_LOOKED_AT = 600
_CODED = re.compile(r"\[|(?<![0-9])[ \t]?:[ \t]?[0-9%]|%[0-9]")
"""What event texts hold and prose seldom: a place in brackets, a code behind a colon, an insertion mark."""


class Begun(NamedTuple):
    """Where a text may begin, and with which words."""

    start: int
    opening: Opening

    @property
    def is_short(self) -> bool:
        return len(self.opening) < OPENING


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of each event's texts; `pairs` are the short ones, each with the longest stretch behind it."""

    by_id: dict[int, frozenset[Opening]]
    pairs: tuple[tuple[Stretch, Stretch], ...]
    _all: frozenset[Opening]
    _pattern: re.Pattern[str]

    def begins(self, text: str, position: int, event_id: int) -> bool:
        """Whether a text of this event begins there, white space and punctuation aside."""
        return _begins(self.by_id.get(event_id, frozenset()), text, position, TELLING)

    def may_begin(self, text: str, event_id: int) -> bool:
        """Whether it may be this event's text: of an event whose texts are not known, any text may."""
        openings = self.by_id.get(event_id)
        if openings is None or _CODED.search(text, 0, _LOOKED_AT):
            return True
        return _begins({opening[:_LIKELY] for opening in openings}, text, 0, _LIKELY)

    def begun(self, text: str, start: int, end: int) -> list[Begun]:
        """Every place between these two where an opening stands, be there blank lines between its words."""
        found = (Begun(one.start(), _words(one["opening"])) for one in self._pattern.finditer(text, start, end))
        return [one for one in found if one.opening in self._all]


def openings(vocabulary: Vocabulary) -> Openings:
    return _compiled(vocabulary.templates)


def beginnings(vocabulary: Vocabulary, text: str) -> int:
    """How often an event's text begins in it: once in a description, as often as entries were pasted in a ticket.

    A text with a short opening begins where that and the longest stretch behind it stand near each other.
    """
    known = openings(vocabulary)
    long = sum(not one.is_short for one in known.begun(text, 0, len(text)))
    return long + sum(_near_each_other(first, later, text) for first, later in known.pairs)


def opening_of(wording: str) -> Opening:
    """The words by which this wording's beginning is known; none where it begins with a value."""
    literal = PLACE.split(wording, maxsplit=1)[0]
    stretches = literal_stretches(wording)
    if not literal.strip() or not stretches:
        return ()
    named = any(len(word) > 1 and word.isupper() for word in islice(_WORD.findall(literal), OPENING))
    sentence = len(_words(_SENTENCE_END.split(literal, maxsplit=1)[0]))
    return stretches[0][: OPENING if named else max(OPENING, min(TELLING, sentence))]


def _begins(known: Collection[Opening], text: str, position: int, most: int) -> bool:
    found = islice(_WORD.finditer(text, position, position + _WITHIN), most)
    words = tuple(word.group().casefold() for word in found)
    return any(words[: len(opening)] == opening for opening in known)


def _words(text: str) -> Opening:
    return tuple(_WORD.findall(text.casefold()))


def _near_each_other(first: Stretch, later: Stretch, text: str) -> int:
    begins = [found.end() for found in first.pattern.finditer(text)]
    ends = [found.start() for found in later.pattern.finditer(text)] if begins else []
    nearest = {bisect_right(begins, end) - 1: end for end in reversed(ends)}
    return sum(at >= 0 and end - begins[at] <= LONGEST for at, end in nearest.items())


@lru_cache(maxsize=8)
def _compiled(templates: tuple[EventTemplate, ...]) -> Openings:
    by_id: dict[int, set[Opening]] = {}
    pairs: dict[tuple[Opening, Opening], tuple[Stretch, Stretch]] = {}
    for template in templates:
        for wording in template.wordings:
            opening = opening_of(wording)
            if opening:
                by_id.setdefault(template.event_id, set()).add(opening)
            if 0 < len(opening) < OPENING and (pair := _pair(stretches_of(wording))):
                pairs[pair[0].words, pair[1].words] = pair
    known = frozenset(opening for each in by_id.values() for opening in each)
    return Openings(
        {event_id: frozenset(each) for event_id, each in by_id.items()}, tuple(pairs.values()), known, _finder(known)
    )


def _pair(stretches: Sequence[Stretch]) -> tuple[Stretch, Stretch] | None:
    return (stretches[0], max(stretches[1:], key=lambda one: len(one.words))) if len(stretches) > 1 else None


def _finder(known: Iterable[Opening]) -> re.Pattern[str]:
    """Finds the openings, the longest where several begin alike; those with the same first word are tried together."""
    by_first: dict[str, list[str]] = {}
    for opening in sorted(known, key=lambda one: (-len(one), one)):
        first, *others = map(re.escape, opening)
        by_first.setdefault(first, []).append("".join(rf"\W{{1,80}}+{word}" for word in others))
    either = "|".join(rf"{first}(?!\w)(?:{'|'.join(others)})" for first, others in by_first.items())
    return re.compile(rf"(?<!\w)(?=(?P<opening>{either or '(?!)'})(?!\w))\w", re.IGNORECASE)
