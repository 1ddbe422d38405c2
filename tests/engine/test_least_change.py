"""The least change that makes a rule apply or cease to apply: no smaller one does it, and it does."""

from __future__ import annotations

from itertools import combinations, product
from random import Random
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, OneOf
from app.domain.fact import Fact, in_words
from app.domain.least_change import Change, LeastChange
from app.domain.rule import rule_facts
from app.domain.verdict import Status, Verdict
from app.domain.vocabulary import FactKind
from app.engine.change_search import MOST_TRIED, Start
from app.engine.derivation import settle
from app.engine.knowledge import Knowledge
from app.engine.least_change import applies_with, ceases_with
from tests.engine.made_up.answering import holds, sayable
from tests.engine.made_up.by_hand import (
    all_of,
    any_of,
    case,
    entry,
    follows,
    knowing,
    logged,
    one_of,
    rule,
    says,
    says_not,
)
from tests.engine.made_up.cases import made_up_case
from tests.engine.made_up.packs import made_up_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.case import Case
    from app.domain.explanation import Reading
    from app.domain.fact import Value
    from app.domain.rule import Rule

CASES = 3
ENOUGH = 1_000_000
MOST_SETS = 800
"""Sets that the brute force looks at for one question; where there are more, it stops at fewer changes."""
made_up = settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
seeds = st.integers(0, 2**32)


def started(stated: Case, knowledge: Knowledge, most_tried: int = MOST_TRIED) -> Start:
    settled, contradictions = settle(stated, knowledge.pack.derivations)
    return Start(stated, settled, frozenset(one.facts[0] for one in contradictions), most_tried)


def least(stated: Case, knowledge: Knowledge, most_tried: int = MOST_TRIED) -> LeastChange:
    """That of the pack's first rule: to apply where it does not, else to cease."""
    start = started(stated, knowledge, most_tried)
    reading = knowledge.pack.rules[0].read(start.settled)
    return (applies_with if reading.status is None else ceases_with)(reading, start, knowledge)


def test_a_known_fact_that_fails_would_have_to_be_what_the_rule_wants() -> None:
    knowledge = knowing(rule(cause=all_of(says("a"), says("b"))))
    found = least(case(entry(), a=False, b=True), knowledge)
    assert found == LeastChange((Change("a", False, ("true",)),), Status.CONFIRMED)  # noqa: FBT003


def test_what_is_not_known_stands_in_nobodys_way_and_leaves_the_rule_possible() -> None:
    knowledge = knowing(rule(cause=all_of(says("a"), says("b"))))
    found = least(case(entry(), a=False), knowledge)
    assert [change.fact for change in found.changes] == ["a"]
    assert found.leads_to is Status.POSSIBLE


def test_a_symptom_that_is_not_known_would_have_to_become_known() -> None:
    knowledge = knowing(rule(symptoms=all_of(says("a"))))
    assert least(case(), knowledge) == LeastChange((Change("a", None, ("true",)),), Status.CONFIRMED)


def test_a_set_that_confirms_the_rule_is_better_than_one_that_leaves_it_possible() -> None:
    knowledge = knowing(rule(cause=any_of(all_of(says("a"), says("c")), all_of(says("b"), says("d")))))
    found = least(case(entry(), a=False, b=False, d=True), knowledge)
    assert ([change.fact for change in found.changes], found.leads_to) == (["b"], Status.CONFIRMED)


def test_all_that_would_do_as_well_is_told_in_the_words_of_answers() -> None:
    build, pack = OneOf((Build.parse("2650.24"),)), AtLeast(3)
    knowledge = knowing(
        rule(cause=all_of(says("a", AtLeast(Build.parse("2651.75"))), says("b", pack))),
        rule("other", cause=all_of(says("a", build), says("b", Below(5)), says("a", Below(Build.parse("2653.23"))))),
        a=FactKind.BUILD,
        b=FactKind.WHOLE_NUMBER,
    )
    found = least(case(entry(), a=Build.parse("2448.8"), b=2), knowledge)
    assert [(change.fact, change.to) for change in found.changes] == [("a", ("at least 2651.75",)), ("b", ("3 to 9",))]


def test_a_fact_that_follows_is_changed_through_what_it_follows_from() -> None:
    names = rule(cause=all_of(says("names")))
    knowledge = knowing(
        names,
        derivations=(
            follows("names", says("build", AtLeast(Build.parse("2651.75"))), name="later"),
            follows("names", says("build", Below(Build.parse("2651.75"))), value=False, name="earlier"),
        ),
        build=FactKind.BUILD,
    )
    found = least(case(entry(), build=Build.parse("2650.24")), knowledge)
    assert [(change.fact, change.to) for change in found.changes] == [("build", ("at least 2651.75",))]


