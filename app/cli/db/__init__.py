"""`kbdiag db`: the database itself."""

from __future__ import annotations

import typer

from app.cli.db import backup, grant, restore, retain, upgrade

commands = typer.Typer(help="Look after the database.", no_args_is_help=True)


@commands.callback()
def db() -> None:
    """Look after the database that KBDIAG_DATABASE_URL names (by default the one in KBDIAG_DATA_DIR)."""


commands.command("upgrade")(upgrade.upgrade)
commands.command("backup")(backup.backup)
commands.command("restore")(restore.restore)
commands.command("retain")(retain.retain)
commands.command("grant")(grant.grant)
