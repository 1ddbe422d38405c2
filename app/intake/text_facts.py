"""What sentences state becomes facts: about whom, and whether it agrees with the rest of what is said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.case import Warned
from app.domain.fact import Fact, Origin, in_words
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.fact import Value
    from app.domain.vocabulary import FactType, Vocabulary
    from app.intake.prose.statement import Statement

Whose = tuple[str | None, str | None]
"""The server and the peer that a statement names; None where it leaves that to be understood."""


@dataclass(slots=True)
class TextFacts:
    """Facts that a text states: `general` of whichever server and peer the ticket is about, the others by whom."""

    general: dict[str, Fact] = field(default_factory=dict)
    of_hosts: dict[Whose, dict[str, Fact]] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)

    def with_those_about(self, server: str | None, peer: str | None, known: Mapping[str, Fact]) -> dict[str, Fact]:
        """What is known, and what is stated of this server and this peer by name; contested where they differ."""
        together = dict(known)
        for (whose_server, whose_peer), facts in self.of_hosts.items():
            if whose_server in {None, server} and whose_peer in {None, peer}:
                for name, fact in facts.items():
                    other = together.setdefault(name, fact)
                    if not _compatible(other.value, fact.value):
                        together[name] = other.disputed()
        return together


def text_facts(
    statements: Sequence[Statement], vocabulary: Vocabulary, main: str | None, owner: str | None
) -> TextFacts:
    """The facts. `main` and `owner` are the server and the peer that facts without a name are about.

    Statements that contradict each other state nothing, with a warning.
    """
    said: dict[tuple[Whose, str], list[Statement]] = defaultdict(list)
    for one in statements:
        fact = vocabulary.facts[one.fact]
        server = None if one.server == main or fact.subject == "peer" else one.server
        peer = one.peer if fact.of_the_peer and one.peer != owner else None
        said[(server, peer), one.fact].append(one)
    found = TextFacts()
    for (whose, name), alike in said.items():
        value = _agreed([one.value for one in alike], vocabulary.facts[name])
        if value is None:
            found.warnings.append(_contradiction(name, alike))
            continue
        span = next(one.span for one in alike if one.value == value)
        facts = found.general if whose == (None, None) else found.of_hosts.setdefault(whose, {})
        facts[name] = Fact(value, Origin("text", span=span))
    return found


def stated_and_read(stated: Mapping[str, Value], read: TextFacts) -> tuple[dict[str, Fact], list[Warned]]:
    """What the caller states, which stands and is contested where the text differs, and what the text adds to it."""
    facts = dict(read.general)
    warnings = []
    for name, value in stated.items():
        other = read.general.get(name)
        differs = other is not None and not _compatible(value, other.value)
        facts[name] = Fact(value, contested=differs)
        if other is not None and differs:
            detail = f"{name} is stated as {in_words(value)}, the text says {in_words(other.value)}"
            warnings.append(Warned("contradiction", detail, facts=(name,), span=other.origin.span))
    return facts, warnings


def _agreed(values: Sequence[Value], fact: FactType) -> Value | None:
    """The one value they all are; of builds the longest; None where they contradict each other."""
    best = values[0]
    for value in values[1:]:
        if not _compatible(best, value):
            return _worst(values, fact)
        if isinstance(value, Build) and isinstance(best, Build) and len(value.parts) > len(best.parts):
            best = value
    return best


def _worst(values: Iterable[Value], fact: FactType) -> Value | None:
    """Of a fact whose choices are ranked, the worst, unless the best is among them."""
    if not fact.ranked:
        return None
    ranks = {choice.value: rank for rank, choice in enumerate(fact.choices)}
    worst = max(values, key=lambda value: ranks[str(value)])
    return None if any(ranks[str(value)] == 0 for value in values) else worst


def _compatible(one: Value, other: Value) -> bool:
    if isinstance(one, Build) and isinstance(other, Build):
        return one.is_same(other) is not Outcome.NOT_MET
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other


def _contradiction(name: str, statements: Sequence[Statement]) -> Warned:
    values = ", ".join(_once(in_words(one.value) for one in statements))
    spans = [one.span for one in statements]
    detail = f"the text states {name} in different ways ({values}); it counts as not known"
    return Warned("contradiction", detail, facts=(name,), span=(min(spans)[0], max(end for _, end in spans)))


def _once(texts: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(texts)
