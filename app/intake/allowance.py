"""How much one ticket may cost to read."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ENTRIES = 10_000
MOST_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Of every ticket: event entries after folding, and seconds for reading it."""

    most_entries: int = MOST_ENTRIES
    most_seconds: float = MOST_SECONDS

    def allowance(self) -> Allowance:
        """The time of one ticket, running from now."""
        return Allowance(self.most_seconds)


@dataclass(slots=True)
class Allowance:
    """The time that is left for one ticket, in seconds from when this was made."""

    most_seconds: float = MOST_SECONDS
    clock: Callable[[], float] = time.monotonic
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = self.clock() + self.most_seconds

    @property
    def spent(self) -> bool:
        """Whether the time is over: whoever reads then stops where it is, and says so in a warning."""
        return self.clock() >= self._until
