"""On made-up packs, the search finds all that trying every case finds, and what it finds is so."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.antecedent import Group, GroupKind
from app.domain.case import Case
from app.domain.observation import EventTest
from app.domain.soundness import Conflict, NeverDecides, Unconfirmable, Undecided
from app.domain.verdict import Status
from app.engine.conflicts import conflicts, same_matter, unconfirmable_rules
from app.engine.deciding import Side, deciding_case, sides_of, undeciding_antecedents
from app.engine.derivation import settle
from app.engine.witness.demands import Budget
from app.engine.witness.search import Search
from tests.engine.made_up.cases import made_up_case
from tests.engine.made_up.oracle import NO, YES, Oracle
from tests.engine.made_up.packs import made_up_pack
from tests.engine.witness.tiny import every_case, tiny_pack

if TYPE_CHECKING:
    from app.domain.rule import Rule, RulePack

seeds = st.integers(0, 2**32)
FEW = settings(max_examples=6, deadline=None)
CASES = 60
STEPS = 3000
"""More than most made-up rules take; what takes longer is told as undecided, which is nothing missed."""


def tried(pack: RulePack) -> tuple[set[frozenset[str]], set[str], set[tuple[str, str, str | None, bool]]]:
    """The pairs in conflict, the rules that can be confirmed, and the conditions that decide, by trying every case."""
    pairs, confirmable, deciding = set(), set(), set()
    sides = [one for rule in pack.rules for one in sides_of(rule)]
    for case in every_case(pack):
        confirmed = [rule for rule in pack.rules if rule.standing(case) is Status.CONFIRMED]
        confirmable |= {rule.id for rule in confirmed}
        for pair in combinations(confirmed, 2):
            if pair[0].verdict is not pair[1].verdict and same_matter(pair, case):
                pairs.add(frozenset(rule.id for rule in pair))
        left = [one for one in sides if not one.decides(case)]
        deciding |= {(one.rule.id, one.leaf.says, one.condition.field, one.met) for one in sides if one not in left}
        sides = left
    return pairs, confirmable, deciding


@FEW
@given(seeds)
def test_nothing_is_missed_that_trying_every_case_finds(seed: int) -> None:
    pack = tiny_pack(Random(seed))  # noqa: S311 - made-up packs, no secret
    pairs, confirmable, deciding = tried(pack)
    found = list(conflicts(pack))
    assert pairs <= {frozenset(rule.id for rule in one.rules) for one in found}
    impossible = list(unconfirmable_rules(pack))
    assert not confirmable & {one.rules[0].id for one in impossible if isinstance(one, Unconfirmable)}
    idle = list(undeciding_antecedents(pack))
    for one in idle:
        assert not isinstance(one, NeverDecides) or of(one) not in deciding
    for flaw in (*found, *impossible, *idle):
        assert not isinstance(flaw, Undecided) or any(counts_entries(rule) for rule in flaw.rules)


def of(one: NeverDecides) -> tuple[str, str, str | None, bool]:
    return one.rules[0].id, one.leaf.says, one.field, one.met


def counts_entries(rule: Rule) -> bool:
    """Whether it holds an *exactly one* over entries, of which the search cannot always be sure."""
    groups = [member for part in rule.parts for member in (part, *part.members) if isinstance(member, Group)]
    counting = (one for one in groups if one.kind is GroupKind.EXACTLY_ONE)
    return any(isinstance(leaf.test, EventTest) for one in counting for leaf in one.leaves())


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_what_is_found_is_so(seed: int) -> None:
    pack = tiny_pack(Random(seed))  # noqa: S311 - made-up packs, no secret
    search = Search(pack)
    for one in conflicts(pack):
        if isinstance(one, Undecided):
            continue
        assert {Oracle(one.case, pack.derivations).status(rule) for rule in one.rules} == {Status.CONFIRMED}
        assert same_matter(one.rules, settle(one.case, pack.derivations)[0])
    for side in (one for rule in pack.rules for one in sides_of(rule)):
        case = deciding_case(search, side, Budget(STEPS))
        assert case is None or hangs_on(side, case, pack)


def hangs_on(side: Side, case: Case, pack: RulePack) -> bool:
    oracle = Oracle(case, pack.derivations)
    truths = oracle.truths(side.leaf, trusting=True)
    assert truths == (YES if side.met else NO) or (side.may_be_open and truths != YES)
    confirmed = oracle.status(side.rule) is Status.CONFIRMED
    return confirmed is not (side.other.standing(settle(case, pack.derivations)[0]) is Status.CONFIRMED)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_no_conflict_that_turns_up_by_chance_in_larger_packs_is_missed(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up packs, no secret
    pack = made_up_pack(chance)
    found = list(conflicts(pack, STEPS))
    for one in found:
        if isinstance(one, Conflict):
            oracle = Oracle(one.case, pack.derivations)
            assert {oracle.status(rule) for rule in one.rules} == {Status.CONFIRMED}
    told = {rules for one in found for rules in (one.rules, one.rules[::-1])}
    impossible = {one.rules[0].id for one in unconfirmable_rules(pack, STEPS) if isinstance(one, Unconfirmable)}
    for _ in range(CASES):
        case, contradictions = settle(_placeable(made_up_case(chance, pack)), pack.derivations)
        confirmed = [rule for rule in pack.rules if rule.standing(case) is Status.CONFIRMED and not contradictions]
        assert not impossible & {rule.id for rule in confirmed}
        for pair in combinations(confirmed, 2):
            assert pair in told or pair[0].verdict is pair[1].verdict or not same_matter(pair, case)


def _placeable(case: Case) -> Case:
    """Without entries of foreign sources, which are no part of any case, and without doubts about facts."""
    facts = {name: fact for name, fact in case.facts.items() if not fact.contested}
    return Case(case.server, case.peer, tuple(one for one in case.entries if one.may_be_known), facts=facts)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(1, 11))
def test_nothing_is_missed_on_two_hundred_packs(part: int) -> None:
    for seed in range(part * 1000, part * 1000 + 20):
        test_nothing_is_missed_that_trying_every_case_finds.hypothesis.inner_test(seed)  # type: ignore[attr-defined]
