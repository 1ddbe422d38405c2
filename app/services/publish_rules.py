"""Make a proven pack the one that every process serves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.services.edition import Edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.domain.publication import RulesState
    from app.domain.rule import RulePack
    from app.intake.allowance import Limits
    from app.storage.publications import Publications


@dataclass(frozen=True, slots=True)
class PublishRules:
    """The only one to publish; the pack must have been proven."""

    publications: Publications
    limits: Limits
    now: Callable[[], datetime]

    def publish(self, pack: RulePack, reason: str) -> tuple[Edition, RulesState]:
        """The edition of the pack, running before anybody is told of it, and what is to be served from now on.

        That is not this edition where it is a start's, and others have replaced its pack before.

        EngineFault or StorageError if one of the two fails; nothing has changed then.
        """
        edition = Edition.of(pack, self.publications.expected(pack), self.limits)
        try:
            state = self.publications.publish(pack, self.now(), reason)
        except BaseException:
            edition.close()
            raise
        return replace(edition, publication=state.newest), state
