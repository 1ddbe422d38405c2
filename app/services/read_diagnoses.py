"""Read recorded diagnoses: one as it was answered, or a page of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.errors import Erased, NotFound
from app.services.page_tokens import LARGEST_PAGE, opened, sealed

if TYPE_CHECKING:
    from app.domain.decision import Decision, DecisionFilter
    from app.services.representation import Representation
    from app.storage.archive import DecisionArchive


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions, newest first, and the token of the page after them, None at the end."""

    items: tuple[Decision, ...]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class ReadDiagnoses:
    """The service behind GET /diagnoses."""

    archive: DecisionArchive

    def one(self, decision_id: str, wanted: Representation) -> str:
        """The answer exactly as it was given; NotFound if there is none, Erased if it was erased."""
        stored = self.archive.get(decision_id)
        if stored is None:
            raise NotFound(f"there is no diagnosis {decision_id}")
        if stored.content is None:
            raise Erased(f"the content of diagnosis {decision_id} was {stored.erasure or 'erased'}")
        return wanted.of_stored(stored.content)

    def page(self, wanted: DecisionFilter, *, size: int, token: str | None) -> Page:
        """Newest first. A size beyond 200 gives 200; BadPageToken unless the token was given for the same filters."""
        size = min(size, LARGEST_PAGE)
        filters = asdict(wanted)
        before = opened(token, filters) if token else None
        found = self.archive.page(wanted, size=size + 1, before=before)
        more = len(found) > size
        return Page(tuple(found[:size]), sealed(found[size - 1].id, filters) if more else None)
