"""Whether the printed articles say what the rules cite: passages that are there, unchanged, and the same heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError
from app.domain.verdict import RuleStatus
from app.rulepacks.article_text import passage_digest
from app.rulepacks.lock import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.citation import Citation
    from app.domain.rule import RulePack
    from app.rulepacks.article_text import ArticleText
    from app.rulepacks.lock import Lock

    Articles = Mapping[str, ArticleText]


def missing_passages(pack: RulePack, articles: Articles) -> Iterator[RuleFileError]:
    """Passages cited that an article at hand does not have."""
    for one in pack.citations:
        article = articles.get(one.passage.article)
        if article is not None and article.passage(one.passage) is None:
            yield RuleFileError(
                *_place(one), "no-passage", f"there is no passage {one.passage}{_there_is(one, article)}"
            )


def changed_passages(pack: RulePack, lock: Lock | None, articles: Articles) -> Iterator[RuleFileError]:
    """Passages cited that say something else than when they were locked."""
    for one in pack.citations:
        text = articles[one.passage.article].passage(one.passage) if one.passage.article in articles else None
        locked = lock.passages.get(str(one.passage)) if lock is not None else None
        if text is not None and locked is not None and locked.digest not in {UNREAD, passage_digest(text)}:
            yield RuleFileError(
                *_place(one), "changed-passage", f"{one.passage} says something else than when it was locked"
            )


def changed_heads(pack: RulePack, articles: Articles) -> Iterator[RuleFileError]:
    """Articles whose title or day of revision is another than their rules, or the lists taken from them, say."""
    finished = [rule for rule in pack.every_rule if rule.status is not RuleStatus.DRAFT]
    heads = [(rule.article, rule.file) for rule in finished]
    heads += [(one.article, pack.releases.file) for one in pack.releases.lists]
    for article, file in {(article.id, file): (article, file) for article, file in heads}.values():
        text = articles.get(article.id)
        if text is not None and " ".join(text.title.split()) != " ".join(article.title.split()):
            detail = f"the title of {article.id} is '{text.title}'"
            yield RuleFileError(file, article.line, "changed-article", detail)
        if text is not None and text.revised != article.revised:
            detail = f"{article.id} was last revised on {text.revised.isoformat()}"
            yield RuleFileError(file, article.line, "changed-article", detail)


def articles_not_at_hand(pack: RulePack, articles: Articles) -> Iterator[RuleFileError]:
    """Articles cited that cannot be looked into, each once, where it is cited first."""
    first = {one.passage.article: one for one in reversed(pack.citations)}
    for number, one in sorted(first.items()):
        if number not in articles:
            yield RuleFileError(
                *_place(one),
                "no-article",
                f"{number} is not among the articles given, so what is cited is not verified",
            )


def unread_passages(lock: Lock | None) -> Iterator[RuleFileError]:
    """Passages that were locked by somebody who did not have the article."""
    for name, one in (lock.passages if lock is not None else {}).items():
        if lock is not None and one.digest == UNREAD:
            detail = f"nobody has compared {name} with its article; `kbdiag rules lock --articles` does"
            yield RuleFileError(lock.file, one.line, "unread-passage", detail)


def _place(citation: Citation) -> tuple[str, int]:
    return citation.file, citation.line


def _there_is(citation: Citation, article: ArticleText) -> str:
    """What there is instead: the sections, or how many paragraphs the section has."""
    paragraphs = article.sections.get(citation.passage.section)
    if paragraphs is None:
        return f": {article.id} has {', '.join(article.sections)}"
    return f": {citation.passage.section} has {len(paragraphs)} paragraph(s)"
