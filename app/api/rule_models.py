"""Rules as they are documented; they are made by app.render.rules."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from app.api.answer_models import ArticleNamed, Documented, RuleVerdict, StepShown
from app.domain.verdict import RuleStatus

_STATUS = "`stable` rules answer; what rules in `test` find is only reported beside; `draft` and `retired` do nothing."
REVISION_READ = "The rules this was read from, as answers name them."


class RuleListed(Documented):
    """A rule in short; `GET /rules/{article}/{name}` gives the whole."""

    id: str = Field(description="The rule's id, `ARTICLE/name`.", examples=["Q303156/multihomed-peer"])
    article: ArticleNamed
    version: int = Field(description="Grows with every change of content.")
    status: RuleStatus = Field(description=_STATUS)
    verdict: RuleVerdict = Field(description="What the rule says when it is confirmed.")
    because: str = Field(description="Why, in the rule's words; `{server}` and `{peer}` stand for the two computers.")
    events: list[int] = Field(description="The events it looks for.")
    digest: str = Field(description="Digest of its content, whatever its version.")
    disabled: bool = Field(description="Whether it was taken out of the rules that serve now.")


class RulePage(Documented):
    """Rules in the order of their ids."""

    items: list[RuleListed] = Field(description="The rules of this page.")
    next_page_token: str | None = Field(description="The token of the next page; null on the last.")
    revision: str = Field(description=REVISION_READ)


class AntecedentWritten(Documented):
    """One condition as the rule has it, or a group of them."""

    says: str | None = Field(description="Its sentence; null for the group at the root.")
    test: str = Field(description="What is tested; `all`, `any` or `exactly_one` for a group.")
    cites: str = Field(description="The passages of the article that carry it.")
    facts: list[str] | None = Field(None, description="The facts it reads.")
    antecedents: list[AntecedentWritten] | None = Field(None, description="A group's members.")


class RetirementShown(Documented):
    """Why a rule is no longer used."""

    because: str = Field(description="Why.")
    successor: str | None = Field(description="The rule that takes its place.")


class ExampleShown(Documented):
    """A case that is tried with the rule before it may serve."""

    name: str = Field(description="What it shows.")
    outcome: Literal["confirmed", "possible", "none"] = Field(description="What must come of it.")
    failing_on: list[str] = Field(description="The sentences that fail, for outcome `none`.")
    asks: list[str] = Field(description="The facts that must be asked for, for outcome `possible`.")
    request: dict[str, Any] = Field(description="The example as a body for POST /diagnose.")


class FiguresShown(Documented):
    """How the answers that the rule has led have done, whatever its version; trials are left out."""

    answers: int = Field(description="Settled answers that were taken from the rule.")
    right: int = Field(description="Those that somebody found to be right.")
    wrong: int = Field(description="Those that somebody found to be wrong.")
    precision: float | None = Field(description="The share of right ones among those judged; null before any was.")
    fixed: int = Field(description="Those of which what they said to do has helped.")
    not_fixed: int = Field(description="Those of which it has not.")
    missed: int = Field(description="Other answers, of which somebody found out that the rule's article applied.")


class RuleWhole(RuleListed):
    """All that a rule says."""

    retired: RetirementShown | None = Field(description="Why it is retired, if it is.")
    symptoms: AntecedentWritten | None = Field(description="What must show for the rule to be considered.")
    cause: AntecedentWritten | None = Field(description="What confirms it.")
    unless: AntecedentWritten | None = Field(description="What speaks against it.")
    explains: list[str] = Field(description="The entries it accounts for once it is confirmed.")
    remediation: list[StepShown] = Field(description="What to do.")
    cites: str = Field(description="The passages that carry the verdict.")
    examples: list[ExampleShown] = Field(description="The cases that prove it.")
    figures: FiguresShown
    revision: str = Field(description=REVISION_READ)
