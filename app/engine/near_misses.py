"""Rules that do not apply, nearest first: what each would have lacked, and the least that would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.verdict import Outcome
from app.engine.change_search import Start
from app.engine.least_change import applies_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.explanation import Reading
    from app.domain.least_change import LeastChange
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase

MOST = 3
MOST_TRIED = 12
"""Changed cases tried for one near miss of an answer, which must not take long; POST /what-if has the time."""


def nearest_misses(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """At most three rules, each by its best case: those of which some symptom shows, then the fewest failing lines."""
    nearest: dict[str, Reading] = {}
    found = {reading.rule.id for reading in readings if reading.status is not None}
    for reading in sorted((one for one in readings if one.status is None), key=_distance):
        if reading.rule.id not in found:
            nearest.setdefault(reading.rule.id, reading)
    return tuple(nearest.values())[:MOST]


def least_changes(
    readings: Sequence[Reading], tried: Sequence[TriedCase], knowledge: Knowledge
) -> tuple[LeastChange, ...]:
    """What would make each of these rules apply. Of a case with contradictions this is not looked for: it is slow."""
    starts = {
        id(case.settled): Start(case.stated, case.settled, case.at_odds, 0 if case.at_odds else MOST_TRIED)
        for case in tried
    }
    return tuple(applies_with(one, starts[id(one.case)], knowledge) for one in readings)


def _distance(reading: Reading) -> tuple[bool, int, int, int, str]:
    nothing_shows = all(seen.outcome != Outcome.MET for _, seen in reading.symptoms.leaves())
    return (
        nothing_shows,
        len(reading.failing()),
        -reading.met,
        -reading.rule.article.revised.toordinal(),
        reading.rule.id,
    )
