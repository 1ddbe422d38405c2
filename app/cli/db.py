"""`kbdiag db`: the database itself."""

from __future__ import annotations

import typer

from app.cli.outcome import say, told
from app.settings import Settings
from app.storage.database import Database

commands = typer.Typer(help="Look after the database.", no_args_is_help=True)


@commands.callback()
def db() -> None:
    """Look after the database that KBDIAG_DATABASE_URL names (by default the one in KBDIAG_DATA_DIR)."""


@commands.command()
def upgrade() -> None:
    """Bring the database to the schema this program knows; `kbdiag serve` does so by itself."""
    with told(), Database.open(Settings().resolved_database_url) as database:
        say(f"kbdiag: the database is at {database.upgrade()}")
