"""A sentence with its cues, the computers it names, its clauses, and the phrases of facts that stand in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.domain.prose_words import Cue
from app.intake.prose.host_names import Side
from app.intake.prose.matching import Matcher
from app.intake.prose.tokens import Before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.vocabulary import Vocabulary
    from app.intake.prose.candidates import Candidate
    from app.intake.prose.host_names import HostNames
    from app.intake.prose.sentences import Sentence
    from app.intake.prose.tokens import Token

_SIDES = {Cue.SERVER: Side.SERVER, Cue.PEER: Side.PEER, Cue.BOTH: Side.BOTH}
_PARTS = frozenset({Before.NOTHING, Before.COLON})


class Stretch(NamedTuple):
    """The tokens from `start` to the one before `end`."""

    start: int
    end: int

    def within(self, other: Stretch) -> bool:
        return other.start <= self.start and self.end <= other.end


class Mention(NamedTuple):
    """A computer that the sentence names, by `name` or by what it is to the ticket."""

    start: int
    end: int
    side: Side
    name: str | None
    possessive: bool = False


@dataclass(slots=True)
class Analysis:
    """All that is needed to understand the phrases of one sentence. `clause_of` numbers the clause of each token."""

    sentence: Sentence
    cues: Mapping[Cue, list[Stretch]]
    mentions: list[Mention]
    clause_of: list[int] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    def add(self, candidates: list[Candidate]) -> None:
        """Tell the phrases that stand in it: no clause begins within one of them."""
        self.candidates = candidates
        phrases = {at for one in candidates for at in one.literal}
        self.clause_of = _clauses(self.tokens, self.cues, self.mentions, phrases)

    @property
    def tokens(self) -> Sequence[Token]:
        return self.sentence.tokens

    def clause(self, start: int, end: int) -> Stretch:
        """The clause, or all of those, in which these tokens stand."""
        first, last = self.clause_of[start], self.clause_of[end - 1]
        while start > 0 and self.clause_of[start - 1] >= first:
            start -= 1
        while end < len(self.clause_of) and self.clause_of[end] <= last:
            end += 1
        return Stretch(start, end)

    def clauses(self) -> Iterator[Stretch]:
        """All of them."""
        at = 0
        while at < len(self.clause_of):
            clause = self.clause(at, at + 1)
            yield clause
            at = clause.end

    def of(self, cue: Cue, within: Stretch | None = None) -> list[Stretch]:
        """Where a cue stands."""
        found = self.cues.get(cue, [])
        return found if within is None else [one for one in found if one.within(within)]

    def covered(self, within: Stretch, cues: Iterable[Cue], also: Iterable[Stretch] = ()) -> bool:
        """Whether every token of a stretch belongs to one of these cues or stretches."""
        bare = set(range(within.start, within.end))
        for one in [*(one for cue in cues for one in self.of(cue)), *also]:
            bare.difference_update(range(one.start, one.end))
        return not bare


def analysed(sentence: Sentence, vocabulary: Vocabulary, names: HostNames) -> Analysis:
    """The sentence with all but its candidates and clauses, which follow from them."""
    cues = _cues(sentence.tokens, vocabulary)
    mentions = sorted(_mentions(sentence.tokens, cues, names), key=lambda one: one.start)
    return Analysis(sentence, cues, mentions)


def _cues(tokens: Sequence[Token], vocabulary: Vocabulary) -> Mapping[Cue, list[Stretch]]:
    found: dict[Cue, list[Stretch]] = defaultdict(list)
    matcher = Matcher(tokens, vocabulary.prose.index)
    for at in range(len(tokens)):
        for match, cue in matcher.at(at):
            found[cue].append(Stretch(match.start, match.end))
    return found


def _mentions(tokens: Sequence[Token], cues: Mapping[Cue, list[Stretch]], names: HostNames) -> Iterator[Mention]:
    shouted = all(not token.raw.isalpha() or token.raw.isupper() for token in tokens)
    named = [
        Mention(at, at + 1, *found, token.possessive)
        for at, token in enumerate(tokens)
        if (found := names.named(token.raw)) is not None and not (shouted and found[0] is Side.ELSE)
    ]
    yield from named
    begins = {one.start for one in named}
    for cue, side in _SIDES.items():
        for one in cues.get(cue, ()):
            longest = max(other.end for other in cues[cue] if other.start == one.start)
            if one.end == longest and one.end not in begins and not begins & set(range(one.start, one.end)):
                yield Mention(one.start, one.end, side, None, tokens[one.end - 1].possessive)


def _clauses(
    tokens: Sequence[Token], cues: Mapping[Cue, list[Stretch]], mentions: Sequence[Mention], phrases: set[int]
) -> list[int]:
    """The number of each token's clause."""
    opens = {one.start for cue in (Cue.JOINING, Cue.CONTRAST, Cue.RELATIVE) for one in cues.get(cue, ())} - phrases
    begins, ends = {one.start for one in mentions}, {one.end for one in mentions}
    numbers, number = [], 0
    for at, token in enumerate(tokens):
        lists_hosts = (at in begins and at in ends) or (at in ends and token.norm == "and" and at + 1 in begins)
        parted = token.before not in _PARTS or at in opens
        number += at > 0 and (token.before is Before.STOP or (parted and not lists_hosts))
        numbers.append(number)
    return numbers
