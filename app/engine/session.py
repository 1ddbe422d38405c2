"""The one file that calls the foreign engine; durable-rules' C module, without its Python front.

Not the documented interface: the version is pinned, and tests/engine/containment states what is relied on.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from typing import TYPE_CHECKING, Protocol, cast

import durable_rules_engine

from app.domain.errors import EngineFault
from app.engine.envelope import Ruleset, checked, checked_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.engine.matcher import Job, Partitions

MOST_REBUILDS = 100
"""Each costs up to 200 KB for ever, as the engine does not give back a deleted ruleset's states."""

_NOTHING_MATCHED = 1
_names = itertools.count(1)
_facts = itertools.count(1)


class _Engine(Protocol):
    def create_ruleset(self, name: str, definition: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...


_engine = cast("_Engine", durable_rules_engine)


class Session:
    """Safe to share between threads: one case at a time. All rulesets are built and used once here."""

    def __init__(self, partitions: Partitions) -> None:
        self._lock = threading.Lock()
        self._rulesets = {name: checked(name, definition) for name, definition in partitions.items()}
        self._handles = {name: _build(ruleset) for name, ruleset in self._rulesets.items()}
        self.rebuilds = 0
        """Rulesets thrown away after a fault and built anew."""

    def match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        """As Matcher says."""
        return [self.match_one(partition, features) for partition, features in jobs]

    def match_one(self, partition: str, features: Mapping[str, int]) -> frozenset[str]:
        """Names of the partition's rules that fire on these features alone."""
        fact = checked_fact(features, next(_facts))
        with self._lock:
            ruleset = self._rulesets.get(partition)
            if ruleset is None:
                message = "there is no such partition"
                raise EngineFault(message)
            handle = self._take(partition, ruleset)
            with _thrown_away_if_it_fails(handle):
                fired = _fire(handle, ruleset, fact)
            self._handles[partition] = handle
            return fired

    def close(self) -> None:
        """Later calls are EngineFaults. The engine keeps part of the memory: see MOST_REBUILDS."""
        with self._lock:
            self._rulesets = {}
            while self._handles:
                with contextlib.suppress(Exception):
                    _engine.delete_ruleset(self._handles.popitem()[1])

    def _take(self, partition: str, ruleset: Ruleset) -> int:
        """Taken out while it is in use, so that only a case that went well puts it back."""
        handle = self._handles.pop(partition, None)
        if handle is not None:
            return handle
        if self.rebuilds >= MOST_REBUILDS:
            message = f"{self.rebuilds} rulesets had to be rebuilt; this session builds no more"
            raise EngineFault(message)
        self.rebuilds += 1
        return _build(ruleset)


def _build(ruleset: Ruleset) -> int:
    """With its first case behind it: the first is slow, and an error should show here and not on a ticket."""
    try:
        handle = _engine.create_ruleset(f"kbdiag{next(_names)}", ruleset.text)
    except Exception as error:
        message = f"durable-rules does not take the ruleset: {error}"
        raise EngineFault(message) from error
    with _thrown_away_if_it_fails(handle):
        _fire(handle, ruleset, checked_fact(dict.fromkeys(sorted(ruleset.features), 2), next(_facts)))
    return handle


@contextlib.contextmanager
def _thrown_away_if_it_fails(handle: int) -> Iterator[None]:
    """KeyboardInterrupt and the like pass as they are, but the ruleset is in mid-case all the same."""
    try:
        yield
    except BaseException as error:
        with contextlib.suppress(Exception):  # what failed first is what the caller must hear
            _engine.delete_ruleset(handle)
        if isinstance(error, Exception):
            message = f"durable-rules failed: {error!r}"
            raise EngineFault(message) from error
        raise


def _fire(handle: int, ruleset: Ruleset, fact: str) -> frozenset[str]:
    code, state = _engine.assert_fact(handle, fact)
    try:
        if code not in (0, _NOTHING_MATCHED):
            message = f"assert_fact answered {code}"
            raise EngineFault(message)
        return frozenset() if code else _collect(handle, state, ruleset, fact)
    finally:
        code, _ = _engine.retract_fact(handle, fact)
        if code != 0:
            message = f"retract_fact answered {code}"
            raise EngineFault(message)


def _collect(handle: int, state: int, ruleset: Ruleset, fact: str) -> frozenset[str]:
    """A firing is `{"r0c":{"m":<our fact, as we wrote it>}}`; any other belongs to some other case."""
    tail = f'":{{"m":{fact}}}}}'
    fired: set[str] = set()
    started = _engine.start_action_for_state(handle, state)
    firing = started[1] if started else None
    for _ in range(ruleset.ways):
        if firing is None:
            return frozenset(fired)
        name = firing[2 : -len(tail)]
        if not firing.startswith('{"') or not firing.endswith(tail) or name not in ruleset.rules:
            message = "a firing that does not belong to this fact"
            raise EngineFault(message)
        fired.add(name)
        firing = _engine.complete_and_start_action(handle, state)
    if firing is not None:
        message = f"more than {ruleset.ways} firings for one fact"
        raise EngineFault(message)
    return frozenset(fired)
