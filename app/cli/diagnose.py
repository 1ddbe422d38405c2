"""`kbdiag diagnose FILE...`: one ticket out of files, recorded like any other."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.given import Given, read_given
from app.cli.outcome import NO_MATCH, told
from app.cli.posting import posted
from app.cli.shown import Format
from app.domain.errors import DatabaseInUse
from app.services.representation import Representation
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from typing import Any


def diagnose(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="A request as JSON, a ticket's text, event logs (.evtx, .evt, .xml, .csv, .json, .txt); - reads "
            "standard input. Several make one ticket.",
        ),
    ],
    shown: Annotated[Format | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
    server: Annotated[str | None, typer.Option(help="Post to the service at this address instead.")] = None,
) -> None:
    """Diagnose one ticket and record the answer.

    Where a service runs on the same database, the ticket is posted to it. Ends with 0, with 1 if no rule fits, with 2
    if the input cannot be used, with 3 if something else failed.
    """
    with told():
        settings = Settings()
        given = read_given(files, settings)
        answer = _posted(given, server) if server else _answered(given, settings)
    _show(answer, shown or (Format.TABLE if sys.stdout.isatty() else Format.JSON))
    if json.loads(answer)["verdict"] == "no_match":
        raise typer.Exit(NO_MATCH)


def _answered(given: Given, settings: Settings) -> str:
    try:
        with build(settings, publishes=False) as services:
            return services.diagnose.answer(given.received()).body
    except DatabaseInUse as error:
        if error.server is None:
            raise
        return _posted(given, error.server)


def _posted(given: Given, server: str) -> str:
    request: dict[str, Any] = {"headers": {"Accept": Representation.JSON.value}}
    if given.files:
        parts = [("file", (name, data, "application/octet-stream")) for name, data in given.files]
        request["files"] = parts if given.body is None else [("request", ("request.json", given.body)), *parts]
    else:
        request["content"] = given.body
        request["headers"]["Content-Type"] = given.media_type
    return posted(server, "/diagnose", **request)


def _show(answer: str, shown: Format) -> None:
    if shown is Format.TABLE:
        typer.echo(Representation.PLAIN.of(answer), nl=False)
    elif shown is Format.JSON:
        typer.echo(json.dumps(json.loads(answer), ensure_ascii=False, indent=2))
    else:
        typer.echo(answer)
