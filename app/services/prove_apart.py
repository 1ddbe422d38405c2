"""Prove new rules in a process of their own, with limits, while the rules before them go on serving."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from typing import IO, TYPE_CHECKING, Any

from app.domain.errors import EngineFault, RuleFileError, RulesInvalid, ServiceEnding
from app.engine.apart import GIB, environment, file_of, how_it_ended, python

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDING = "the service is ending; the rules were not proven"


class ProveApart:
    """One pack at a time. Close it to end the process that may be proving one."""

    def __init__(self, *, seconds: float, memory_bytes: int = GIB) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def prove(self, files: Mapping[str, bytes]) -> int:
        """The number of examples, all of which came out as written.

        RulesInvalid with every error there is; with one of the pack as a whole, if it takes too long or too much
        memory, or if the process does not outlive it.
        """
        setup = {
            "files": {path: base64.b64encode(data).decode() for path, data in files.items()},
            "seconds": self._seconds,
            "memory_bytes": self._memory_bytes,
        }
        with file_of(json.dumps(setup).encode()) as given, file_of(b"") as told:
            how = self._run(given, told)
            told.seek(0)
            return self._judged(told.read().splitlines(), how)

    def close(self) -> None:
        """Every later `prove`, and the one that may be running, is refused: ServiceEnding."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _run(self, given: IO[bytes], told: IO[bytes]) -> str | None:
        """How the process ended; None where it took too long."""
        process = self._started(given, told)
        try:
            status = process.wait(self._seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()
            process.wait()
            with self._lock:
                self._process = None
                closed = self._closed
        if closed:
            raise ServiceEnding(_ENDING)
        return how_it_ended(status)

    def _started(self, given: IO[bytes], told: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ServiceEnding(_ENDING)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
                    [*python("app.services.proving"), str(told.fileno())],
                    stdin=given,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(told.fileno(),),
                    env=environment(),
                )
            except OSError as error:
                raise EngineFault(f"the process that proves rules cannot be started: {error}") from error
            return self._process

    def _judged(self, lines: list[bytes], how: str | None) -> int:
        stage = "starting"
        for line in lines:
            match _parsed(line):
                case {"stage": str(found)}:
                    stage = found
                case {"examples": int(count)}:
                    return count
                case {"errors": [*errors]}:
                    raise RulesInvalid([RuleFileError(*one) for one in errors])
        if how in {None, "SIGALRM", "SIGXCPU"}:
            detail = f"{stage} the rules takes longer than {self._seconds:g} s (KBDIAG_MAX_PROVING_SECONDS)"
            raise RulesInvalid([RuleFileError("*", 1, "takes-too-long", detail)])
        detail = f"{stage} the rules, the process ended ({how}); the service's log may say why"
        raise RulesInvalid([RuleFileError("*", 1, "not-survived", detail)])


def _parsed(line: bytes) -> Any:  # noqa: ANN401 - any JSON; None for a line the process did not get to the end of
    try:
        return json.loads(line)
    except ValueError:
        return None
