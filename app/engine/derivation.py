"""Facts that follow from facts, and what happens when one follows that is stated otherwise."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from app.domain.case import Warned
from app.domain.fact import Fact, Origin, in_words
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.case import Case
    from app.domain.fact import Value
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


class Conclusion(NamedTuple):
    """A fact, with all derivations that lead to it, and the facts they read."""

    fact: str
    read: frozenset[str]
    derivations: tuple[Derivation, ...]


def conclusions(derivations: Sequence[Derivation]) -> tuple[Conclusion, ...]:
    """The derivations together with others of the same fact, in their order."""
    groups = [(fact, tuple(group)) for fact, group in groupby(derivations, key=lambda one: one.fact)]
    return tuple(
        Conclusion(fact, frozenset(name for one in group for name in one.used()), group) for fact, group in groups
    )


class Resettled(NamedTuple):
    """A case with facts changed, the names of those that are others then, and those that have become contradictory.

    Where any are at odds, they are left not known, and what they follow from is not yet contested.
    """

    case: Case
    changed: frozenset[str]
    at_odds: tuple[str, ...]


def settle_again(
    stated: Case, settled: Case, changes: Mapping[str, Value], concluded: Sequence[Conclusion]
) -> Resettled:
    """The settled case with other facts, or more.

    What follows from unchanged facts is unchanged, and is not looked at again. `concluded` is all that may follow from
    the changes, in the order of the derivations; nothing in the settled case may be at odds.
    """
    answers = {name: Fact(value) for name, value in changes.items()}
    facts, said = {**settled.facts, **answers}, {**stated.facts, **answers}
    supposed, changed, at_odds = settled.supposing(facts), set(answers), []
    for fact, read, derivations in concluded:
        if fact not in answers and changed.isdisjoint(read):
            continue
        found, known = _derived(derivations, supposed), said.get(fact)
        before, after = facts.pop(fact, None), known or (found[0][1] if found else None)
        if len(_values(found, known)) > 1:
            at_odds.append(fact)
        elif after is not None:
            facts[fact] = after
        if not _alike(before, facts.get(fact)):
            changed.add(fact)
    return Resettled(supposed, frozenset(changed), tuple(at_odds))


def _alike(one: Fact | None, other: Fact | None) -> bool:
    """Whether no test tells them apart; they may follow from different facts."""
    if one is None or other is None:
        return one is other
    return in_words(one.value) == in_words(other.value) and one.contested == other.contested


def _settled(case: Case, derivations: Sequence[Derivation]) -> tuple[Case, list[Warned]]:
    warnings: list[Warned] = []
    settled = case.supposing(dict(case.facts))
    for fact, group in groupby(derivations, key=lambda one: one.fact):
        derived = _derived(group, settled)
        if derived:
            settled = _with(settled, fact, derived, warnings)
    return settled, warnings


def _derived(derivations: Iterable[Derivation], case: Case) -> list[tuple[Derivation, Fact]]:
    met = [one for one in derivations if one.when.outcome(case) == Outcome.MET]
    return [(one, Fact(one.value, _origin(one), _shaky(one, case))) for one in met]


def _values(derived: Iterable[tuple[Derivation, Fact]], stated: Fact | None) -> set[str]:
    return {in_words(known.value) for _, known in derived} | ({in_words(stated.value)} if stated else set())


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
    others = {name: known for name, known in case.facts.items() if name != fact}
    if len(_values(derived, stated)) == 1:
        return case.supposing({**others, fact: stated or derived[0][1]})
    reasons = [f"{in_words(one.value)} follows from {', '.join(one.used())} ({one.id})" for one, _ in derived]
    if stated:
        reasons.insert(0, f"{in_words(stated.value)} is stated")
    used = tuple(dict.fromkeys(name for one, _ in derived for name in one.used()))
    detail = f"{fact} is contradictory, so it counts as not known: {'; '.join(reasons)}"
    warnings.append(Warned("contradiction", detail, facts=(fact, *used)))
    return case.supposing(others)
