"""Pairs of rules that one case confirms with different verdicts, and rules that no case confirms."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from app.domain.antecedent import GroupKind, Leaf
from app.domain.observation import EventTest
from app.domain.soundness import Conflict, Unconfirmable, Undecided
from app.domain.verdict import Outcome, Status
from app.engine.witness.demands import Budget
from app.engine.witness.search import Aim, Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.antecedent import Group
    from app.domain.case import Case
    from app.domain.rule import Rule, RulePack
    from app.engine.witness.demands import Wanted

MOST_STEPS = 50_000
"""Steps of the search for one question; a rule of the usual size takes some hundreds."""


def confirming_case(search: Search, rules: tuple[Rule, ...], budget: Budget) -> Case | None:
    """A case as stated, the smallest there is, that confirms all these rules for one peer, about the same matter."""
    read = [part for rule in rules for part in rule.parts]
    aim = Aim(
        wanted=tuple(one for rule in rules for one in confirming(rule)),
        fits=lambda case: all(rule.standing(case) is Status.CONFIRMED for rule in rules) and same_matter(rules, case),
        never=tuple(rule.unless for rule in rules if rule.unless is not None),
        alike=lambda case: _may_be_one_matter(rules, case),
    )
    return search.witness(aim, budget, read)


def unconfirmable_rules(pack: RulePack, most_steps: int = MOST_STEPS) -> Iterator[Unconfirmable | Undecided]:
    """Every rule that nothing can confirm."""
    search = Search(pack)
    for rule in pack.rules:
        budget = Budget(most_steps)
        if confirming_case(search, (rule,), budget) is None:
            yield Undecided((rule,), "a case that confirms it") if budget.spent else Unconfirmable((rule,))


def conflicts(pack: RulePack, most_steps: int = MOST_STEPS) -> Iterator[Conflict | Undecided]:
    """Every pair of rules with different verdicts that one case confirms."""
    search = Search(pack)
    for pair in combinations(pack.rules, 2):
        if pair[0].verdict is pair[1].verdict:
            continue
        budget = Budget(most_steps)
        case = confirming_case(search, pair, budget)
        if case is not None:
            yield Conflict(pair, case)
        elif budget.spent:
            yield Undecided(pair, "a case that confirms both")


def confirming(rule: Rule) -> list[Wanted]:
    """What must be met for the rule to be confirmed."""
    return [(part, Outcome.MET) for part in rule.needed]


def same_matter(rules: tuple[Rule, ...], case: Case) -> bool:
    """Whether all rest on an entry in common; or on a fact in common, where one of them rests on no entry."""
    leaves = [[leaf for part, _ in confirming(rule) for leaf in _resting_on(part, case)] for rule in rules]
    entries = [{index for leaf in each for index in _entries(leaf, case)} for each in leaves]
    if all(entries):
        return bool(set.intersection(*entries))
    return bool(set.intersection(*({name for leaf in each for name in leaf.test.facts} for each in leaves)))


def _may_be_one_matter(rules: tuple[Rule, ...], case: Case) -> bool:
    """The same as far as entries tell, before any fact is known."""
    if any(_can_do_without_entries(rule) for rule in rules):
        return True
    entries = [
        {index for part, _ in confirming(rule) for leaf in part.leaves() for index in _entries(leaf, case)}
        for rule in rules
    ]
    return bool(set.intersection(*entries))


def _resting_on(node: Leaf | Group, case: Case) -> Iterator[Leaf]:
    """The tests that are met and by which the whole is: not those of an alternative that is not met."""
    if node.outcome(case) != Outcome.MET:
        return
    if isinstance(node, Leaf):
        yield node
        return
    for member in node.members:
        yield from _resting_on(member, case)


def _can_do_without_entries(rule: Rule) -> bool:
    """Whether facts alone might confirm it."""
    return all(_factual(part) for part, _ in confirming(rule))


def _factual(node: Leaf | Group) -> bool:
    if isinstance(node, Leaf):
        return not isinstance(node.test, EventTest)
    every = node.kind is GroupKind.ALL
    return (all if every else any)(_factual(member) for member in node.members)


def _entries(leaf: Leaf, case: Case) -> tuple[int, ...]:
    """The entries that a test rests on."""
    seen = leaf.test.look(case, trusting=True)
    return seen.entries if seen.outcome == Outcome.MET else ()
