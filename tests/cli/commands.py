"""Running the command: in this process, or, where a process matters, in one of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from app.cli.main import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

ROOT = Path(__file__).parents[2]
PATIENCE = 30
COMMAND = "from app.cli.main import main; main()"


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {
        "KBDIAG_DATA_DIR": str(data_dir),
        "KBDIAG_RULES_DIR": str(ROOT / "rules"),
        "KBDIAG_DATABASE_URL": "",
        "KBDIAG_PORT": "0",
    } | more


def kbdiag(data_dir: Path, *arguments: str, given: bytes | None = None, **more: str) -> Result:
    """The command in this process, its two outputs apart."""
    return CliRunner().invoke(commands, arguments, input=given, env=environment(data_dir, **more))


@dataclass(slots=True)
class Serving:
    """A `kbdiag serve` of its own."""

    process: subprocess.Popen[str]
    address: str
    said: list[str]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def children(self) -> list[int]:
        """The processes it has started (Linux)."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]


@contextmanager
def serving(data_dir: Path, *, program: str = COMMAND, **more: str) -> Iterator[Serving]:
    """Serve on a free port until the end of the block."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment(data_dir, **more),
    ) as process:
        assert process.stderr is not None
        said: list[str] = []
        reader = Thread(target=lambda: None)
        try:
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"(http://\S+)/docs", line):
                    reader = Thread(target=said.extend, args=(process.stderr,))
                    reader.start()
                    yield Serving(process, found.group(1), said)
                    return
            raise AssertionError("".join(said))
        finally:
            process.kill()
            process.wait(PATIENCE)
            if reader.ident is not None:
                reader.join(PATIENCE)
