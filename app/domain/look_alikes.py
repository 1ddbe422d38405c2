"""Articles that present themselves alike, and what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.rule import Article, Rule


class Role(StrEnum):
    """What a demand is to its rule."""

    NEEDED = "needed"
    ALTERNATIVE = "alternative"
    """Needed unless another one of its group holds."""
    AGAINST = "against"
    """It speaks against the rule."""
    AGAINST_TOGETHER = "against_together"
    """It speaks against the rule together with others."""


@dataclass(frozen=True, slots=True)
class Demanded:
    """What one rule demands of a fact, as a sentence and as its test in words: `= normal`, `not in (4.0, 5.0)`."""

    says: str
    words: str
    role: Role


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact, a field of an entry, or an entry as such, on which rules differ.

    `name` is a fact's name, `nt_error of 9318`, or `event 9318`. `demands` are those of each rule that speaks of it, by
    rule id; `leaves` maps each answer to the rules among these that it does not rule out. `separates` counts the pairs
    of one of the article's rules and one of the others, of which some answer rules out one and leaves the other.
    """

    name: str
    ask: str
    how: str
    demands: Mapping[str, tuple[Demanded, ...]]
    leaves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    separates: int = 0


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """An article's rules beside those of others that an event in common presents, and what tells them apart.

    `events` are those in common. What separates most stands first.
    """

    article: Article
    own: tuple[Rule, ...]
    others: tuple[Rule, ...]
    events: tuple[int, ...]
    differences: tuple[Difference, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them, its own first."""
        return self.own + self.others
