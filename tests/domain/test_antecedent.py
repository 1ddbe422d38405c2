from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.fact import Fact
from app.domain.verdict import Outcome
from tests.domain.made_up import MODERATE, REFUSED, case, entry, group, leaf, yes_no_facts

NAMES = ("a", "b", "c", "d", "e", "f")
OUTCOMES = st.sampled_from(list(Outcome))
KINDS = st.sampled_from(list(GroupKind))


@st.composite
def trees(draw: st.DrawFn) -> Group:
    """Make a group of leaves and groups of leaves, each leaf over a fact of its own."""
    names = iter(NAMES)
    members: list[Leaf | Group] = []
    for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        leaves = [leaf(name) for name, _ in zip(names, range(size), strict=False)]
        if leaves:
            members.append(leaves[0] if len(leaves) == 1 else group(*leaves, kind=draw(KINDS)))
    return group(*members, kind=draw(KINDS))


def _truth(tree: Leaf | Group, known: dict[str, bool]) -> bool:
    """Tell what the tree comes to by common two-valued logic."""
    if isinstance(tree, Leaf):
        return known[tree.test.facts[0]]
    members = [_truth(member, known) for member in tree.members]
    return {GroupKind.ALL: all(members), GroupKind.ANY: any(members), GroupKind.EXACTLY_ONE: sum(members) == 1}[
        tree.kind
    ]


def _completions(stated: dict[str, Outcome]) -> list[dict[str, bool]]:
    choices = [
        (False, True) if outcome == Outcome.NOT_KNOWN else (outcome == Outcome.MET,) for outcome in stated.values()
    ]
    return [dict(zip(stated, chosen, strict=True)) for chosen in product(*choices)]


def _outcomes(draw_from: st.DataObject, tree: Group) -> dict[str, Outcome]:
    return {one.test.facts[0]: draw_from.draw(OUTCOMES) for one in tree.leaves()}


@MODERATE
@given(trees(), st.data())
def test_a_group_is_decided_just_when_all_completions_agree(tree: Group, data: st.DataObject) -> None:
    stated = _outcomes(data, tree)
    truths = {_truth(tree, known) for known in _completions(stated)}
    expected = Outcome.of(truths.pop()) if len(truths) == 1 else Outcome.NOT_KNOWN
    assert tree.look(yes_no_facts(**stated)).outcome == expected


@MODERATE
@given(trees(), st.data(), st.sampled_from([Outcome.MET, Outcome.NOT_MET]))
def test_an_answer_never_turns_over_what_is_decided(tree: Group, data: st.DataObject, answer: Outcome) -> None:
    stated = _outcomes(data, tree)
    before = tree.look(yes_no_facts(**stated)).outcome
    for name in [name for name, outcome in stated.items() if outcome == Outcome.NOT_KNOWN]:
        after = tree.look(yes_no_facts(**stated | {name: answer})).outcome
        assert before in {after, Outcome.NOT_KNOWN}


@MODERATE
@given(trees(), st.data())
def test_nothing_shows_more_than_it_is_met(tree: Group, data: st.DataObject) -> None:
    line = tree.look(yes_no_facts(**_outcomes(data, tree)))
    if GroupKind.EXACTLY_ONE not in {tree.kind, *(one.kind for one in tree.members if isinstance(one, Group))}:
        assert line.showing <= line.outcome
    assert (line.showing == Outcome.MET) <= (line.outcome == Outcome.MET)


def test_an_absent_fact_is_not_known_and_never_false() -> None:
    assert leaf("peer.multihomed").look(case()).outcome == Outcome.NOT_KNOWN
    assert leaf("peer.multihomed").look(case(peer__multihomed=False)).outcome == Outcome.NOT_MET


def test_a_contested_fact_counts_as_not_known_to_who_does_not_trust_it_and_is_still_shown() -> None:
    contested = case(mail_flow=Fact("normal").disputed())
    test = leaf("mail_flow", "normal")
    assert test.look(contested).outcome == Outcome.MET
    distrusted = test.look(contested, trusting=False)
    assert distrusted.outcome == Outcome.NOT_KNOWN
    assert distrusted.seen.value == "normal"


def test_a_contested_fact_is_distrusted_at_any_depth() -> None:
    tree = group(group(leaf("mail_flow", "normal"), kind=GroupKind.ANY))
    assert tree.look(case(mail_flow=Fact("normal").disputed()), trusting=False).outcome == Outcome.NOT_KNOWN


def test_an_observed_entry_shows_even_while_its_codes_are_not_known() -> None:
    line = Leaf("a bind back was refused", REFUSED).look(case((entry(nt_error=None),)))
    assert line.outcome == line.showing == Outcome.NOT_KNOWN


def test_a_fact_shows_only_once_it_is_met() -> None:
    assert leaf("link.firewall").look(case()).showing == Outcome.NOT_MET
    assert leaf("link.firewall").look(case(link__firewall=True)).showing == Outcome.MET


@pytest.mark.parametrize("kind", list(GroupKind))
def test_only_the_members_of_an_all_group_must_each_hold(kind: GroupKind) -> None:
    line = group(leaf("a"), leaf("b"), kind=kind).look(case())
    assert len(list(line.members())) == (2 if kind is GroupKind.ALL else 1)


def test_the_leaves_of_a_tree_come_in_its_order() -> None:
    tree = group(leaf("a"), group(leaf("b"), leaf("c"), kind=GroupKind.ANY), leaf("d"))
    assert [one.test.facts[0] for one in tree.leaves()] == ["a", "b", "c", "d"]
    assert [one.test.facts[0] for one, _ in tree.look(case()).leaves()] == ["a", "b", "c", "d"]


def test_the_engine_sees_only_exactly_one_as_a_whole() -> None:
    assert [group(leaf("a"), kind=kind).atomic for kind in GroupKind] == [False, False, True]
