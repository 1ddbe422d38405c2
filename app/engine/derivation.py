"""Facts that follow from facts, and what happens when one follows that is stated otherwise."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.fact import Fact, Origin, in_words
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.case import Case
    from app.domain.rule import Derivation


def settle(case: Case, derivations: Sequence[Derivation]) -> tuple[Case, list[Warned]]:
    """The case with all facts that follow, and a warning for each contradiction, which leaves its fact not known.

    What was stated and led to a contradiction is contested from then on, and so is all that follows from it.
    `derivations` stand in the order in which they build on each other (the reader sorts them so).
    """
    settled, warnings = _settled(case, derivations)
    doubted = {name for one in warnings for name in one.facts if name in case.facts and not case.facts[name].contested}
    if not doubted:
        return settled, warnings
    facts = {name: fact.disputed() if name in doubted else fact for name, fact in case.facts.items()}
    return _settled(case.supposing(facts), derivations)


def _settled(case: Case, derivations: Sequence[Derivation]) -> tuple[Case, list[Warned]]:
    warnings: list[Warned] = []
    settled = case.supposing(dict(case.facts))
    for fact, group in groupby(derivations, key=lambda one: one.fact):
        derived = [
            (one, Fact(one.value, _origin(one), _shaky(one, settled))) for one in group if _applies(one, settled)
        ]
        if derived:
            settled = _with(settled, fact, derived, warnings)
    return settled, warnings


def _applies(derivation: Derivation, case: Case) -> bool:
    return derivation.when.outcome(case) == Outcome.MET


def _origin(derivation: Derivation) -> Origin:
    return Origin(
        "derived",
        rule=derivation.id,
        used=derivation.used(),
        because=derivation.because,
        cites=derivation.cites,
    )


def _shaky(derivation: Derivation, case: Case) -> bool:
    return any(name in case.facts and case.facts[name].contested for name in derivation.used())


def _with(case: Case, fact: str, derived: list[tuple[Derivation, Fact]], warnings: list[Warned]) -> Case:
    stated = case.facts.get(fact)
    values = {in_words(known.value) for _, known in derived} | ({in_words(stated.value)} if stated else set())
    others = {name: known for name, known in case.facts.items() if name != fact}
    if len(values) == 1:
        return case.supposing({**others, fact: stated or derived[0][1]})
    reasons = [f"{in_words(one.value)} follows from {', '.join(one.used())} ({one.id})" for one, _ in derived]
    if stated:
        reasons.insert(0, f"{in_words(stated.value)} is stated")
    used = tuple(dict.fromkeys(name for one, _ in derived for name in one.used()))
    detail = f"{fact} is contradictory, so it counts as not known: {'; '.join(reasons)}"
    warnings.append(Warned("contradiction", detail, facts=(fact, *used)))
    return case.supposing(others)
