"""The command `kbdiag`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import app
from app.cli import audit, db, diagnose, openapi, replay, rules, serve
from app.cli.outcome import FAILED, say

commands = typer.Typer(
    name="kbdiag",
    help="Says which Knowledge Base article applies to a ticket, why, and what to do about it.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
commands.command()(serve.serve)
commands.command()(diagnose.diagnose)
commands.command()(replay.replay)
commands.command()(openapi.openapi)
commands.add_typer(audit.commands, name="audit")
commands.add_typer(db.commands, name="db")
commands.add_typer(rules.commands, name="rules")


def _version(value: bool) -> None:  # noqa: FBT001 - the shape typer calls
    if value:
        typer.echo(f"kbdiag {app.__version__}")
        raise typer.Exit


@commands.callback()
def kbdiag(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Settings come from the environment (KBDIAG_…); docs/settings.md lists them."""
    _ = version


def main() -> None:
    """The entry point. Output that cannot be written ends it like any other failure, not like an answer."""
    try:
        commands()
    except OSError as error:
        say(f"kbdiag: {error.strerror or error}")
        sys.exit(FAILED)
