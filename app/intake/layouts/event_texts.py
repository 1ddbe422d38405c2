"""Where the text of a known event begins and ends, whatever stands before and behind it.

Texts are told apart by their words, so that letter case, punctuation and line breaks do not matter. The text is gone
through once; from each place where an event's text may begin, no further than to the next such place, to the end of the
paragraph, or for a fixed number of characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from app.intake.openings import opening_of, openings
from app.intake.wordings import PORT, TELLING, literal_stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.vocabulary import EventTemplate, Vocabulary
    from app.intake.openings import Begun, Opening, Openings

_WORD = re.compile(r"\w+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_SEVERE_TAIL = re.compile(r"\]\s{0,40}\([0-9]{1,3}\)")
_PLAIN_TAIL = re.compile(r"\[(?=[^\[\]]{0,200} )[^\[\]]{1,200}\](?:\s{0,40}\([0-9]{1,3}\))?")
"""The place in the MTA at the end of its texts. A bracket without a space in it holds the port of an address."""
_BLOCK_TAIL = re.compile(
    rf"{PORT}|(?P<tail>\](?:\s{{0,40}}\([0-9]{{1,3}}\)|\.?(?=[^\S\n]{{0,40}}(?:\n|\Z)(?!\s{{0,40}}\())))"
)
_SENTENCE_END = re.compile(r"[.!?](?=[\"')\u201c\u201d\u2019]?(?:\s|$))|\n")
_LONGEST = 6000
"""Characters of the longest text."""
_LONGEST_SHORT = 1500
"""Characters of the longest text that has a short opening."""
_LOOKED_AT = 600
_TAIL_WITHIN = 400
_PLAIN_TAIL_WITHIN = 160
_SENTENCE_WITHIN = 200


class Word(NamedTuple):
    """One word of a text, its letters folded, and where it ends."""

    text: str
    end: int


@dataclass(frozen=True, slots=True)
class EventText:
    """A text that begins at `start`; `event_id` is None where several events, or too many, begin so."""

    event_id: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Wording:
    event_id: int
    stretches: tuple[tuple[str, ...], ...]
    size: int


class _Fit(NamedTuple):
    """How many literal words of a wording were found in order, and the last one's number."""

    words: int
    last: int
    event_id: int
    whole: bool


@dataclass(frozen=True, slots=True)
class EventTexts:
    """The known wordings, by the words they begin with."""

    openings: Openings
    by_opening: Mapping[Opening, tuple[_Wording, ...]]

    def begins_within(self, text: str, start: int, end: int) -> bool:
        """Whether a text of any event begins between these places."""
        return any(True for _ in self.found(text, start, end))

    def start_of(self, event_id: int, text: str, start: int, end: int) -> int | None:
        """Where between two places this event's text surely begins; None if nowhere."""
        if event_id not in self.openings.by_id:
            return None
        found = self.found(text, start, min(end, start + _LOOKED_AT))
        return next((one.start for one in found if one.event_id in {None, event_id}), None)

    def found(self, text: str, start: int = 0, end: int | None = None) -> Iterator[EventText]:
        """Every text that begins between these places, in order; they do not overlap."""
        until = len(text) if end is None else end
        begun = self.openings.begun(text, start, until)
        done = start
        for one, limit in zip(begun, _limits(begun, until), strict=True):
            if one.start >= done:
                read = _read(text, one, paragraph_end(text, one.start, limit), self.by_opening[one.opening])
                if read is not None:
                    yield read
                    done = read.end


def event_texts(vocabulary: Vocabulary) -> EventTexts:
    return EventTexts(openings(vocabulary), _compiled(vocabulary.templates))


def _limits(begun: Sequence[Begun], until: int) -> list[int]:
    """Where each text ends at the latest: at its longest, or where the next begins.

    Few words that could begin any sentence do not end a text, but one that begins with the same words.
    """
    limits: list[int] = []
    next_long = until
    next_same: dict[Opening, int] = {}
    for one in reversed(begun):
        longest = _LONGEST_SHORT if one.is_short else _LONGEST
        limits.append(min(next_long, next_same.get(one.opening, until), one.start + longest))
        next_same[one.opening] = one.start
        next_long = next_long if one.is_short else one.start
    return limits[::-1]


