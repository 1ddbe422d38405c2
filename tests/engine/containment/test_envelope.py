"""No definition and no fact outside the measured envelope reaches the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import EngineFault
from app.engine.envelope import MOST_TESTS, checked, checked_fact

if TYPE_CHECKING:
    from collections.abc import Mapping

MET = {"f1": 2}
GUARD = {"kind": 1}


def all_of(*tests: object) -> dict[str, object]:
    return {"all": [{"m": {"$and": [GUARD, *tests]}}]}


def pairs(count: int) -> list[object]:
    return [{"$or": [{f"f{number}": 2}, {f"g{number}": 2}]} for number in range(count)]


def nested(depth: int) -> object:
    node: object = MET
    for _ in range(depth):
        node = {"$and": [node]}
    return node


INSIDE: dict[str, dict[str, Any]] = {
    "one test": {"r0c": all_of(MET)},
    "both kinds of rule": {"r0c": all_of(MET), "r0p": all_of({"$gte": {"f1": 1}})},
    "groups within groups": {"r7c": all_of({"$or": [MET, {"$and": [{"g2": 1}, {"$gte": {"f3": 2}}]}]})},
    "50 tests in one rule": {"r0c": all_of(*({f"f{number}": 2} for number in range(50)))},
    "50 tests in 50 rules": {f"r{number}c": all_of({f"f{number}": 2}) for number in range(50)},
    "50 times the same last test": {f"r{number}c": all_of(MET) for number in range(50)},
    "15 groups": {"r0c": all_of({"$or": [MET]}, *({"$and": [MET]} for _ in range(13)))},
    "1,024 ways to fire": {"r0c": all_of(*pairs(10))},
}


@pytest.mark.parametrize("definition", INSIDE.values(), ids=INSIDE.keys())
def test_inside_is(definition: dict[str, object]) -> None:
    assert checked("p", definition).rules == frozenset(definition)


OUTSIDE: dict[str, object] = {
    "no rules": {},
    "a list": [all_of(MET)],
    "no guard": {"r0c": {"all": [{"m": {"$and": [MET]}}]}},
    "the guard behind a test": {"r0c": {"all": [{"m": {"$and": [MET, GUARD]}}]}},
    "a guard of 2": {"r0c": {"all": [{"m": {"$and": [{"kind": 2}, MET]}}]}},
    "a guard of true": {"r0c": {"all": [{"m": {"$and": [{"kind": True}, MET]}}]}},
    "a guard of 1.0": {"r0c": {"all": [{"m": {"$and": [{"kind": 1.0}, MET]}}]}},
    "a guard with a second key": {"r0c": {"all": [{"m": {"$and": [{"kind": 1, "f2": 2}, MET]}}]}},
    "a guard and nothing else": {"r0c": all_of()},
    "a guard again": {"r0c": all_of(GUARD)},
    "or instead of and outermost": {"r0c": {"all": [{"m": {"$or": [GUARD, MET]}}]}},
    "and and or in one": {"r0c": {"all": [{"m": {"$and": [GUARD, MET], "$or": [MET]}}]}},
    "a lone test": {"r0c": {"all": [{"m": MET}]}},
    "a lone $nex": {"r0c": {"all": [{"m": {"$nex": {"f1": 1}}}]}},
    "two antecedents": {"r0c": {"all": [{"m": {"$and": [GUARD, MET]}}, {"m": {"$and": [GUARD, MET]}}]}},
    "two aliases": {"r0c": {"all": [{"m": {"$and": [GUARD, MET]}, "n": {"$and": [GUARD, MET]}}]}},
    "another alias": {"r0c": {"all": [{"first": {"$and": [GUARD, MET]}}]}},
    "$not on the antecedent": {"r0c": {"all": [{"m$not": {"$and": [GUARD, MET]}}]}},
    "$any on the antecedent": {"r0c": {"all": [{"m$any": [{"m": {"$and": [GUARD, MET]}}]}]}},
    "any instead of all": {"r0c": {"any": [{"m": {"$and": [GUARD, MET]}}]}},
    "an action": {"r0c": {**all_of(MET), "run": "x"}},
    "a count": {"r0c": {**all_of(MET), "count": 2}},
    "a priority": {"r0c": {**all_of(MET), "pri": 1}},
    "no antecedent": {"r0c": {"all": []}},
    "a rule that is text": {"r0c": "all"},
    "a statechart's name": {"r0c$state": all_of(MET)},
    "another rule name": {"multihomed-peer": all_of(MET)},
    "a rule name that is no text": {1: all_of(MET)},
    "a rule name with a line's end": {"r0c\n": all_of(MET)},
    "$nex": {"r0c": all_of({"$nex": {"f1": 1}})},
    "$ex": {"r0c": all_of({"$ex": {"f1": 1}})},
    "$neq": {"r0c": all_of({"$neq": {"f1": 1}})},
    "$lt": {"r0c": all_of({"$lt": {"f1": 2}})},
    "$mt": {"r0c": all_of({"$mt": {"f1": "a.*"}})},
    "$imt": {"r0c": all_of({"$imt": {"f1": "a.*"}})},
    "$iall": {"r0c": all_of({"$iall": {"f1": MET}})},
    "$not": {"r0c": all_of({"$not": [MET]})},
    "a test on sid": {"r0c": all_of({"sid": 1})},
    "a test on id": {"r0c": all_of({"id": 1})},
    "a test on $s": {"r0c": all_of({"$s": 1})},
    "a comparison with another fact": {"r0c": all_of({"f1": {"first": "f1"}})},
    "text for a value": {"r0c": all_of({"f1": "2"})},
    "a float": {"r0c": all_of({"f1": 2.0})},
    "1e16": {"r0c": all_of({"f1": 1e16})},
    "not a number": {"r0c": all_of({"f1": float("nan")})},
    "true": {"r0c": all_of({"f1": True})},
    "null": {"r0c": all_of({"f1": None})},
    "0": {"r0c": all_of({"f1": 0})},
    "3": {"r0c": all_of({"f1": 3})},
    "an integer beyond 64 bits": {"r0c": all_of({"f1": 2**80})},
    "two features in one test": {"r0c": all_of({"f1": 2, "f2": 2})},
    "two features in one $gte": {"r0c": all_of({"$gte": {"f1": 1, "f2": 1}})},
    "$gte of text": {"r0c": all_of({"$gte": {"f1": "1"}})},
    "$gte of a group": {"r0c": all_of({"$gte": {"$or": [MET]}})},
    "a feature in other digits": {"r0c": all_of({"f\u0661": 2})},
    "a feature of six digits": {"r0c": all_of({"f100000": 2})},
    "a feature with a leading nought": {"r0c": all_of({"f01": 2})},
    "a group with nothing in it": {"r0c": all_of({"$or": []})},
    "a group that is no list": {"r0c": all_of({"$or": MET})},
    "a test that is no mapping": {"r0c": all_of("f1")},
    "a test with nothing in it": {"r0c": all_of({})},
    "51 tests in one rule": {"r0c": all_of(*({f"f{number}": 2} for number in range(51)))},
    "51 tests in 51 rules": {f"r{number}c": all_of({f"f{number}": 2}) for number in range(51)},
    "51 tests in two groups": {"r0c": all_of({"$or": [MET] * 25}, {"$or": [MET] * 26})},
    "512 tests": {f"r{number}c": all_of({f"f{number}": 2}) for number in range(512)},
    "256 rules with one last test": {f"r{number}c": all_of(MET) for number in range(256)},
    "16 groups": {"r0c": all_of({"$or": [MET]}, *({"$and": [MET]} for _ in range(14)))},
    "ten thousand groups, one in the other": {"r0c": all_of(nested(10_000))},
    "2,048 ways to fire": {"r0c": all_of(*pairs(11))},
    "1,026 ways to fire in two rules": {"r0c": all_of(*pairs(10)), "r1c": all_of({"$or": [MET] * 2})},
}


@pytest.mark.parametrize("definition", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_outside_is(definition: object) -> None:
    with pytest.raises(EngineFault):
        checked("p", definition)


def test_a_refusal_names_the_partition_and_the_rule() -> None:
    with pytest.raises(EngineFault, match=r"partition 'p7', rule r1p: '\$mt' is no feature name"):
        checked("p7", {"r0c": all_of(MET), "r1p": all_of({"$mt": {"f1": "a"}})})


def test_guards_do_not_count_as_tests() -> None:
    ruleset = checked("p", {f"r{number}c": all_of({f"f{number}": 2}) for number in range(MOST_TESTS)})
    assert len(ruleset.features) == MOST_TESTS


@pytest.mark.parametrize(
    "features",
    [
        {"f1": True},
        {"f1": 0},
        {"f1": 3},
        {"f1": 2.0},
        {"f1": "2"},
        {"f1": None},
        {"f1": 2**80},
        {"f1": {"f2": 2}},
        {"kind": 1},
        {"id": 1},
        {"sid": 1},
        {"$s": 1},
        {"host": 2},
        {"f1\n": 2},
        {'f1":2,"f2': 2},
        {1: 2},
        {f"f{number}": 2 for number in range(51)},
        ["f1"],
        None,
    ],
    ids=repr,
)
def test_a_fact_of_anything_but_features_is_refused(features: Mapping[str, int]) -> None:
    with pytest.raises(EngineFault):
        checked_fact(features, 1)


def test_a_fact_is_flat_and_starts_with_an_id_of_ours_and_the_guard() -> None:
    assert checked_fact({"f17": 2, "g3": 1}, 5) == '{"id":"5","kind":1,"f17":2,"g3":1}'


def test_no_two_property_names_that_can_reach_the_engine_share_its_32_bit_hash() -> None:
    hashes = {fnv1(name) for name in ("kind", "id", "sid", "$s", "$pulse")}
    for kind in "fg":
        for tens in ["", *map(str, range(1, 10_000))]:
            stem = fnv1(kind + tens)
            hashes.update((stem ^ digit) * 16777619 & 0xFFFFFFFF for digit in b"0123456789")
    assert len(hashes) == 5 + 200_000


def fnv1(name: str) -> int:
    """As `fnv1Hash32` in durable-rules' state.c does it, which in truth is FNV-1a."""
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value
