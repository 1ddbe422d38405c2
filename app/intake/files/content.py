"""What an attached file turned out to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.case import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.case import ReportedEvent


@dataclass(slots=True)
class FileContent:
    """`text` of a file whose sentences matter, `entries` of a log (not folded yet), and how many records it has.

    The entries of a binary log are read while they are gone through, once, so that the whole of a large one is never
    in memory: `records` and `warnings` are complete only after that.
    """

    name: str
    format: str
    text: str | None = None
    entries: Iterable[ReportedEvent] = ()
    records: int = 0
    warnings: tuple[Warned, ...] = ()

    def warn(self, code: str, detail: str) -> None:
        self.warnings += (Warned(code, detail),)
