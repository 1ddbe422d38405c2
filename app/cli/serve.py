"""`kbdiag serve`: the HTTP service, from migrating the database to the last answer."""

from __future__ import annotations

import logging
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
import uvicorn

from app.api.app import create_app
from app.cli.outcome import FAILED, say, told
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_BACKLOG = 2048
_SECONDS_TO_FINISH = 10


def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on (KBDIAG_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on, 0 for a free one (KBDIAG_PORT).")] = None,
) -> None:
    """Migrate the database, read and prove the rules, and serve until stopped."""
    with _logging_to_standard_error(), told():
        given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        settings = Settings(**given)  # type: ignore[arg-type] # names and types are those of the two options
        with _listen(settings) as listening:
            address = _address(settings.host, listening)
            with build(settings, serving_at=address) as services:
                _Server(
                    create_app(
                        services, most_bytes=settings.max_body_bytes, most_upload_bytes=settings.max_upload_bytes
                    ),
                    address,
                ).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says where it is once it can be reached."""

    def __init__(self, application: Callable[..., Any], address: str) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http="h11",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            )
        )
        self._address = address

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End serving, but do not raise the signal again as uvicorn does: there is a database still to be closed."""
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        say(f"kbdiag is ready; its documentation is at {self._address}/docs")


def _listen(settings: Settings) -> socket.socket:
    """Taken before anything else, so that a port in use is told before the database is opened."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        say(f"kbdiag: cannot serve on {settings.host} port {settings.port}: {error.strerror}")
        raise typer.Exit(FAILED) from None
    listening.listen(_BACKLOG)
    listening.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listening


def _address(host: str, listening: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to reach it, not where to bind
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"


@contextmanager
def _logging_to_standard_error() -> Iterator[None]:
    """Uvicorn's loggers and our own, each line with its time; before anything else has something to say."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    loggers = {logging.getLogger("kbdiag"): logging.INFO, logging.getLogger("uvicorn"): logging.WARNING}
    for logger, level in loggers.items():
        logger.setLevel(level)
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
