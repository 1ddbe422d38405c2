"""Which rules serve since when, and which of them are taken out until a new pack settles it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.domain.rule import Rule, RulePack

START = "start"
RELOAD = "reload"


@dataclass(frozen=True, slots=True)
class Publication:
    """From `published_at` on every process serves `revision`. The one with the highest `seq` holds.

    `reason` is `start` where a process brought the pack along when it started, `reload` where it was told to.
    """

    seq: int
    revision: str
    published_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Disablement:
    """A rule that is taken out, as it was then: `digest` is its content's. One that is lifted is kept."""

    rule: str
    digest: str
    why: str
    disabled_at: datetime

    def holds_in(self, pack: RulePack) -> bool:
        """Whether the pack still evaluates the very rule that was meant; otherwise the pack has settled it."""
        return any(rule.id == self.rule and rule.digest == self.digest for rule in pack.evaluable)


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """Whether the rule is disabled, and whether it was so before; `why` it is, or was."""

    rule: str
    disabled: bool
    changed: bool
    disablement: Disablement | None


@dataclass(frozen=True, slots=True)
class RulesState:
    """What the database says that is to be served: the newest publication, without what is disabled."""

    newest: Publication | None
    disabled: tuple[Disablement, ...] = ()


@dataclass(frozen=True, slots=True)
class PackChanges:
    """What one pack changes in another, by rule id, drafts and retired rules included."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def changes_between(before: RulePack, after: RulePack) -> PackChanges:
    """A rule has changed where its content, its version or its status has."""
    old = {rule.id: _identity(rule) for rule in before.every_rule}
    new = {rule.id: _identity(rule) for rule in after.every_rule}
    return PackChanges(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(one for one in old.keys() & new.keys() if old[one] != new[one])),
    )


def _identity(rule: Rule) -> tuple[object, ...]:
    return rule.digest, rule.version, rule.status, rule.retirement


def evaluated_rule(pack: RulePack, rule_id: str) -> Rule:
    """The rule of this id, which is evaluated or would be, were it not disabled.

    NotFound if there is none, InvalidInput if it is a draft or retired, and so has no part in any answer.
    """
    for rule in pack.evaluable:
        if rule.id == rule_id:
            return rule
    for rule in pack.shelved:
        if rule.id == rule_id:
            raise InvalidInput(f"{rule_id} is {rule.status.value}: it has no part in any answer, nothing is to disable")
    raise NotFound(f"there is no rule {rule_id} in the rules that are served")


def names_of(disabled: Iterable[Disablement]) -> tuple[str, ...]:
    """The rules' ids, sorted."""
    return tuple(sorted(one.rule for one in disabled))
