"""Two diagnoses of one case compared, rule by rule, and searched for what else would change them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.what_if import Examined, Turned, WhatIf
from app.engine.change_search import MOST_TRIED, Start
from app.engine.derivation import settle
from app.engine.least_change import applies_with, ceases_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.case import Case, Understanding
    from app.domain.explanation import Diagnosis, Reading
    from app.domain.least_change import LeastChange
    from app.engine.knowledge import Knowledge

MOST_TRIED_IN_ALL = 6_000
"""Changed cases tried for one diagnosis; a ticket with fifty peers may have hundreds of findings."""

_Whose = tuple[str | None, str | None]


def compared(before: Diagnosis, after: Diagnosis, knowledge: Knowledge) -> WhatIf:
    """What changed between them. Their cases are the same ones, in the same order, with other facts."""
    starts = [_starts(one.understanding, knowledge) for one in (before, after)]
    cases = zip(*(one.values() for one in starts), strict=True)
    turned = [one for was, now in cases for one in _turned(was.settled, now.settled, knowledge)]
    return WhatIf(_examined(before, starts[0], knowledge), _examined(after, starts[1], knowledge), tuple(turned))


def _starts(understanding: Understanding, knowledge: Knowledge) -> dict[_Whose, Start]:
    found = {}
    for case in understanding.cases:
        settled, contradictions = settle(case, knowledge.pack.derivations)
        found[case.server, case.peer] = Start(case, settled, frozenset(one.facts[0] for one in contradictions))
    return found


def _turned(was: Case, now: Case, knowledge: Knowledge) -> Iterator[Turned]:
    for rule in knowledge.pack.rules[: knowledge.leading]:
        if rule.standing(was) is not rule.standing(now):
            yield Turned(rule.read(was), rule.read(now))


def _examined(diagnosis: Diagnosis, starts: Mapping[_Whose, Start], knowledge: Knowledge) -> Examined:
    searches = len(diagnosis.findings) + len(diagnosis.near_misses)
    most_tried = min(MOST_TRIED, MOST_TRIED_IN_ALL // max(searches, 1))

    def start(reading: Reading) -> Start:
        return replace(starts[reading.case.server, reading.case.peer], most_tried=most_tried)

    applies = tuple(applies_with(one, start(one), knowledge) for one in diagnosis.near_misses)
    ceases: tuple[LeastChange, ...] = tuple(
        ceases_with(one.reading, start(one.reading), knowledge) for one in diagnosis.findings
    )
    return Examined(replace(diagnosis, least_changes=applies), ceases)
