"""Everything that is wrong with rule files, at once; and, with the articles at hand, with what they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.errors import RuleFileError
from app.rulepacks.article_checks import (
    articles_not_at_hand,
    changed_heads,
    changed_passages,
    missing_passages,
    unread_passages,
)
from app.rulepacks.pack_reader import lock_path, survey_pack
from app.services.read_back import unreadable_wordings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rulepacks.article_text import ArticleText


class Checked(NamedTuple):
    """What is wrong, in file and line order. Only `errors` keep rules from being served."""

    errors: tuple[RuleFileError, ...]
    remarks: tuple[RuleFileError, ...]


def check_rules(files: Mapping[str, bytes], articles: Mapping[str, ArticleText] | None = None) -> Checked:
    """All that can be said of the files; a pack that somebody maintains has a lock, so one without is told of."""
    survey = survey_pack(files)
    pack, lock = survey.pack, survey.lock
    errors, remarks = [*survey.errors], [*survey.remarks, *unread_passages(lock)]
    errors += unreadable_wordings(pack.vocabulary)
    path = lock_path(files)
    if path not in files:
        detail = "there is no lock, so changes without a new version go unnoticed; `kbdiag rules lock` writes it"
        errors.append(RuleFileError(path, 1, "no-lock", detail))
    if articles is not None:
        errors += missing_passages(pack, articles)
        errors += changed_passages(pack, lock, articles)
        errors += changed_heads(pack, articles)
        remarks += articles_not_at_hand(pack, articles)
    return Checked(tuple(sorted(set(errors))), tuple(sorted(set(remarks))))
