"""Read the knowledge base: its articles and rules, as the pack that serves holds them, or an older one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.citation import in_order
from app.domain.errors import NotFound
from app.engine.look_alikes import look_alikes
from app.render.articles import PROBLEM, article_listed, article_whole, look_alikes_json
from app.render.rules import rule_events, rule_figures, rule_listed, rule_whole
from app.services.page_tokens import LARGEST_PAGE, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.domain.rule import Article, Rule, RulePack
    from app.render.lines import Json
    from app.storage.outcomes import Outcomes


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Which rules a list shows; None means any. `revision` is the pack to read, the serving one if None."""

    article: str | None = None
    verdict: str | None = None
    status: str | None = None
    event: int | None = None
    revision: str | None = None

    def fits(self, rule: Rule) -> bool:
        """Whether the rule is one of them."""
        return (
            self.article in {None, rule.article.id}
            and self.verdict in {None, rule.verdict.value}
            and self.status in {None, rule.status.value}
            and (self.event is None or self.event in rule_events(rule))
        )


@dataclass(frozen=True, slots=True)
class ReadRules:
    """The service behind GET /rules and GET /articles. `pack_of` gives the pack of a revision; of None, the serving."""

    pack_of: Callable[[str | None], RulePack]
    outcomes: Outcomes

    def rules(self, wanted: RuleFilter, *, size: int, token: str | None) -> Json:
        """A page of rules in the order of their ids."""
        pack = self.pack_of(wanted.revision)
        found = [rule for rule in _rules(pack) if wanted.fits(rule)]
        page, following = _page([rule.id for rule in found], asdict(wanted), size, token)
        return _named(
            pack,
            {
                "items": [rule_listed(one, disabled=one in pack.disabled) for one in found if one.id in page],
                "next_page_token": following,
            },
        )

    def rule(self, rule_id: str, revision: str | None) -> Json:
        """The whole rule; NotFound if there is none."""
        pack = self.pack_of(revision)
        found = next((rule for rule in _rules(pack) if rule.id == rule_id), None)
        if found is None:
            raise NotFound(f"there is no rule {rule_id}")
        figures = rule_figures(self.outcomes.of_rule(found.id, found.article.id))
        return _named(pack, rule_whole(found, disabled=found in pack.disabled) | {"figures": figures})

    def articles(self, revision: str | None, *, size: int, token: str | None) -> Json:
        """A page of articles in the order of their numbers."""
        pack = self.pack_of(revision)
        articles = _articles(pack)
        page, following = _page(sorted(articles, key=in_order), {"articles": revision}, size, token)
        items = [article_listed(*articles[one], _of_article(pack, one)) for one in page]
        return _named(pack, {"items": items, "next_page_token": following})

    def article(self, article_id: str, revision: str | None) -> Json:
        """The article with its rules; NotFound if there is none."""
        pack = self.pack_of(revision)
        articles = _articles(pack)
        titles = {number: one.title for number, (one, _) in articles.items()}
        article, kind = _one_of(articles, article_id)
        return _named(pack, article_whole(article, kind, _listed(pack, article_id), pack.releases, titles))

    def look_alikes(self, article_id: str, revision: str | None) -> Json:
        """What tells the article's rules from others that the same events present; NotFound if it has no rules."""
        pack = self.pack_of(revision)
        if not any(rule.article.id == article_id for rule in pack.every_rule):
            raise NotFound(f"there is no article {article_id} with rules")
        return _named(pack, look_alikes_json(look_alikes(pack, article_id)))


def _named(pack: RulePack, shown: Json) -> Json:
    return shown | {"revision": pack.revision}


def _rules(pack: RulePack) -> list[Rule]:
    return sorted(pack.every_rule, key=lambda rule: in_order(rule.id))


def _of_article(pack: RulePack, article_id: str) -> Iterator[Rule]:
    return (rule for rule in _rules(pack) if rule.article.id == article_id)


def _listed(pack: RulePack, article_id: str) -> list[Json]:
    return [rule_listed(rule, disabled=rule in pack.disabled) for rule in _of_article(pack, article_id)]


def _articles(pack: RulePack) -> dict[str, tuple[Article, str]]:
    """Every article with its kind, by its number."""
    lists = {one.article.id: (one.article, one.kind.value) for one in pack.releases.lists}
    return lists | {rule.article.id: (rule.article, PROBLEM) for rule in pack.every_rule}


def _one_of(articles: Mapping[str, tuple[Article, str]], article_id: str) -> tuple[Article, str]:
    if article_id not in articles:
        raise NotFound(f"there is no article {article_id}")
    return articles[article_id]


def _page(ids: Sequence[str], filters: dict[str, object], size: int, token: str | None) -> tuple[list[str], str | None]:
    """The ids of this page, and the token of the next; None on the last."""
    size = min(size, LARGEST_PAGE)
    last = opened(token, filters) if token else ""
    rest = [one for one in ids if in_order(one) > in_order(last)]
    return rest[:size], sealed(rest[size - 1], filters) if len(rest) > size else None
