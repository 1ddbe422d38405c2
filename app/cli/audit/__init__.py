"""`kbdiag audit`: prove that the log is what was recorded."""

from __future__ import annotations

import typer

from app.cli.audit import checkpoint, export, verify

commands = typer.Typer(help="Prove that the log is what was recorded.", no_args_is_help=True)


@commands.callback()
def audit() -> None:
    """Verify the log of the database that KBDIAG_DATABASE_URL names, beside the service that may be running on it."""


commands.command("verify")(verify.verify)
commands.command("checkpoint")(checkpoint.checkpoint)
commands.command("export")(export.export)
