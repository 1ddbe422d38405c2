"""Programs that the tests start as processes of their own, in order to kill them.

python programs.py hold URL SERVING_AT          open for writing, say so, and stay
python programs.py acknowledge URL              record for ever, print each id once it is recorded
python programs.py upgrade URL                  bring the schema up to date
python programs.py crash DIRECTORY upgrade      in a new database each, die before, after, before … each
python programs.py crash DIRECTORY downgrade    statement, until one process gets through
python programs.py crash DIRECTORY publish
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event

from app.domain.publication import RELOAD, START
from app.storage import migration
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.publications import Publications
from tests.storage import samples

if TYPE_CHECKING:
    from collections.abc import Callable

KILLED = 137


def hold(url: str, serving_at: str) -> None:
    with Database.open(url, serving_at=serving_at):
        os.write(sys.stdout.fileno(), b"held\n")
        sys.stdin.read()


def acknowledge(url: str) -> None:
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer, ThreadPoolExecutor(8) as clients:
            writer.keep_pack(samples.PACK, samples.FILES, samples.AT)
            list(clients.map(record_for_ever, [writer] * 8))


def record_for_ever(writer: DecisionWriter) -> None:
    while True:
        recorded = writer.append(samples.record(key=samples.new_id())).result()
        # One write for the line, so that lines of several threads do not mix.
        os.write(sys.stdout.fileno(), f"{recorded.decision_id}\n".encode())


def upgrade(url: str) -> None:
    with Database.open(url) as database:
        database.upgrade()


def crash(directory: str, direction: str) -> None:
    for moment in count():
        path = Path(directory) / f"{moment:03}.db"
        if direction == "downgrade":
            with Database.open(f"sqlite:///{path}") as database, DecisionWriter(migrated(database)) as writer:
                writer.keep_pack(samples.PACK, samples.FILES, samples.AT)
        elif direction == "publish":
            with Database.open(f"sqlite:///{path}") as database:
                publications = Publications(migrated(database))
                publications.publish(samples.pack("1"), samples.AT, START)
                publications.disable(samples.DISABLED)
        child = os.fork()
        if child == 0:
            run_until(moment, path, direction)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != KILLED:
            sys.exit(status)


def migrated(database: Database) -> Database:
    database.upgrade()
    return database


def run_until(moment: int, path: Path, direction: str) -> None:
    database = Database.open(f"sqlite:///{path}")
    die = dying_at(moment)
    for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(database.writing, name, die)
    if direction == "downgrade":
        migration.downgrade(database, "base")
    elif direction == "publish":
        Publications(database).publish(samples.pack("2"), samples.AT, RELOAD)
    else:
        database.upgrade()
    os._exit(0)


def dying_at(moment: int) -> Callable[..., None]:
    moments = count()

    def die(*_: object) -> None:
        if next(moments) == moment:
            os._exit(KILLED)

    return die


if __name__ == "__main__":
    programs: dict[str, Callable[..., None]] = {
        "hold": hold,
        "acknowledge": acknowledge,
        "upgrade": upgrade,
        "crash": crash,
    }
    programs[sys.argv[1]](*sys.argv[2:])
