"""`kbdiag serve` that dies once it has recorded what was posted, before it says so: `DYING`."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from app.api.app import create_app
from app.cli import main as command
from app.cli import serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]

DYING = "from tests.faults.dying_server import main; main()"
KILLED = 137
_RECORDED = {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}


class _Dying:
    """The application, up to the first byte of an answer that says that something new was recorded."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self._application = application

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        async def last(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _RECORDED:
                os._exit(KILLED)
            await send(message)

        await self._application(scope, receive, last)


def main() -> None:
    serve.create_app = lambda *given, **named: _Dying(create_app(*given, **named))  # type: ignore[attr-defined,assignment]
    command.main()