def test_changes_that_contradict_what_is_stated_do_not_count() -> None:
    knowledge = knowing(
        rule(cause=all_of(says("names"))),
        derivations=(follows("names", says("new")), follows("names", says("old"), value=False, name="of-old")),
    )
    found = least(case(entry(), old=True, new=False), knowledge)
    assert sorted(change.fact for change in found.changes) == ["old"]
    assert found.leads_to is Status.POSSIBLE
    both = least(case(entry(), old=True, new=False, names=False), knowledge)
    assert {change.fact for change in both.changes} == {"old", "names"}
    assert both.leads_to is Status.CONFIRMED


def test_what_follows_only_in_part_would_have_to_be_stated_itself() -> None:
    none = follows("filtered", says_not("firewall"), value=False)
    knowledge = knowing(rule(symptoms=all_of(says("filtered"))), derivations=(none,))
    assert least(case(), knowledge) == LeastChange((Change("filtered", None, ("true",)),), Status.CONFIRMED)
    found = least(case(firewall=False), knowledge)
    assert [(change.fact, change.to) for change in found.changes] == [("filtered", ("true",)), ("firewall", ("true",))]


def test_of_entries_that_are_missing_the_sentences_are_told() -> None:
    knowledge = knowing(rule(symptoms=all_of(logged(101), logged(102)), cause=all_of(says("a"))))
    assert least(case(entry(), a=False), knowledge) == LeastChange(needs_entries=("102 was logged",))


def test_an_entry_that_speaks_against_the_rule_is_told_too() -> None:
    knowledge = knowing(rule(unless=any_of(logged(102), says("a"))))
    assert least(case(entry(0), entry(1, 102)), knowledge).needs_entries == ("102 was logged",)


def test_where_entries_and_facts_would_do_the_facts_are_told() -> None:
    knowledge = knowing(rule(symptoms=all_of(any_of(logged(102), says("a")))))
    found = least(case(entry(), a=False), knowledge)
    assert ([change.fact for change in found.changes], found.needs_entries) == (["a"], ())


def test_more_than_three_changes_are_not_looked_for() -> None:
    wanted = [says(name) for name in "abcd"]
    assert least(case(entry(), a=False, b=False, c=False), knowing(rule(cause=all_of(*wanted)))).changes
    none = least(case(entry(), a=False, b=False, c=False, d=False), knowing(rule(cause=all_of(*wanted))))
    assert none == LeastChange()


def test_of_exactly_one_that_has_two_either_would_have_to_go() -> None:
    knowledge = knowing(rule(cause=one_of(says("a"), says("b"), says("c"))))
    found = least(case(entry(), a=True, b=True, c=False), knowledge)
    assert found == LeastChange((Change("a", True, ("false",)),), Status.CONFIRMED)  # noqa: FBT003


def test_a_contested_fact_would_have_to_be_beyond_doubt_for_something_harmless() -> None:
    harmless = rule(symptoms=all_of(says("a")), verdict=Verdict.EXPECTED_BEHAVIOR)
    contested = case(entry(), a=Fact(value=True, contested=True))
    assert least(contested, knowing(harmless)).changes == (Change("a", True, ("true",)),)  # noqa: FBT003


def test_a_finding_ceases_by_the_first_known_fact_that_it_rests_on() -> None:
    knowledge = knowing(rule(cause=all_of(says("a"), says("b")), unless=any_of(says("c"))))
    assert least(case(entry(), b=True), knowledge) == LeastChange((Change("b", True, ("false",)),))  # noqa: FBT003


def test_a_finding_that_rests_on_nothing_known_ceases_by_what_may_become_known() -> None:
    knowledge = knowing(rule(unless=any_of(says_not("c"))))
    assert least(case(entry()), knowledge) == LeastChange((Change("c", None, ("false",)),))


def test_of_a_finding_by_either_of_two_facts_both_would_have_to_be_otherwise() -> None:
    knowledge = knowing(rule(cause=any_of(says("a"), says("b"))))
    assert [change.fact for change in least(case(entry(), a=True, b=True), knowledge).changes] == ["a", "b"]


def test_a_finding_by_entries_alone_ceases_by_other_entries_only() -> None:
    assert least(case(entry()), knowing(rule())) == LeastChange(needs_entries=("101 was logged",))


def test_a_search_that_was_cut_short_says_so() -> None:
    knowledge = knowing(rule(cause=all_of(says("a"), says("b"))))
    stated = case(entry(), a=False, b=False)
    assert least(stated, knowledge, 1) == LeastChange(cut_short=True)
    assert not least(stated, knowledge, 2).cut_short


def questions(seed: int) -> Iterator[tuple[Reading, Start, Knowledge]]:
    chance = Random(seed)  # noqa: S311 - made-up cases, no secret
    knowledge = Knowledge(made_up_pack(chance, rules=3))
    for _ in range(CASES):
        start = started(made_up_case(chance, knowledge.pack), knowledge, ENOUGH)
        for one in knowledge.pack.rules:
            yield one.read(start.settled), start, knowledge


