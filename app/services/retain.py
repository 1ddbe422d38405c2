"""Erase the contents of old decisions, as the desk has set; the log says so, and still verifies."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput, KbdiagError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from threading import Event

    from app.storage.erasures import Erasures

logger = logging.getLogger("kbdiag.retention")
BY = "retention"
"""Who the log says has erased it."""
FIRST_SECONDS = 60.0
"""A service that has just started has better things to do."""
SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Retain:
    """The service behind the setting KBDIAG_RETENTION_DAYS and `kbdiag db retain`; `days` 0 keeps all for ever.

    On PostgreSQL several processes may do it at once: each content is erased, and recorded to be, once.
    """

    erasures: Erasures
    days: int
    now: Callable[[], datetime]

    def at_once(self, ending: Event | None = None) -> int:
        """Erase all there is to be erased, or less where the service ends meanwhile; tell how many there were.

        InvalidInput where all is kept for ever.
        """
        if not self.days:
            raise InvalidInput("KBDIAG_RETENTION_DAYS is 0, so that contents are kept for ever")
        now, last, erased = self.now(), "", 0
        oldest_kept = now - timedelta(days=self.days)
        while old := self.erasures.decided_before(oldest_kept, last):
            erased += len(self.erasures.erase(old, now, BY, f"older than {self.days} day(s)"))
            last = old[-1]
            if ending is not None and ending.is_set():
                break
        return erased

    def again(self, ending: Event) -> float:
        """The same beside the service: errors are logged, and it is tried again; tell how many seconds to rest."""
        try:
            erased = self.at_once(ending)
            if erased:
                logger.info("erased the contents of %d decision(s) older than %d day(s)", erased, self.days)
        except KbdiagError as error:
            logger.error("contents that are too old were not erased: %s", error)  # noqa: TRY400 - it says it all
        except Exception:
            logger.exception("retention met an error it does not know")
        return SECONDS
