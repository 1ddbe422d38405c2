"""Why a phrase that stands in a sentence states nothing: it is doubted, asked, past, planned, undone, or limited."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.domain.vocabulary import FactKind
from app.intake.prose.tokens import Before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.prose.analysis import Analysis, Stretch
    from app.intake.prose.candidates import Candidate
    from app.intake.prose.surroundings import Surroundings

_COMPARED = "<>\u2264\u2265~\u2248"


class Doubt(StrEnum):
    """`past`: it was so. `void`: it is the label of a form, a bound, a quotation, or about something else."""

    NONE = "none"
    HEDGED = "hedged"
    PAST = "past"
    VOID = "void"


def doubt_about(candidate: Candidate, analysis: Analysis, around: Surroundings, text: str) -> Doubt:
    """What keeps a phrase from stating what it says."""
    limited = _is_version(candidate) and _is_limited(candidate, analysis, text)
    if limited or _is_void(candidate, analysis, text):
        return Doubt.VOID
    clause = analysis.clause(*candidate.span)
    hedges = [one for cue in (Cue.HEDGE, Cue.UNDONE, Cue.SUPPOSING) for one in analysis.of(cue)]
    but = bool(analysis.of(Cue.REPORTED) and analysis.of(Cue.CONTRAST))
    if around.in_doubt or but or _stands_outside(hedges, analysis):
        return Doubt.HEDGED
    past = analysis.of(Cue.PAST) + analysis.of(Cue.PAST_VERB, clause)
    return Doubt.PAST if _stands_outside(past, analysis) else Doubt.NONE


def _stands_outside(cues: Sequence[Stretch], analysis: Analysis) -> bool:
    """Whether any of these words is not itself part of a phrase."""
    said = frozenset(at for one in analysis.candidates for at in one.literal)
    return not all(set(range(*one)) <= said for one in cues)


def _is_void(candidate: Candidate, analysis: Analysis, text: str) -> bool:
    quoted = any(token.quoted for token in analysis.tokens[slice(*candidate.span)])
    other_mail = candidate.general and _stands_outside(analysis.of(Cue.OTHER_MAIL), analysis)
    return quoted or other_mail or analysis.sentence.doubtful or _answered_or_labelled(candidate, analysis, text)


def _answered_or_labelled(candidate: Candidate, analysis: Analysis, text: str) -> bool:
    """Whether a yes, a no or a colon follows: then it is the label of a form, whose value may be anything."""
    tokens, end = analysis.tokens, candidate.span.end
    if any(one.start == end for one in analysis.of(Cue.ANSWER)):
        return True
    until = tokens[end].start if end < len(tokens) else min(len(text), tokens[-1].end + 2)
    after = text[tokens[end - 1].end : until]
    return candidate.match.value is None and any(mark in after for mark in ":=")


def _is_version(candidate: Candidate) -> bool:
    fact = candidate.facts[0]
    return fact.kind in {FactKind.WHOLE_NUMBER, FactKind.BUILD} or (
        fact.kind is FactKind.CHOICE and not candidate.general
    )


def _is_limited(candidate: Candidate, analysis: Analysis, text: str) -> bool:
    """Whether it is a bound rather than a version, or the version of something else."""
    start, end = candidate.span
    tokens = analysis.tokens
    marks = text[tokens[start - 1].end if start else max(0, tokens[0].start - 2) : tokens[start].start]
    marks += text[tokens[end - 1].end : tokens[end - 1].end + 1].replace("-", "")
    before = _reaching(candidate, analysis)
    return (
        any(mark in marks for mark in _COMPARED + "+/")
        or any(one.end in before for one in analysis.of(Cue.BEFORE_VALUE))
        or any(one.start == end for one in analysis.of(Cue.AFTER_VALUE))
        or _of_another_product(candidate, analysis)
    )


def _reaching(candidate: Candidate, analysis: Analysis) -> set[int]:
    """The places from which a bound reaches the phrase: over words that only lead to it, and other versions."""
    leads = {at for cue in (Cue.OUR_PRODUCT, Cue.LEADING) for one in analysis.of(cue) for at in range(*one)}
    leads |= {at for one in analysis.candidates if _is_version(one) for at in range(*one.span)}
    at = candidate.span.start
    reached = {at}
    while at > 0 and at - 1 in leads and analysis.tokens[at].before < Before.STOP:
        at -= 1
        reached.add(at)
    return reached


def _of_another_product(candidate: Candidate, analysis: Analysis) -> bool:
    """Whether the product named last is not the one that versions are told of; what names one itself is exempt."""
    end = candidate.span.end
    ours = _last(analysis.of(Cue.OUR_PRODUCT), end)
    if candidate.match.value is None and ours <= candidate.span.start:
        return False
    other = _last(analysis.of(Cue.OTHER_PRODUCT), end)
    return other >= 0 and other >= ours


def _last(stretches: Sequence[Stretch], before: int) -> int:
    return max((one.end for one in stretches if one.end <= before), default=-1)
