"""Past cases against other rules: which of them, what changed, and how right the answers were before and are after.

A *claim* is a headline with a settled verdict, which names its article; `needs_information` and `no_match` claim
nothing.
What was true of a case is known from its last outcome: the article of an answer that was right, the one that was named
for an answer that was wrong, or only that it was not the article of that answer.
Precision is the share of right claims among the claims of which it is known whether they are right; recall is the
share of right claims among the cases of which it is known that an article applied, and which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.outcome import NO_ARTICLE
from app.domain.verdict import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.decision import Decision, DecisionFilter
    from app.domain.outcome import Outcome

UNSETTLED = (Verdict.NEEDS_INFORMATION.value, Verdict.NO_MATCH.value)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which past cases. `judged` leaves those of which an outcome is known, `ids` these very ones."""

    wanted: DecisionFilter
    ids: tuple[str, ...] | None = None
    judged: bool = False
    limit: int | None = None


class Effect(StrEnum):
    """What other rules change in an answer."""

    SAME = "same"
    DETAILS = "details"
    """Verdict, article and rule are as before, and something else is not."""
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    """The request cannot be read by the vocabulary of these rules."""


@dataclass(frozen=True, slots=True)
class Said:
    """The headline of an answer."""

    verdict: str
    article: str | None = None
    rule: str | None = None

    @property
    def claim(self) -> str | None:
        """The article that is said to apply; None where nothing is settled."""
        return None if self.verdict in UNSETTLED else self.article


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case. `given` is the answer on record, `answer` that of the other rules, both JSON texts.

    Where it is unreadable, `after` is None and `answer` says why.
    """

    decision: Decision
    outcome: Outcome | None
    effect: Effect
    after: Said | None
    given: str
    answer: str

    @property
    def before(self) -> Said:
        """What was said then."""
        return Said(self.decision.verdict, self.decision.article, self.decision.rule)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known to have been true: the article that applied, or `none`; else one that did not."""

    article: str | None = None
    not_article: str | None = None

    @classmethod
    def of(cls, said: Said, outcome: Outcome | None) -> Truth:
        """What an outcome tells of a case whose answer was this."""
        if outcome is None:
            return cls()
        if outcome.right:
            return cls(article=NO_ARTICLE if said.verdict == Verdict.NO_MATCH.value else said.claim)
        return cls(article=outcome.article, not_article=said.claim)

    def judges(self, claim: str) -> bool | None:
        """Whether the claim is right; None if that is not known."""
        if self.article is not None:
            return claim == self.article
        return False if claim == self.not_article else None


@dataclass(slots=True)
class Score:
    """Claims that were right, claims judged, and cases whose article is known."""

    right: int = 0
    judged: int = 0
    known: int = 0

    @property
    def precision(self) -> float | None:
        """None before any claim was judged."""
        return self.right / self.judged if self.judged else None

    @property
    def recall(self) -> float | None:
        """None where of no case the article is known."""
        return self.right / self.known if self.known else None


ALL = "all"
"""The score over all articles, among those of each."""


@dataclass(slots=True)
class Scores:
    """The score of each article and of all, and of each rule, by which no case is known and so nothing is recalled."""

    by_article: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    by_rule: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def add(self, said: Said | None, truth: Truth) -> None:
        """Count one case."""
        claim = said.claim if said else None
        right = truth.judges(claim) if claim is not None else None
        if said is not None and claim is not None and right is not None:
            for score in (self.by_article[claim], self.by_article[ALL], self.by_rule[said.rule or ""]):
                score.judged += 1
                score.right += right
        if truth.article not in {None, NO_ARTICLE}:
            for name in (str(truth.article), ALL):
                self.by_article[name].known += 1


@dataclass(slots=True)
class Report:
    """What comes of a selection. The matrices count pairs of before and after; None stands for no article or rule."""

    cases: int = 0
    erased: int = 0
    effects: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    articles: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    rules: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    other_versions: int = 0
    judged: int = 0
    before: Scores = field(default_factory=Scores)
    after: Scores = field(default_factory=Scores)

    def add(self, one: Replayed, version: str) -> None:
        """Count one case; `version` is the program's, which may differ from the one that answered."""
        self.cases += 1
        self.effects[one.effect.value] += 1
        before, after = one.before, one.after or Said(Effect.UNREADABLE.value)
        self.verdicts[before.verdict, after.verdict] += 1
        self.articles[before.article, after.article] += 1
        self.rules[before.rule, after.rule] += 1
        self.other_versions += one.decision.program_version != version
        self.judged += one.outcome is not None
        truth = Truth.of(before, one.outcome)
        self.before.add(before, truth)
        self.after.add(one.after, truth)

    @property
    def changed(self) -> int:
        """Cases of which the headline is another, or that cannot be read any more."""
        return self.effects[Effect.CHANGED.value] + self.effects[Effect.UNREADABLE.value]


class ReplayState(StrEnum):
    """How far a replay is."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its process has ended, or was stopped."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay on record. `request` and `report` are JSON texts; `report` is None until it is finished."""

    id: str
    created_at: datetime
    revision: str
    request: str
    state: str
    updated_at: datetime
    done: int
    total: int
    report: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ReplayChange:
    """One changed case of a replay: both answers, the one before None where it was erased meanwhile."""

    position: int
    decision_id: str
    kind: str
    before: str | None
    after: str
