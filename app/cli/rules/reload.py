"""`kbdiag rules reload`: have the service read its rules directory again."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.outcome import told
from app.cli.posting import SECONDS_TO_ANSWER, find_server, posted
from app.cli.shown import Shown
from app.render.rule_changes import reload_lines
from app.settings import Settings


def reload(
    server: Annotated[str | None, typer.Option(help="The service at this address, not the one found.")] = None,
    shown: Annotated[Shown, typer.Option("--format", help="How the outcome is shown.")] = Shown.TABLE,
) -> None:
    """Let the service read, check and prove its rules directory, and serve it in every process, or change nothing.

    Ends with 0, with 2 if the rules are refused, with 3 if something else failed. `kill -HUP` does the same, and the
    service's log says what came of it.
    """
    with told():
        settings = Settings()
        seconds = settings.max_proving_seconds + SECONDS_TO_ANSWER
        answer = json.loads(posted(server or find_server(settings), "/rules/reload", seconds=seconds))
    whole = json.dumps(answer, ensure_ascii=False, indent=2)
    typer.echo(whole if shown is Shown.JSON else "\n".join(reload_lines(answer)))
