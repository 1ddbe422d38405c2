"""`kbdiag diagnose FILE|-`: one ticket from a file, recorded like any other."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.outcome import FAILED, NO_MATCH, UNUSABLE, say, told
from app.domain.errors import DatabaseInUse, InputTooLarge
from app.services.diagnose import PLAIN_TEXT, Received
from app.services.representation import Representation
from app.settings import Settings
from app.wiring import build

_SECONDS_TO_ANSWER = 60.0


class Format(StrEnum):
    """How the answer is shown."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def diagnose(
    file: Annotated[str, typer.Argument(help="A request as JSON, or a ticket's text; - reads standard input.")],
    shown: Annotated[Format | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
    server: Annotated[str | None, typer.Option(help="Post to the service at this address instead.")] = None,
) -> None:
    """Diagnose one ticket and record the answer.

    Where a service runs on the same database, the ticket is posted to it. Ends with 0, with 1 if no rule fits, with 2
    if the input cannot be used, with 3 if something else failed.
    """
    with told():
        settings = Settings()
        received = _received(file, settings.max_body_bytes)
        answer = _posted(received, server) if server else _answered(received, settings)
    _show(answer, shown or (Format.TABLE if sys.stdout.isatty() else Format.JSON))
    if json.loads(answer)["verdict"] == "no_match":
        raise typer.Exit(NO_MATCH)


def _received(file: str, most_bytes: int) -> Received:
    try:
        body = sys.stdin.buffer.read(most_bytes + 1) if file == "-" else _read(Path(file), most_bytes + 1)
    except OSError as error:
        say(f"kbdiag: {file}: {error.strerror}")
        raise typer.Exit(UNUSABLE) from None
    if len(body) > most_bytes:
        raise InputTooLarge(f"{file} has more than {most_bytes} bytes (KBDIAG_MAX_BODY_BYTES)")
    is_json = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return Received(body, "application/json" if is_json else PLAIN_TEXT)


def _read(path: Path, most_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most_bytes)


def _answered(received: Received, settings: Settings) -> str:
    try:
        with build(settings) as services:
            return services.diagnose.answer(received).body
    except DatabaseInUse as error:
        if error.server is None:
            raise
        return _posted(received, error.server)


def _posted(received: Received, server: str) -> str:
    import httpx2  # noqa: PLC0415 - a tenth of every start, and needed by this alone

    headers = {"Content-Type": received.media_type, "Accept": Representation.JSON.value}
    try:
        response = httpx2.post(
            f"{server.rstrip('/')}/diagnose", content=received.body, headers=headers, timeout=_SECONDS_TO_ANSWER
        )
    except httpx2.HTTPError as error:
        say(f"kbdiag: no answer from {server}: {error}")
        raise typer.Exit(FAILED) from None
    if response.is_success:
        return response.text
    say(f"kbdiag: {server} refused: {response.text}")
    raise typer.Exit(UNUSABLE if response.is_client_error else FAILED)


def _show(answer: str, shown: Format) -> None:
    if shown is Format.TABLE:
        typer.echo(Representation.PLAIN.of(answer), nl=False)
    elif shown is Format.JSON:
        typer.echo(json.dumps(json.loads(answer), ensure_ascii=False, indent=2))
    else:
        typer.echo(answer)
