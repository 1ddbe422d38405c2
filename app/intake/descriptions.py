"""Fields out of an entry's description and out of its insertion strings, by the vocabulary's templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.vocabulary import NO_FIELD, FactKind
from app.intake.wordings import AROUND, BEFORE, LONGEST, match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.vocabulary import EventTemplate, Vocabulary
    from app.intake.wordings import Match

_NUMBER = re.compile(r"(-?[0-9]{1,10}|0x[0-9a-f]{1,8})(?![\w%])", re.IGNORECASE)
_MORE = re.compile(r"\w")
_ASIDE = re.compile(r"\(([^()]*)\)")
"""What may stand behind a code: its value in other digits, or its meaning, in brackets."""
_DOUBT = re.compile(r"\?|\([^()]*[^\s()][^()]*(?<![0-9a-zA-Z])[0-9]")
"""A question mark, or a number among other words in brackets."""
_NOT_GIVEN = re.compile(r"(?:[\s.,-]*+%\s?[0-9]{1,2})*+[\s.,-]*+|(?:\s*+<[^<>]*+>?)*+")
_BROKEN_NAME = re.compile(r"\s+(?=/[A-Za-z]{1,4}=)|\s+(?==)|(?<=/)\s+(?=[A-Za-z]{1,4}=)")
"""White space in an X.500 name where a line was broken at one of its slashes or equal signs."""
Values = dict[str, int | str]


@dataclass(slots=True)
class FieldsRead:
    """The fields of one entry. `fits` tells whether its description is of a known wording; None without one.

    `unclear` are fields that description and strings give differently; `shifted` tells that a code's place held words,
    as when a newer text is filled with the insertion strings of an older MTA. `meanings` are those of its error codes,
    as far as they are known.
    """

    values: Values = field(default_factory=dict)
    fits: bool | None = None
    unclear: tuple[str, ...] = ()
    shifted: bool = False
    meanings: dict[str, str] = field(default_factory=dict, compare=False)


def read_fields(
    vocabulary: Vocabulary, event_id: int, source: str | None, description: str | None, strings: Sequence[str]
) -> FieldsRead:
    """Everything that description and strings say together; where they disagree, the field is not given."""
    templates = [one for one in vocabulary.templates if one.event_id == event_id and source in {None, one.source}]
    if not templates:
        return FieldsRead()
    read = _read_description(vocabulary, templates, description or "")
    given, shifted = _read_strings(vocabulary, templates if read.fits else templates[:1], strings)
    disputed = [name for name, value in given.items() if not _same(read.values.get(name, value), value)]
    read.values = {name: value for name, value in {**given, **read.values}.items() if name not in disputed}
    read.unclear = tuple(disputed)
    read.shifted = read.shifted or shifted
    meanings = {name: vocabulary.meaning(name, value) for name, value in read.values.items()}
    read.meanings = {name: meaning for name, meaning in meanings.items() if meaning}
    return read


def _same(one: int | str, other: int | str) -> bool:
    return str(one).casefold() == str(other).casefold()


def _read_description(vocabulary: Vocabulary, templates: Sequence[EventTemplate], description: str) -> FieldsRead:
    wordings = sorted(wording for template in templates for wording in template.wordings)
    if not wordings or not description.strip():
        return FieldsRead()
    best = max((found for one in wordings if (found := match(one, description))), key=_fitness, default=None)
    if best is None:
        return FieldsRead(fits=False)
    values, shifted = _typed(vocabulary, best.raw, best.cut)
    return FieldsRead(values, fits=True, shifted=shifted)


def _fitness(found: Match) -> tuple[int, int]:
    return found.words, len(found.raw)


def _read_strings(
    vocabulary: Vocabulary, templates: Sequence[EventTemplate], strings: Sequence[str]
) -> tuple[Values, bool]:
    """The reading in which no words stand where a code belongs, if there is one, and of several the fullest."""
    readings = [_typed(vocabulary, _in_order(one.strings, strings)) for one in templates]
    return max(readings, key=lambda reading: (not reading[1], len(reading[0])))


def _in_order(names: Sequence[str], strings: Sequence[str]) -> dict[str, str]:
    """The strings by their fields; several of one field are joined, if all of them are there."""
    raw: dict[str, str] = {}
    for name, text in zip(names, strings, strict=False):
        if name != NO_FIELD:
            raw[name] = f"{raw[name]} {text}" if name in raw else text
    return {name: text for name, text in raw.items() if name not in names[len(strings) :]}


def _typed(vocabulary: Vocabulary, raw: Mapping[str, str], cut: frozenset[str] = frozenset()) -> tuple[Values, bool]:
    """The values in their types, up to the first code in whose place words stand: what follows belongs elsewhere."""
    typed: Values = {}
    for name, value in raw.items():
        text = value.lstrip(BEFORE).rstrip(AROUND)
        if _is_blank(text):
            continue
        known = vocabulary.fields[name]
        if known.kind is FactKind.WHOLE_NUMBER:
            number = _number(text, code=known.codes is not None)
            if number is None:
                return typed, True
            typed[name] = number
        elif known.kind is not FactKind.TEXT or (name not in cut and len(value) <= LONGEST):
            typed[name] = _in_one_line(text)
    return typed, False


def _is_blank(text: str) -> bool:
    """Whether it stands for a value that was left out: `%1 - % 2`, `<x>`, `XXXX`, `...`."""
    return text.strip("Xx?*.-_ ") == "" or _NOT_GIVEN.fullmatch(text) is not None


def _number(text: str, *, code: bool) -> int | None:
    """The number that is all of it. A code may be written in hex, and both ways if they agree: `1722 (0x6ba)`.

    In doubt it is none: `1722 (was 5)`, `1722?`.
    """
    found = _NUMBER.match(text)
    if found is None or _DOUBT.search(text, found.end()) or _MORE.search(_ASIDE.sub("", text[found.end() :])):
        return None
    written = [found.group(1), *_ASIDE.findall(text[found.end() :])]
    numbers = {int(one, 16 if "x" in one.casefold() else 10) for one in written if _NUMBER.fullmatch(one)}
    return numbers.pop() if len(numbers) == 1 and (code or "x" not in written[0].casefold()) else None


def _in_one_line(text: str) -> str:
    """The text without its line breaks.

    A break in an X.500 name is at one of its slashes or at a space. At a slash nothing stood there, and the white space
    goes, though a mail may have made a mere space of the break; elsewhere it is the space that belongs to the name.
    """
    return " ".join((_BROKEN_NAME.sub("", text) if text.startswith("/") else text).split())
