"""What an answer would lead to: how rules would stand if it were known."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.domain.explanation import Prospect
from app.domain.fact import Fact
from app.domain.verdict import Status
from app.engine.derivation import settle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.case import Case
    from app.domain.fact import Value
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase


def prospect(settled: Case, knowledge: Knowledge, numbers: Iterable[int]) -> Prospect:
    """How the rules of these numbers would stand with a case whose facts are derived already."""
    standing: dict[Status | None, list[str]] = defaultdict(list)
    for number in numbers:
        reading = knowledge.pack.rules[number].read(settled)
        standing[reading.status].append(reading.rule.id)
    return Prospect(tuple(standing[Status.CONFIRMED]), tuple(standing[Status.POSSIBLE]))


def supposing(case: TriedCase, name: str, value: Value, knowledge: Knowledge) -> Case:
    """The case as it would be with one more fact; only what follows from that fact is derived again."""
    derivations = knowledge.consequences.get(name, ())
    again = {one.fact for one in derivations}
    facts = {known: fact for known, fact in case.settled.facts.items() if known not in again}
    facts |= {known: case.stated.facts[known] for known in again if known in case.stated.facts}
    settled, _ = settle(case.stated.supposing({**facts, name: Fact(value)}), derivations)
    return settled


def settled_by(case: TriedCase, prospects: Iterable[Prospect], numbers: Iterable[int]) -> int:
    """How many of these rules' findings some answer would confirm, rule out, or leave in doubt again."""
    numbers, changed = tuple(numbers), set()
    for one in prospects:
        for number in numbers:
            reading = case.readings[number]
            if reading.status is not None and reading.status is not _status(one, reading.rule.id):
                changed.add(number)
    return len(changed)


def _status(one: Prospect, rule: str) -> Status | None:
    if rule in one.confirmed:
        return Status.CONFIRMED
    return Status.POSSIBLE if rule in one.possible else None
