"""Articles, the lists among them, and what tells look-alikes apart, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.release import ListKind
from app.render.lines import article_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.look_alikes import Difference, LookAlikes
    from app.domain.release import Fix, HowToObtain, Release, Releases, Update
    from app.domain.rule import Article, Rule
    from app.render.lines import Json

PROBLEM = "problem"
"""The kind of an article that rules are taken from; the others are lists."""


def article_listed(article: Article, kind: str, rules: Iterable[Rule]) -> Json:
    """An article with the ids of its rules."""
    return {
        "id": article.id,
        "title": article.title,
        "kind": kind,
        "revised": article.revised.isoformat(),
        "applies_to": list(article.applies_to),
        "see_also": list(article.see_also),
        "rules": [rule.id for rule in rules],
    }


def article_whole(
    article: Article, kind: str, rules: list[Json], releases: Releases, titles: Mapping[str, str]
) -> Json:
    """An article with its `rules` in short, the update that mends its fault, and what it lists.

    `titles` are those of the articles that are known, for what it refers to.
    """
    fix = releases.first_fixed(article.id)
    see_also: list[Json] = [{"id": other, "title": titles.get(other)} for other in article.see_also]
    return article_listed(article, kind, ()) | {
        "see_also": see_also,
        "rules": rules,
        "fixed_in": _fix(fix) if fix else None,
        "lists": _lists(article.id, kind, releases),
    }


def _fix(fix: Fix) -> Json:
    update = fix.update
    return {
        "build": update.build.text,
        "released": update.released.isoformat(),
        "files": list(update.files),
        "listed_in": update.listed_in,
        "cites": update.cites,
    }


def _lists(article_id: str, kind: str, releases: Releases) -> list[Json]:
    if kind == ListKind.BUILDS:
        return [_release(one) for one in releases.releases]
    if kind == ListKind.SERVICE_PACKS:
        return [_obtained(one) for one in releases.how_to_obtain]
    return [_update(one) for one in releases.updates if one.listed_in == article_id]


def _release(one: Release) -> Json:
    return {
        "name": one.name,
        "version": one.version,
        "service_pack": one.service_pack,
        "build": one.build.text,
        "cites": one.cites,
    }


def _obtained(one: HowToObtain) -> Json:
    return {
        "version": one.version,
        "service_pack": one.service_pack,
        "released": one.released.isoformat(),
        "address": one.address,
        "fix_lists": [article_json(article) for article in one.fix_lists],
        "cites": one.cites,
    }


def _update(one: Update) -> Json:
    return {
        "build": one.build.text,
        "released": one.released.isoformat(),
        "files": list(one.files),
        "mends": [article_json(article) for article in one.mends],
        "cites": one.cites,
    }


def look_alikes_json(found: LookAlikes) -> Json:
    """The differential table: the rules are its columns, what they differ on its rows."""
    return {
        "article": article_json(found.article),
        "events": list(found.events),
        "rules": [_column(rule, own=True) for rule in found.own] + [_column(rule, own=False) for rule in found.others],
        "differences": [_row(one) for one in found.differences],
    }


def _column(rule: Rule, *, own: bool) -> Json:
    return {
        "id": rule.id,
        "article": article_json(rule.article),
        "verdict": rule.verdict.value,
        "status": rule.status.value,
        "own": own,
    }


def _row(one: Difference) -> Json:
    demands = {
        rule: [{"says": each.says, "test": each.words, "role": each.role.value} for each in demanded]
        for rule, demanded in one.demands.items()
    }
    return {
        "name": one.name,
        "ask": one.ask,
        "how": one.how,
        "separates": one.separates,
        "demands": demands,
        "favours": {answer: list(rules) for answer, rules in one.leaves.items()},
    }
