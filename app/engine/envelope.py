"""The shapes in which durable-rules has been shown right; nothing else is let through to it.

A rule fires once for each way through its `$or`s, so the ways are counted as well as the tests:
`$and` multiplies them, `$or` adds them up. More than 15 groups in one rule are the engine's error 113.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from app.domain.errors import EngineFault

MOST_TESTS = 50
"""Tests in one ruleset, the guards not counted."""
MOST_FEATURES = 50
"""Features in one fact; the engine's own end is at 252."""
MOST_GROUPS = 15
"""`$and` and `$or` in one rule, the outermost counted."""
MOST_WAYS = 1024
"""Firings one fact can cause in one ruleset; 1,024 take about two milliseconds."""

FEATURE = re.compile(r"[fg](?:0|[1-9][0-9]{0,4})")
"""Five digits at most: no two such names share the engine's 32-bit hash; a test counts them through."""
RULE = re.compile(r"r(?:0|[1-9][0-9]{0,6})[cp]")

_VALUES = (1, 2)


class OutsideEnvelope(EngineFault):
    """A definition or a fact that durable-rules must not be shown."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A definition found to be inside; `text` is a copy, so what becomes of the original does not matter."""

    text: str
    rules: frozenset[str]
    features: frozenset[str]
    ways: int


@dataclass(slots=True)
class _Tally:
    tests: int = 0
    groups: int = 0
    features: set[str] = field(default_factory=set)


def checked(partition: str, definition: object) -> Ruleset:
    """OutsideEnvelope, naming the partition and the rule, unless the engine is known to be right on it."""
    if not isinstance(definition, Mapping) or not definition:
        _refuse(f"partition {partition!r} is not a mapping with at least one rule")
    tally = _Tally()
    ways = 0
    for name, rule in definition.items():
        if not isinstance(name, str) or not RULE.fullmatch(name):
            _refuse(f"partition {partition!r}: {name!r} is no rule name")
        try:
            ways += _ways_of_rule(rule, tally)
        except OutsideEnvelope as error:
            _refuse(f"partition {partition!r}, rule {name}: {error}")
    if ways > MOST_WAYS:
        _refuse(f"partition {partition!r} has {ways} ways to fire, {MOST_WAYS} are the most")
    return Ruleset(json.dumps(dict(definition)), frozenset(definition), frozenset(tally.features), ways)


def checked_fact(features: object, number: int) -> str:
    """The fact's text, built from nothing but names of ours and the digits 1 and 2."""
    if not isinstance(features, Mapping) or len(features) > MOST_FEATURES:
        _refuse(f"a fact is a mapping of at most {MOST_FEATURES} features")
    parts = [f'{{"id":"{number}","kind":1']
    for name, value in features.items():
        _check_test(name, value)
        parts.append(f',"{name}":{value}')
    parts.append("}")
    return "".join(parts)


def _ways_of_rule(rule: object, tally: _Tally) -> int:
    match rule:
        case {"all": [{"m": {"$and": [{"kind": guard, **beside}, *tests], **more}, **aliases}], **others}:
            alone = not (beside or more or aliases or others)
        case _:
            alone, guard, tests = False, None, []
    if not alone or type(guard) is not int or guard != 1:
        _refuse('it is not {"all": [{"m": {"$and": [{"kind": 1}, …]}}]} and nothing else')
    tally.groups = 0
    return _ways(rule["all"][0]["m"], tally, tests)  # type: ignore[index]


def _ways(group: Mapping[str, object], tally: _Tally, members: object) -> int:
    tally.groups += 1
    if tally.groups > MOST_GROUPS:
        _refuse(f"it has more than {MOST_GROUPS} groups")
    if not isinstance(members, list) or not members:
        _refuse("a group is a list with at least one test")
    counts = [_ways_of_node(member, tally) for member in members]
    if "$or" in group:
        return sum(counts)
    product = 1
    for count in counts:
        product *= count
    return product


def _ways_of_node(node: object, tally: _Tally) -> int:
    if not isinstance(node, dict) or len(node) != 1:
        _refuse("a test or a group is a mapping with one key")
    ((name, value),) = node.items()
    if name in ("$and", "$or"):
        return _ways(node, tally, value)
    if name == "$gte":
        if not isinstance(value, dict) or len(value) != 1:
            _refuse("$gte takes one feature")
        ((name, value),) = value.items()
    _check_test(name, value)
    tally.features.add(name)
    tally.tests += 1
    if tally.tests > MOST_TESTS:
        _refuse(f"the partition has more than {MOST_TESTS} tests")
    return 1


def _check_test(name: object, value: object) -> None:
    if not isinstance(name, str) or not FEATURE.fullmatch(name):
        _refuse(f"{name!r} is no feature name")
    if type(value) is not int or value not in _VALUES:  # True is an int to isinstance, and equals 1
        _refuse(f"{name} is {value!r}, not 1 or 2")


def _refuse(why: str) -> NoReturn:
    raise OutsideEnvelope(why)
