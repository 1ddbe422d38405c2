"""Whether a phrase that counts only on its own is said on its own: that mail flows, and nothing that limits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.intake.prose.analysis import Stretch
from app.intake.prose.host_names import Side

if TYPE_CHECKING:
    from app.domain.prose_words import ProseWords
    from app.intake.prose.analysis import Analysis
    from app.intake.prose.candidates import Candidate
    from app.intake.prose.sentences import Sentence
    from app.intake.prose.surroundings import Surroundings

_TWO_SIDES = ({Side.SERVER, Side.PEER}, {Side.BOTH}, {Side.SERVER, Side.PEER, Side.BOTH})
_SHORT = 6
_HARMLESS = (Cue.ALONE, Cue.BETWEEN)


def is_alone(candidate: Candidate, analysis: Analysis, around: Surroundings) -> bool:
    """Whether its clause says nothing else, and nothing else in the sentence or behind it takes any of it back."""
    clause = analysis.clause(*candidate.span)
    inside = [one for one in analysis.mentions if clause.start <= one.start and one.end <= clause.end]
    inside = [one for one in inside if not set(range(one.start, one.end)) <= candidate.literal]
    if any(one.side in {Side.ELSE, Side.UNCLEAR} for one in analysis.mentions):
        return False
    if inside and {one.side for one in inside} not in _TWO_SIDES:
        return False
    also = [Stretch(at, at + 1) for at in candidate.literal]
    also += [Stretch(one.start, one.end) for one in inside]
    if not analysis.covered(clause, _HARMLESS, also):
        return False
    others = [one for one in analysis.clauses() if not one.within(clause)]
    return all(_takes_nothing_back(one, analysis) for one in others) and not _taken_back_by(around.after)


def _takes_nothing_back(clause: Stretch, analysis: Analysis) -> bool:
    """Whether another clause is about the log, or another fact, and about no trouble."""
    if analysis.covered(clause, (*_HARMLESS, Cue.JOINING)):
        return True
    if any(analysis.of(cue, clause) for cue in (Cue.TROUBLE, Cue.MAIL, Cue.MESSAGE)):
        return False
    facts = [one for one in analysis.candidates if one.span.within(clause) and not one.general]
    return bool(facts or analysis.of(Cue.LOGGED, clause))


def is_troubled(sentence: Sentence, prose: ProseWords) -> bool:
    """Whether a sentence, whatever it states, speaks of mail and of trouble."""
    words = {token.norm for token in sentence.tokens}
    return not (words.isdisjoint(prose.of(Cue.MAIL)) or words.isdisjoint(prose.of(Cue.TROUBLE)))


def _taken_back_by(after: Analysis | None) -> bool:
    """Whether the next sentence begins by taking something back, or says too little to say anything else."""
    if after is None or (after.sentence.asked and any(one.start == 0 for one in after.of(Cue.QUESTION))):
        return False
    whole = Stretch(0, len(after.tokens))
    begins = {one.start for cue in (Cue.CONTRAST, Cue.HEDGE, Cue.PRONOUN, Cue.TROUBLE) for one in after.of(cue)}
    suspect = 0 in begins or len(after.tokens) <= _SHORT
    return suspect and not all(_takes_nothing_back(one, after) for one in after.clauses() if one.within(whole))
