"""The phrases that state a fact, as patterns of words, and an index to look them up by their first two words.

A pattern is written as words with spaces between:

    a|b        either word
    word?      may be missing
    ..         up to three words, none of them a stop word, such as a negation
    *          any one word
    ,          a comma, colon or bracket may stand before the next word
    {value}    the place of the value; it may be glued to a word, as in SP{value}
    {other}    a computer, the one that the sentence is not about
    {self}     the computer that it is about, where that stands behind the phrase
    >          what follows must follow too, and is no part of the phrase
    = or +     at the beginning: it counts only where its clause says nothing else, or where nothing denies it

Letter case never matters; `multi-homed` is also `multihomed` and `multi homed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.fact import Value

MOST_VARIANTS = 96
"""Ways of saying one pattern that its missing and hyphenated words make."""
LONGEST_GAP = 3
VALUE_FIRST = "{value}"
"""The key of patterns that begin with their value."""
_WORD = re.compile(r"\w+(?:\.\w+)*")
_GLUED = re.compile(r"([a-z]+)\{value\}")
_SHORTENED = (("won't", "will not"), ("can't", "can not"), ("cannot", "can not"), ("n't", " not"))

T = TypeVar("T")


class Place(StrEnum):
    """What stands in a pattern where no fixed word stands."""

    GAP = ".."
    ANY = "*"
    VALUE = "{value}"
    OTHER = "{other}"
    SELF = "{self}"


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a pattern, as the words it may be, or a place. `loose` permits a comma before it."""

    wants: frozenset[str] | Place
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of saying a pattern; the first `length` steps are the phrase, the others must follow it."""

    steps: tuple[Step, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it was written, and every way of saying it; ValueError, with a sentence, for what is none.

    `alone`: it counts only where nothing else is said; `undeniable`: denied, it states nothing.
    """

    text: str
    variants: tuple[Variant, ...] = field(init=False, repr=False, compare=False)
    alone: bool = field(init=False, repr=False, compare=False)
    undeniable: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        written = self.text.split()
        mark = written[0] if written[:1] in (["="], ["+"]) else ""
        variants = tuple(dict.fromkeys(_variants(list(_parts(written[len(mark) :])))))
        for variant in variants:
            _check(variant)
        object.__setattr__(self, "variants", variants)
        object.__setattr__(self, "alone", mark == "=")
        object.__setattr__(self, "undeniable", mark == "+")

    @property
    def values(self) -> int:
        """How many places for a value it has."""
        return sum(step.wants is Place.VALUE for step in self.variants[0].steps)

    @property
    def glued(self) -> frozenset[str]:
        """Words that a value may follow without a space."""
        return frozenset(_GLUED.findall(self.text.casefold()))


@dataclass(frozen=True, slots=True)
class FactPhrase:
    """A pattern and the value it states; `value` is None where the pattern has a place for it."""

    pattern: Pattern
    value: Value | None = None


@dataclass(slots=True, repr=False)
class PhraseIndex(Generic[T]):
    """Patterns, each with what it means, by their first word and then their second, None where that is a place."""

    by_words: dict[str, dict[str | None, list[tuple[Variant, Pattern, T]]]] = field(init=False, default_factory=dict)
    glued: set[str] = field(init=False, default_factory=set)

    @classmethod
    def of(cls, phrases: Iterable[tuple[Pattern, T]]) -> PhraseIndex[T]:
        """The index of these."""
        index = cls()
        for pattern, meaning in phrases:
            index.glued |= pattern.glued
            for variant in pattern.variants:
                for first, second in _keys(variant):
                    seconds = index.by_words.setdefault(first, {})
                    seconds.setdefault(second, []).append((variant, pattern, meaning))
        return index

    def __repr__(self) -> str:
        return f"<{type(self).__name__} by {len(self.by_words)} words>"


def _keys(variant: Variant) -> Iterator[tuple[str, str | None]]:
    first = variant.steps[0].wants
    second = variant.steps[1].wants if len(variant.steps) > 1 else Place.ANY
    firsts = [VALUE_FIRST] if isinstance(first, Place) else sorted(first)
    seconds = [None] if isinstance(second, Place) else sorted(second)
    yield from product(firsts, seconds)


def _parts(written: list[str]) -> Iterator[list[tuple[Step, ...]] | None]:
    """The options of each part of a pattern, each some steps; None for the mark behind which the phrase has ended."""
    loose = False
    for word in written:
        if word == ",":
            loose = True
        elif word == ">":
            yield None
        else:
            yield _options(word.casefold(), loose=loose)
            loose = False


def _options(word: str, *, loose: bool) -> list[tuple[Step, ...]]:
    if word in set(Place):
        place = Place(word)
        return [(Step(place, loose=loose or place is Place.VALUE),)]
    if glued := _GLUED.fullmatch(word):
        return [(Step(frozenset([glued[1]]), loose), Step(Place.VALUE, loose=True))]
    options: list[tuple[Step, ...]] = [()] if word.endswith("?") else []
    said = [way for alternative in word.removesuffix("?").split("|") for way in _ways(alternative)]
    single = frozenset(way[0] for way in said if len(way) == 1)
    if single:
        options.append((Step(single, loose),))
    longer = dict.fromkeys(way for way in said if len(way) > 1)
    return options + [tuple(Step(frozenset([one]), loose and not at) for at, one in enumerate(way)) for way in longer]


def _ways(word: str) -> Iterator[tuple[str, ...]]:
    """The words that a written word may be said in."""
    plain = word
    for short, full in _SHORTENED:
        plain = plain.replace(short, full)
    words = tuple(part for piece in plain.split() for part in re.split("[-/]", piece))
    if not words or not all(_WORD.fullmatch(one) for one in words):
        raise ValueError(f"'{word}' is no word")
    yield words
    if "-" in plain:
        yield ("".join(words),)


def _variants(parts: list[list[tuple[Step, ...]] | None]) -> Iterator[Variant]:
    end = parts.index(None) if None in parts else len(parts)
    options = [part for part in parts if part is not None]
    number = 1
    for part in options:
        number *= len(part)
    if number > MOST_VARIANTS:
        raise ValueError(f"the pattern can be said in {number} ways; at most {MOST_VARIANTS} are allowed")
    for chosen in product(*options):
        length = sum(len(steps) for steps in chosen[:end])
        yield Variant(tuple(step for steps in chosen for step in steps), length)


def _check(variant: Variant) -> None:
    steps = variant.steps
    if not variant.length:
        raise ValueError("a pattern holds at least one word that is not optional")
    if isinstance(steps[0].wants, Place) and steps[0].wants is not Place.VALUE:
        raise ValueError("a pattern begins with a word or with its value")
    if Place.GAP in {steps[-1].wants, steps[variant.length - 1].wants}:
        raise ValueError("a pattern does not end with a gap")
