"""The answer of POST /what-if as it is documented; it is made by app.render."""

from __future__ import annotations

from pydantic import Field

from app.api.answer_models import (
    ArticleNamed,
    ChangeNeeded,
    Documented,
    FindingShown,
    NearMiss,
    OutcomeWord,
    QuestionShown,
    RulesNamed,
    RuleVerdict,
    Scalar,
    StepShown,
    WarningShown,
)
from app.domain.verdict import Status, Verdict


class FindingExamined(FindingShown):
    """A rule that is confirmed or possible for one peer, and what would end that."""

    ceases_with: ChangeNeeded = Field(
        description="The least that would have to change for it to apply no more; of what is known, where that will do."
    )


class Judgement(Documented):
    """What is said of the case. Its parts are those of a diagnosis."""

    verdict: Verdict = Field(description="As of a diagnosis.")
    article: ArticleNamed | None = Field(description="The article it is taken from; null if none.")
    rule: str | None = Field(description="The rule it is taken from.")
    summary: str = Field(description="Why, in two or three sentences.")
    remediation: list[StepShown] = Field(description="What to do, from the headline's rule.")
    findings: list[FindingExamined] = Field(description="Everything confirmed or possible, the headline's order first.")
    near_misses: list[NearMiss] = Field(description="The nearest rules that do not apply, three at most.")
    questions: list[QuestionShown] = Field(description="What would settle what is open, forty at most.")
    unexplained: list[int] = Field(description="Entries that nothing confirmed accounts for.")
    warnings: list[WarningShown] = Field(description="What to know about it.")


class FromTo(Documented):
    """What it was and what it would be; null where there is none."""

    from_: str | None = Field(alias="from", description="What it is without the assumptions.")
    to: str | None = Field(description="What it would be.")


class OutcomeChange(Documented):
    """A condition that comes out otherwise."""

    says: str = Field(description="The condition as a sentence.")
    before: OutcomeWord = Field(description="How it comes out without the assumptions.")
    after: OutcomeWord = Field(description="How it would come out.")


class FindingChange(Documented):
    """A rule that stands otherwise."""

    rule: str = Field(description="The rule's id.")
    article: ArticleNamed
    verdict: RuleVerdict = Field(description="What the rule says when it is confirmed.")
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end, if known.")
    from_: Status | None = Field(alias="from", description="How it stands; null where it does not apply.")
    to: Status | None = Field(description="How it would stand; null where it would not apply.")
    antecedents: list[OutcomeChange] = Field(description="The conditions that make the difference.")


class Changes(Documented):
    """What the assumptions change."""

    verdict: FromTo | None = Field(description="The verdict, where it changes.")
    article: FromTo | None = Field(description="The headline's article, by its number, where it changes.")
    rule: FromTo | None = Field(description="The headline's rule, where it changes.")
    gained: list[FindingChange] = Field(description="Rules that would be found.")
    lost: list[FindingChange] = Field(description="Rules that would not be found any more.")
    changed: list[FindingChange] = Field(
        description="Rules that would be confirmed instead of possible, or vice versa."
    )


class WhatIfShown(Documented):
    """A case as it is, as it would be, and what tells the two apart. Nothing was recorded."""

    diagnosis: str | None = Field(description="The diagnosis whose request is the case, if it is one's.")
    assumed: dict[str, Scalar] = Field(description="What was assumed, by the fact's name.")
    changes: Changes
    before: Judgement = Field(description="The case as it is, by the rules that serve now.")
    after: Judgement = Field(description="The case as it would be.")
    rules: RulesNamed
