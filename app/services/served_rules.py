"""The edition that serves, and those before it until their last request is done."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.edition import Edition


@dataclass(slots=True)
class _Shelf:
    edition: Edition
    leases: int = 0
    retired: bool = False


class ServedRules:
    """Safe to use from several threads. Close it, or use it in a `with`."""

    def __init__(self, edition: Edition) -> None:
        self._lock = threading.Lock()
        self._shelf = _Shelf(edition)

    @property
    def current(self) -> Edition:
        """To look at; whoever works with one takes a lease."""
        return self._shelf.edition

    @contextmanager
    def lease(self) -> Iterator[Edition]:
        """The edition that serves now; it stays whole until the end of the block, whatever is published meanwhile."""
        with self._lock:
            shelf = self._shelf
            shelf.leases += 1
        try:
            yield shelf.edition
        finally:
            with self._lock:
                shelf.leases -= 1
                last = shelf.retired and not shelf.leases
            if last:
                shelf.edition.close()

    def switch(self, edition: Edition) -> None:
        """Serve this one from now on; the one before is closed once nobody works with it any more."""
        with self._lock:
            before, self._shelf = self._shelf, _Shelf(edition)
            before.retired = True
            idle = not before.leases
        if idle:
            before.edition.close()

    def close(self) -> None:
        """Whoever still works with the engine gets the tree's answer."""
        self.current.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
