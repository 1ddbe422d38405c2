"""The phrases of facts in a sentence, before it is asked whether they are stated, and of whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.domain.vocabulary import FactKind, FactType, StatedBy
from app.intake.prose.analysis import Stretch
from app.intake.prose.matching import Match, Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary
    from app.intake.prose.analysis import Analysis
    from app.intake.prose.tokens import Token

_NUMBERS = {word: at for at, word in enumerate("zero one two three four five six seven eight nine".split())}  # noqa: SIM905 - a list of words
_LONGEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that would state `value` of one of `facts`, which are told apart by whom they are about."""

    facts: tuple[FactType, ...]
    value: Value
    match: Match

    @property
    def span(self) -> Stretch:
        return Stretch(self.match.start, self.match.end)

    @property
    def literal(self) -> frozenset[int]:
        """The tokens that fixed words of the phrase stand for: they say what the phrase means, and nothing beside."""
        return frozenset(range(*self.span)) - self.match.open

    @property
    def general(self) -> bool:
        """Whether it is about what lies between the two servers, rather than about one of them."""
        return self.facts[0].subject not in {"server", "peer"}

    @property
    def yes(self) -> bool:
        """Whether a negation in front turns it into its contrary."""
        return self.facts[0].kind is FactKind.YES_NO and self.value is True and not self.match.pattern.undeniable


def candidates(analysis: Analysis, vocabulary: Vocabulary, stops: frozenset[str]) -> list[Candidate]:
    """Those of a sentence in its order; of phrases that lie within others, only the widest."""
    found = sorted(_all(analysis, vocabulary, stops), key=lambda one: (one.span.start, -one.span.end))
    void = analysis.of(Cue.NO_STATEMENT)
    return [one for one in found if not any(_hides(other, one) for other in found) and not _within_one(one.span, void)]


def _hides(wide: Candidate, narrow: Candidate) -> bool:
    """Whether the wider phrase says what the narrower one would say, only better."""
    if wide.span == narrow.span or not narrow.span.within(wide.span):
        return False
    value = wide.match.value
    return value is None or narrow.span.start <= value < narrow.span.end


def _within_one(span: Stretch, others: list[Stretch]) -> bool:
    return any(span.within(one) for one in others)


def _all(analysis: Analysis, vocabulary: Vocabulary, stops: frozenset[str]) -> Iterator[Candidate]:
    tokens = analysis.tokens
    computers = {one.start: one.end for one in analysis.mentions}
    grouped: dict[tuple[int, int, Value], list[tuple[FactType, Match]]] = defaultdict(list)
    matcher = Matcher(tokens, vocabulary.phrases, stops, computers)
    for at in range(len(tokens)):
        for match, stated in matcher.at(at):
            value = _value(tokens, match, stated)
            if value is not None:
                grouped[match.start, match.end, value].append((stated.fact, match))
    yield from _of_one_kind(grouped)


def _of_one_kind(
    grouped: Mapping[tuple[int, int, Value], list[tuple[FactType, Match]]],
) -> Iterator[Candidate]:
    """One candidate for facts that differ in their side only; others have one each."""
    for (_, _, value), found in grouped.items():
        sided = tuple({fact.name: fact for fact, _ in found if fact.subject in {"server", "peer"}}.values())
        if sided:
            yield Candidate(sided, value, next(match for fact, match in found if fact in sided))
        plain = {fact.name: (fact, match) for fact, match in found if fact not in sided}
        for fact, match in plain.values():
            yield Candidate((fact,), value, match)


def _value(tokens: Sequence[Token], match: Match, stated: StatedBy) -> Value | None:
    """The value in its type; None where what stands in its place is none."""
    if match.value is None:
        return stated.value
    token = tokens[match.value]
    written: object = token.raw
    if stated.fact.kind is FactKind.WHOLE_NUMBER:
        number = token.norm.isascii() and token.norm.isdigit() and len(token.norm) <= _LONGEST_NUMBER
        written = int(token.norm) if number else _NUMBERS.get(token.norm)
    try:
        return stated.fact.read(written)
    except ValueError:
        return None
