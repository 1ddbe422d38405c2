"""What an answer would lead to: how rules would stand if it were known."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from app.domain.explanation import Prospect, Question
from app.domain.fact import Fact
from app.domain.verdict import Status
from app.engine.derivation import settle, settle_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.case import Case
    from app.domain.explanation import Reading
    from app.domain.fact import Value
    from app.domain.rule import Rule
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase


def prospect(settled: Case, knowledge: Knowledge, numbers: Iterable[int]) -> Prospect:
    """How the rules of these numbers would stand with a case whose facts are derived already."""
    rules = (knowledge.pack.rules[number] for number in numbers)
    return _prospect((rule, rule.standing(settled)) for rule in rules)


def _prospect(found: Iterable[tuple[Rule, Status | None]]) -> Prospect:
    standing: dict[Status | None, list[str]] = defaultdict(list)
    for rule, status in found:
        standing[status].append(rule.id)
    return Prospect(tuple(sorted(standing[Status.CONFIRMED])), tuple(sorted(standing[Status.POSSIBLE])))


def supposing(case: TriedCase, name: str, value: Value, knowledge: Knowledge, numbers: Iterable[int]) -> Prospect:
    """How the rules of these numbers would stand with one more fact.

    Only what follows from it is derived again, and only rules that read what has changed are tried again, unless the
    case has facts at odds, or would have.
    """
    again = None
    if not case.disputed:
        again = settle_again(case.stated, case.settled, {name: value}, knowledge.consequences.get(name, ()))
    if again is None or again.at_odds:
        answered = case.stated.supposing({**case.stated.facts, name: Fact(value)})
        return prospect(settle(answered, knowledge.pack.derivations)[0], knowledge, numbers)
    return _prospect(
        (knowledge.pack.rules[one], case.readings[one].status)
        if again.changed.isdisjoint(knowledge.read[one])
        else (knowledge.pack.rules[one], knowledge.pack.rules[one].standing(again.case))
        for one in numbers
    )


class Candidate(NamedTuple):
    """A question of one case, with the numbers of the findings that wait for it and of those it would settle."""

    question: Question
    waiting: frozenset[int]
    settled: frozenset[int]


def worth_asking(candidates: Sequence[Candidate]) -> Iterator[Question]:
    """Those that settle a finding by themselves, and those of findings that no single answer settles."""
    reached = frozenset[int]().union(*(one.settled for one in candidates))
    return (one.question for one in candidates if one.settled or one.waiting - reached)


def settled_by(case: TriedCase, prospects: Iterable[Prospect], numbers: Iterable[int]) -> frozenset[int]:
    """Those of these rules' findings that some answer would confirm, rule out, or leave in doubt again."""
    found = [number for number in numbers if case.readings[number].status is not None]
    return frozenset(number for one in prospects for number in found if changes(one, case.readings[number]))


def changes(one: Prospect, reading: Reading) -> bool:
    """Whether the rule would stand otherwise than it does."""
    return reading.status is not _status(one, reading.rule.id)


def _status(one: Prospect, rule: str) -> Status | None:
    if rule in one.confirmed:
        return Status.CONFIRMED
    return Status.POSSIBLE if rule in one.possible else None
