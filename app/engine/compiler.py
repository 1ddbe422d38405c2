"""Rules become rulesets of the foreign engine: features and thresholds, cut into partitions that stay in its envelope.

Pure. A rule compiles to two: `r7c` fires when rule 7 is confirmed, `r7p` when it is at least possible. A feature is
one antecedent's outcome (2 met, 1 not known, absent not met), so *all* is a conjunction and *any* a disjunction of
thresholds; `exactly_one` is one feature, since the engine cannot count. What speaks against a rule is turned round
(De Morgan): its feature is 2 unless it is met.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.observation import EventTest
from app.domain.verdict import Outcome, Status
from app.engine.envelope import MOST_TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from app.domain.antecedent import Line
    from app.domain.explanation import Reading
    from app.domain.rule import Rule
    from app.engine.matcher import Job, Partitions

Condition = dict[str, object]
_Atom = Leaf | Group


@dataclass(frozen=True, slots=True)
class Partition:
    """Some rules that share a ruleset. `events` are the ids one of which a case must hold; empty for any case."""

    name: str
    events: frozenset[int]
    rules: tuple[int, ...]
    definition: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """The partitions, and for each rule (by its number) the features it reads."""

    partitions: tuple[Partition, ...]
    features: Mapping[int, tuple[str, ...]]

    @property
    def definitions(self) -> Partitions:
        """What an engine is started with."""
        return {one.name: one.definition for one in self.partitions}

    def jobs(self, readings: Sequence[Reading], event_ids: frozenset[int]) -> list[tuple[Partition, Job]]:
        """What to ask the engine of one case; `readings` are those of all rules, by number."""
        tried = [one for one in self.partitions if not one.events or one.events & event_ids]
        return [(one, (one.name, self._values(one, readings))) for one in tried]

    def _values(self, partition: Partition, readings: Sequence[Reading]) -> dict[str, int]:
        values = (zip(self.features[number], _outcomes(readings[number]), strict=True) for number in partition.rules)
        return {name: int(outcome) for rule in values for name, outcome in rule if outcome != Outcome.NOT_MET}


def compile_rules(rules: Sequence[Rule]) -> CompiledRules:
    """Partition and translate; a rule alone never exceeds the envelope, since the reader limits its antecedents."""
    sizes = {number: len(_feature_names(rule, count())) for number, rule in enumerate(rules)}
    by_events: dict[frozenset[int], list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        by_events[needed_events(rule.symptoms)].append(number)
    partitions: list[Partition] = []
    features: dict[int, tuple[str, ...]] = {}
    for events, numbers in sorted(by_events.items(), key=lambda item: sorted(item[0])):
        for chunk in _chunks(numbers, lambda number: 2 * sizes[number]):
            places = count()
            features |= {number: _feature_names(rules[number], places) for number in chunk}
            definition = {
                name: one for number in chunk for name, one in _two_rules(number, rules[number], features[number])
            }
            partitions.append(Partition(f"p{len(partitions)}", events, tuple(chunk), definition))
    return CompiledRules(tuple(partitions), features)


def needed_events(symptoms: Group) -> frozenset[int]:
    """Event ids without one of which the symptoms cannot show; empty if they can show without any entry."""
    members = [_needed(member) for member in symptoms.members]
    if symptoms.kind is GroupKind.ALL:
        return min((events for events in members if events), key=len, default=frozenset())
    return frozenset().union(*members) if all(members) else frozenset()


def _needed(member: _Atom) -> frozenset[int]:
    if isinstance(member, Group):
        return needed_events(member)
    return frozenset(member.test.event_ids) if isinstance(member.test, EventTest) else frozenset()


def fired_status(fired: frozenset[str], number: int) -> Status | None:
    """What the engine says of a rule."""
    if f"r{number}c" in fired:
        return Status.CONFIRMED
    return Status.POSSIBLE if f"r{number}p" in fired else None


def _chunks(numbers: Iterable[int], size: Callable[[int], int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for number in numbers:
        if chunk and sum(map(size, chunk)) + size(number) > MOST_TESTS:
            yield chunk
            chunk = []
        chunk.append(number)
    if chunk:
        yield chunk


def _feature_names(rule: Rule, places: Iterator[int]) -> tuple[str, ...]:
    """One name for each atom of the rule, unlike all others in its partition."""
    holding = [f"f{next(places)}" for part in rule.needed for _ in _atoms(part)]
    against = [f"g{next(places)}" for _ in _atoms(rule.unless)] if rule.unless else []
    return (*holding, *against)


def _atoms(node: _Atom) -> Iterator[_Atom]:
    if isinstance(node, Leaf) or node.atomic:
        yield node
    else:
        for member in node.members:
            yield from _atoms(member)


def _outcomes(reading: Reading) -> Iterator[Outcome]:
    """The features' values, in the order of their names."""
    for part, line in zip(reading.rule.needed, reading.needed, strict=True):
        yield from (below.outcome for below in _atomic_lines(part, line))
    if reading.rule.unless is not None and reading.unless is not None:
        for line in _atomic_lines(reading.rule.unless, reading.unless):
            yield Outcome.NOT_MET if line.outcome == Outcome.MET else Outcome.MET


def _atomic_lines(node: _Atom, line: Line) -> Iterator[Line]:
    if isinstance(node, Leaf) or node.atomic:
        yield line
    else:
        for member, below in zip(node.members, line.lines, strict=True):
            yield from _atomic_lines(member, below)


def _two_rules(number: int, rule: Rule, features: tuple[str, ...]) -> Iterator[tuple[str, Condition]]:
    yield f"r{number}c", _ruleset_rule(rule, features, Status.CONFIRMED)
    yield f"r{number}p", _ruleset_rule(rule, features, Status.POSSIBLE)


def _ruleset_rule(rule: Rule, features: tuple[str, ...], status: Status) -> Condition:
    names = iter(features)
    conditions = [_translated(rule.symptoms, names, lambda atom: _threshold(atom, status, symptom=True))]
    if rule.cause:
        conditions.append(_translated(rule.cause, names, lambda atom: _threshold(atom, status, symptom=False)))
    if rule.unless:
        conditions.append(_translated(rule.unless, names, lambda _: Outcome.MET, turned=True))
    tests = [test for condition in conditions for test in _unwrapped(condition)]
    return {"all": [{"m": {"$and": [{"kind": 1}, *tests]}}]}


def _threshold(atom: _Atom, status: Status, *, symptom: bool) -> Outcome:
    """A symptom that is a fact must be met even for a rule to be possible; an entry that was observed shows itself."""
    if status is Status.CONFIRMED or (symptom and not atom.observable):
        return Outcome.MET
    return Outcome.NOT_KNOWN


def _translated(
    node: _Atom, names: Iterator[str], threshold: Callable[[_Atom], Outcome], *, turned: bool = False
) -> Condition:
    if isinstance(node, Leaf) or node.atomic:
        name = next(names)
        return {name: 2} if threshold(node) == Outcome.MET else {"$gte": {name: 1}}
    members = [_translated(member, names, threshold, turned=turned) for member in node.members]
    conjunction = (node.kind is GroupKind.ALL) != turned
    return members[0] if len(members) == 1 else {"$and" if conjunction else "$or": members}


def _unwrapped(condition: Condition) -> list[object]:
    inner = condition.get("$and")
    return list(inner) if isinstance(inner, list) else [condition]
