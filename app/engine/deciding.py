"""Antecedents on which nothing ever hangs: no case is confirmed, or kept from it, by them alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, Leaf
from app.domain.observation import EventTest
from app.domain.soundness import NeverDecides, Undecided
from app.domain.verdict import Outcome, Status
from app.engine.conflicts import MOST_STEPS, confirming, confirming_case, parts_of
from app.engine.witness.demands import Budget, Given
from app.engine.witness.search import Aim, Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.observation import Test
    from app.domain.rule import Rule, RulePack
    from app.engine.witness.demands import Wanted


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of a rule, or one field of its event test, and one of its outcomes.

    `other` is the rule as it would be if the condition came out the other way. Of a field, `freer` is the leaf without
    it, which has to be met: only then is it the field that does not fit.
    """

    rule: Rule
    leaf: Leaf
    field: str | None
    met: bool
    other: Rule
    freer: Leaf | None = None

    @property
    def against(self) -> bool:
        """Whether it is among what speaks against the rule."""
        return self.rule.unless is not None and any(one is self.leaf for one in self.rule.unless.leaves())

    @property
    def may_be_open(self) -> bool:
        """Whether not met means not known as well."""
        return self.against and self.freer is None

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
        for condition in conditions_of(rule):
            budget = Budget(most_steps)
            if deciding_case(search, condition, budget) is not None:
                continue
            if budget.spent:
                about = f"a case in which '{condition.leaf.says}' decides, {'met' if condition.met else 'not met'}"
                yield Undecided((rule,), about)
            else:
                yield NeverDecides((rule,), condition.leaf, condition.field, condition.met)


def deciding_case(search: Search, condition: Condition, budget: Budget) -> Case | None:
    """A case in which the rule is confirmed, or not, because of this condition alone."""
    read = [*parts_of(condition.rule), *parts_of(condition.other)]
    for confirmed in (condition.rule, condition.other):
        wanted, never = tuple(_wanted(condition, confirmed)), _never(condition, confirmed)
        aim = Aim(wanted, condition.decides, never, hinging=tuple(read))
        found = search.witness(aim, budget, read)
        if found is not None or budget.spent:
            return found
    return None


def _wanted(condition: Condition, either: Rule) -> Iterator[Wanted]:
    """What one of the two rules takes to be confirmed; where the condition speaks against it, to be blocked."""
    yield from confirming(either)
    if condition.against and either.unless is not None:
        yield either.unless, Outcome.MET
    if condition.freer is not None:
        yield condition.freer, Outcome.MET
    if condition.met:
        yield condition.leaf, Outcome.MET
    elif not condition.may_be_open:
        yield condition.leaf, Outcome.NOT_MET


def _never(condition: Condition, either: Rule) -> tuple[Group, ...]:
    return (either.unless,) if either.unless is not None and not condition.against else ()


def conditions_of(rule: Rule) -> Iterator[Condition]:
    for leaf in (leaf for part in parts_of(rule) for leaf in part.leaves()):
        for met in (True, False):
            test: Test = Given(Outcome.of(not met), leaf.test.observable)
            yield Condition(rule, leaf, None, met, other=_with(rule, leaf, replace(leaf, test=test)))
        if isinstance(leaf.test, EventTest):
            for name, _ in leaf.test.fields:
                left = tuple(one for one in leaf.test.fields if one[0] != name)
                freer = replace(leaf, test=replace(leaf.test, fields=left))
                yield Condition(rule, leaf, name, met=False, other=_with(rule, leaf, freer), freer=freer)


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
