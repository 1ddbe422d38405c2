"""Read recorded diagnoses: one as it was answered, a page of them, or the thread of a ticket."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.errors import NotFound
from app.services.follow_up import stored_content
from app.services.page_tokens import LARGEST_PAGE, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.decision import Decision, DecisionFilter
    from app.domain.outcome import Outcome
    from app.services.representation import Representation
    from app.storage.archive import DecisionArchive
    from app.storage.outcomes import Outcomes


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision with what became of it: the last outcome that is known, and whether its content was erased."""

    decision: Decision
    outcome: Outcome | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions, newest first, and the token of the page after them, None at the end."""

    items: tuple[Listed, ...]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class ReadDiagnoses:
    """The service behind GET /diagnoses and GET /tickets."""

    archive: DecisionArchive
    outcomes: Outcomes

    def one(self, decision_id: str, wanted: Representation) -> str:
        """The answer exactly as it was given; NotFound if there is none, Erased if it was erased."""
        return wanted.of_stored(stored_content(self.archive, decision_id)[1])

    def page(self, wanted: DecisionFilter, *, size: int, token: str | None) -> Page:
        """Newest first. A size beyond 200 gives 200; BadPageToken unless the token was given for the same filters."""
        size = min(size, LARGEST_PAGE)
        filters = asdict(wanted)
        before = opened(token, filters) if token else None
        found = self.archive.page(wanted, size=size + 1, before=before)
        more = len(found) > size
        return Page(self._listed(found[:size]), sealed(found[size - 1].id, filters) if more else None)

    def ticket(self, system: str | None, ticket: str, *, size: int, token: str | None) -> Page:
        """The ticket's decisions, the last first, whatever clocks said. NotFound if there is none."""
        size = min(size, LARGEST_PAGE)
        filters = {"system": system, "ticket": ticket}
        before = int(opened(token, filters)) if token else None
        found = self.archive.of_ticket(system, ticket, size=size + 1, before=before)
        if not found and before is None:
            raise NotFound(f"there is no diagnosis of ticket {ticket} of {system or 'no system'}")
        more = len(found) > size
        listed = self._listed([decision for _, decision in found[:size]])
        return Page(listed, sealed(str(found[size - 1][0]), filters) if more else None)

    def _listed(self, decisions: Sequence[Decision]) -> tuple[Listed, ...]:
        ids = [one.id for one in decisions]
        outcomes, erased = self.outcomes.last_of(ids), self.archive.erased(ids)
        return tuple(Listed(one, outcomes.get(one.id), one.id in erased) for one in decisions)
