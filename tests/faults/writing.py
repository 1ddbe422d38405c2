"""Clients that have decisions recorded until they are stopped, each under a key of its own.

python writing.py URL           say what is asked and what is stored, until killed
python writing.py URL BYTES     the same, while no file may grow by more than so many bytes; the first line on standard
                                input lifts that, the second one ends it
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

from app.domain.errors import StorageUnavailable
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.storage import samples

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENTS = 8
ASKED, STORED, FAILED = "asked", "stored", "failed"


@dataclass(slots=True)
class Clients:
    """CLIENTS that ask at once, in the `with`; who is refused asks again with the same key.

    `told` hears one of the three, the key, and the decision's id or the sentence of the failure.
    """

    writer: DecisionWriter
    told: Callable[[str, str, str], None]
    _ended: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads += [Thread(target=self._ask_for_ever, daemon=True) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask_for_ever(self) -> None:
        while not self._ended.is_set():
            key = samples.new_id()
            self.told(ASKED, key, "")
            while not self._ask(key):
                self._ended.wait(0.01)

    def _ask(self, key: str) -> bool:
        try:
            stored = self.writer.append(samples.record(key=key, ticket_id=key)).result()
        except StorageUnavailable as error:
            self.told(FAILED, key, str(error))
            return self._ended.is_set()
        self.told(STORED, key, stored.decision_id)
        return True


class Heard:
    """What clients of this process were told so far."""

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.failures: list[str] = []
        self._change = Lock()

    def __call__(self, what: str, key: str, detail: str) -> None:
        with self._change:
            if what == STORED:
                assert key not in self.stored
                self.stored[key] = detail
            elif what == FAILED:
                self.failures.append(detail)


def say(what: str, key: str, detail: str) -> None:
    """One write for the line, so that lines of several threads do not mix."""
    os.write(sys.stdout.fileno(), f"{what} {key} {detail}\n".encode())


def main(url: str, most: str = "") -> None:
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(samples.PACK, samples.FILES, samples.AT)
            if most:
                limit_files(url, int(most))
            with Clients(writer, say):
                sys.stdin.readline()
                resource.setrlimit(resource.RLIMIT_FSIZE, resource.getrlimit(resource.RLIMIT_FSIZE)[1:] * 2)
                sys.stdin.readline()


def limit_files(url: str, more: int) -> None:
    """Let writes beyond that fail, as they do on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    path = Path(url.removeprefix("sqlite:///"))
    size = max(one.stat().st_size for one in path.parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(*sys.argv[1:])
