"""A worker answers as a session does, and nothing of it outlives its supervisor."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import EngineFault
from app.engine.supervisor import Worker
from tests.engine.containment.children import (
    CASE,
    FIRED,
    PARTITIONS,
    is_reaped,
    open_files,
)

if TYPE_CHECKING:
    from app.engine.matcher import Matcher
    from tests.engine.containment.conftest import Alone


def test_it_is_a_matcher_and_answers_job_by_job(worker: Worker) -> None:
    matcher: Matcher = worker
    assert matcher.match(CASE) == FIRED
    assert matcher.match([]) == []
    assert matcher.match(CASE[::-1]) == FIRED[::-1]
    assert (worker.faults, worker.restarts, worker.alive) == (0, 0, True)


def test_a_batch_greater_than_every_buffer_is_answered() -> None:
    with Worker(PARTITIONS, answer_within=60) as worker:
        assert worker.match(CASE * 20_000) == FIRED * 20_000


def test_closing_ends_the_child_may_be_done_twice_and_later_calls_are_faults() -> None:
    before = open_files()
    worker = Worker(PARTITIONS)
    pid = worker.pid
    assert pid is not None
    worker.close()
    worker.close()
    assert is_reaped(pid)
    assert open_files() == before
    assert not worker.alive
    with pytest.raises(EngineFault, match="closed"):
        worker.match(CASE)


def test_no_thread_is_started_on_this_side() -> None:
    before = threading.active_count()
    with Worker(PARTITIONS) as worker:
        worker.match(CASE)
        assert threading.active_count() == before


def test_the_engine_itself_is_never_loaded_on_this_side(
    alone: Alone,
) -> None:
    said = alone(
        f"""
import sys
from app.engine.supervisor import Worker
with Worker({PARTITIONS!r}) as worker: worker.match({CASE!r})
print("durable_rules_engine" in sys.modules)
"""
    )
    assert said.stdout == "False\n", said.stderr


def test_the_child_ends_when_its_supervisor_is_killed() -> None:
    program = f"""
import sys, time
from app.engine.supervisor import Worker
worker = Worker({PARTITIONS!r})
print(worker.pid, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        child = os.pidfd_open(pid)
        parent.kill()
    ended = select_readable(child)
    os.close(child)
    assert ended


def select_readable(descriptor: int) -> bool:
    """A pidfd reads as ready once its process has ended, whoever reaps it."""
    return bool(select.select([descriptor], [], [], 20)[0])