@made_up
@given(seeds)
def test_no_smaller_set_makes_a_rule_apply_and_the_one_given_does_however_it_is_understood(seed: int) -> None:
    for reading, start, knowledge in questions(seed):
        if reading.status is None:
            found = applies_with(reading, start, knowledge)
            names = [name for leaf in reading.rule.symptoms.leaves() for name in leaf.test.facts]
            standings = by_brute_force(reading.rule, start, knowledge, names)
            it_is_the_least(found, {size: set(some) - {None} for size, some in standings.items()})
            if found.changes:
                as_many = standings.get(len(found.changes), {found.leads_to})
                assert (found.leads_to is Status.CONFIRMED) == (Status.CONFIRMED in as_many)
                assert leads_to(found, reading.rule, start, knowledge) == {found.leads_to}


@made_up
@given(seeds)
def test_no_smaller_set_makes_a_finding_cease_and_the_one_given_does_however_it_is_understood(seed: int) -> None:
    for reading, start, knowledge in questions(seed):
        if reading.status is not None:
            found = ceases_with(reading, start, knowledge)
            standings = by_brute_force(reading.rule, start, knowledge, list(rule_facts(reading.rule)))
            it_is_the_least(found, {size: some & {None} for size, some in standings.items()})
            if found.changes:
                assert leads_to(found, reading.rule, start, knowledge) == {None}


@made_up
@given(seeds, st.integers(0, 30))
def test_what_a_search_gives_that_was_cut_short_is_right_all_the_same(seed: int, most_tried: int) -> None:
    for reading, start, knowledge in questions(seed):
        if reading.status is None:
            whole = applies_with(reading, start, knowledge)
            short = applies_with(reading, Start(start.stated, start.settled, start.at_odds, most_tried), knowledge)
            assert short.cut_short or short == whole
            assert not short.changes or len(short.changes) == len(whole.changes)
            assert not short.changes or leads_to(short, reading.rule, start, knowledge) == {short.leads_to}


def it_is_the_least(found: LeastChange, reaching: Mapping[int, set[Status | None]]) -> None:
    assert not found.cut_short
    size = len(found.changes) or max(reaching) + 1
    assert [one for one in reaching if one < size and reaching[one]] == []
    assert not found.changes or size not in reaching or reaching[size]


def by_brute_force(tried: Rule, start: Start, knowledge: Knowledge, needed: list[str]) -> dict[int, set[Status | None]]:
    """For each number of changes, how the rule would stand with all sets of so many that bring no contradiction."""
    names = set(start.stated.facts)
    for name in needed:
        if can_be_found_out(name, knowledge):
            names.add(name)
        elif name not in start.settled.facts:
            names |= set(knowledge.base_facts(name))
    values = {name: [one.stands_for for one, _ in knowledge.answers.get(name, ())] for name in sorted(names)}
    found: dict[int, set[Status | None]] = {}
    for size in range(1, 4):
        sets = [
            dict(zip(some, chosen, strict=True))
            for some in combinations(values, size)
            for chosen in product(*(values[name] for name in some))
        ]
        if len(sets) > MOST_SETS:
            break
        standings = (standing(tried, start, one, knowledge) for one in sets)
        found[size] = {one for one in standings if one != "contradictory"}  # type: ignore[misc]
    return found


def can_be_found_out(name: str, knowledge: Knowledge) -> bool:
    """Unless whatever it may be follows from other facts; what others follow from can be looked up all the same."""
    derivations = knowledge.pack.derivations
    derived = {in_words(one.value) for one in derivations if one.fact == name}
    values = {in_words(value) for value in sayable(knowledge.pack.vocabulary.facts[name])}
    return not values <= derived or any(name in one.used() for one in derivations)


def standing(tried: Rule, start: Start, changes: Mapping[str, Value], knowledge: Knowledge) -> Status | str | None:
    facts = {**start.stated.facts, **{name: Fact(value) for name, value in changes.items()}}
    settled, contradictions = settle(start.stated.supposing(facts), knowledge.pack.derivations)
    if {one.facts[0] for one in contradictions} - start.at_odds:
        return "contradictory"
    return tried.standing(settled)


def leads_to(found: LeastChange, tried: Rule, start: Start, knowledge: Knowledge) -> set[Status | str | None]:
    """How the rule stands with every value that the words of the changes allow."""
    meant = [
        [value for value in values_of(change.fact, knowledge) if any(holds(words, value) for words in change.to)]
        for change in found.changes
    ]
    names = [change.fact for change in found.changes]
    sets = [dict(zip(names, values, strict=True)) for values in product(*meant)]
    chosen = sets if len(sets) < 100 else Random(len(sets)).sample(sets, 100)  # noqa: S311 - which ones, no secret
    return {standing(tried, start, one, knowledge) for one in chosen}


def values_of(name: str, knowledge: Knowledge) -> list[Value]:
    return [*sayable(knowledge.pack.vocabulary.facts[name]), *(one.stands_for for one, _ in knowledge.answers[name])]
