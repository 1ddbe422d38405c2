"""Fields out of an entry's description and out of its insertion strings, by the vocabulary's templates.

A wording is matched word by word, so that white space, punctuation and letter case do not matter and reading takes
time in proportion to the text; what stands between two literal stretches is the field's value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from app.domain.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.vocabulary import EventTemplate, Vocabulary

_WORD = re.compile(r"\w+|\[(?![0-9]+\])")
"""A bracket counts, since it opens the place in the MTA; one around a port belongs to its protocol string."""
_FIELD = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"-?[0-9]{1,10}(?![\w%])")
_MORE = re.compile(r"\w")
_ASIDE = re.compile(r"\([^()]*\)")
"""What may stand behind a code: its value in other digits, or its meaning, in brackets."""
_NOT_GIVEN = re.compile(r"(?:%[0-9]+\s*)*|<[^<>]*>?")
_FIRST_WORD = re.compile(r"<[^<>]*>|\S*")
_TELLING = 8
"""Words of a wording's beginning by which a text that was cut off after them is still known."""
_OPENING = 5
"""Words by which the beginning of an event's text is known wherever it stands."""
_AROUND = " \t\r\n\u00a0.,;:\"'"
Values = dict[str, int | str]


@dataclass(slots=True)
class FieldsRead:
    """The fields of one entry. `fits` tells whether its description is of a known wording; None without one.

    `unclear` are fields that description and strings give differently; `shifted` tells that a code's place held words,
    as when a newer text is filled with the insertion strings of an older MTA.
    """

    values: Values = field(default_factory=dict)
    fits: bool | None = None
    unclear: tuple[str, ...] = ()
    shifted: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Literal words, and the field whose value follows them, if any."""

    words: tuple[str, ...]
    field: str | None


def read_fields(
    vocabulary: Vocabulary, event_id: int, source: str | None, description: str | None, strings: Sequence[str]
) -> FieldsRead:
    """Everything that description and strings say together; where they disagree, the field is not given."""
    templates = [one for one in vocabulary.templates if one.event_id == event_id and source in {None, one.source}]
    read = FieldsRead()
    if not templates:
        return read
    if description and description.strip():
        _read_description(read, vocabulary, templates, description)
    from_strings = _typed(
        read, vocabulary, templates[0].strings, dict(zip(templates[0].strings, strings, strict=False))
    )
    disputed = [name for name, value in from_strings.items() if not _same(read.values.get(name, value), value)]
    read.values = {name: value for name, value in {**from_strings, **read.values}.items() if name not in disputed}
    read.unclear = tuple(disputed)
    return read


def _same(one: int | str, other: int | str) -> bool:
    return str(one).casefold() == str(other).casefold()


def beginnings(vocabulary: Vocabulary, text: str) -> int:
    """How often an event's text begins in it: once in a description, as often as entries were pasted in a ticket."""
    openings = _openings(vocabulary.templates)
    words = [word.casefold() for word in _WORD.findall(text)]
    return sum(tuple(words[at : at + _OPENING]) in openings for at in range(len(words)))


@lru_cache(maxsize=8)
def _openings(templates: tuple[EventTemplate, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(_stretches(one)[0].words[:_OPENING] for template in templates for one in template.wordings)


def _read_description(
    read: FieldsRead, vocabulary: Vocabulary, templates: Sequence[EventTemplate], description: str
) -> None:
    words = [(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(description)]
    matched = [
        (_match(_stretches(one), words, description), template) for template in templates for one in template.wordings
    ]
    raw, template = max(matched, key=lambda found: len(found[0]) if found[0] is not None else -1)
    read.fits = raw is not None
    order = (*template.strings, *(name for name in raw or {} if name not in template.strings))
    read.values = _typed(read, vocabulary, order, raw or {})


def _match(stretches: tuple[_Stretch, ...], words: list[tuple[str, int, int]], text: str) -> dict[str, str] | None:
    """The raw value behind each literal stretch that is found in order; None if the wording does not even begin."""
    found: dict[str, str] = {}
    position, pending, start = 0, None, 0
    for number, stretch in enumerate(stretches):
        at = _find(stretch.words, words, position)
        if at is None:
            if number == 0:
                return {} if _find(stretch.words[:_TELLING], words, 0) is not None else None
            break
        if pending is not None:
            found[pending] = text[start : words[at][1]]
        position = at + len(stretch.words)
        pending, start = stretch.field, words[position - 1][2]
    if pending is not None:
        found[pending] = _bracketed(text[start:]) if text[start - 1] == "[" else _first_word(text[start:])
    return found


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text[:512].lstrip(_AROUND))
    return found.group() if found else ""


def _bracketed(text: str) -> str:
    inside, closed, _ = text.partition("]")
    return inside if closed else ""


def _find(wanted: tuple[str, ...], words: list[tuple[str, int, int]], position: int) -> int | None:
    size = len(wanted)
    for at in range(position, len(words) - size + 1):
        if words[at][0] == wanted[0] and all(words[at + step][0] == wanted[step] for step in range(size)):
            return at
    return None


@lru_cache(maxsize=512)
def _stretches(wording: str) -> tuple[_Stretch, ...]:
    parts = _FIELD.split(wording)
    literals, fields = parts[::2], [*parts[1::2], None]
    stretches = [
        _Stretch(tuple(word.casefold() for word in _WORD.findall(literal)), name)
        for literal, name in zip(literals, fields, strict=True)
    ]
    return tuple(stretch for stretch in stretches if stretch.words)


def _typed(read: FieldsRead, vocabulary: Vocabulary, order: Sequence[str], raw: Mapping[str, str]) -> Values:
    """The values in their types, up to the first code in whose place words stand: what follows belongs elsewhere."""
    typed: Values = {}
    for name in order:
        text = raw.get(name, "").strip(_AROUND)
        if _NOT_GIVEN.fullmatch(text):
            continue
        if vocabulary.fields[name].kind is not FactKind.WHOLE_NUMBER:
            typed[name] = " ".join(text.split())
        elif (number := _NUMBER.match(text)) and not _MORE.search(_ASIDE.sub("", text[number.end() :])):
            typed[name] = int(number.group())
        elif not _is_blank(text):
            read.shifted = True
            break
    return typed


def _is_blank(text: str) -> bool:
    return text.strip("Xx?.-_ ") == ""
