"""Conflicts between rules that people have looked at and accepted, with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.soundness import Conflict


@dataclass(frozen=True, slots=True)
class Excuse:
    """Any of `rules` may be confirmed together with any of `beside`, though verdicts differ, and why that is right."""

    rules: tuple[str, ...]
    beside: tuple[str, ...]
    because: str
    file: str = ""
    line: int = 1

    def covers(self, conflict: Conflict) -> bool:
        """Whether one rule of the conflict is named on each side."""
        one, other = (rule.id for rule in conflict.rules)
        return (one in self.rules and other in self.beside) or (other in self.rules and one in self.beside)

    def unused(self, conflicts: Iterable[Conflict]) -> Iterator[str]:
        """The rules named that are in no conflict with one of the other side: the excuse is not true of them."""
        covered = {rule.id for one in conflicts if self.covers(one) for rule in one.rules}
        yield from (name for name in (*self.rules, *self.beside) if name not in covered)
