"""The engine agrees with a plain evaluator on every formula and case that the envelope lets through."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.session import Session

CASES = 150
FEATURES = [f"{kind}{number}" for kind in "fg" for number in range(5)]

tests = st.builds(
    lambda name, value, least: {"$gte": {name: value}} if least else {name: value},
    st.sampled_from(FEATURES),
    st.sampled_from([1, 2]),
    st.booleans(),
)
groups = st.builds(
    lambda name, members: {name: members},
    st.sampled_from(["$and", "$or"]),
    st.lists(tests, min_size=1, max_size=3),
)
rules = st.lists(
    st.one_of(tests, st.builds(lambda a, b: {"$or": [a, b]}, groups, tests), groups), min_size=1, max_size=2
)


def holds(node: dict[str, Any], features: dict[str, int]) -> bool:
    ((name, value),) = node.items()
    if name == "$and":
        return all(holds(member, features) for member in value)
    if name == "$or":
        return any(holds(member, features) for member in value)
    if name == "$gte":
        ((name, least),) = value.items()
        return bool(features.get(name, 0) >= least)
    return bool(features.get(name, 0) == value)


@settings(max_examples=40, deadline=None)
@given(formulas=st.lists(rules, min_size=1, max_size=6), seed=st.integers(0, 2**32))
def test_what_fires_is_what_holds(formulas: list[list[dict[str, Any]]], seed: int) -> None:
    definition = {
        f"r{number}c": {"all": [{"m": {"$and": [{"kind": 1}, *formula]}}]} for number, formula in enumerate(formulas)
    }
    session = Session({"p": definition})
    chance = random.Random(seed)  # noqa: S311 - made-up cases, no secret
    for _ in range(CASES):
        features = {name: value for name in FEATURES if (value := chance.choice([0, 1, 2]))}
        expected = {f"r{n}c" for n, formula in enumerate(formulas) if all(holds(node, features) for node in formula)}
        assert session.match_one("p", features) == expected
    session.close()
