"""A child that cannot start is said so at once, and is not started over and over."""

from __future__ import annotations

import signal
import sys

import pytest

from app.domain.errors import EngineFault
from app.engine import supervisor
from app.engine.supervisor import Worker
from tests.engine.containment.children import (
    CASE,
    FIRED,
    PARTITIONS,
    die,
    open_files,
)


@pytest.mark.parametrize(
    ("definition", "limits", "sentence"),
    [
        (
            {"r0c": {"all": [{"m": {"$nex": {"f1": 1}}}]}},
            {},
            "refuses the rules: partition 'bad', rule r0c: ",
        ),
        (PARTITIONS["pair"], {"start_within": 0.001}, "not ready within 0.001 s"),
    ],
    ids=["a definition outside the envelope", "no time"],
)
def test_a_child_that_cannot_start_is_a_fault_of_the_constructor(
    definition: dict[str, object], limits: dict[str, float], sentence: str
) -> None:
    before = open_files()
    with pytest.raises(EngineFault, match=sentence):
        Worker({"bad": definition}, **limits)  # type: ignore[arg-type]
    assert open_files() == before


def test_rules_that_need_more_memory_than_is_allowed_are_a_fault_of_the_constructor() -> None:
    many = {f"p{number}": PARTITIONS["pair"] for number in range(500)}
    with pytest.raises(EngineFault, match=r"refuses|died"):
        Worker(many, memory_bytes=1024 * 1024)


def test_a_trial_that_uses_up_its_cpu_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = (
        "from app.engine import worker, session\nsession.checked = lambda *_: [0 for _ in iter(int, 1)]\nworker.main()"
    )
    monkeypatch.setattr("app.engine.child.command", lambda: [sys.executable, "-S", "-c", busy])
    with pytest.raises(EngineFault, match=r"died.*SIGKILL"):
        Worker(PARTITIONS, cpu_seconds=1)


def test_a_child_that_keeps_dying_is_left_to_rest(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr("app.engine.supervisor.time.monotonic", lambda: clock[0])
    with monkeypatch.context() as patch:
        patch.setattr("app.engine.child.command", lambda: [sys.executable, "-c", ""])
        die(worker, signal.SIGKILL)
        for _ in range(20):
            with pytest.raises(EngineFault):
                worker.match(CASE)
        assert worker.restarts == 1
        with pytest.raises(EngineFault, match="rests"):
            worker.match(CASE)
        assert not worker.alive
    clock[0] += 31
    assert worker.match(CASE) == FIRED
    assert worker.restarts == 2


def test_a_process_that_cannot_be_started_is_a_fault_and_tried_again_later(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("app.engine.child.command", lambda: ["/nowhere/python"])
        die(worker, signal.SIGKILL)
        with pytest.raises(EngineFault):
            worker.match(CASE)
    monkeypatch.setattr(supervisor, "_FIRST_REST", 0.0)
    worker._rest_until = 0.0  # rather than sleep
    assert worker.match(CASE) == FIRED
