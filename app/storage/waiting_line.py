"""Records waiting for the writer, each with the future of whoever waits for it."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING

from app.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    from app.domain.decision import DecisionRecord, StoredDecision


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that is committed; `stored` is set where the caller's key had been used before."""

    decision_id: str
    stored: StoredDecision | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """One record in the line."""

    record: DecisionRecord
    future: Future[Recorded] = field(default_factory=Future)


class WaitingLine:
    """First come, first served, and never longer than `room`."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._waiting: deque[Waiting] = deque()
        self._changed = Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, record: DecisionRecord) -> Future[Recorded]:
        """Join the end of the line; where that is not possible the future has failed already."""
        waiting = Waiting(record)
        with self._changed:
            if not self._closed and len(self._waiting) < self._room:
                self._waiting.append(waiting)
                self._changed.notify()
                return waiting.future
            reason = "The decision log is closed" if self._closed else "Too many decisions wait to be recorded"
        waiting.future.set_exception(StorageUnavailable(f"{reason}; nothing was recorded, send it again later."))
        return waiting.future

    def take(self, most: int) -> list[Waiting]:
        """All who wait, up to `most`, once anybody does; nobody once the line is closed and empty."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return []
                taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
                # Whoever has cancelled is not going to be answered, so there is nothing to record.
                if group := [one for one in taken if one.future.set_running_or_notify_cancel()]:
                    return group

    def close(self) -> None:
        """Nobody else may join; those who wait are still served."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
