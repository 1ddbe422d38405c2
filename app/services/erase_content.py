"""Erase what was asked and answered, of a ticket or of one conversation: the log says so, and still verifies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from app.storage.archive import DecisionArchive
    from app.storage.erasures import Erasures

LONGEST = 200
"""Characters of who erased something and why; both stay for good, so they are to hold nothing of the ticket."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The diagnoses whose content is gone from now on; those erased before are not among them."""

    ids: tuple[str, ...]
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class EraseContent:
    """The service behind the erasure of tickets and diagnoses."""

    archive: DecisionArchive
    erasures: Erasures
    now: Callable[[], datetime]

    def of_ticket(self, system: str | None, ticket: str, by: str, why: str) -> Erased:
        """All of the ticket's. NotFound if nothing was ever decided on it, InvalidInput for an empty `by` or `why`."""
        _said(by=by, why=why)
        if not self.archive.of_ticket(system, ticket, size=1, before=None):
            raise NotFound(f"there is no diagnosis of ticket {ticket} of {system or 'no system'}")
        return self._erase(self.erasures.of_ticket(system, ticket), by, why)

    def of_diagnosis(self, decision_id: str, by: str, why: str) -> Erased:
        """The whole conversation that it belongs to, since what was asked first is in everything that followed."""
        _said(by=by, why=why)
        if self.archive.get(decision_id) is None:
            raise NotFound(f"there is no diagnosis {decision_id}")
        return self._erase(self.erasures.of_thread(decision_id), by, why)

    def _erase(self, ids: Sequence[str], by: str, why: str) -> Erased:
        at = self.now()
        return Erased(tuple(self.erasures.erase(ids, at, by.strip(), why.strip())), at, by.strip(), why.strip())


def _said(**texts: str) -> None:
    faults = [
        Fault(f"must be a line of 1 to {LONGEST} characters", f"#/{name}")
        for name, text in texts.items()
        if not 1 <= len(text.strip()) <= LONGEST or not text.strip().isprintable()
    ]
    if faults:
        raise InvalidInput(f"the body does not fit in {len(faults)} place(s)", faults)
