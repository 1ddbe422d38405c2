"""Condition coverage of every rule: what is reported as shown does matter, and what matters is reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.comparison import AtLeast, OneOf
from app.domain.coverage import is_confirmed
from app.domain.observation import EventTest, FactTest
from app.domain.verdict import Outcome
from tests.domain.made_up import MODERATE, case, entry, group, leaf, rule, yes_no_facts
from tests.domain.test_coverage import TWO_CODES, confirmed, shown

if TYPE_CHECKING:
    from app.domain.case import Case
    from app.domain.rule import Rule
    from tests.domain.test_coverage import Cases

MET, NOT_MET, NOT_KNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_KNOWN
FACTS = "abcdef"


def groups(leaves: list[Leaf | Group]) -> st.SearchStrategy[Group]:
    """All ways to put these leaves, in their order, into groups that nest two deep."""
    return st.builds(
        lambda kind, inner, cut: group(
            *([group(*leaves[:cut], kind=inner), *leaves[cut:]] if cut > 1 else leaves), kind=kind
        ),
        st.sampled_from(list(GroupKind)),
        st.sampled_from(list(GroupKind)),
        st.integers(0, len(leaves)),
    )


@st.composite
def made_up_rules(draw: st.DrawFn) -> Rule:
    first, second = sorted(draw(st.lists(st.integers(1, len(FACTS)), min_size=2, max_size=2)))
    leaves: list[Leaf | Group] = [leaf(name) for name in FACTS]
    parts = leaves[:first], leaves[first:second], leaves[second:]
    symptoms, cause, unless = (draw(groups(part)) if part else None for part in parts)
    assert symptoms is not None
    return rule(symptoms, cause, unless)


row = st.lists(st.sampled_from([MET, MET, NOT_MET, NOT_MET, NOT_KNOWN]), min_size=len(FACTS), max_size=len(FACTS))
outcomes = st.sampled_from([4, 16, 48]).flatmap(lambda size: st.lists(row, min_size=size, max_size=size))
"""So many that often enough a condition is shown, and so few that often enough none is."""


def with_leaf(part: Group | None, old: Leaf, new: Leaf | None) -> Group | None:
    """The group with that leaf exchanged, or taken out."""
    if part is None:
        return None
    members = [
        with_leaf(one, old, new) if isinstance(one, Group) else new if one is old else one for one in part.members
    ]
    return replace(part, members=tuple(one for one in members if one is not None))


def mutant(tried: Rule, old: Leaf, new: Leaf | None) -> Rule:
    symptoms, cause, unless = (with_leaf(part, old, new) for part in (tried.symptoms, tried.cause, tried.unless))
    assert symptoms is not None
    return replace(tried, symptoms=symptoms, cause=cause, unless=unless)


def smallest_group(tried: Rule) -> int:
    inner = [one for part in tried.parts for one in part.members if isinstance(one, Group)]
    return min(len(one.members) for one in (*tried.parts, *inner))


def cases_of(rows: list[list[Outcome]]) -> Cases:
    return {str(at): yes_no_facts(**dict(zip(FACTS, row, strict=True))) for at, row in enumerate(rows)}


@MODERATE
@given(made_up_rules(), outcomes)
def test_the_outcomes_of_the_leaves_tell_whether_a_rule_is_confirmed(tried: Rule, rows: list[list[Outcome]]) -> None:
    assert [is_confirmed(tried, row) for row in rows] == [confirmed(tried, one) for one in cases_of(rows).values()]


@MODERATE
@given(made_up_rules(), outcomes)
def test_a_condition_that_is_shown_has_two_examples_that_differ_in_it_and_in_what_they_come_to(
    tried: Rule, rows: list[list[Outcome]]
) -> None:
    examples = cases_of(rows)
    for one in shown(tried, examples):
        if one.met is None or one.not_met is None:
            continue
        name = FACTS[one.condition.number]
        met, not_met = examples[one.met], examples[one.not_met]
        assert confirmed(tried, met) is not confirmed(tried, not_met)
        assert met.facts[name].value is True
        assert name not in not_met.facts or not_met.facts[name].value is False
        assert name in not_met.facts or one.condition.speaks_against
        for example, other in ((met, NOT_MET), (not_met, MET)):
            turned = example.supposing({**example.facts, **yes_no_facts(**{name: other}).facts})
            assert confirmed(tried, turned) is not confirmed(tried, example)


@MODERATE
@given(made_up_rules(), outcomes)
def test_a_condition_that_is_not_shown_has_no_such_pair(tried: Rule, rows: list[list[Outcome]]) -> None:
    examples = cases_of(rows)
    for one in shown(tried, examples):
        if not one.missing:
            continue
        name = FACTS[one.condition.number]
        deciding: dict[bool, set[bool]] = {True: set(), False: set()}
        for example in examples.values():
            known = example.facts.get(name)
            if known is None and not one.condition.speaks_against:
                continue
            met = known is not None and known.value is True
            turned = example.supposing({**example.facts, **yes_no_facts(**{name: NOT_MET if met else MET}).facts})
            if confirmed(tried, turned) is not confirmed(tried, example):
                deciding[met].add(confirmed(tried, example))
        assert not any(came is not other for came in deciding[True] for other in deciding[False])


@MODERATE
@given(made_up_rules(), outcomes)
def test_where_a_shown_condition_is_taken_out_or_turned_around_some_example_fails(
    tried: Rule, rows: list[list[Outcome]]
) -> None:
    """That is what coverage is for: the examples hold every condition in its place."""
    examples = cases_of(rows)
    as_written = {name: confirmed(tried, one) for name, one in examples.items()}
    for one in shown(tried, examples):
        if one.missing:
            continue
        old = one.condition.leaf
        negated = replace(old, test=FactTest(FACTS[one.condition.number], OneOf((False,))))
        mutants = [mutant(tried, old, negated)]
        if smallest_group(tried) > 1:
            mutants.append(mutant(tried, old, None))
        for changed in mutants:
            assert {name: confirmed(changed, example) for name, example in examples.items()} != as_written


some_codes = st.sampled_from([1722, 1722, 5, None])
entries = st.lists(
    st.tuples(some_codes, some_codes, st.sampled_from([1, 4, 10]), st.booleans()), min_size=1, max_size=3
)
COUNTED = replace(TWO_CODES, fields=(*TWO_CODES.fields, ("count", AtLeast(8))))


@MODERATE
@given(
    st.sampled_from([TWO_CODES, COUNTED]),
    st.lists(entries, min_size=8, max_size=24),
    st.sampled_from(["symptoms", "unless"]),
)
def test_where_a_shown_field_is_no_longer_compared_some_example_fails(
    test: EventTest, logs: list[list[tuple[int | None, int | None, int, bool]]], part: str
) -> None:
    old = Leaf("e", test)
    always = group(leaf("a"))
    tried = rule(always, unless=group(old, kind=GroupKind.ANY)) if part == "unless" else rule(group(old), always)
    examples = {str(at): logged(log) for at, log in enumerate(logs)}
    as_written = {name: confirmed(tried, one) for name, one in examples.items()}
    for one in shown(tried, examples):
        if one.missing or one.condition.field is None:
            continue
        rest = replace(test, fields=tuple(field for field in test.fields if field[0] != one.condition.field))
        changed = mutant(tried, old, Leaf("e", rest))
        assert {name: confirmed(changed, example) for name, example in examples.items()} != as_written


def logged(log: list[tuple[int | None, int | None, int, bool]]) -> Case:
    found = []
    for index, (nt_error, comms_error, count, counted) in enumerate(log):
        given_codes = {"nt_error": nt_error, "comms_error": comms_error}
        fields = {name: code for name, code in given_codes.items() if code is not None}
        found.append(entry(index, fields=fields, count=count, counted=counted))
    return case(tuple(found), a=True)
