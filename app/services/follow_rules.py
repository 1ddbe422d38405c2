"""Follow what other processes publish and disable in a database that several share."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.domain.errors import KbdiagError

if TYPE_CHECKING:
    from threading import Event

    from app.services.catch_up import CatchUp

logger = logging.getLogger("kbdiag.rules")
SECONDS = 1.0
"""Between one look and the next."""
LONGEST_REST = 5.0
"""What could not be followed may be mended at any moment, and others serve the newer rules by then."""


class FollowRules:
    """Looks again and again; what it cannot follow it tries again after a longer rest."""

    def __init__(self, catch_up: CatchUp) -> None:
        self.trouble: str | None = None
        """Why what is published now does not serve here; None while it does."""
        self._catch_up = catch_up
        self._rest = SECONDS

    def look(self, _: Event) -> float:
        """Follow if there is anything to follow; tell how many seconds to rest."""
        before = self.trouble
        self.trouble = self._followed()
        if self.trouble is not None and self.trouble != before:
            logger.error("what is published cannot be followed, the rules before it go on serving: %s", self.trouble)
        elif before is not None and self.trouble is None:
            logger.info("what is published can be followed again")
        self._rest = min(2 * self._rest, LONGEST_REST) if self.trouble else SECONDS
        return self._rest

    def _followed(self) -> str | None:
        try:
            self._catch_up.now()
        except KbdiagError as error:
            return str(error) or type(error).__name__
        except Exception as error:
            logger.exception("following the published rules met an error it does not know")
            return repr(error)
        return None
