"""The lock file that keeps a second process from writing the same SQLite file."""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from typing import TYPE_CHECKING

from app.domain.errors import DatabaseInUse, StorageError

if TYPE_CHECKING:
    from pathlib import Path

_NOTICE_BYTES = 4096


class WriteLock:
    """Held from construction until `release`, or until the process ends in whatever way.

    The file is never removed: another process could then lock a new file of the same name while the old
    one is still held. Its content tells who holds it and means nothing while nobody does.
    """

    def __init__(self, path: Path, server: str | None) -> None:
        self._descriptor: int | None = _open(path)
        try:
            _claim(self._descriptor, path)
            _announce(self._descriptor, server)
        except BaseException:
            os.close(self._descriptor)
            raise
        _held.add(self)

    def release(self) -> None:
        """Let another process write; releasing twice is harmless."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self.forsake()

    def forsake(self) -> None:
        """Close this process's copy only: after a fork the lock is the parent's and ends with it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


_held: weakref.WeakSet[WriteLock] = weakref.WeakSet()


def _forsake_in_child() -> None:
    for lock in list(_held):
        lock.forsake()


os.register_at_fork(after_in_child=_forsake_in_child)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"The lock file {path} cannot be opened: {error.strerror}."
        raise StorageError(message) from error


def _claim(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _in_use(descriptor, path) from error
    except OSError as error:
        message = f"{path} cannot be locked: {error.strerror}. Keep the database on a local disk."
        raise StorageError(message) from error


def _announce(descriptor: int, server: str | None) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "server": server}).encode(), 0)


def _in_use(descriptor: int, path: Path) -> DatabaseInUse:
    notice = _notice(descriptor)
    pid, server = notice.get("pid", "unknown"), notice.get("server")
    server = server if isinstance(server, str) else None
    where = f", serving at {server}" if server else ""
    return DatabaseInUse(f"Another process (pid {pid}{where}) writes this database; it holds {path}.", server)


def _notice(descriptor: int) -> dict[str, object]:
    # The holder may be just about to write its notice, so anything may stand here.
    try:
        notice = json.loads(os.pread(descriptor, _NOTICE_BYTES, 0))
    except ValueError:
        return {}
    return notice if isinstance(notice, dict) else {}
