"""That the content of a decision was erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.decision import rfc3339

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who erased the content of a decision, when and why; this stays for good."""

    decision_id: str
    erased_at: datetime
    erased_by: str
    why: str

    def __str__(self) -> str:
        return f"erased at {rfc3339(self.erased_at)} by {self.erased_by}: {self.why}"
