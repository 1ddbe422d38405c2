"""What is wrong with rules that are each right by themselves, as the search over cases finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.domain.verdict import RuleStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.antecedent import Leaf
    from app.domain.case import Case
    from app.domain.excuse import Excuse
    from app.domain.rule import Rule


class Flaw(Protocol):
    """One thing that is wrong. `rules` are the one or two concerned."""

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    @property
    def code(self) -> str:
        """A stable word for the kind of flaw."""
        ...


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rules of different verdicts, and a case, as stated, that confirms both."""

    rules: tuple[Rule, Rule]
    case: Case
    code: str = "conflict"


@dataclass(frozen=True, slots=True)
class Unconfirmable:
    """A rule that no case confirms which does not contradict itself."""

    rules: tuple[Rule]
    code: str = "unconfirmable"


@dataclass(frozen=True, slots=True)
class NeverDecides:
    """An antecedent, or one `field` of its event test, on which nothing ever hangs.

    `met` tells which of its outcomes makes no difference: where it is met, the rule would be confirmed as well if it
    were not; or there is no case that it alone keeps from being confirmed (of what speaks against a rule: that it
    alone could).
    """

    rules: tuple[Rule]
    leaf: Leaf
    field: str | None
    met: bool
    code: str = "never-decides"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that the search gave up: `about` is what was looked for."""

    rules: tuple[Rule, ...]
    about: str
    code: str = "undecided"


@dataclass(frozen=True, slots=True)
class Found:
    """A flaw, with the excuse that covers it, and for a conflict the request that shows it.

    `request` is None where no request states the case: only a person who edits the log could meet it.
    """

    flaw: Flaw
    excuse: Excuse | None = None
    request: Mapping[str, object] | None = None

    @property
    def of_a_draft(self) -> bool:
        """Whether it is for later: drafts decide nothing yet."""
        return any(rule.status is RuleStatus.DRAFT for rule in self.flaw.rules)

    @property
    def open(self) -> bool:
        """Whether it has to be mended or excused."""
        return self.excuse is None and not self.of_a_draft


@dataclass(frozen=True, slots=True)
class Soundness:
    """All that was found, excused or not, and the rules that excuses name without need, with the excuse.

    `rules` and `drafts` are how many were looked at.
    """

    rules: int
    drafts: int
    found: tuple[Found, ...]
    unused: tuple[tuple[Excuse, str], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be done."""
        return not self.unused and not any(one.open for one in self.found)
