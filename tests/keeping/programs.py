"""Programs that the tests start as processes of their own, in order to kill them.

python programs.py backup URL FILE STAGE      back up; at the first news of the stage say so, and stay
python programs.py restore URL FILE STAGE     restore, likewise
python programs.py limited BYTES ARGUMENTS…   the command, which cannot write a file of more bytes
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.main import main
from app.services.back_up import BackUp
from app.services.restore import Restore
from app.storage.database import Database
from tests.keeping.desk import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.services.proven import Told

HERE = Path(__file__).parent


def staying_at(stage: str) -> Told:
    heard: set[str] = set()

    def told(what: str, done: int, total: int) -> None:
        heard.add(what)
        if what == stage or (stage == f"{what} once more" and "copied" in heard):
            os.write(sys.stdout.fileno(), f"{what} {done} of {total}\n".encode())
            sys.stdin.read()

    return told


def backup(url: str, file: str, stage: str) -> None:
    with Database.open(url, writes=False) as database:
        BackUp(database, now).to(Path(file), staying_at(stage))


def restore(url: str, file: str, stage: str) -> None:
    with Database.open(url) as database:
        Restore(database, now).from_file(Path(file), staying_at(stage))


def limited(most: str, *arguments: str) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    sys.argv = ["kbdiag", *arguments]
    main()


@contextmanager
def running(*arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program while the block runs; kill it at the end, if it still lives."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, __file__, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(HERE.parents[1])} | more,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    programs: dict[str, Callable[..., None]] = {"backup": backup, "restore": restore, "limited": limited}
    programs[sys.argv[1]](*sys.argv[2:])
