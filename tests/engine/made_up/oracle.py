"""The contract worked out by brute force: whatever is not known is tried both ways, and the answers are counted.

Written apart from the tree: sets of what may be true instead of three values, facts that follow found backwards
instead of forwards, builds cut short completed part by part.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from app.domain.antecedent import GroupKind, Leaf
from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, Between, OneOf
from app.domain.fact import Fact
from app.domain.observation import EventTest, FactTest
from app.domain.verdict import Outcome, Status, Verdict
from tests.engine.made_up.vocabularies import BOUNDS, BUILDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.antecedent import Group
    from app.domain.case import Case
    from app.domain.comparison import Comparison
    from app.domain.event_entry import EventEntry
    from app.domain.fact import Value
    from app.domain.rule import Derivation, Rule

Truths = frozenset[bool]
YES, NO, OPEN = frozenset({True}), frozenset({False}), frozenset({True, False})
_PARTS = sorted({0, 65535} | {part for build in (*BOUNDS, *BUILDS) for part in build.parts})


@dataclass
class Oracle:
    """One case, with what follows from what."""

    case: Case
    derivations: tuple[Derivation, ...]
    _known: dict[str, Fact | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What was stated and leads to a contradiction is contested, before anything is asked."""
        doubted: set[str] = set()
        for name in {one.fact for one in self.derivations}:
            if self.known(name) is None and (ways := self._ways(name)):
                doubted |= {
                    name,
                    *(leaf.test.fact for way in ways for leaf in way.when.leaves() if isinstance(leaf.test, FactTest)),
                }
        facts = {
            name: replace(fact, contested=fact.contested or name in doubted) for name, fact in self.case.facts.items()
        }
        self.case = replace(self.case, facts=facts)
        self._known.clear()

    def status(self, rule: Rule) -> Status | None:
        trusting = rule.verdict is not Verdict.EXPECTED_BEHAVIOR
        caused = self.truths(rule.cause, trusting) if rule.cause else YES
        if rule.unless and self.truths(rule.unless, trusting=True) == YES:
            return None
        if self.truths(rule.symptoms, trusting) == caused == YES:
            return Status.CONFIRMED
        presented = True in self.shown(rule.symptoms, trusting)
        return Status.POSSIBLE if presented and True in caused else None

    def truths(self, node: Leaf | Group, trusting: bool) -> Truths:  # noqa: FBT001 - as the tree has it
        if isinstance(node, Leaf):
            return self._leaf(node, trusting)
        return _counted(node.kind, [self.truths(member, trusting) for member in node.members])

    def shown(self, node: Leaf | Group, trusting: bool) -> Truths:  # noqa: FBT001 - as the tree has it
        """Of presenting symptoms: an entry may still turn out either way, a fact counts only once it is sure."""
        if isinstance(node, Leaf) or node.kind is GroupKind.EXACTLY_ONE:
            truths = self.truths(node, trusting)
            entries_only = all(isinstance(leaf.test, EventTest) for leaf in node.leaves())
            return truths if entries_only or truths == YES else NO
        return _counted(node.kind, [self.shown(member, trusting) for member in node.members])

    def known(self, name: str) -> Fact | None:
        """The fact, if all that is stated and all that follows say the same of it."""
        if name not in self._known:
            stated = self.case.facts.get(name)
            ways = self._ways(name)
            values = {str(one.value) for one in ways} | ({str(stated.value)} if stated else set())
            self._known[name] = (stated or self._follows(ways[0])) if len(values) == 1 else None
        return self._known[name]

    def _ways(self, name: str) -> list[Derivation]:
        return [one for one in self.derivations if one.fact == name and self.truths(one.when, trusting=True) == YES]

    def _follows(self, way: Derivation) -> Fact:
        used = [self.known(leaf.test.fact) for leaf in way.when.leaves() if isinstance(leaf.test, FactTest)]
        return Fact(way.value, contested=any(fact is not None and fact.contested for fact in used))

    def _leaf(self, leaf: Leaf, trusting: bool) -> Truths:  # noqa: FBT001 - as the tree has it
        if isinstance(leaf.test, EventTest):
            return _logged(leaf.test, self.case.entries)
        assert isinstance(leaf.test, FactTest)
        fact = self.known(leaf.test.fact)
        if fact is None or (fact.contested and not trusting):
            return OPEN
        return _compared(leaf.test.comparison, fact.value)


