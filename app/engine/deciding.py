"""Antecedents on which nothing ever hangs: no case is confirmed, or kept from it, by them alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, Leaf
from app.domain.coverage import conditions_of
from app.domain.observation import EventTest
from app.domain.soundness import NeverDecides, Undecided
from app.domain.verdict import Outcome, Status
from app.engine.conflicts import MOST_STEPS, confirming, confirming_case
from app.engine.witness.demands import Budget, Given
from app.engine.witness.search import Aim, Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.coverage import Condition
    from app.domain.observation import Test
    from app.domain.rule import Rule, RulePack
    from app.engine.witness.demands import Wanted


@dataclass(frozen=True, slots=True)
class Side:
    """A condition of a rule, and one of its outcomes.

    `other` is the rule as it would be if the condition came out the other way. Of a field, `freer` is the leaf without
    it, which has to be met: only then is it the field that does not fit.
    """

    rule: Rule
    condition: Condition
    met: bool
    other: Rule
    freer: Leaf | None = None

    @property
    def leaf(self) -> Leaf:
        """What is tested."""
        return self.condition.leaf

    @property
    def may_be_open(self) -> bool:
        """Whether not met means not known as well."""
        return self.condition.speaks_against and self.freer is None

    def decides(self, case: Case) -> bool:
        """Whether it comes out so, and the rule's confirmation hangs on it."""
        outcome = self.leaf.outcome(case)
        if (outcome == Outcome.MET) is not self.met or (outcome == Outcome.NOT_KNOWN and not self.may_be_open):
            return False
        if self.freer is not None and self.freer.outcome(case) != Outcome.MET:
            return False
        return (self.rule.standing(case) is Status.CONFIRMED) is not (self.other.standing(case) is Status.CONFIRMED)


def undeciding_antecedents(pack: RulePack, most_steps: int = MOST_STEPS) -> Iterator[NeverDecides | Undecided]:
    """Every leaf, and every field of an event test, that never decides; of rules that can be confirmed at all."""
    search = Search(pack)
    for rule in pack.rules:
        if confirming_case(search, (rule,), Budget(most_steps)) is None:
            continue
        for side in sides_of(rule):
            budget = Budget(most_steps)
            if deciding_case(search, side, budget) is not None:
                continue
            if budget.spent:
                about = f"a case in which '{side.leaf.says}' decides, {'met' if side.met else 'not met'}"
                yield Undecided((rule,), about)
            else:
                yield NeverDecides((rule,), side.leaf, side.condition.field, side.met)


def deciding_case(search: Search, side: Side, budget: Budget) -> Case | None:
    """A case in which the rule is confirmed, or not, because of this condition alone."""
    read = [*side.rule.parts, *side.other.parts]
    for confirmed in (side.rule, side.other):
        wanted, never = tuple(_wanted(side, confirmed)), _never(side, confirmed)
        aim = Aim(wanted, side.decides, never, hinging=tuple(read))
        found = search.witness(aim, budget, read)
        if found is not None or budget.spent:
            return found
    return None


def _wanted(side: Side, either: Rule) -> Iterator[Wanted]:
    """What one of the two rules takes to be confirmed; where the condition speaks against it, to be blocked."""
    yield from confirming(either)
    if side.condition.speaks_against and either.unless is not None:
        yield either.unless, Outcome.MET
    if side.freer is not None:
        yield side.freer, Outcome.MET
    if side.met:
        yield side.leaf, Outcome.MET
    elif not side.may_be_open:
        yield side.leaf, Outcome.NOT_MET


def _never(side: Side, either: Rule) -> tuple[Group, ...]:
    return (either.unless,) if either.unless is not None and not side.condition.speaks_against else ()


def sides_of(rule: Rule) -> Iterator[Side]:
    """Both sides of every leaf; of a field, that it does not fit."""
    for condition in conditions_of(rule):
        leaf, test = condition.leaf, condition.leaf.test
        if condition.field is not None and isinstance(test, EventTest):
            left = tuple(one for one in test.fields if one[0] != condition.field)
            freer = replace(leaf, test=replace(test, fields=left))
            yield Side(rule, condition, met=False, other=_with(rule, leaf, freer), freer=freer)
            continue
        for met in (True, False):
            turned: Test = Given(Outcome.of(not met), test.observable)
            yield Side(rule, condition, met, other=_with(rule, leaf, replace(leaf, test=turned)))


def _with(rule: Rule, old: Leaf, new: Leaf) -> Rule:
    """The rule with another leaf in the place of one."""
    parts = (rule.symptoms, rule.cause, rule.unless)
    symptoms, cause, unless = (_exchanged(part, old, new) if part is not None else None for part in parts)
    return replace(rule, symptoms=symptoms or rule.symptoms, cause=cause, unless=unless)


def _exchanged(group: Group, old: Leaf, new: Leaf) -> Group:
    members = (
        _exchanged(one, old, new) if isinstance(one, Group) else new if one is old else one for one in group.members
    )
    return replace(group, members=tuple(members))
