"""What must hold for antecedents to come out as wanted: every way through groups of any and exactly one, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.observation import EventTest, FactTest, Seen
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.case import Case
    from app.domain.fact import Value
    from app.engine.witness.regions import Regions

Wanted = tuple[Leaf | Group, Outcome]
"""An antecedent, and whether it is to be met or not met."""


_Branch = tuple[Group, Outcome]


@dataclass(slots=True)
class Budget:
    """How many steps a search may still take. One that is spent has found nothing out."""

    left: int

    def spend(self) -> bool:
        """Take one step, if there is one left."""
        self.left -= 1
        return self.left >= 0

    def give_up(self) -> None:
        """Leave nothing of it: no more can be found out."""
        self.left = -1

    @property
    def spent(self) -> bool:
        """Whether a step was wanted that was not there."""
        return self.left < 0


@dataclass(frozen=True, slots=True)
class Given:
    """A test that comes out as it is told to, whatever the case: to see what hangs on an antecedent."""

    result: Outcome
    observable: bool = False
    facts: tuple[str, ...] = ()

    def look(self, case: Case, *, trusting: bool) -> Seen:  # noqa: ARG002 - it looks at nothing
        """As told."""
        return Seen(self.result)

    def in_words(self) -> str:
        """`given as met`."""
        return f"given as {self.result.word}"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a case must state: for each fact the values that will do, and the entries that must and must not be."""

    facts: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    logged: tuple[EventTest, ...] = ()
    not_logged: tuple[EventTest, ...] = ()

    def also(self, leaf: Leaf, wanted: Outcome, regions: Regions) -> Demand | None:
        """The same with one more antecedent; None if nothing can satisfy it beside the rest."""
        test = leaf.test
        if isinstance(test, FactTest):
            values = self.facts.get(test.fact) or regions.of_fact(test.fact)
            left = tuple(value for value in values if test.comparison.outcome(value) == wanted)
            return Demand({**self.facts, test.fact: left}, self.logged, self.not_logged) if left else None
        if isinstance(test, EventTest):
            return self._with_event(test, wanted)
        return self if isinstance(test, Given) and test.result == wanted else None

    def _with_event(self, test: EventTest, wanted: Outcome) -> Demand:
        if wanted == Outcome.MET:
            return self if test in self.logged else Demand(self.facts, (*self.logged, test), self.not_logged)
        return self if test in self.not_logged else Demand(self.facts, self.logged, (*self.not_logged, test))


def demands_of(wanted: Sequence[Wanted], regions: Regions, budget: Budget) -> Iterator[Demand]:
    """Every way to have it all, as far as the budget goes; single tests are tried before groups that branch."""
    yield from _satisfied(list(wanted), Demand(), regions, budget)


def _satisfied(pending: Sequence[Wanted], demand: Demand, regions: Regions, budget: Budget) -> Iterator[Demand]:
    waiting, branching = list(pending), list[_Branch]()
    while waiting:
        node, outcome = waiting.pop(0)
        if isinstance(node, Leaf):
            more = demand.also(node, outcome, regions)
            if more is None:
                return
            demand = more
        elif len(ways := _ways(node, outcome)) == 1:
            waiting += ways[0]
        else:
            branching.append((node, outcome))
    if not branching:
        yield demand
    for way in _ways(*branching[0]) if branching else ():
        if not budget.spend():
            return
        yield from _satisfied([*way, *branching[1:]], demand, regions, budget)


def _ways(group: Group, wanted: Outcome) -> list[list[Wanted]]:
    """What may be wanted of the members instead of the group: the alternatives, each a list."""
    met: list[Wanted] = [(member, Outcome.MET) for member in group.members]
    not_met: list[Wanted] = [(member, Outcome.NOT_MET) for member in group.members]
    if group.kind is GroupKind.ALL:
        return [met] if wanted == Outcome.MET else [[one] for one in not_met]
    if group.kind is GroupKind.ANY:
        return [[one] for one in met] if wanted == Outcome.MET else [not_met]
    if wanted == Outcome.MET:
        return [[*not_met[:place], one, *not_met[place + 1 :]] for place, one in enumerate(met)]
    return [not_met, *(list(two) for two in combinations(met, 2))]
