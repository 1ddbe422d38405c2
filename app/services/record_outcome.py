"""Record what became of an answer: whether it was right, and whether what it said to do has helped."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.decision import IdempotencyClaim
from app.domain.errors import Fault, InvalidInput, NotFound
from app.domain.outcome import NO_ARTICLE, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.storage.archive import DecisionArchive
    from app.storage.outcomes import Outcomes

ARTICLE = re.compile(rf"Q[0-9]{{4,7}}|{NO_ARTICLE}")


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """What a person says: `article` only where the answer was wrong; `key` may be the caller's Idempotency-Key."""

    right: bool
    article: str | None = None
    fixed: bool | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The service behind POST /diagnoses/{id}/outcome."""

    archive: DecisionArchive
    outcomes: Outcomes
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def record(self, decision_id: str, told: OutcomeTold) -> tuple[Outcome, bool]:
        """The outcome, and whether it was recorded before, under the same key.

        NotFound if there is no such diagnosis, InvalidInput if what is told does not fit, KeyReused.
        """
        if told.article is not None:
            _fitting(told.right, told.article)
        if self.archive.get(decision_id) is None:
            raise NotFound(f"there is no diagnosis {decision_id}")
        outcome = Outcome(self.new_id(), decision_id, self.now(), told.right, told.article, told.fixed)
        recorded = self.outcomes.record(outcome, _claim(decision_id, told))
        return recorded, recorded.id != outcome.id


def _fitting(right: bool, article: str) -> None:  # noqa: FBT001 - the answer was right, or was not
    if ARTICLE.fullmatch(article) is None:
        detail = f"must be the number of an article, such as Q303156, or '{NO_ARTICLE}'"
        raise InvalidInput("the body does not fit in 1 place(s)", [Fault(detail, "#/article")])
    if right:
        detail = "an answer that was right was right about the article, too; leave this out"
        raise InvalidInput("the body does not fit in 1 place(s)", [Fault(detail, "#/article")])


def _claim(decision_id: str, told: OutcomeTold) -> IdempotencyClaim | None:
    if told.key is None:
        return None
    said = f"{decision_id} {told.right} {told.article} {told.fixed}"
    return IdempotencyClaim(told.key, hashlib.sha256(said.encode()).hexdigest())
