"""Take a rule out at once, and put it back."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InvalidInput
from app.domain.publication import Disablement, RuleStanding, evaluated_rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from app.domain.rule import RulePack
    from app.storage.publications import Publications

LONGEST_WHY = 1000
_TRIES = 3
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class DisableRules:
    """The service behind POST /rules/{article}/{name}/disable and `kbdiag rules disable`.

    `served_pack` gives the pack that serves as it is published by now, and is called again after every change, so
    that the change holds in this process when the caller hears of it. `turn` is that of whoever changes what serves in
    this process: an edition that is being published is not overtaken by a disablement it does not know.
    """

    publications: Publications
    served_pack: Callable[[], RulePack]
    now: Callable[[], datetime]
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)

    def disable(self, rule_id: str, why: str) -> RuleStanding:
        """NotFound if no such rule serves, InvalidInput if it has no part in any answer, or nobody said why."""
        why = checked_reason(why)
        with self.turn:
            return self._disable(rule_id, why)

    def enable(self, rule_id: str) -> RuleStanding:
        """NotFound if there is no such rule."""
        with self.turn:
            return self._enable(rule_id)

    def _disable(self, rule_id: str, why: str) -> RuleStanding:
        standing = self._disable_in(self.served_pack(), rule_id, why)
        for _ in range(_TRIES):
            pack = self.served_pack()
            if standing.disablement is None or standing.disablement.holds_in(pack):
                break
            # Published in between, with another content of the rule: that is the one to take out then.
            standing = self._disable_in(pack, rule_id, why)
        return standing

    def _enable(self, rule_id: str) -> RuleStanding:
        before = self._disablement(rule_id)
        if before is None:
            evaluated_rule(self.served_pack(), rule_id)
            return RuleStanding(rule_id, disabled=False, changed=False, disablement=None)
        changed = self.publications.enable(rule_id, self.now())
        self.served_pack()
        return RuleStanding(rule_id, disabled=False, changed=changed, disablement=before)

    def _disable_in(self, pack: RulePack, rule_id: str, why: str) -> RuleStanding:
        rule = evaluated_rule(pack, rule_id)
        changed = self.publications.disable(Disablement(rule.id, rule.digest, why, self.now()))
        disablement = self._disablement(rule_id)  # none where a pack has settled it, or somebody lifted it, since
        return RuleStanding(rule_id, disabled=disablement is not None, changed=changed, disablement=disablement)

    def _disablement(self, rule_id: str) -> Disablement | None:
        return next((one for one in self.publications.state().disabled if one.rule == rule_id), None)


def checked_reason(why: str) -> str:
    """Without blanks around it; InvalidInput if it is empty, too long, or not one line of text."""
    why = why.strip()
    if not why or len(why) > LONGEST_WHY or _UNFIT.search(why):
        detail = f"say why in one line of 1 to {LONGEST_WHY} characters"
        raise InvalidInput(detail, [Fault(detail, "#/why")])
    return why
