"""A worker that is ended whatever the test does, and a Python of its own for whatever may hang or crash."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from app.engine.supervisor import Worker
from tests.engine.containment.children import PARTITIONS

Alone = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def alone() -> Alone:
    """Runs a program in a Python of its own: what it shows may hang or crash."""

    def run(program: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - this very Python
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
        )

    return run


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(PARTITIONS) as one:
        yield one
