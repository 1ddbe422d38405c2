"""One rule tried on one report, whatever comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.verdict import Status

if TYPE_CHECKING:
    from app.domain.case import Warned
    from app.domain.explanation import Reading
    from app.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class Explained:
    """The rule's reading of each case of the report, the report's text, and what was odd about the report."""

    rule: Rule
    readings: tuple[Reading, ...]
    text: str
    warnings: tuple[Warned, ...]

    @property
    def confirmed(self) -> bool:
        """Whether some case confirms the rule."""
        return any(reading.status is Status.CONFIRMED for reading in self.readings)
