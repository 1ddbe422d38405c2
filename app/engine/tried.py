"""A case that every rule has been tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.engine.derivation import settle

if TYPE_CHECKING:
    from app.domain.case import Case, Warned
    from app.domain.explanation import Reading
    from app.engine.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case as it was understood, the same with derived facts, and every rule's reading of it by number.

    `disputed` are facts that contradict each other, with those they follow from.
    """

    stated: Case
    settled: Case
    readings: tuple[Reading, ...]
    disputed: frozenset[str] = frozenset()


def try_case(case: Case, knowledge: Knowledge) -> tuple[TriedCase, list[Warned]]:
    """Derive what follows, then read every rule; the warnings are of contradictions."""
    settled, contradictions = settle(case, knowledge.pack.derivations)
    disputed = frozenset(name for one in contradictions for name in one.facts)
    readings = tuple(rule.read(settled) for rule in knowledge.pack.rules)
    return TriedCase(case, settled, readings, disputed), contradictions