def _tail_end(text: str, position: int, until: int, *, plain: bool) -> int | None:
    """Where the tail of an MTA text ends, such as "[BASE IL MAIN BASE 1 500] (12)"; None if there is none close by.

    One without the severity counts only where `plain`, since people write in brackets, too.
    """
    found = [_SEVERE_TAIL.search(text, position, min(until, position + _TAIL_WITHIN))]
    if plain:
        found.append(_PLAIN_TAIL.search(text, position, min(until, position + _PLAIN_TAIL_WITHIN)))
    return min((one.end() for one in found if one), default=None)


def paragraph_end(text: str, start: int, until: int) -> int:
    """Where the paragraph that begins at `start` ends, without white space; `until` at the latest."""
    blank = _BLANK_LINE.search(text, start, until)
    end = blank.start() if blank else until
    return start + len(text[start:end].rstrip())


def block_tail(text: str, start: int, end: int) -> int | None:
    """Where the tail ends in a block that is one event's text: with its severity, or else at the end of a line."""
    return next((one.end() for one in _BLOCK_TAIL.finditer(text, start, end) if one["tail"]), None)


@lru_cache(maxsize=8)
def _compiled(templates: tuple[EventTemplate, ...]) -> Mapping[Opening, tuple[_Wording, ...]]:
    """The wordings of each opening, those with a shorter one that begins it included."""
    wordings: dict[Opening, list[_Wording]] = {}
    for template in templates:
        for literal in template.wordings:
            stretches = literal_stretches(literal)
            one = _Wording(template.event_id, stretches, sum(map(len, stretches)))
            wordings.setdefault(opening_of(literal), []).append(one)
    return {
        opening: tuple(one for size in range(1, len(opening) + 1) for one in wordings.get(opening[:size], ()))
        for opening in wordings
    }


def _read(text: str, begun: Begun, limit: int, wordings: Sequence[_Wording]) -> EventText | None:
    """The text that fits best; of no event if another fits as well, or too few words are there to tell.

    A text of which the first words could begin any sentence is one only if the whole is there, with its tail.
    """
    words = [Word(one.group().casefold(), one.end()) for one in _WORD.finditer(text, begun.start, limit)]
    if len(words) < len(begun.opening):
        return None
    fits = sorted((_fit(one, words) for one in wordings), reverse=True)
    best, last = fits[0], words[fits[0].last].end
    tail = _tail_end(text, last, limit, plain=best.whole)
    if begun.is_short and not (best.whole and tail is not None):
        return None
    if best.words < TELLING and not best.whole:
        return EventText(None, begun.start, last)
    if any(one.event_id != best.event_id and one.words == best.words for one in fits):
        return EventText(None, begun.start, tail if best.whole and tail is not None else last)
    return EventText(best.event_id, begun.start, tail if tail is not None else _end(text, last, limit))


def _fit(wording: _Wording, words: Sequence[Word]) -> _Fit:
    first = wording.stretches[0]
    pairs = zip(first, words, strict=False)
    count = next((step for step, (word, found) in enumerate(pairs) if word != found.text), min(len(first), len(words)))
    found, position = count, count
    if count == len(first):
        for stretch in wording.stretches[1:]:
            place = _find(stretch, words, position)
            if place is None:
                break
            found, position = found + len(stretch), place + len(stretch)
    return _Fit(found, position - 1, wording.event_id, found == wording.size)


def _find(stretch: tuple[str, ...], words: Sequence[Word], position: int) -> int | None:
    size = len(stretch)
    for at in range(position, len(words) - size + 1):
        if words[at].text == stretch[0] and all(words[at + step].text == stretch[step] for step in range(size)):
            return at
    return None


def _end(text: str, last: int, until: int) -> int:
    """The end of the sentence, or the line, of the value behind the last known word: the rest may be the writer's."""
    within = min(until, last + _SENTENCE_WITHIN)
    value = _WORD.search(text, last, within)
    found = _SENTENCE_END.search(text, last, within)
    if found is not None and value is not None and found.group() == "\n" and found.start() < value.start():
        found = _SENTENCE_END.search(text, value.start(), within)
    end = within if found is None else found.end()
    return last + len(text[last:end].rstrip())
