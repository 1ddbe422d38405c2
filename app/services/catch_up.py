"""Serve what is published: the newest pack, without what is disabled, whichever process decided it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.errors import KbdiagError, StorageUnavailable
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
            state = self.publications.state()
            try:
                return self.adopt(state)
            except KbdiagError:
                self._take_out(state)
                raise

    def whatever_serves(self) -> tuple[Edition, bool]:
        """What serves from now on, and whether it is what is published; that may be what cannot be served here.

        StorageUnavailable where nobody can say what is published.
        """
        try:
            return self.now(), True
        except StorageUnavailable:
            raise
        except KbdiagError as error:
            logger.warning("what is published cannot be served here: %s", error)
            return self.served.current, False

    def _take_out(self, state: RulesState) -> None:
        """A rule that is disabled is out of whatever serves, also of rules that should not serve any more."""
        current = self.served.current
        if current.publication is not None and current.disabled != current.held_out(state):
            edition = replace(Edition.of(current.pack, state, self.limits), publication=current.publication)
            self.served.switch(edition)
            _tell(current, edition)

    def adopt(self, state: RulesState, prepared: Edition | None = None) -> Edition:
        """Serve this state, by the edition prepared for it if that is still right; else that edition is closed."""
        current = self.served.current
        wanted = None if current.publication is None or current.is_what(state) else state.newest
        fits = wanted is not None and prepared is not None and prepared.is_what(state)
        if prepared is not None and not fits:
            prepared.close()
        if wanted is None:
            return current
        edition = prepared if prepared is not None and fits else self._edition_of(wanted.revision, state, prepared)
        self.served.switch(edition)
        _tell(current, edition)
        return edition

    def _edition_of(self, revision: str, state: RulesState, prepared: Edition | None) -> Edition:
        """Of a pack at hand, where it is one of these: what serves should not depend on reading it once more."""
        at_hand = {one.revision: one.pack for one in (self.served.current, prepared) if one is not None}
        return Edition.of(at_hand.get(revision) or self.kept.pack(revision), state, self.limits)


def _tell(before: Edition, after: Edition) -> None:
    if before.revision != after.revision:
        logger.info("serving %s, before it %s", after.revision, before.revision)
    out, back = set(after.disabled) - set(before.disabled), set(before.disabled) - set(after.disabled)
    if out:
        logger.warning("disabled: %s", ", ".join(sorted(out)))
    if back:
        logger.info("no longer disabled: %s", ", ".join(sorted(back)))
