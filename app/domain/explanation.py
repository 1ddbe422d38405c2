"""Explanations as data: lines, findings, near misses, questions, and the diagnosis that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.verdict import Outcome, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.antecedent import Leaf, Line
    from app.domain.case import Case, Understanding, Warned
    from app.domain.fact import Fact
    from app.domain.least_change import LeastChange
    from app.domain.observation import Seen
    from app.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule tried on a case: the three parts' results, and the status they come to by the tree's own account."""

    rule: Rule
    case: Case
    symptoms: Line
    cause: Line | None = None
    unless: Line | None = None

    @property
    def blocked(self) -> bool:
        """Whether something is known that speaks against the rule."""
        return self.unless is not None and self.unless.outcome == Outcome.MET

    @property
    def status(self) -> Status | None:
        """Confirmed when all is met, possible when the symptoms show and nothing contradicts, else None."""
        if self.blocked:
            return None
        caused = self.cause.outcome if self.cause else Outcome.MET
        if min(self.symptoms.outcome, caused) == Outcome.MET:
            return Status.CONFIRMED
        shows = min(self.symptoms.showing, caused) >= Outcome.NOT_KNOWN
        return Status.POSSIBLE if shows else None

    @property
    def needed(self) -> tuple[Line, ...]:
        """The parts that must be met."""
        return (self.symptoms,) if self.cause is None else (self.symptoms, self.cause)

    @property
    def parts(self) -> tuple[Line, ...]:
        """The same and, where the rule has one, `unless`."""
        return self.needed if self.unless is None else (*self.needed, self.unless)

    def lines(self) -> Iterator[Line]:
        """The antecedents that must hold, one line each, groups as one."""
        for part in self.needed:
            yield from part.members()

    def leaves(self) -> Iterator[tuple[Leaf, Seen]]:
        """The same down to single tests."""
        for line in self.lines():
            yield from line.leaves()

    @property
    def met(self) -> int:
        """How many single tests are met."""
        return sum(seen.outcome == Outcome.MET for _, seen in self.leaves())

    def waiting(self) -> Iterator[Leaf]:
        """The tests that are not known and may yet matter; none if the rule does not apply anyway."""
        for part in self.parts if self.status is not None else ():
            yield from part.waiting()

    def failing(self) -> list[Line]:
        """The lines because of which the rule does not apply; empty for one that does or may."""
        failing: list[Line] = []
        if self.symptoms.showing == Outcome.NOT_MET:
            failing += self.symptoms.failing(showing=True)
        if self.cause is not None and self.cause.outcome == Outcome.NOT_MET:
            failing += self.cause.failing()
        if self.unless is not None and self.blocked:
            failing += [line for line in self.unless.lines if line.outcome == Outcome.MET]
        return failing


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is confirmed or possible for one peer; `explains` are the entries it accounts for if confirmed."""

    reading: Reading
    status: Status
    explains: tuple[int, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule that was found."""
        return self.reading.rule

    @property
    def peer(self) -> str | None:
        """The server at the other end, where it is known."""
        return self.reading.case.peer

    @property
    def harmless(self) -> bool:
        """Whether it says that nothing is broken."""
        return self.rule.verdict is Verdict.EXPECTED_BEHAVIOR


@dataclass(frozen=True, slots=True)
class Prospect:
    """Which rules one answer to a question would confirm, and which it would leave possible."""

    confirmed: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What to find out. `prospects` maps each answer, a value or an interval in words, to what it leads to.

    `settles` counts the findings that some answer would confirm or rule out; `entries` are the event entries
    that the question is about, where it asks for a field of one.
    """

    fact: str
    ask: str
    how: str
    server: str | None = None
    peer: str | None = None
    entries: tuple[int, ...] = ()
    prospects: Mapping[str, Prospect] = field(default_factory=dict)
    settles: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """The one thing said first, and the finding it is taken from: settled, or else the most likely one."""

    verdict: Verdict
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything found out about a report, as data.

    `facts` are those of all cases, stated and derived; `decided_by` is `engine` where durable-rules and the
    tree agreed, `tree` where the tree alone spoke. `least_changes` are those by which the near misses would apply, in
    their order. `unexplained` are indexes of entries. `in_test` are what rules in
    test find, and `drafts` the drafts that would fit; neither has a part in anything else.
    """

    understanding: Understanding
    facts: Mapping[str, Fact]
    headline: Headline
    findings: tuple[Finding, ...]
    near_misses: tuple[Reading, ...]
    least_changes: tuple[LeastChange, ...]
    questions: tuple[Question, ...]
    unexplained: tuple[int, ...]
    warnings: tuple[Warned, ...]
    decided_by: str = "engine"
    in_test: tuple[Finding, ...] = ()
    drafts: tuple[Reading, ...] = ()
