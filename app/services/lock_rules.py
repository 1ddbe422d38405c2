"""Write down what every rule and every cited passage is now, unless a rule has changed under the version it had."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.errors import RulesInvalid
from app.rulepacks.article_checks import missing_passages
from app.rulepacks.article_text import passage_digest
from app.rulepacks.lock import MENDED_BY_LOCKING, UNREAD, lock_text, locked_rules
from app.rulepacks.pack_reader import lock_path, survey_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.citation import Passage
    from app.rulepacks.article_text import ArticleText
    from app.rulepacks.lock import Lock


class NewLock(NamedTuple):
    """The lock file to write.

    `changed` are passages that say something else than before, `unread` those that nobody has compared with their
    article yet.
    """

    path: str
    text: str
    changed: tuple[Passage, ...]
    unread: tuple[Passage, ...]


def lock_rules(files: Mapping[str, bytes], articles: Mapping[str, ArticleText]) -> NewLock:
    """The lock for these files; RulesInvalid for all that must be put right first."""
    survey = survey_pack(files)
    errors = [error for error in survey.errors if error.code != MENDED_BY_LOCKING]
    errors += missing_passages(survey.pack, articles)
    if errors:
        raise RulesInvalid(errors)
    cited = {one.passage for one in survey.pack.citations}
    before = {passage: _locked(passage, survey.lock) for passage in cited}
    now = {passage: _digest(passage, articles) or before[passage] for passage in cited}
    return NewLock(
        lock_path(files),
        lock_text(locked_rules(survey.pack.every_rule, survey.lock), now),
        tuple(sorted(one for one in cited if before[one] not in {UNREAD, now[one]})),
        tuple(sorted(one for one in cited if now[one] == UNREAD)),
    )


def _locked(passage: Passage, lock: Lock | None) -> str:
    held = lock.passages.get(str(passage)) if lock is not None else None
    return held.digest if held is not None else UNREAD


def _digest(passage: Passage, articles: Mapping[str, ArticleText]) -> str | None:
    article = articles.get(passage.article)
    text = article.passage(passage) if article is not None else None
    return passage_digest(text) if text is not None else None
