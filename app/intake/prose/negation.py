"""Whether a phrase is denied."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.intake.prose.analysis import Stretch

if TYPE_CHECKING:
    from app.intake.prose.analysis import Analysis
    from app.intake.prose.candidates import Candidate

_REACHES_OVER_NAMES = frozenset({"neither", "nor"})
_FARTHEST = 6


class Denial(StrEnum):
    """`turned`: the contrary is stated. `unclear`: something is denied, and it is not clear what."""

    NONE = "none"
    TURNED = "turned"
    UNCLEAR = "unclear"


def denial_of(candidate: Candidate, analysis: Analysis) -> tuple[Denial, int]:
    """How the phrase is denied, and where what is said begins: with the denying word, if that turns it."""
    span = candidate.span
    clause = analysis.clause(*span)
    said = {at for one in analysis.candidates for at in one.literal}
    denying = [one for one in _widest(analysis.of(Cue.NEGATION, clause)) if one.start not in said]
    denying = _paired(denying, analysis, span)
    if not denying:
        return Denial.NONE, span.start
    (first, *more) = denying
    if more or first.end > span.start or not candidate.yes or not _reaches(first, candidate, analysis):
        return Denial.UNCLEAR, span.start
    return Denial.TURNED, first.start


def _widest(found: list[Stretch]) -> list[Stretch]:
    return [one for one in found if not any(one.within(other) and one != other for other in found)]


def _paired(denying: list[Stretch], analysis: Analysis, span: Stretch) -> list[Stretch]:
    """Of `neither … nor`, the one that belongs to the phrase."""
    words = [analysis.tokens[one.start].norm for one in denying]
    if words != ["neither", "nor"]:
        return denying
    return [denying[1] if denying[1].start < span.start else denying[0]]


def _reaches(denying: Stretch, candidate: Candidate, analysis: Analysis) -> bool:
    """Whether nothing but words without a meaning of their own stands between the denying word and the phrase."""
    between = Stretch(denying.end, candidate.span.start)
    if between.end - between.start > _FARTHEST:
        return False
    names = analysis.tokens[denying.start].norm in _REACHES_OVER_NAMES
    also = [Stretch(one.start, one.end) for one in analysis.mentions] if names else []
    return analysis.covered(between, [Cue.BETWEEN], also)
