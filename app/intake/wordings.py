"""One wording of an event's text, matched in a description word by word.

White space, punctuation and letter case do not matter. What stands between two literal stretches of words is a value.
Each stretch is looked for once, from where the one before it ended, so that the time is in proportion to the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain.vocabulary import NO_FIELD, PLACE

TELLING = 8
"""Words of a wording's beginning by which a text that was cut off after them is still known."""
OPENING = 5
"""Words of a wording fewer of which tell nothing."""
LONGEST = 1_000
"""Characters that a value may have; the next stretch is not looked for much further away."""
AROUND = " \t\r\n\u00a0.,;:\"'"
BEFORE = AROUND + "=)"
"""What may stand before a value and is no part of it: the end of "Time (ms):" or of "Error code="."""
PORT = r"\[[0-9]{1,10}\]"
"""Brackets that belong to a protocol string; any others hold the place in the MTA."""
_TAIL_OPENS, _TAIL_CLOSES = "[", "]("
_PATTERNS = {_TAIL_OPENS: r"\[(?![0-9]{1,10}\])", _TAIL_CLOSES: r"\]\s*+\("}
_GAP = r"(?:[^\w\[]|\[(?=[0-9]{1,10}\]))*+"
_CLOSING_GAP = r"[^\w\[\]]*+"
_WORD = re.compile(r"\w+|\[(?![0-9]{1,10}\])|\]\s*\(")
_SINGLE = re.compile(r"<[^<>]*>|%\s?[0-9]{1,2}(?!\w)|\S+")
"""A word, or what stands for one that was not given."""
_SEVERITY = re.compile(r"\s*([0-9]{1,4})\s*\)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Literal words, with the pattern that finds them, and the fields whose values follow before the next.

    A `joined` stretch follows the one before it without a value in between: the tail, which a text may lack.
    """

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    fields: tuple[str, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a wording reads in a text: the raw values, how many literal words were found.

    `cut` are fields whose value has a beginning but no end, since the text breaks off or goes on in other words.
    """

    raw: dict[str, str]
    words: int
    cut: frozenset[str] = frozenset()


def match(wording: str, text: str) -> Match | None:
    """The values behind each literal stretch that is found in order; None if too little is found to know it by."""
    stretches = stretches_of(wording)
    raw: dict[str, str] = {}
    words, position = 0, 0
    for number, stretch in enumerate(stretches):
        found = _find(stretch, text, position, first=number == 0)
        if found is None:
            return _cut_short(stretches, number, text, position, Match(raw, words))
        if number:
            raw |= _shared(stretches[number - 1].fields, text[position : found.start()])
        position, words = found.end(), words + len(stretch.words)
    return Match(raw | _last(stretches[-1], text, position), words)


def _find(stretch: Stretch, text: str, position: int, *, first: bool) -> re.Match[str] | None:
    if stretch.joined:
        return stretch.pattern.match(text, position)
    return stretch.pattern.search(text, position, len(text) if first else position + 2 * LONGEST)


def _cut_short(stretches: tuple[Stretch, ...], number: int, text: str, position: int, so_far: Match) -> Match | None:
    """What is known of a text in which stretch `number` is not found."""
    if number == 0:
        begun = words_pattern(stretches[0].words[:TELLING]) if len(stretches[0].words) > TELLING else None
        return Match({}, TELLING) if begun is not None and begun.search(text) else None
    if so_far.words < OPENING:
        return None
    before = stretches[number - 1]
    if len(before.fields) > 1:
        return so_far
    last = _last(before, text, position)
    bracketed = before.words[-1] == _TAIL_OPENS
    whole = bracketed or (stretches[number].words[0] == _TAIL_OPENS and _ends_line(text, position, last))
    return Match(so_far.raw | last, so_far.words, frozenset() if whole else frozenset(last))


def _ends_line(text: str, position: int, last: dict[str, str]) -> bool:
    """Whether a value that lacks the tail behind it is all that stands in its line."""
    line = text[position : position + LONGEST].strip(AROUND).partition("\n")[0]
    return line.strip(AROUND) in last.values()


def _last(stretch: Stretch, text: str, position: int) -> dict[str, str]:
    """The value behind the last stretch that is found."""
    if not stretch.fields:
        return {}
    rest = text[position : position + LONGEST]
    if stretch.words[-1] == _TAIL_OPENS:
        inside, closed, _ = rest.partition("]")
        value = inside if closed else ""
    elif stretch.words[-1] == _TAIL_CLOSES:
        number = _SEVERITY.match(rest)
        value = number.group(1) if number else ""
    else:
        word = _SINGLE.match(rest.lstrip(BEFORE))
        value = word.group() if word else ""
    return _shared(stretch.fields, value)


def _shared(fields: tuple[str, ...], value: str) -> dict[str, str]:
    """The value of the one field; where several stand side by side, a word for each, and the rest for the second."""
    if len(fields) < 2:  # noqa: PLR2004 - the usual case
        return {name: value[: LONGEST + 1] for name in fields if name != NO_FIELD}
    words = _SINGLE.findall(value[: LONGEST + 1].strip(BEFORE))
    if len(words) < len(fields):
        return {}
    behind = len(words) - (len(fields) - 2)
    parts = [words[0], " ".join(words[1:behind]), *words[behind:]]
    return {name: part for name, part in zip(fields, parts, strict=True) if name != NO_FIELD}


@lru_cache(maxsize=1024)
def stretches_of(wording: str) -> tuple[Stretch, ...]:
    """The literal stretches of a wording in order."""
    parts = PLACE.split(wording)
    stretches: list[Stretch] = []
    for literal, name in zip(parts[::2], [*parts[1::2], None], strict=True):
        words, fields = words_of(literal), (name,) if name else ()
        if len(words) > 1 and words[-1] == _TAIL_OPENS:
            stretches.append(Stretch(words[:-1], words_pattern(words[:-1]), ()))
            stretches.append(Stretch(words[-1:], words_pattern(words[-1:], _GAP), fields, joined=True))
        elif words:
            stretches.append(Stretch(words, words_pattern(words), fields))
        elif stretches and fields:
            before = stretches[-1]
            stretches[-1] = Stretch(before.words, before.pattern, (*before.fields, *fields))
    return tuple(stretches)


def literal_stretches(wording: str) -> tuple[tuple[str, ...], ...]:
    """The words alone of each literal stretch that has any, without the brackets that count as such."""
    brackets = {_TAIL_OPENS, _TAIL_CLOSES}
    stretches = (tuple(word for word in one.words if word not in brackets) for one in stretches_of(wording))
    return tuple(words for words in stretches if words)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, case-folded, and the brackets that count as such."""
    return tuple(_TAIL_CLOSES if word[0] == "]" else word for word in _WORD.findall(text.casefold()))


def words_pattern(words: tuple[str, ...], before: str = "") -> re.Pattern[str]:
    """What finds these words in a row. No part of it can match in two ways, so that nothing is tried twice."""
    gaps = [before, *(_CLOSING_GAP if word == _TAIL_CLOSES else _GAP for word in words[1:])]
    parts = (_PATTERNS.get(word, rf"(?<!\w){re.escape(word)}(?!\w)") for word in words)
    return re.compile("".join(gap + part for gap, part in zip(gaps, parts, strict=True)), re.IGNORECASE)
