"""Python processes of ours that run apart, so that what becomes of them does not become of the server."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO

GIB = 1024**3
# The directory that holds the package `app`: an import hook of an editable install may be all that knows it.
_HOME = str(Path(__file__).resolve().parents[2])

# Of the server's environment such a process gets what a Python needs to start, and none of its secrets.
_KEPT = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "LC_ALL", "LANG")


def python(module: str) -> list[str]:
    """Without site and its .pth files, which the path given makes unnecessary; they cost start-up time."""
    return [sys.executable, "-s", "-S", "-P", "-m", module]


def environment() -> dict[str, str]:
    """With the path on which this process finds its modules."""
    path = [str(Path(entry).resolve()) for entry in sys.path]
    if _HOME not in path:
        path.append(_HOME)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(path)}


def file_of(content: bytes) -> IO[bytes]:
    """A file rather than a pipe: megabytes must not make one process wait for the other.

    In memory where that can be had, as there may be no directory to write to.
    """
    if sys.platform == "linux":
        file: IO[bytes] = os.fdopen(os.memfd_create("kbdiag"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller, after the other process has it
    file.write(content)
    file.seek(0)
    return file


def leave_signals_to_parent() -> None:
    """Ctrl-C, a terminal's end and a service manager's SIGTERM go to every process; the server ends this one."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)


def how_it_ended(status: int) -> str:
    """The signal that ended a process, or its exit status."""
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def limit(memory_bytes: int, cpu_seconds: int | None) -> None:
    """Hold this process to so much, and let it leave no core behind."""
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":  # macOS has the name, but refuses to set it
        _lower(resource.RLIMIT_AS, memory_bytes)
    if cpu_seconds is not None:
        _lower(resource.RLIMIT_CPU, cpu_seconds)


def _lower(what: int, most: int) -> None:
    """Never above what this process was given: that would be refused."""
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
