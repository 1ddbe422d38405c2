"""The child process: durable-rules behind limits, so that its crash or hang is not the server's.

`python -m app.engine.worker FD`. Standard input, read to its end, is one JSON object: `partitions`,
`answer_seconds`, `start_seconds`, `memory_bytes`, `cpu_seconds` (or null). On the socket FD the child says
`"ready"` or `{"refused": "why"}`, and then answers questions (see exchange.py) until the other end closes.
"""

from __future__ import annotations

import faulthandler
import json
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from app.domain.errors import EngineFault
from app.engine.apart import leave_signals_to_parent, limit
from app.engine.channel import Channel, encoded
from app.engine.session import MOST_REBUILDS, Session

if TYPE_CHECKING:
    from collections.abc import Mapping


def main() -> int:
    """Exit status 0 when the supervisor is done with this process, 1 when it refused the partitions."""
    leave_signals_to_parent()
    # SIGALRM's default action ends the process even inside C: no hung orphan where the supervisor died first.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    faulthandler.enable()
    channel = Channel(socket.socket(fileno=int(sys.argv[1])))
    try:
        return _serve(channel, json.load(sys.stdin))
    except (EOFError, ConnectionError):
        return 0


def _serve(channel: Channel, setup: dict[str, Any]) -> int:
    limit(setup["memory_bytes"], setup["cpu_seconds"])
    signal.alarm(setup["start_seconds"])
    try:
        session = Session(setup["partitions"])
    except EngineFault as error:
        channel.send(encoded({"refused": str(error)}))
        return 1
    signal.alarm(0)
    channel.send(encoded("ready"))
    while session.rebuilds < MOST_REBUILDS:
        received: Any = channel.receive()
        number, jobs = received
        signal.alarm(setup["answer_seconds"])
        answers = [_answer(session, partition, features) for partition, features in jobs]
        channel.send(encoded([number, answers]))
        signal.alarm(0)
    return 0


def _answer(session: Session, partition: str, features: Mapping[str, int]) -> list[str] | str:
    try:
        return list(session.match_one(partition, features))
    except EngineFault as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main())
