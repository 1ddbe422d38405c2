"""One worker process, from its start to its reaping; the supervisor replaces it, this only runs it."""

from __future__ import annotations

import math
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from app.domain.errors import EngineFault
from app.engine.apart import environment, file_of, how_it_ended, python
from app.engine.channel import Channel, encoded

if TYPE_CHECKING:
    from app.engine.matcher import Partitions


class NotReadyYet(EngineFault):
    """The child is still starting, and within its time; it may be waited for again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child is held to; seconds of the wall clock, but for `cpu_seconds` over its whole life."""

    answer_within: float
    start_within: float
    cpu_seconds: int | None
    memory_bytes: int


class Child:
    """Started by the constructor, which does not wait; not safe to share between threads.

    Every failure is an EngineFault, after which `end` is due; only NotReadyYet leaves it of use.
    """

    def __init__(self, partitions: Partitions, limits: Limits) -> None:
        self._limits = limits
        self._start_by = time.monotonic() + limits.start_within
        self._ready = False
        setup = file_of(encoded(_setup(partitions, limits)))
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours)
        try:
            self._process = _popen(setup, theirs.fileno())
        except OSError as error:
            ours.close()
            message = f"the engine's process cannot be started: {error}"
            raise EngineFault(message) from error
        finally:
            theirs.close()
            setup.close()

    @property
    def pid(self) -> int:
        """Also after its end."""
        return int(self._process.pid)

    @property
    def running(self) -> bool:
        """False also reaps it."""
        return self._process.poll() is None

    def wait_ready(self, seconds: float) -> None:
        """No longer than this, nor than is left of the time to start."""
        if self._ready:
            return
        deadline = min(self._start_by, time.monotonic() + seconds)
        try:
            said = self._channel.receive(deadline)
        except TimeoutError:
            message = f"the engine's process was not ready within {seconds:g} s"
            late = time.monotonic() >= self._start_by
            raise (EngineFault if late else NotReadyYet)(message) from None
        except (OSError, EOFError, ValueError) as error:
            raise _broken(error) from error
        if said != "ready":
            self._process.kill()
            why = said.get("refused") if isinstance(said, dict) else None
            message = f"the engine refuses the rules: {why}" if why else "the engine's process talks nonsense"
            raise EngineFault(message)
        self._ready = True

    def ask(self, line: bytes, seconds: float) -> object:
        """One line out, the next one in."""
        deadline = time.monotonic() + seconds
        try:
            self._channel.send(line, deadline)
            return self._channel.receive(deadline)
        except TimeoutError:
            message = f"the engine's process gave no answer within {seconds:g} s"
            raise EngineFault(message) from None
        except (OSError, EOFError, ValueError) as error:
            raise _broken(error) from error

    def end(self) -> str:
        """Killed, reaped and its socket closed, whatever it was doing; says how it had ended."""
        self._process.kill()
        self._channel.close()
        status = self._process.wait()
        return how_it_ended(status)


def command() -> list[str]:
    """What a child is started with."""
    return python("app.engine.worker")


def _popen(setup: IO[bytes], end: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [*command(), str(end)],
        stdin=setup,
        stdout=subprocess.DEVNULL,
        pass_fds=(end,),
        env=environment(),
    )


def _broken(error: Exception) -> EngineFault:
    if isinstance(error, ValueError):
        return EngineFault(f"the engine's process talks nonsense: {error}")
    return EngineFault("the engine's process died")


def _setup(partitions: Partitions, limits: Limits) -> dict[str, object]:
    return {
        "partitions": partitions,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        # A second more than the supervisor waits: these are for when it is no longer there to kill.
        "start_seconds": math.ceil(limits.start_within) + 1,
        "answer_seconds": math.ceil(limits.answer_within) + 1,
    }
