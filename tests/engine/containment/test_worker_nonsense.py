"""An answer that is none fails the call and costs the child; a job that is refused only fails the call."""

from __future__ import annotations

import sys

import pytest

from app.domain.errors import EngineFault
from app.engine.supervisor import Worker
from tests.engine.containment.children import (
    CASE,
    FIRED,
    PARTITIONS,
    is_reaped,
    right_in_the_end,
)

ROGUE = """
import socket, sys
end = socket.socket(fileno=int(sys.argv[-1]))
end.sendall(b'"ready"\\n')
end.recv(65536)
{answer}
end.recv(1)
"""
NONSENSE = {
    "bytes that are no text": r"end.sendall(b'\xff\xfe\n')",
    "half a line and the end": "end.sendall(b'[1,'); end.close(); sys.exit()",
    "half a line and silence": "end.sendall(b'[1,')",
    "two lines": r"end.sendall(b'[1,[[],[]]]\n[1,[[],[]]]\n')",
    "another number": r"end.sendall(b'[7,[[],[]]]\n')",
    "too few answers": r"end.sendall(b'[1,[[]]]\n')",
    "rules of another partition": r"end.sendall(b'[1,[[\"r9c\"],[]]]\n')",
    "names that are no text": r"end.sendall(b'[1,[[[]],[]]]\n')",
    "an object": r"end.sendall(b'{}\n')",
    "null": r"end.sendall(b'null\n')",
    "a hundred thousand brackets": r"end.sendall(b'[' * 100000 + b'\n')",
    "a crash": "import os; os.abort()",
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_from_the_child_is_a_fault_and_a_new_child(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("app.engine.child.command", lambda: [sys.executable, "-c", ROGUE.format(answer=answer)])
        worker = Worker(PARTITIONS, answer_within=0.3)
    pid = worker.pid
    assert pid is not None
    with worker:
        with pytest.raises(EngineFault):
            worker.match(CASE)
        assert is_reaped(pid)
        assert (worker.faults, worker.restarts) == (1, 1)
        right_in_the_end(worker)


@pytest.mark.parametrize(
    "job",
    [
        ("pair", {"host": 2}),
        ("pair", {"f1": True}),
        ("pair", {"f1": 2.0}),
        ("none", {}),
        ("pair", {"f1": b""}),
    ],
    ids=repr,
)
def test_a_job_that_is_refused_costs_the_call_but_not_the_child(
    worker: Worker, job: tuple[str, dict[str, int]]
) -> None:
    pid = worker.pid
    with pytest.raises(EngineFault):
        worker.match([*CASE, job])
    assert worker.match(CASE) == FIRED
    assert (worker.pid, worker.faults, worker.restarts) == (pid, 1, 0)
