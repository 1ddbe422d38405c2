"""Follow what other processes publish and disable in a database that several share."""

from __future__ import annotations

import logging
import random
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from app.domain.errors import KbdiagError

if TYPE_CHECKING:
    from app.services.catch_up import CatchUp

logger = logging.getLogger("kbdiag.rules")
SECONDS = 1.0
"""Between one look and the next, a tenth more or less, so that many processes do not look at the same time."""
LONGEST_REST = 5.0
"""What could not be followed may be mended at any moment, and others serve the newer rules by then."""


class FollowRules:
    """A thread that looks; what it cannot follow it tries again after a rest. Close it, or use it in a `with`."""

    def __init__(self, catch_up: CatchUp, *, seconds: float = SECONDS) -> None:
        self.trouble: str | None = None
        """Why what is published now does not serve here; None while it does."""
        self._catch_up = catch_up
        self._seconds = seconds
        self._ended = Event()
        self._thread = Thread(target=self._work, name="kbdiag-rules", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, once the look that may be under way has ended."""
        self._ended.set()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        rest = self._seconds
        while not self._ended.wait(rest * random.uniform(0.9, 1.1)):  # noqa: S311 - no secret
            self._look()
            rest = min(2 * rest, LONGEST_REST) if self.trouble else self._seconds

    def _look(self) -> None:
        before = self.trouble
        try:
            self._catch_up.now()
            self.trouble = None
        except KbdiagError as error:
            self.trouble = str(error) or type(error).__name__
        except Exception as error:
            logger.exception("following the published rules met an error it does not know")
            self.trouble = repr(error)
        if self.trouble is not None and self.trouble != before:
            logger.error("what is published cannot be followed, the rules before it go on serving: %s", self.trouble)
        elif before is not None and self.trouble is None:
            logger.info("what is published can be followed again")
