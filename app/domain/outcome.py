"""What became of a ticket: whether the answer was right, and whether its remediation helped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

NO_ARTICLE = "none"
"""Said of a ticket that no article applies to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person found out about one decision; of several the last holds.

    `article` is the one that applied, where the answer was wrong and it is known: its number, or `none` where no
    article applies. `fixed` tells whether what the answer said to do has helped; None if that is not known.
    """

    id: str
    decision_id: str
    recorded_at: datetime
    right: bool
    article: str | None
    fixed: bool | None


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How the settled answers that a rule has led have done, as far as outcomes are known; trials are left out.

    `missed` counts answers that were something else, of which somebody found out that the rule's article applied.
    """

    answers: int
    right: int
    wrong: int
    fixed: int
    not_fixed: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of right answers among those judged; None before any was."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None
