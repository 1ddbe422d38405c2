"""Rules, the articles they encode, derivations of facts, and the pack that holds them all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.explanation import Reading
from app.domain.release import Releases
from app.domain.verdict import Outcome, RuleStatus, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from app.domain.antecedent import Group
    from app.domain.case import Case, Report
    from app.domain.citation import Citation
    from app.domain.excuse import Excuse
    from app.domain.fact import Value
    from app.domain.observation import EventTest
    from app.domain.verdict import StepKind
    from app.domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Article:
    """A Knowledge Base article: number, title, and the day it was last revised. `line` is where its file says so."""

    id: str
    title: str
    revised: date
    applies_to: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One remediation step. `target` is `server`, `peer`, `both` or `link`; texts may hold `{server}` and `{peer}`."""

    kind: StepKind
    target: str
    action: str
    because: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A case written beside its rule, with what must come of it.

    `outcome` is `confirmed`, `possible` or `none`; for `none`, `failing_on` are the sentences that fail; for
    `possible`, `asks` are the facts that must be asked for.
    """

    name: str
    report: Report
    outcome: str
    failing_on: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Retirement:
    """Why a rule is no longer used, and the id of the rule that takes its place, if one does."""

    because: str
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What an article concludes from what. `id` is `ARTICLE/name`.

    `version` counts from 1 and grows with every change of content; `digest` is `sha256:` and the hex digest of that
    content: of all that the rule concludes and says, but not of its examples, which prove it. `symptoms` must show for
    the rule to be considered at all, `cause` confirms it, `unless` speaks against it. `explains` are tests of the
    entries that the rule accounts for once it is confirmed.
    """

    id: str
    article: Article
    verdict: Verdict
    because: str
    symptoms: Group
    cause: Group | None = None
    unless: Group | None = None
    explains: tuple[EventTest, ...] = ()
    remediation: tuple[Step, ...] = ()
    cites: str = ""
    examples: tuple[Example, ...] = ()
    version: int = 1
    status: RuleStatus = RuleStatus.STABLE
    retirement: Retirement | None = None
    digest: str = ""
    file: str = ""
    line: int = 1

    @property
    def leads(self) -> bool:
        """Whether it may be the headline of an answer, ask questions and account for entries."""
        return self.status is RuleStatus.STABLE

    @property
    def needed(self) -> tuple[Group, ...]:
        """What must be met for it to be confirmed: symptoms and, if it has one, cause."""
        return (self.symptoms,) if self.cause is None else (self.symptoms, self.cause)

    @property
    def parts(self) -> tuple[Group, ...]:
        """The same and, if it has one, `unless`."""
        return self.needed if self.unless is None else (*self.needed, self.unless)

    def read(self, case: Case) -> Reading:
        """Try the case. A rule that says "harmless" does not trust a fact that something else contradicts."""
        trusting = self.verdict is not Verdict.EXPECTED_BEHAVIOR
        return Reading(
            self,
            case,
            self.symptoms.look(case, trusting=trusting),
            self.cause.look(case, trusting=trusting) if self.cause else None,
            self.unless.look(case) if self.unless else None,
        )

    def standing(self, case: Case) -> Status | None:
        """The status of the finding that `read` comes to, for when nobody wants to know why."""
        trusting = self.verdict is not Verdict.EXPECTED_BEHAVIOR
        caused = self.cause.outcome(case, trusting=trusting) if self.cause else Outcome.MET
        if caused == Outcome.NOT_MET or self.symptoms.showing(case, trusting=trusting) == Outcome.NOT_MET:
            return None
        if self.unless is not None and self.unless.outcome(case) == Outcome.MET:
            return None
        sure = caused == self.symptoms.outcome(case, trusting=trusting) == Outcome.MET
        return Status.CONFIRMED if sure else Status.POSSIBLE

    def explained(self, case: Case) -> tuple[int, ...]:
        """The entries that are known, beyond doubt, to be among those the rule accounts for.

        One that names no peer, and was only put to this one, is never called harmless.
        """
        looks = (test.look(case, trusting=True) for test in self.explains)
        found = {index for seen in looks if seen.outcome == Outcome.MET for index in seen.entries}
        return tuple(sorted(found - case.assumed if self.verdict is Verdict.EXPECTED_BEHAVIOR else found))


def rule_facts(rule: Rule) -> Iterator[str]:
    """Every fact the rule reads, some more than once."""
    for part in rule.parts:
        for leaf in part.leaves():
            yield from leaf.test.facts


@dataclass(frozen=True, slots=True)
class Derivation:
    """A fact that follows from others: when `when` is met, `fact` is `value`."""

    id: str
    fact: str
    value: Value
    when: Group
    because: str
    cites: str = ""

    def used(self) -> tuple[str, ...]:
        """The names of the facts it reads."""
        return tuple(dict.fromkeys(name for leaf in self.when.leaves() for name in leaf.test.facts))


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A whole request that shows one verdict, for people who try the service out."""

    verdict: Verdict
    title: str
    request: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class UnrelatedReport:
    """What a server logs, or a ticket says, that no rule is about; none may be confirmed by it, or held possible."""

    name: str
    report: Report
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class RulePack:
    """Everything read from the rules directory.

    `rules` are those that are evaluated, the stable ones before those in test; `shelved` are drafts and retired rules,
    `disabled` those that would be evaluated, had nobody taken them out. On all of `baseline`, rules must stay silent;
    `excuses` are conflicts between rules that were looked at and accepted, `citations` all passages that rules and
    derivations stand on, those of drafts excepted. `revision` is `sha256:` and the hex digest over the sorted paths and
    bytes of `files`, which are kept whole.
    """

    revision: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    derivations: tuple[Derivation, ...] = ()
    worked_examples: tuple[WorkedExample, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    shelved: tuple[Rule, ...] = ()
    baseline: tuple[UnrelatedReport, ...] = ()
    disabled: tuple[Rule, ...] = ()
    citations: tuple[Citation, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    releases: Releases = field(default_factory=Releases)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: not rule.leads)))

    def as_if_stable(self) -> RulePack:
        """The same with its rules in test promoted, to be proven by the same measure."""
        return replace(self, rules=tuple(replace(rule, status=RuleStatus.STABLE) for rule in self.rules))

    @property
    def evaluable(self) -> tuple[Rule, ...]:
        """The rules that are evaluated, and those that only somebody's word keeps from it."""
        return self.rules + self.disabled

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """Drafts, retired and disabled ones included."""
        return self.evaluable + self.shelved

    def without(self, disabled: Collection[str]) -> RulePack:
        """The same with exactly these rules disabled."""
        return replace(
            self,
            rules=tuple(rule for rule in self.evaluable if rule.id not in disabled),
            disabled=tuple(rule for rule in self.evaluable if rule.id in disabled),
        )
