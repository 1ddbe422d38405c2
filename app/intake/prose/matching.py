"""Which patterns stand at a place of a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from app.domain.phrases import LONGEST_GAP, VALUE_FIRST, Pattern, Place
from app.intake.prose.tokens import Before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.phrases import PhraseIndex, Step, Variant
    from app.intake.prose.tokens import Token

_LIKE_A_BUILD = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{3,5})(?:\.[0-9]{1,6})?")
_NO_ADDRESS_FROM = 256
T = TypeVar("T")


class Match(NamedTuple):
    """The tokens from `start` to `end` fit a pattern. `open` are those that no fixed word of it stands for."""

    start: int
    end: int
    pattern: Pattern
    value: int | None
    other: int | None
    self_: int | None
    open: frozenset[int]


def may_match(tokens: Sequence[Token], index: PhraseIndex[T]) -> bool:
    """Whether the first two words of some pattern stand in the sentence: cheap, and never wrong in saying no."""
    known, last = index.by_words, len(tokens) - 1
    for at, token in enumerate(tokens):
        for seconds in (known.get(token.norm), _value_first(index, token)):
            if seconds and (None in seconds or (at < last and tokens[at + 1].norm in seconds)):
                return True
    return False


class Matcher(Generic[T]):
    """Finds the patterns of one index in one sentence.

    `stops` are words that no gap reaches over, `computers` the ends of the computers named, by their beginnings.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        index: PhraseIndex[T],
        stops: frozenset[str] = frozenset(),
        computers: Mapping[int, int] | None = None,
    ) -> None:
        self._tokens = tokens
        self._index = index
        self._stops = stops
        self._computers = computers or {}
        self._words = {token.norm for token in tokens}
        self._possible: dict[int, bool] = {}
        self._steps: Sequence[Step] = ()
        self._found = _Found()

    def at(self, at: int) -> Iterator[tuple[Match, T]]:
        """Every pattern that fits from this token on."""
        tokens = self._tokens
        following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
        for seconds in (self._index.by_words.get(tokens[at].norm), _value_first(self._index, tokens[at])):
            for key in (None, following) if seconds else ():
                for variant, pattern, meaning in (seconds or {}).get(key, ()):
                    if self._can_be(variant) and (match := self._match(variant, at, pattern)) is not None:
                        yield match, meaning

    def _can_be(self, variant: Variant) -> bool:
        """Whether the sentence holds all words of a variant at all: asked once, since sentences repeat themselves."""
        known = self._possible.get(id(variant))
        if known is None:
            words = (step.wants for step in variant.steps if isinstance(step.wants, frozenset))
            known = self._possible[id(variant)] = all(not self._words.isdisjoint(one) for one in words)
        return known

    def _match(self, variant: Variant, at: int, pattern: Pattern) -> Match | None:
        self._steps, self._found = variant.steps, _Found(variant.length)
        if not self._follow(0, at):
            return None
        found = self._found
        return Match(at, found.end, pattern, found.value, found.other, found.self_, frozenset(found.open))

    def _follow(self, number: int, at: int) -> bool:
        """Whether the pattern's steps from this one on fit from this token on."""
        if number == self._found.length:
            self._found.end = at
        if number == len(self._steps):
            return True
        wants, loose = self._steps[number].wants, self._steps[number].loose
        if wants is Place.GAP:
            return self._follow_gap(number, at)
        if at >= len(self._tokens):
            return False
        token = self._tokens[at]
        if number and token.before > (Before.COMMA if loose else Before.NOTHING):
            return False
        if isinstance(wants, Place):
            return self._follow_place(wants, number, at)
        return token.norm in wants and self._follow(number + 1, at + 1)

    def _follow_place(self, wants: Place, number: int, at: int) -> bool:
        if wants is Place.VALUE:
            self._found.value = at
            return self._follow(number + 1, at + 1)
        end = at + 1 if wants is Place.ANY else self._computers.get(at, at)
        if end == at or not self._follow(number + 1, end):
            return False
        self._found.open += range(at, end)
        if wants is Place.OTHER:
            self._found.other = at
        if wants is Place.SELF:
            self._found.self_ = at
        return True

    def _follow_gap(self, number: int, at: int) -> bool:
        for end in range(at, min(len(self._tokens), at + LONGEST_GAP) + 1):
            if end > at and (self._tokens[end - 1].norm in self._stops or self._tokens[end - 1].before):
                return False
            if self._follow(number + 1, end):
                self._found.open += range(at, end)
                return True
        return False


class _Found:
    """Where the places of a pattern were found, as far as it has been followed."""

    __slots__ = ("end", "length", "open", "other", "self_", "value")

    def __init__(self, length: int = 0) -> None:
        self.length = length
        self.end = 0
        self.value: int | None = None
        self.other: int | None = None
        self.self_: int | None = None
        self.open: list[int] = []


def _value_first(index: PhraseIndex[T], token: Token) -> dict[str | None, list[tuple[Variant, Pattern, T]]] | None:
    if token.norm[0].isdigit() and (build := _LIKE_A_BUILD.fullmatch(token.norm)) and int(build[1]) >= _NO_ADDRESS_FROM:
        return index.by_words.get(VALUE_FIRST)
    return None
