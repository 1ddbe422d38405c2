"""What the examination of rules found: examples run, conditions shown to matter, silence where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError
from app.domain.verdict import Outcome, RuleStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.coverage import Condition, Shown
    from app.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class ExaminedRule:
    """A rule with the complaints about its examples, and what those show of each condition.

    `hopeless` are sides of conditions that no case whatsoever could show: by then, the others have settled it.
    """

    rule: Rule
    complaints: tuple[RuleFileError, ...]
    shown: tuple[Shown, ...]
    hopeless: frozenset[tuple[Condition, Outcome]] = frozenset()

    @property
    def owed(self) -> bool:
        """Whether it must be proven: a draft need not be."""
        return self.rule.status is not RuleStatus.DRAFT

    @property
    def covered(self) -> int:
        """How many conditions are shown to matter."""
        return sum(not one.missing for one in self.shown)

    @property
    def proven(self) -> bool:
        """Whether all examples come out as written and each condition is shown to matter."""
        return not self.complaints and self.covered == len(self.shown)

    def gaps(self) -> Iterator[RuleFileError]:
        """Each side of a condition that no example shows, where the condition stands."""
        for one in self.shown:
            for outcome in one.missing:
                yield self._gap(one.condition, outcome)

    def _gap(self, condition: Condition, outcome: Outcome) -> RuleFileError:
        what = f"{self.rule.id}: '{condition.leaf.says}'" + (f", {condition.field}" if condition.field else "")
        line = condition.leaf.line or self.rule.line
        wanted = f"in which it is {_WANTED[outcome]} and alone decides whether the rule is confirmed"
        if (condition, outcome) in self.hopeless:
            detail = f"{what}: there can be no example {wanted}; the rule can do without it, or is not what was meant"
            return RuleFileError(self.rule.file, line, "never-decides", detail)
        return RuleFileError(self.rule.file, line, "uncovered", f"{what}: there is no example {wanted}")


_WANTED = {Outcome.MET: "met", Outcome.NOT_MET: "known not to be met"}


@dataclass(frozen=True, slots=True)
class Examination:
    """The rules that were examined, and each time one of them was not silent on a report of the baseline.

    `unrelated` counts those reports.
    """

    rules: tuple[ExaminedRule, ...]
    unrelated: int = 0
    noises: tuple[RuleFileError, ...] = ()

    def failures(self) -> Iterator[RuleFileError]:
        """All because of which the rules are not proven."""
        for one in self.rules:
            if one.owed:
                yield from one.complaints
                yield from one.gaps()
        yield from self.noises

    @property
    def proven(self) -> bool:
        """Whether nothing failed."""
        return next(self.failures(), None) is None
