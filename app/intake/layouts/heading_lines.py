"""Lines that name an event as a heading does: its number, maybe the word "Event", source, type and category."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.layouts.mention_words import event_word, names_another_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.vocabulary import Vocabulary

_LARGEST = 0xFFFF
_LONGEST = 160
"""Characters of a heading."""
_NUMBER = re.compile(r"(?<!\w)(?<!\w[.:/\\,+-])(?!(?<=\()[0-9]{1,3}\))[0-9]{1,5}(?![\w%])(?![.:/\\,+-]\w)")
"""A number that stands alone; one such as "(14)" is a category's."""
_WORD_BELOW = re.compile(r"\s{1,400}[^\W\d_]")
_COLUMN = re.compile(r"[^\S\n]*\t[^\S\n]*|[^\S\n]{2,}")
_TYPES = re.compile(r"\b(?:error|warning|information(?:al)?|(?:success|failure) audit)\b", re.IGNORECASE)
_CAPITAL = r"[A-Z0-9(\u00c0-\u00de][\w./)-]{0,30}"
_CATEGORY = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}){{0,3}}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line from its first character to the one after its last.

    `worded` tells that it says "Event"; `known` that its source is one of the vocabulary's, `named_in_full` that it is
    written with its own name. `columns` are the names in it that stand in columns, behind the number.
    """

    event_id: int
    start: int
    end: int
    source: str | None = None
    type: str | None = None
    category: str | None = None
    worded: bool = False
    named_in_full: bool = False
    columns: tuple[str, ...] = ()


def headings(text: str, vocabulary: Vocabulary, known: frozenset[int]) -> Iterator[Heading]:
    """All lines that could be headings. With neither "Event" nor a source, only those of an event that is `known`."""
    done, word = 0, event_word(vocabulary)
    for number in _NUMBER.finditer(text):
        if number.start() < done or (bounds := _line(text, number)) is None:
            continue
        done, event_id = bounds[1], int(number.group())
        if bounds == number.span():
            if event_id in known and _WORD_BELOW.match(text, bounds[1]):
                yield Heading(event_id, *bounds)
        elif event_id <= _LARGEST:
            heading = _heading(text, number, bounds, vocabulary, word)
            if heading is not None and (heading.worded or heading.source or event_id in known):
                yield heading


def _line(text: str, number: re.Match[str]) -> tuple[int, int] | None:
    """The first and last characters of the number's line; None if it is longer than any heading."""
    low, high = max(0, number.start() - _LONGEST), number.end() + _LONGEST
    start, end = text.rfind("\n", low, number.start()) + 1, text.find("\n", number.end(), high)
    if (start == 0 and low > 0) or (end < 0 and high < len(text)):
        return None
    line = text[start : end if end >= 0 else len(text)]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _heading(
    text: str, number: re.Match[str], bounds: tuple[int, int], vocabulary: Vocabulary, words: re.Pattern[str]
) -> Heading | None:
    start, end = bounds
    lead, trail = text[start : number.start()], text[number.end() : end]
    word = words.search(lead)
    before = lead[: word.start()] if word is not None else lead
    if _is_labelled(word, before, trail) or _NUMBER.search(before) or _NUMBER.search(trail):
        return None
    columns = tuple(filter(None, _COLUMN.split(trail))) if _COLUMN.match(trail) else ()
    named = " ".join(f"{before} {trail.removeprefix(':')}".split())
    source = next((one for one in named.split() if vocabulary.source_named(one)), None)
    rest = _without(named, source)
    kind = _TYPES.search(rest)
    category = _without(rest, kind.group() if kind else None)
    if (category and not _CATEGORY.fullmatch(category)) or names_another_number(category, len(category)):
        return None
    return Heading(
        int(number.group()),
        start,
        end,
        source,
        kind.group() if kind else None,
        category or None,
        word is not None,
        source is not None and (vocabulary.source_named(source) or "").casefold() == source.casefold(),
        columns,
    )


def _is_labelled(word: re.Match[str] | None, before: str, trail: str) -> bool:
    """Whether it is written with a label: "Event ID: 9318", "Event ID 1001:"."""
    return word is not None and (trail.startswith(":") or (":" in word.group() and not before.strip()))


def _without(text: str, part: str | None) -> str:
    return " ".join((text.replace(part, " ", 1) if part else text).split()).strip(" -:\u2013")
