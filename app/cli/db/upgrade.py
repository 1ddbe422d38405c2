"""`kbdiag db upgrade`: bring the schema up to date."""

from __future__ import annotations

from app.cli.outcome import say, told
from app.settings import Settings
from app.storage.database import Database


def upgrade() -> None:
    """Bring the database to the schema this program knows; `kbdiag serve` does so by itself."""
    with told(), Database.open(Settings().resolved_database_url) as database:
        say(f"kbdiag: the database is at {database.upgrade()}")
