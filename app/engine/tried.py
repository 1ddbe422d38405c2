"""A case that every rule has been tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.antecedent import Leaf
from app.domain.verdict import Outcome
from app.engine.derivation import settle

if TYPE_CHECKING:
    from app.domain.antecedent import Line
    from app.domain.case import Case, Warned
    from app.domain.explanation import Reading
    from app.engine.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case as it was understood, the same with derived facts, and every stable rule's reading of it by number.

    `in_test` are the readings of the rules in test, whose numbers follow. `disputed` are facts that contradict each
    other, with those they follow from, and `at_odds` those of them of which two different things are said. `reachable`
    are the numbers of the rules that some facts could still make a finding of: nothing they look for is known not to
    have been logged.
    """

    stated: Case
    settled: Case
    readings: tuple[Reading, ...]
    disputed: frozenset[str] = frozenset()
    in_test: tuple[Reading, ...] = ()
    reachable: frozenset[int] = frozenset()
    at_odds: frozenset[str] = frozenset()


def try_case(case: Case, knowledge: Knowledge) -> tuple[TriedCase, list[Warned]]:
    """Derive what follows, then read every rule; the warnings are of contradictions."""
    settled, contradictions = settle(case, knowledge.pack.derivations)
    disputed = frozenset(name for one in contradictions for name in one.facts)
    at_odds = frozenset(one.facts[0] for one in contradictions)
    readings = tuple(rule.read(settled) for rule in knowledge.pack.rules)
    leading = knowledge.leading
    reachable = frozenset(number for number, reading in enumerate(readings[:leading]) if _is_reachable(reading))
    tried = TriedCase(case, settled, readings[:leading], disputed, readings[leading:], reachable, at_odds)
    return tried, contradictions


def _is_reachable(reading: Reading) -> bool:
    return all(_with_any_facts(part) != Outcome.NOT_MET for part in reading.needed)


def _with_any_facts(line: Line) -> Outcome:
    """The best that the line could come to if facts were whatever is wanted; entries are what they are."""
    if line.node.observable:
        return line.outcome
    if isinstance(line.node, Leaf) or line.node.atomic:
        return Outcome.MET
    return line.node.kind.combine([_with_any_facts(member) for member in line.lines])
