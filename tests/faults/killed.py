"""Starting `writing.py`, and hearing what it says until it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults import writing
from tests.faults.writing import ASKED, FAILED, STORED

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Writing:
    """A process that records, and all that it has said."""

    process: subprocess.Popen[str]
    asked: set[str] = field(default_factory=set)
    stored: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def hear(self, what: str, times: int) -> None:
        """Listen until it has said that so often."""
        while times:
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            assert line, "it has ended by itself"
            times -= self._note(line) == what

    def tell(self) -> None:
        """Send the line that it waits for."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """With all that it had said before it died; a line cut short does not count."""
        self.process.kill()
        self.hear_out()

    def hear_out(self) -> None:
        """All it says until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self._note(line)
        self.process.wait()

    def _note(self, line: str) -> str:
        what, key, detail = line.rstrip("\n").split(" ", 2)
        if what == ASKED:
            self.asked.add(key)
        elif what == STORED:
            self.stored[key] = detail
        else:
            assert what == FAILED
            self.failures.append(detail)
        return what


@contextmanager
def writing_process(*arguments: str) -> Iterator[Writing]:
    """Kill it at the end, if it still lives."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(writing.__file__), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield Writing(process)
        finally:
            process.kill()
