"""The parent's side of the worker: whatever the child does, a call ends, and the next has a child again."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Self

from app.domain.errors import EngineFault
from app.engine.apart import GIB
from app.engine.child import Child, Limits, NotReadyYet
from app.engine.exchange import Answer, answers, question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.matcher import Job, Partitions


_FIRST_REST = 0.1
_LONGEST_REST = 30.0

_log = logging.getLogger("kbdiag.engine")


class Worker:
    """Safe to share between threads: one call at a time.

    The constructor waits for the child: EngineFault where it refuses the partitions, dies of them, or takes
    longer than `start_within`. A call that fails replaces the child and is never tried again. A child that
    fails twice without an answer in between is replaced after a rest, which doubles up to 30 s; meanwhile
    calls fail. A child still starting anew fails calls that waited `answer_within` for it, and goes on.
    """

    def __init__(
        self,
        partitions: Partitions,
        *,
        answer_within: float = 2.0,
        start_within: float = 20.0,
        cpu_seconds: int | None = None,
        memory_bytes: int = GIB,
    ) -> None:
        self.faults = 0
        """Calls that failed, and deaths of the child between calls."""
        self.restarts = 0
        """Children started after the first."""
        self._lock = threading.Lock()
        self._partitions = {name: dict(definition) for name, definition in partitions.items()}
        self._rules = {name: frozenset(definition) for name, definition in partitions.items()}
        self._limits = Limits(answer_within, start_within, cpu_seconds, memory_bytes)
        self._calls = 0
        self._failures = 0
        self._rest_until = 0.0
        self._closed = False
        self._child: Child | None = _started(self._partitions, self._limits)

    @property
    def alive(self) -> bool:
        """A child runs; it may still be starting."""
        child = self._child
        return child is not None and child.running

    @property
    def pid(self) -> int | None:
        """Of the child, if there is one."""
        child = self._child
        return None if child is None else child.pid

    def match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        """As Matcher says; a fault of one ruleset or fact, which the child reports, does not replace it."""
        with self._lock:
            try:
                return self._match(jobs)
            except EngineFault:
                self.faults += 1
                raise

    def close(self) -> None:
        """May be called again; every later match is an EngineFault."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
            if child is not None:
                child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        if any(partition not in self._rules for partition, _ in jobs):
            message = "there is no such partition"
            raise EngineFault(message)
        self._calls += 1
        line = question(self._calls, jobs)
        child = self._ready_child()
        try:
            found = answers(child.ask(line, self._limits.answer_within), self._calls, jobs, self._rules)
        except BaseException as error:
            # Also KeyboardInterrupt: the answer still to come would be in the next call's way.
            self._replace(error)
            raise
        self._failures = 0
        return [_fired(answer) for answer in found]

    def _ready_child(self) -> Child:
        if self._closed:
            message = "the engine's worker is closed"
            raise EngineFault(message)
        if self._child is not None and not self._child.running:
            self.faults += 1
            self._replace(EngineFault("it died between calls"))
        child = self._child or self._start()
        if child is None:
            message = "the engine's process failed again and again; it rests"
            raise EngineFault(message)
        try:
            child.wait_ready(self._limits.answer_within)
        except NotReadyYet:
            raise
        except BaseException as error:
            self._replace(error)
            raise
        return child

    def _replace(self, error: BaseException) -> None:
        """At once after a first failure: the new child starts while the caller sees to its answer."""
        child, self._child = self._child, None
        if child is not None:
            how = child.end()
            _log.warning("engine process %d ended (%s): %s", child.pid, how, error)
        self._rest()
        self._start()

    def _rest(self) -> None:
        if self._failures:
            self._rest_until = time.monotonic() + min(_LONGEST_REST, _FIRST_REST * 2.0**self._failures)
        self._failures += 1

    def _start(self) -> Child | None:
        if time.monotonic() < self._rest_until:
            return None
        try:
            self._child = Child(self._partitions, self._limits)
        except EngineFault as error:
            _log.warning("%s", error)
            self._rest()
            return None
        self.restarts += 1
        return self._child


def _fired(answer: Answer) -> frozenset[str]:
    if isinstance(answer, EngineFault):
        raise answer
    return answer


def _started(partitions: Partitions, limits: Limits) -> Child:
    child = Child(partitions, limits)
    try:
        child.wait_ready(limits.start_within)
    except BaseException as error:
        how = child.end()
        if isinstance(error, EngineFault):
            message = f"{error} ({how})"
            raise EngineFault(message) from error
        raise
    return child
