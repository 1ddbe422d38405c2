"""Looking for the fewest changes of facts that bring a rule where it is wanted: one more change at each level.

From a case that is not there yet, the search goes on with facts of which every larger set must change one; so no set
is missed that is as small as the smallest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.domain.fact import Fact
from app.domain.observation import FactTest
from app.engine.derivation import settle, settle_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.domain.case import Case
    from app.domain.comparison import Comparison
    from app.domain.explanation import Reading
    from app.domain.fact import Value
    from app.domain.verdict import Outcome, Status
    from app.engine.knowledge import Knowledge

MOST_CHANGES = 3
MOST_TRIED = 600
"""Cases that are tried for one rule; each takes some tens of microseconds."""

Chosen = frozenset[tuple[str, int]]
"""Facts that are changed, each with the number of its option."""


class Option(NamedTuple):
    """Answers about a fact, by their numbers, that neither the rule nor any derivation tells apart."""

    value: Value
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """The case as it is: before anything was derived, and after; `at_odds` are facts that are contradictory.

    `most_tried` is how many changed cases may be tried for one rule.
    """

    stated: Case
    settled: Case
    at_odds: frozenset[str] = frozenset()
    most_tried: int = MOST_TRIED


@dataclass(frozen=True, slots=True)
class Supposed:
    """The case with some facts changed, and how the rule then stands.

    `at_odds` are facts about which the changes have brought a contradiction; such a case is no way out.
    """

    chosen: Chosen
    settled: Case
    standing: Status | None
    at_odds: tuple[str, ...] = ()


class ChangeSearch:
    """One rule on one case; `changeable` are the facts that may be changed."""

    def __init__(self, reading: Reading, start: Start, knowledge: Knowledge, changeable: Iterable[str]) -> None:
        self.cut_short = False
        self._rule, self._knowledge = reading.rule, knowledge
        self._at_odds_before = start.at_odds
        self.start = start
        self._changeable = frozenset(changeable)
        self._options: dict[str, tuple[Option, ...]] = {}
        self._tried: dict[Chosen, Supposed] = {}
        self._left = start.most_tried

    def on_which_depend(self, names: Iterable[str]) -> frozenset[str]:
        """The changeable facts by which it can become otherwise how these stand, and whether they are contested."""
        sources = self._knowledge.sources
        found = frozenset[str]().union(*(sources[name] for name in (*names, *self._at_odds_before)))
        return frozenset(name for name in found & self._changeable if self.options(name))

    def options(self, name: str) -> tuple[Option, ...]:
        """Other values than the one that is known; the same one too where it is contested, to be beyond doubt."""
        if name not in self._options:
            self._options[name] = tuple(self._told_apart(name))
        return self._options[name]

    def least(
        self, reached: Callable[[Supposed], bool], ways: Sequence[Callable[[Supposed, int], Iterable[str]]]
    ) -> list[Supposed]:
        """All of the smallest sets by which it is reached, up to three changes; none if it is not.

        A way gives the facts to go on with when so many changes may still be made. Once `cut_short`, some may be
        missing.
        """
        fronts = [[Supposed(frozenset(), self.start.settled, None)] for _ in ways]
        for left in range(MOST_CHANGES, 0, -1):
            fronts = [list(self._next(front, way, left)) for front, way in zip(fronts, ways, strict=True)]
            found = {one.chosen: one for front in fronts for one in front if not one.at_odds and reached(one)}
            if found or self.cut_short:
                return list(found.values())
        return []

    def _next(
        self, front: Sequence[Supposed], way: Callable[[Supposed, int], Iterable[str]], left: int
    ) -> Iterator[Supposed]:
        seen: set[Chosen] = set()
        for one in front:
            if self.cut_short:
                return
            names = self.on_which_depend(one.at_odds[:1]) if one.at_odds else way(one, left)
            changed = {name for name, _ in one.chosen}
            for name in sorted(set(names) - changed, key=self._order):
                for number in range(len(self.options(name))):
                    chosen = one.chosen | {(name, number)}
                    if chosen not in seen and (supposed := self._supposing(chosen)):
                        seen.add(chosen)
                        yield supposed

    def _order(self, name: str) -> tuple[bool, int]:
        """What is known first, lest the search be cut short before it has been tried."""
        return name not in self.start.stated.facts, self._knowledge.ranks[name]

    def _supposing(self, chosen: Chosen) -> Supposed | None:
        """None where no more may be tried."""
        if chosen not in self._tried:
            if not self._left:
                self.cut_short = True
                return None
            self._left -= 1
            self._tried[chosen] = self._supposed(chosen)
        return self._tried[chosen]

    def _supposed(self, chosen: Chosen) -> Supposed:
        start, knowledge = self.start, self._knowledge
        values = {name: self.options(name)[number].value for name, number in chosen}
        if not self._at_odds_before:
            again = settle_again(start.stated, start.settled, values, knowledge.following(values))
            standing = None if again.at_odds else self._rule.standing(again.case)
            return Supposed(chosen, again.case, standing, again.at_odds)
        stated = start.stated.supposing({**start.stated.facts, **{name: Fact(value) for name, value in values.items()}})
        settled, contradictions = settle(stated, knowledge.pack.derivations)
        fresh = tuple(one.facts[0] for one in contradictions if one.facts[0] not in self._at_odds_before)
        return Supposed(chosen, settled, self._rule.standing(settled), fresh)

    def _told_apart(self, name: str) -> Iterator[Option]:
        comparisons = self._knowledge.comparisons.get(name, ())
        relevant = self._knowledge.deriving.get(name, frozenset()) | self._compared(name)
        kept = [number for number, one in enumerate(comparisons) if one in relevant]
        alike: dict[tuple[Outcome, ...], list[int]] = defaultdict(list)
        answers = self._knowledge.answers.get(name, ())
        for number, (_, outcomes) in enumerate(answers):
            alike[tuple(outcomes[one] for one in kept)].append(number)
        known = self.start.stated.facts.get(name)
        if known is not None and not known.contested:
            alike.pop(tuple(comparisons[one].outcome(known.value) for one in kept), None)
        for numbers in alike.values():
            yield Option(answers[numbers[0]][0].stands_for, tuple(numbers))

    def _compared(self, name: str) -> frozenset[Comparison]:
        tests = (leaf.test for part in self._rule.parts for leaf in part.leaves())
        return frozenset(test.comparison for test in tests if isinstance(test, FactTest) and test.fact == name)
