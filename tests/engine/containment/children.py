"""One pair of partitions, one case over them, and what may be done to a child that answers it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.engine.child import NotReadyYet

if TYPE_CHECKING:
    from app.engine.matcher import Partitions
    from app.engine.supervisor import Worker

PARTITIONS: Partitions = {
    "pair": {
        "r0c": {"all": [{"m": {"$and": [{"kind": 1}, {"f1": 2}, {"f2": 2}]}}]},
        "r0p": {"all": [{"m": {"$and": [{"kind": 1}, {"f1": 2}, {"$gte": {"f2": 1}}]}}]},
    },
    "other": {"r9c": {"all": [{"m": {"$and": [{"kind": 1}, {"g1": 1}]}}]}},
}
CASE = [("pair", {"f1": 2, "f2": 1}), ("other", {"g1": 1})]
FIRED = [{"r0p"}, {"r9c"}]


def right_in_the_end(worker: Worker) -> None:
    """An impatient worker's new child may still be starting, which is no fault of the answer's."""
    while True:
        try:
            fired = worker.match(CASE)
        except NotReadyYet:
            continue
        assert fired == FIRED
        return


def die(worker: Worker, how: int) -> int:
    """Sends the signal and waits for the death, without taking it from the supervisor, who has to reap."""
    pid = worker.pid
    assert pid is not None
    os.kill(pid, how)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def is_reaped(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()
