"""The search itself: entries first, then fact by fact, turning back as soon as nothing can come of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind
from app.domain.case import Case
from app.domain.fact import Fact
from app.domain.observation import EventTest
from app.domain.verdict import Outcome
from app.engine.derivation import settle
from app.engine.witness.demands import demands_of
from app.engine.witness.entries import counts_may_have_to_add_up, entries_for
from app.engine.witness.regions import Regions, compared_by, compared_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.antecedent import Leaf
    from app.domain.event_entry import EventEntry
    from app.domain.rule import Derivation, RulePack
    from app.engine.witness.demands import Budget, Demand, Wanted
    from app.engine.witness.regions import Compared


@dataclass(frozen=True, slots=True)
class Aim:
    """What a case is sought for.

    `wanted` is what has to come out, `never` are groups that must not be met (not known is good enough), `fits` has
    the last word on the case with all that follows in it. `alike` may turn entries down before any fact is tried.
    `hinging` are groups of which `fits` wants that they are not met, beside those of `never`.
    """

    wanted: tuple[Wanted, ...]
    fits: Callable[[Case], bool]
    never: tuple[Group, ...] = ()
    alike: Callable[[Case], bool] = lambda _: True
    hinging: tuple[Group, ...] = ()


@dataclass(slots=True)
class Search:
    """Seeks cases for one pack. Complete for cases that do not contradict themselves, as far as a budget goes.

    It states as little as possible: whatever more were known, less of what must not be met would be open.
    """

    pack: RulePack
    _followed: Compared = field(init=False)
    _relevant: dict[frozenset[str], tuple[Derivation, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._followed = compared_by(self.pack.derivations)

    def witness(self, aim: Aim, budget: Budget, read: Sequence[Group]) -> Case | None:
        """A case as it is to be stated. `read` are all the groups that `aim` looks at: they cut the values.

        None if there is no such case, or if the budget is spent: it is, too, where the search is not sure to be
        complete. That is so where counts of several entries might have to add up, since each is tried with the counts
        at which it makes a difference by itself; and where one entry more could spoil an *exactly one*.
        """
        regions = Regions(self.pack.vocabulary, self._followed, compared_in(read))
        found = self._found(aim, budget, regions)
        if found is not None or budget.spent:
            return found
        unsteady = [group for group in (*aim.never, *aim.hinging) if _one_more_entry_may_spoil(group)]
        if unsteady:
            spoilt = ((group, Outcome.NOT_MET) for group in aim.never if group in unsteady)
            found = self._found(replace(aim, wanted=(*aim.wanted, *spoilt)), budget, regions)
            if found is None:
                budget.give_up()
        return found

    def _found(self, aim: Aim, budget: Budget, regions: Regions) -> Case | None:
        for demand in demands_of(aim.wanted, regions, budget):
            if not self._can_be_stated(demand, aim, budget):
                continue
            for entries in entries_for(demand, regions, self.pack.vocabulary, budget):
                if aim.alike(Case(entries=entries)):
                    found = next(self._stated(demand, entries, aim, budget), None)
                    if found is not None:
                        return found
            if counts_may_have_to_add_up(demand, aim.never):
                budget.give_up()
        return None

    def _can_be_stated(self, demand: Demand, aim: Aim, budget: Budget) -> bool:
        """Whether the facts agree with each other, and with all that must not be met whatever was logged."""
        names = sorted(demand.facts, key=lambda name: len(demand.facts[name]))
        never = [one for group in aim.never for one in _alternatives(group) if not _looks_at_entries(one)]
        stating = _Stating(demand, self._following(frozenset(names)), never, budget)
        return next(stating.ways(names, Case()), None) is not None

    def _stated(self, demand: Demand, entries: tuple[EventEntry, ...], aim: Aim, budget: Budget) -> Iterator[Case]:
        """Cases with these entries that fit."""
        names = sorted(demand.facts, key=lambda name: len(demand.facts[name]))
        stating = _Stating(demand, self._following(frozenset(names)), aim.never, budget)
        for case in stating.ways(names, Case(entries=entries)):
            settled, _ = settle(case, self.pack.derivations)
            if aim.fits(settled):
                yield case

    def _following(self, names: frozenset[str]) -> tuple[Derivation, ...]:
        """The derivations that can apply where no more than these facts is stated."""
        if names not in self._relevant:
            known, found = set(names), []
            for one in self.pack.derivations:  # each stands behind those that it builds on
                if known.intersection(one.used()):
                    known.add(one.fact)
                    found.append(one)
            self._relevant[names] = tuple(found)
        return self._relevant[names]


@dataclass(frozen=True, slots=True)
class _Stating:
    """The facts of one demand, and what has to be looked at while they are stated one by one."""

    demand: Demand
    following: Sequence[Derivation]
    never: Sequence[Leaf | Group]
    budget: Budget

    def ways(self, names: Sequence[str], case: Case) -> Iterator[Case]:
        """Every way to state these facts beside the rest. What is known stays so, whatever is stated besides."""
        if not self.budget.spend() or not self._tolerable(case):
            return
        if not names:
            yield case
            return
        for value in self.demand.facts[names[0]]:
            yield from self.ways(names[1:], case.supposing({**case.facts, names[0]: Fact(value)}))

    def _tolerable(self, case: Case) -> bool:
        settled, contradictions = settle(case, self.following)
        return not contradictions and all(one.outcome(settled) != Outcome.MET for one in self.never)


def _alternatives(group: Group) -> Sequence[Leaf | Group]:
    """What must not be met, each by itself, for the group not to be met."""
    return group.members if group.kind is GroupKind.ANY else (group,)


def _one_more_entry_may_spoil(node: Leaf | Group) -> bool:
    """Whether it holds an *exactly one* that looks at entries: that may be met no longer when more is logged."""
    if not isinstance(node, Group):
        return False
    counting = node.kind is GroupKind.EXACTLY_ONE and _looks_at_entries(node)
    return counting or any(_one_more_entry_may_spoil(member) for member in node.members)


def _looks_at_entries(node: Leaf | Group) -> bool:
    return any(isinstance(leaf.test, EventTest) for leaf in node.leaves())
