"""Serve what is published: the newest pack, without what is disabled, whichever process decided it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.services.edition import Edition

if TYPE_CHECKING:
    from app.domain.publication import RulesState
    from app.intake.allowance import Limits
    from app.services.kept_rules import KeptRules
    from app.services.served_rules import ServedRules
    from app.storage.publications import Publications

logger = logging.getLogger("kbdiag.rules")


@dataclass(slots=True)
class CatchUp:
    """Safe to use from several threads; `turn` is held by whoever changes what is served."""

    served: ServedRules
    publications: Publications
    kept: KeptRules
    limits: Limits
    turn: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> Edition:
        """The edition that serves from now on, which is the one before where nothing has changed.

        KbdiagError where what is published cannot be served here; the edition before goes on serving.
        """
        with self.turn:
            return self.adopt(self.publications.state())

    def adopt(self, state: RulesState, prepared: Edition | None = None) -> Edition:
        """Serve this state, by the edition prepared for it if that is still right; else that edition is closed."""
        current = self.served.current
        settled = state.newest is None or current.publication is None or current.is_what(state)
        if prepared is not None and (settled or not prepared.is_what(state)):
            prepared.close()
            prepared = None
        if settled:
            return current
        edition = prepared or self._edition_of(state)
        self.served.switch(edition)
        _tell(current, edition)
        return edition

    def _edition_of(self, state: RulesState) -> Edition:
        current, newest = self.served.current, state.newest
        if newest is None or newest.revision == current.revision:
            return Edition.of(current.pack, state, self.limits)
        return Edition.of(self.kept.pack(newest.revision), state, self.limits)


def _tell(before: Edition, after: Edition) -> None:
    if before.revision != after.revision:
        logger.info("serving %s, before it %s", after.revision, before.revision)
    out, back = set(after.disabled) - set(before.disabled), set(before.disabled) - set(after.disabled)
    if out:
        logger.warning("disabled: %s", ", ".join(sorted(out)))
    if back:
        logger.info("no longer disabled: %s", ", ".join(sorted(back)))
