"""Do something again and again beside the service, until it ends."""

from __future__ import annotations

import random
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class Repeated:
    """A thread that works, rests as many seconds as the work says, and works again. Close it, or use it in a `with`.

    Rests are a tenth longer or shorter, so that many processes do not do the same at the same time. The work raises
    nothing; one that is long asks now and then whether `ending` is set.
    """

    def __init__(self, name: str, work: Callable[[Event], float], *, first: float) -> None:
        self._work = work
        self._first = first
        self._ending = Event()
        self._thread = Thread(target=self._repeat, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, once the work that may be under way has ended."""
        self._ending.set()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _repeat(self) -> None:
        rest = self._first
        while not self._ending.wait(rest * random.uniform(0.9, 1.1)):  # noqa: S311 - no secret
            rest = self._work(self._ending)
