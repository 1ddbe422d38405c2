"""Whatever kills or stops the child, the call ends, and the next has a new child and the right answer."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import EngineFault
from app.engine.channel import Channel
from app.engine.supervisor import Worker
from tests.engine.containment.children import (
    CASE,
    FIRED,
    PARTITIONS,
    die,
    is_reaped,
    open_files,
    right_in_the_end,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def impatient() -> Iterator[Worker]:
    with Worker(PARTITIONS, answer_within=0.3) as one:
        yield one


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_death_between_calls_costs_no_call(worker: Worker, how: int) -> None:
    pid = die(worker, how)
    assert worker.match(CASE) == FIRED
    assert (worker.faults, worker.restarts) == (1, 1)
    assert worker.pid != pid
    assert is_reaped(pid)


def test_a_child_that_hangs_is_killed_and_replaced(impatient: Worker) -> None:
    pid = impatient.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(EngineFault, match=r"no answer within 0\.3 s"):
        impatient.match(CASE)
    assert (impatient.faults, impatient.restarts) == (1, 1)
    assert is_reaped(pid)
    right_in_the_end(impatient)


def test_a_child_killed_during_a_call_fails_that_call_only(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # so that it has the question, and no time to answer
    send = Channel.send

    def send_and_kill(channel: Channel, line: bytes, deadline: float | None = None) -> None:
        send(channel, line, deadline)
        os.kill(pid, signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(Channel, "send", send_and_kill)
        with pytest.raises(EngineFault, match="died"):
            worker.match(CASE)
    assert worker.match(CASE) == FIRED
    assert (worker.faults, worker.restarts) == (1, 1)
    assert is_reaped(pid)


def test_ctrl_c_and_a_stop_of_the_whole_service_leave_the_child_to_the_supervisor(worker: Worker) -> None:
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert worker.match(CASE) == FIRED
    assert worker.pid == pid


def test_garbage_sent_to_the_child_ends_it_and_the_next_call_is_right(worker: Worker) -> None:
    child = worker._child
    assert child is not None
    child._channel.send(b"\xff{garbage\n")
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert worker.match(CASE) == FIRED
    assert (worker.faults, worker.restarts) == (1, 1)


def test_five_restarts_leave_no_zombie_and_no_open_file(worker: Worker) -> None:
    worker.match(CASE)
    before = open_files()
    pids = []
    for _ in range(5):
        pids.append(die(worker, signal.SIGKILL))
        assert worker.match(CASE) == FIRED
    assert open_files() == before
    assert all(map(is_reaped, pids))
    assert worker.restarts == 5


def test_eight_threads_at_once_all_get_their_own_answers_also_while_the_child_is_killed(
    worker: Worker,
) -> None:
    cases: list[tuple[dict[str, int], set[str]]] = [
        ({"f1": 2, "f2": 2}, {"r0c", "r0p"}),
        ({"f1": 2, "f2": 1}, {"r0p"}),
        ({"f1": 1}, set()),
    ]

    def hammer(start: int) -> tuple[int, int]:
        wrong = faults = 0
        for number in range(150):
            if (start, number) == (0, 75) and worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
            features, fired = cases[(start + number) % len(cases)]
            try:
                wrong += worker.match([("pair", features)]) != [fired]
            except EngineFault:
                faults += 1
        return wrong, faults

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(hammer, range(8)))
    assert sum(wrong for wrong, _ in results) == 0
    assert sum(faults for _, faults in results) <= 1
    assert worker.match(CASE) == FIRED
    assert worker.restarts == 1
