"""Condition coverage: which conditions of a rule its examples show to matter, and which they do not.

Masking MC/DC (Chilenski and Miller, 1994; the FAA's AR-01/18), in three-valued logic. A condition is shown to matter
by two examples that come out differently: one where it is met, one where it is not, and in each the turning of this
condition alone would decide whether the rule is confirmed. What would then change if it were taken out of the rule, or
turned around, is what an example says of itself: so each shown condition has an example that keeps it in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from app.domain.antecedent import Leaf
from app.domain.observation import COUNT, EventTest
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.antecedent import Group
    from app.domain.case import Case
    from app.domain.explanation import Reading
    from app.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of a rule by its number, symptoms first and `unless` last; or one field that its event test compares."""

    number: int
    leaf: Leaf
    field: str | None = None
    speaks_against: bool = False

    def in_words(self) -> str:
        """Its sentence, with the field if it is one."""
        return f"{self.leaf.says}: {self.field}" if self.field else self.leaf.says


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition with the examples that show it `met` and `not_met`, None for a side that none shows."""

    condition: Condition
    met: str | None = None
    not_met: str | None = None

    @property
    def missing(self) -> tuple[Outcome, ...]:
        """The sides that no example shows."""
        sides = ((Outcome.MET, self.met), (Outcome.NOT_MET, self.not_met))
        return tuple(outcome for outcome, example in sides if example is None)


class _Tried(NamedTuple):
    """What one example came to in one of its cases: every leaf's outcome, and whether the rule is confirmed."""

    example: str
    case: Case
    outcomes: tuple[Outcome, ...]
    confirmed: bool


def conditions_of(rule: Rule) -> list[Condition]:
    """Every leaf, each followed by the fields that it compares."""
    found = []
    for number, (leaf, against) in enumerate(_leaves(rule)):
        fields = leaf.test.fields if isinstance(leaf.test, EventTest) else ()
        found += [Condition(number, leaf, name, against) for name in (None, *(name for name, _ in fields))]
    return found


def coverage_of(rule: Rule, readings: Iterable[tuple[str, Reading]]) -> list[Shown]:
    """What the examples show of each condition; `readings` are the rule's, with the example's name."""
    tried = [_tried(rule, example, reading) for example, reading in readings]
    return [_shown(rule, condition, tried) for condition in conditions_of(rule)]


def is_confirmed(rule: Rule, outcomes: Sequence[Outcome]) -> bool:
    """Whether the rule is confirmed where its leaves come out so, by their numbers."""
    given = iter(outcomes)
    symptoms = _combined(rule.symptoms, given)
    cause = _combined(rule.cause, given) if rule.cause else Outcome.MET
    against = _combined(rule.unless, given) if rule.unless else Outcome.NOT_MET
    return symptoms == cause == Outcome.MET != against


def decides(rule: Rule, outcomes: Sequence[Outcome], number: int, other: Outcome) -> bool:
    """Whether the rule would no longer be confirmed, or be confirmed at last, were that leaf to come out otherwise."""
    turned = [*outcomes[:number], other, *outcomes[number + 1 :]]
    return is_confirmed(rule, turned) != is_confirmed(rule, outcomes)


def _leaves(rule: Rule) -> Iterator[tuple[Leaf, bool]]:
    for part in rule.parts:
        yield from ((leaf, part is rule.unless) for leaf in part.leaves())


def _combined(node: Leaf | Group, outcomes: Iterator[Outcome]) -> Outcome:
    if isinstance(node, Leaf):
        return next(outcomes)
    return node.kind.combine([_combined(member, outcomes) for member in node.members])


def _tried(rule: Rule, example: str, reading: Reading) -> _Tried:
    outcomes = tuple(seen.outcome for part in reading.parts for _, seen in part.leaves())
    return _Tried(example, reading.case, outcomes, is_confirmed(rule, outcomes))


def _shown(rule: Rule, condition: Condition, tried: Sequence[_Tried]) -> Shown:
    met = [one for one in tried if _shows_met(rule, condition, one)]
    not_met = [one for one in tried if _shows_not_met(rule, condition, one)]
    for one, other in product(met, not_met):
        if one.confirmed != other.confirmed:
            return Shown(condition, one.example, other.example)
    if met:  # what both sides came to is the same: of "exactly one", say, each example has just another one
        return Shown(condition, met=met[0].example)
    return Shown(condition, not_met=not_met[0].example if not_met else None)


def _shows_met(rule: Rule, condition: Condition, tried: _Tried) -> bool:
    """Were any field of an event test not to fit, so would the test not be met: then all its fields are shown."""
    met = tried.outcomes[condition.number] == Outcome.MET
    return met and decides(rule, tried.outcomes, condition.number, Outcome.NOT_MET)


def _shows_not_met(rule: Rule, condition: Condition, tried: _Tried) -> bool:
    """What speaks against a rule and is not known lets it be confirmed as well as what is not so."""
    outcome = tried.outcomes[condition.number]
    if outcome == Outcome.MET or (outcome == Outcome.NOT_KNOWN and not condition.speaks_against):
        return False
    if not decides(rule, tried.outcomes, condition.number, Outcome.MET):
        return False
    return condition.field is None or _stands_alone(condition, tried.case)


def _stands_alone(condition: Condition, case: Case) -> bool:
    """Whether entries of the event would do but for this one field of theirs, which is known not to fit.

    Entries that do not give the field are taken for fitting and for not fitting: neither may make a difference.
    """
    test = condition.leaf.test
    if not isinstance(test, EventTest) or condition.field is None:
        return False
    rest = replace(test, fields=tuple(field for field in test.fields if field[0] != condition.field))
    given = tuple(one for one in case.entries if condition.field in one.fields or condition.field == COUNT)
    cases = [replace(case, seen={})]
    if not condition.speaks_against:
        cases.append(replace(case, entries=given, seen={}))
    return all(rest.look(one, trusting=True).outcome == Outcome.MET for one in cases)
