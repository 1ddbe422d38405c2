"""One JSON value a line over a socket, either way; the worker's and the supervisor's common tongue."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

MOST_BYTES = 64 * 1024 * 1024
"""A line longer than this is taken for nonsense."""

# Larger ones are mapped and unmapped by malloc at every call, at 40 microseconds each.
_CHUNK = 16 * 1024

# Made once: json.dumps would make one at every call.
_encoder = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


class Channel:
    """OSError where the other end is gone (EOFError at an orderly end), TimeoutError after `deadline`.

    ValueError where what came is not one JSON value on one line. Deadlines are of the monotonic clock.
    A line half read when the time is up is kept, and goes on in the next call.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._read = bytearray()

    def send(self, line: bytes, deadline: float | None = None) -> None:
        """What `encoded` made."""
        self._end.settimeout(_left(deadline))
        self._end.sendall(line)

    def receive(self, deadline: float | None = None) -> object:
        """The next value, as soon as its line is whole."""
        while not self._read.endswith(b"\n"):
            self._end.settimeout(_left(deadline))
            chunk = self._end.recv(_CHUNK)
            if not chunk:
                raise EOFError
            self._read += chunk
            if len(self._read) > MOST_BYTES:
                message = "the line is too long"
                raise ValueError(message)
        line = bytes(self._read)
        self._read.clear()
        try:
            return json.loads(line)
        except RecursionError as error:
            message = "the value is nested too deeply"
            raise ValueError(message) from error

    def close(self) -> None:
        """The other end then reads its end of file."""
        self._end.close()


def encoded(message: object) -> bytes:
    """TypeError or ValueError where it is not JSON."""
    return _encoder.encode(message).encode() + b"\n"


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
