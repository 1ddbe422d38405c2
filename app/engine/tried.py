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
    """A case as it was understood, the same with derived facts, and every rule's reading of it by number."""

    stated: Case
    settled: Case
    readings: tuple[Reading, ...]


def try_case(case: Case, knowledge: Knowledge) -> tuple[TriedCase, list[Warned]]:
    """Derive what follows, then read every rule; the warnings are of contradictions."""
    settled, contradictions = settle(case, knowledge.pack.derivations)
    return TriedCase(case, settled, tuple(rule.read(settled) for rule in knowledge.pack.rules)), contradictions
