"""Rules become rulesets that stay inside the envelope, and of which only those are tried that can fire."""

from __future__ import annotations

from random import Random

import pytest

from app.domain.antecedent import Leaf
from app.domain.observation import EventTest
from app.engine.compiler import compile_rules, needed_events
from app.engine.envelope import checked
from tests.engine.made_up.by_hand import all_of, any_of, case, entry, knowing, logged, one_of, rule, says
from tests.engine.made_up.packs import made_up_pack


@pytest.mark.parametrize("rules", [1, 7, 40, 150, 400])
@pytest.mark.parametrize("seed", range(4))
def test_every_partition_of_a_pack_of_any_size_is_inside_the_envelope(rules: int, seed: int) -> None:
    pack = made_up_pack(Random(1000 * rules + seed), rules)  # noqa: S311 - made-up rules, no secret
    compiled = compile_rules(pack.rules)
    for partition in compiled.partitions:
        assert checked(partition.name, partition.definition).rules == {
            f"r{number}{suffix}" for number in partition.rules for suffix in "cp"
        }
    assert sorted(number for one in compiled.partitions for number in one.rules) == list(range(rules))
    assert len({one.name for one in compiled.partitions}) == len(compiled.partitions)


def test_a_rule_with_as_many_tests_as_the_reader_allows_is_inside_the_envelope() -> None:
    facts = [says(f"f{number}") for number in range(19)]
    (partition,) = compile_rules([rule(cause=all_of(*facts))]).partitions
    assert checked(partition.name, partition.definition).rules == {"r0c", "r0p"}


def test_a_rule_of_seventeen_tests_is_inside_the_envelope_however_they_are_grouped() -> None:
    """Seventeen is where the ways through its groups end; a rule of eighteen can be refused by the envelope."""
    threes = [any_of(*(says(f"f{group}{number}") for number in range(3))) for group in range(5)]
    (partition,) = compile_rules([rule(cause=all_of(*threes), symptoms=any_of(logged(101), logged(102)))]).partitions
    assert checked(partition.name, partition.definition).ways == 972


def test_only_partitions_that_an_entry_of_the_case_can_set_off_are_tried() -> None:
    knowledge = knowing(
        rule("one", symptoms=all_of(logged(101))),
        rule("two", symptoms=all_of(logged(102))),
        rule("none", symptoms=all_of(says("f"))),
    )
    readings = [one.read(case(entry(event_id=102))) for one in knowledge.pack.rules]
    tried = [part.rules for part, _ in knowledge.compiled.jobs(readings, frozenset({102}))]
    assert sorted(tried) == [(1,), (2,)]


def test_all_needs_the_smallest_choice_of_events_any_needs_all_of_them() -> None:
    either = Leaf("either", EventTest((101, 102)))
    assert needed_events(all_of(either, logged(103), says("f"))) == {103}
    assert needed_events(any_of(either, logged(103))) == {101, 102, 103}
    assert needed_events(one_of(either, logged(103))) == {101, 102, 103}
    assert needed_events(any_of(logged(101), says("f"))) == frozenset()
    assert needed_events(all_of(any_of(logged(101), logged(102)), says("f"))) == {101, 102}
    assert needed_events(all_of(says("f"))) == frozenset()


def test_what_speaks_against_a_rule_is_turned_round() -> None:
    unless = any_of(says("a"), all_of(says("b"), says("c")))
    (partition,) = compile_rules([rule(symptoms=all_of(says("s")), unless=unless)]).partitions
    assert partition.definition["r0c"] == {
        "all": [{"m": {"$and": [{"kind": 1}, {"f0": 2}, {"g1": 2}, {"$or": [{"g2": 2}, {"g3": 2}]}]}}]
    }


def test_exactly_one_is_a_single_test_to_the_engine() -> None:
    (partition,) = compile_rules([rule(symptoms=one_of(logged(101), logged(102)))]).partitions
    assert partition.definition["r0c"] == {"all": [{"m": {"$and": [{"kind": 1}, {"f0": 2}]}}]}
    assert partition.definition["r0p"] == {"all": [{"m": {"$and": [{"kind": 1}, {"$gte": {"f0": 1}}]}}]}


def test_a_fact_among_the_symptoms_must_be_met_even_for_the_rule_to_be_possible() -> None:
    symptoms, cause = all_of(logged(), says("s")), all_of(says("c"))
    (partition,) = compile_rules([rule(symptoms=symptoms, cause=cause)]).partitions
    tests = [{"kind": 1}, {"$gte": {"f0": 1}}, {"f1": 2}, {"$gte": {"f2": 1}}]
    assert partition.definition["r0p"] == {"all": [{"m": {"$and": tests}}]}
