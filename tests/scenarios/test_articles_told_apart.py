"""Each article's own symptoms lead to it, and what any other article says is never enough to confirm it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from app.rulepacks.article_text import read_article_text
from tests.scenarios.printed import BESIDE, by_eye, need_the_articles

if TYPE_CHECKING:
    from app.rulepacks.article_text import ArticleText
    from tests.scenarios.asking import Ask, Desk, Reply

LISTS = {"Q158530", "Q191014", "Q251137", "Q283238"}
"""Builds, service packs and fixes: data, from which nothing is concluded."""
NO_PROBLEM = {"Q234962"}
"""Says which builds do not log an event; there is nothing to find and nothing to mend."""
ARTICLES = sorted({one.article for one in by_eye()} | {path.stem for path in BESIDE.glob("*.TXT")})
PROBLEMS = [one for one in ARTICLES if one not in LISTS | NO_PROBLEM]
PRINTED = {one.article: one for one in reversed(by_eye()) if one.texts}


@cache
def the_text(article: str) -> ArticleText:
    need_the_articles()
    return read_article_text((BESIDE / f"{article}.TXT").read_bytes())


def symptoms_of(article: str) -> str:
    """The section of that name; where an article has none, what it prints in its stead."""
    sections = the_text(article).sections
    shown = sections.get("SYMPTOMS") or (*sections.get("SUMMARY", ()), *sections["MORE INFORMATION"])
    return "\n\n".join(shown)


def whole(article: str) -> str:
    text = the_text(article)
    return "\n\n".join((text.title, *(one for name, said in text.sections.items() if name != "TITLE" for one in said)))


def articles_in(reply: Reply, status: str | None = None) -> set[str]:
    """Of rules in test, too: before one is trusted, it has to be told from all others."""
    found = reply.answer["findings"] + reply.answer["in_test"]
    return {one["article"]["id"] for one in found if status in {None, one["status"]}}


def test_every_article_that_describes_a_problem_is_encoded(desk: Desk) -> None:
    encoded: set[str] = {one["id"] for one in desk.client.get("/articles?page_size=200").json()["items"]}
    assert set(PROBLEMS) <= encoded


@pytest.mark.parametrize("article", PROBLEMS)
def test_the_symptoms_of_an_article_posted_as_a_ticket_find_it(ask: Ask, article: str) -> None:
    assert article in articles_in(ask(text=symptoms_of(article)))


@pytest.mark.parametrize("article", sorted(set(PRINTED) - LISTS - NO_PROBLEM))
def test_the_entries_that_an_article_prints_find_it(ask: Ask, article: str) -> None:
    assert article in articles_in(ask(text="\n\n".join(PRINTED[article].texts)))


@pytest.mark.parametrize("article", ARTICLES)
def test_the_text_of_an_article_confirms_no_other(ask: Ask, article: str) -> None:
    reply = ask(text=whole(article))
    assert articles_in(reply, "confirmed") <= {article}
    assert reply.verdict != "expected_behavior"


@pytest.mark.parametrize("article", PROBLEMS)
def test_the_symptoms_of_an_article_confirm_no_other(ask: Ask, article: str) -> None:
    assert articles_in(ask(text=symptoms_of(article)), "confirmed") <= {article}
