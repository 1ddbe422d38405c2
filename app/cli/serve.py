"""`kbdiag serve`: the HTTP service, from migrating the database to the last answer."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer
import uvicorn

from app.api.app import create_app
from app.cli.address import address_of
from app.cli.outcome import FAILED, say, told
from app.domain.errors import KbdiagError, RulesRefused
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from app.services.reload_rules import ReloadRules

logger = logging.getLogger("kbdiag.rules")
_BACKLOG = 2048
_SECONDS_TO_FINISH = 10


def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on (KBDIAG_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on, 0 for a free one (KBDIAG_PORT).")] = None,
) -> None:
    """Migrate the database, read and prove the rules, and serve until stopped; on SIGHUP read the rules again."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it can be followed
    with _logging_to_standard_error(), told():
        given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        settings = Settings(**given)  # type: ignore[arg-type] # names and types are those of the two options
        with _listen(settings) as listening:
            address = address_of(settings.host, listening.getsockname()[1])
            with build(settings, serving_at=address) as services:
                api = create_app(
                    services, most_bytes=settings.max_body_bytes, most_upload_bytes=settings.max_upload_bytes
                )
                _Server(api, address, services.reload).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says where it is once it can be reached, and reloads its rules on SIGHUP."""

    def __init__(self, application: Callable[..., Any], address: str, reload: ReloadRules) -> None:
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
        self._reload = reload

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End serving, but do not raise the signal again as uvicorn does: there is a database still to be closed."""
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hang_up)
        say(f"kbdiag is ready; its documentation is at {self._address}/docs")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever waits for a reload hears at once that it will not be, instead of keeping the service from ending."""
        self._reload.prover.close()
        await super().shutdown(sockets)

    def _hang_up(self) -> None:
        """Reload in a thread of its own; what came of it is in the log."""
        Thread(target=_reload, args=(self._reload,), name="kbdiag-reload", daemon=True).start()


def _reload(service: ReloadRules) -> None:
    try:
        service.reload()
    except RulesRefused:
        return  # the service has said why
    except KbdiagError:
        logger.exception("not reloaded")


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
