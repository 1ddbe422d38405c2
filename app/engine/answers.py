"""The answers a question may have: each value, or range of values, that rules tell apart, with one to stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.comparison import OneOf
from app.domain.fact import in_words
from app.domain.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.comparison import Comparison
    from app.domain.fact import Value
    from app.domain.vocabulary import FactType

_EARLIEST_BUILD = Build.parse("4.0.0.0")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `low` and `high` bound a range (the latter not included), both None for a single value."""

    stands_for: Value
    low: Value | None = None
    high: Value | None = None
    ranged: bool = False

    def in_words(self) -> str:
        """`true`, `normal`, `3`, `0 to 2`, `below 2651.75`, `at least 2651.75 and below 5.5.2651.92`."""
        if isinstance(self.low, int) and isinstance(self.high, int):
            return str(self.low) if self.high == self.low + 1 else f"{self.low} to {self.high - 1}"
        if not self.ranged:
            return in_words(self.stands_for)
        parts = (("at least", self.low), ("below", self.high))
        words = [f"{word} {_bound_in_words(bound, self.low)}" for word, bound in parts if bound is not None]
        return " and ".join(words) or "any"

    def joined(self, later: Answer) -> Answer:
        """Both ranges as one; `later` begins where this ends."""
        return Answer(self.stands_for, self.low, later.high, ranged=True)


def _bound_in_words(bound: Value, low: Value | None) -> str:
    """A build as rules write it; but with its version where the range begins in another one."""
    if isinstance(bound, Build) and isinstance(low, Build) and low.parts[:2] != bound.parts[:2]:
        return bound.in_full
    return in_words(bound)


def answers_to(fact: FactType, comparisons: Sequence[Comparison]) -> list[Answer]:
    """Every answer, ranges in their order; none for a fact that can be any name."""
    if fact.kind is FactKind.YES_NO:
        return [Answer(stands_for=True), Answer(stands_for=False)]
    if fact.kind is FactKind.CHOICE:
        return [Answer(choice.value) for choice in fact.choices]
    if fact.kind is FactKind.WHOLE_NUMBER:
        return _numbers(fact, comparisons)
    return _builds(comparisons) if fact.kind is FactKind.BUILD else []


def _numbers(fact: FactType, comparisons: Sequence[Comparison]) -> list[Answer]:
    cuts = {fact.lowest, fact.highest + 1}
    for comparison in comparisons:
        bounds = [bound for bound in comparison.bounds() if isinstance(bound, int)]
        cuts.update(bounds)
        if isinstance(comparison, OneOf):
            cuts.update(bound + 1 for bound in bounds)
    inside = sorted(cut for cut in cuts if fact.lowest <= cut <= fact.highest + 1)
    return [Answer(low, low, high, ranged=True) for low, high in pairwise(inside)]


def _builds(comparisons: Sequence[Comparison]) -> list[Answer]:
    bounds: dict[tuple[int, ...], Build] = {}
    for comparison in comparisons:
        for bound in comparison.bounds():
            if isinstance(bound, Build):
                edges = (bound, _next(bound)) if isinstance(comparison, OneOf) else (bound,)
                bounds |= {edge.parts: edge for edge in map(_whole, edges)}
    cuts = [bounds[parts] for parts in sorted(bounds)]
    if not cuts:
        return []
    return [
        Answer(_EARLIEST_BUILD, None, cuts[0], ranged=True),
        *[Answer(low, low, high, ranged=True) for low, high in pairwise(cuts)],
        Answer(cuts[-1], cuts[-1], None, ranged=True),
    ]


def _whole(bound: Build) -> Build:
    """The bound itself, not cut short, so that it lies where it says."""
    return Build(bound.text, bound.parts + (0,) * (4 - len(bound.parts)))


def _next(build: Build) -> Build:
    """The first that is no longer the same: one more in the last part it gives."""
    head, point, last = build.text.rpartition(".")
    return Build(f"{head}{point}{int(last) + 1}", (*build.parts[:-1], build.parts[-1] + 1))
