"""Rules that do not apply, nearest first: what each would have lacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.explanation import Reading

MOST = 3


def nearest_misses(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """At most three rules, each by its best case: those of which some symptom shows, then the fewest failing lines."""
    nearest: dict[str, Reading] = {}
    found = {reading.rule.id for reading in readings if reading.status is not None}
    for reading in sorted((one for one in readings if one.status is None), key=_distance):
        if reading.rule.id not in found:
            nearest.setdefault(reading.rule.id, reading)
    return tuple(nearest.values())[:MOST]


def _distance(reading: Reading) -> tuple[bool, int, int, int, str]:
    nothing_shows = all(seen.outcome != Outcome.MET for _, seen in reading.symptoms.leaves())
    return (
        nothing_shows,
        len(reading.failing()),
        -reading.met,
        -reading.rule.article.revised.toordinal(),
        reading.rule.id,
    )