def settled_facts(case: Case, derivations: tuple[Derivation, ...]) -> Mapping[str, Fact]:
    oracle = Oracle(case, derivations)
    names = dict.fromkeys([*case.facts, *(one.fact for one in derivations)])
    return {name: fact for name in names if (fact := oracle.known(name)) is not None}


def _counted(kind: GroupKind, members: Sequence[Truths]) -> Truths:
    return _counted_out(kind, tuple(members))


@cache
def _counted_out(kind: GroupKind, members: tuple[Truths, ...]) -> Truths:
    """Every way the members may turn out, and whether the group then holds."""
    ways = [sum(way) for way in product(*members)]
    if kind is GroupKind.ALL:
        return frozenset(held == len(members) for held in ways)
    if kind is GroupKind.ANY:
        return frozenset(held > 0 for held in ways)
    return frozenset(held == 1 for held in ways)


def _logged(test: EventTest, entries: Sequence[EventEntry]) -> Truths:
    """Every way in which the entries may fit, and what of those that nobody counted may be logged beside them."""
    times = dict(test.fields).get("count")
    fits = [_entry(test, entry) for entry in entries]
    if times is None:
        return _counted(GroupKind.ANY, fits)
    found: set[bool] = set()
    for way in product(*fits):
        fitting = [entry for entry, fit in zip(entries, way, strict=True) if fit]
        least = sum(entry.count for entry in fitting)
        more = range(3) if any(not entry.counted for entry in fitting) else range(1)
        found |= {bool(fitting) and times.outcome(least + one) == Outcome.MET for one in more}
    return frozenset(found)


def _entry(test: EventTest, entry: EventEntry) -> Truths:
    looks = [frozenset({entry.event_id in test.event_ids})]
    if test.source is not None:
        looks.append(OPEN if entry.source is None else frozenset({entry.known_source == test.source}))
    for name, wanted in test.fields:
        if name == "count":
            continue
        value = entry.fields.get(name)
        looks.append(OPEN if value is None else _compared(wanted, value))
    return _counted(GroupKind.ALL, looks)


def _compared(comparison: Comparison, value: Value) -> Truths:
    if isinstance(value, Build):
        return frozenset(_holds_for_build(comparison, whole) for whole in _completions(value)) | _vague(
            comparison, value
        )
    if isinstance(comparison, OneOf):
        words = [str(one).casefold() for one in comparison.values]
        return frozenset({str(value).casefold() in words})
    assert isinstance(value, int)
    match comparison:
        case AtLeast(int(bound)):
            return frozenset({value >= bound})
        case Below(int(bound)):
            return frozenset({value < bound})
        case Between(int(low), int(high)):
            return frozenset({value in range(low, high)})
    raise AssertionError(comparison)


@cache
def _compared_build(comparison: Comparison, value: Build) -> Truths:
    return frozenset(_holds_for_build(comparison, whole) for whole in _completions(value)) | _vague(comparison, value)


def _vague(comparison: Comparison, value: Build) -> Truths:
    """Nothing is known to be, or not to be, the same as a build that was itself written cut short."""
    if not isinstance(comparison, OneOf):
        return frozenset()
    wholes = _completions(value)
    met = any(isinstance(one, Build) and not one.cut_short and wholes == _completions(one) for one in comparison.values)
    written = [one for one in comparison.values if isinstance(one, Build) and one.cut_short]
    return OPEN if not met and any(wholes & _completions(one) for one in written) else frozenset()


def _holds_for_build(comparison: Comparison, whole: tuple[int, ...]) -> bool:
    match comparison:
        case AtLeast(Build() as bound):
            return whole >= _least(bound)
        case Below(Build() as bound):
            return whole < _least(bound)
        case Between(Build() as low, Build() as high):
            return _least(low) <= whole < _least(high)
        case OneOf(values):
            return any(isinstance(one, Build) and not one.cut_short and whole == _least(one) for one in values)
    raise AssertionError(comparison)


@cache
def _completions(build: Build) -> frozenset[tuple[int, ...]]:
    ways = product(_PARTS, repeat=max(0, 4 - len(build.parts)))
    return frozenset(build.parts + way for way in ways)


def _least(build: Build) -> tuple[int, ...]:
    return build.parts + (0,) * (4 - len(build.parts))
