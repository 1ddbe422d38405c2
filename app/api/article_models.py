"""Articles and look-alikes as they are documented; they are made by app.render.articles."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from app.api.answer_models import ArticleNamed, Documented, RuleVerdict
from app.api.rule_models import REVISION_READ, RuleListed
from app.domain.look_alikes import Role
from app.domain.verdict import RuleStatus

ArticleKind = Literal["problem", "builds", "service_packs", "fixes"]
_KIND = "`problem`: rules are taken from it; the others list builds, service packs or fixes, as data."


class ArticleListed(ArticleNamed):
    """An article with the ids of its rules."""

    kind: ArticleKind = Field(description=_KIND)
    revised: str = Field(description="The day it was last revised.", examples=["2002-08-06"])
    applies_to: list[str] = Field(description="The products it is about.")
    see_also: list[str] = Field(description="The articles it refers to.")
    rules: list[str] = Field(description="Its rules' ids.")


class ArticlePage(Documented):
    """Articles in the order of their numbers."""

    items: list[ArticleListed] = Field(description="The articles of this page.")
    next_page_token: str | None = Field(description="The token of the next page; null on the last.")
    revision: str = Field(description=REVISION_READ)


class ArticleReferred(Documented):
    """An article that another refers to."""

    id: str = Field(description="Its number.")
    title: str | None = Field(description="Its title; null if it is not among the articles here.")


class FixedIn(Documented):
    """The first update without the fault that an article is about."""

    build: str = Field(description="The version of its files, Emsmta.exe among them.", examples=["5.5.2654.39"])
    released: str = Field(description="The day it was released.")
    files: list[str] = Field(description="The files that carry this version.")
    listed_in: str = Field(description="The article that lists it.")
    cites: str = Field(description="The passage of that article.")


class ArticleWhole(ArticleNamed):
    """An article with its rules."""

    kind: ArticleKind = Field(description=_KIND)
    revised: str = Field(description="The day it was last revised.")
    applies_to: list[str] = Field(description="The products it is about.")
    see_also: list[ArticleReferred] = Field(description="The articles it refers to.")
    rules: list[RuleListed] = Field(description="Its rules in short.")
    fixed_in: FixedIn | None = Field(description="What mends the fault it is about, where a list of fixes names it.")
    lists: list[dict[str, Any]] = Field(description="What it lists: releases, service packs, or updates.")
    revision: str = Field(description=REVISION_READ)


class ComparedRule(Documented):
    """A column of the table."""

    id: str = Field(description="The rule's id.")
    article: ArticleNamed
    verdict: RuleVerdict = Field(description="What the rule says.")
    status: RuleStatus = Field(description="The rule's status.")
    own: bool = Field(description="Whether it is one of this article's.")


class DemandShown(Documented):
    """What one rule demands."""

    says: str = Field(description="The sentence of the condition.")
    test: str = Field(description="Its test, such as `= normal` or `not in (4.0, 5.0)`.")
    role: Role = Field(
        description="`needed`; `alternative`: unless another one of its group holds; `against`: it speaks against the "
        "rule, alone or `against_together` with others."
    )


class DifferenceShown(Documented):
    """A row of the table: a fact, a field of an entry, or an entry, on which rules differ."""

    name: str = Field(
        description="The fact, the field, or the event.", examples=["mail_flow", "nt_error of 9318", "event 9215"]
    )
    ask: str = Field(description="The question to a person.")
    how: str = Field(description="How to find the answer out.")
    separates: int = Field(description="How many pairs of an own rule and another some answer tells apart.")
    demands: dict[str, list[DemandShown]] = Field(description="What each rule demands, by rule id.")
    favours: dict[str, list[str]] = Field(description="For each answer, the rules that it leaves.")


class LookAlikesShown(Documented):
    """What tells an article's rules from others that an event in common presents; what separates most comes first."""

    article: ArticleNamed
    events: list[int] = Field(description="The events in common.")
    rules: list[ComparedRule] = Field(description="The rules that are compared, the article's own first.")
    differences: list[DifferenceShown] = Field(description="What they differ on.")
    revision: str = Field(description=REVISION_READ)
