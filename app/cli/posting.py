"""Posting to a service that runs, where this command cannot or should not do the work itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from app.cli.address import address_of
from app.cli.outcome import FAILED, UNUSABLE, say
from app.domain.errors import DatabaseInUse
from app.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings

SECONDS_TO_ANSWER = 120.0


def posted(server: str, path: str, *, seconds: float = SECONDS_TO_ANSWER, **request: Any) -> str:  # noqa: ANN401 - what httpx2.request takes
    """The response's body; ends the command where there is none, or the service refuses."""
    return _asked("POST", server, path, seconds, request)


def gotten(server: str, path: str, **request: Any) -> str:  # noqa: ANN401 - likewise
    """The same of something that is there to be read."""
    return _asked("GET", server, path, SECONDS_TO_ANSWER, request)


def _asked(method: str, server: str, path: str, seconds: float, request: dict[str, Any]) -> str:
    import httpx2  # noqa: PLC0415 - a tenth of every start, and needed by this alone

    try:
        response = httpx2.request(method, f"{server.rstrip('/')}{path}", timeout=seconds, **request)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        say(f"kbdiag: no answer from {server}: {error}")
        raise typer.Exit(FAILED) from None
    if response.is_success:
        return str(response.text)
    for line in _told_by(server, response.text):
        say(line)
    raise typer.Exit(UNUSABLE if response.is_client_error else FAILED)


def _told_by(server: str, body: str) -> Iterator[str]:
    """A problem document as sentences, with every place it names; anything else as it came."""
    try:
        problem = json.loads(body)
        errors = problem.get("errors") or ()
        yield f"kbdiag: {server} refused: {problem['detail']}"
        yield from (f"  {_place(error)}: {error['detail']}" for error in errors)
    except (ValueError, KeyError, AttributeError, TypeError):
        yield f"kbdiag: {server} refused: {body}"


def _place(error: dict[str, Any]) -> str:
    """`exchange-mta/Q225196.yaml:94: yaml-syntax` of a rule file, else a pointer into the body."""
    if "file" in error:
        return f"{error['file']}:{error['line']}: {error['code']}"
    return str(error.get("pointer") or error.get("parameter") or "#")


def find_server(settings: Settings) -> str:
    """The service that holds the database; where several may share it, the one these settings would start.

    Ends the command where none runs.
    """
    try:
        with Database.open(settings.resolved_database_url) as database:
            if database.shared:
                return address_of(settings.host, settings.port)
    except DatabaseInUse as error:
        if error.server is None:
            raise
        return error.server
    say(
        f"kbdiag: no service runs on {settings.resolved_database_url}; one that starts reads the rules as they are "
        "then, and one that runs elsewhere is named with --server"
    )
    raise typer.Exit(FAILED)
