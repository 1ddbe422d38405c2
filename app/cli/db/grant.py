"""`kbdiag db grant`: let a role run the service that does not own the tables."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.outcome import say, told
from app.settings import Settings
from app.storage.database import Database
from app.storage.failures import told_why
from app.storage.grants import grant as grant_to


def grant(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role that can log in, and is not the tables' owner.")],
) -> None:
    """Give a PostgreSQL role what `kbdiag serve` needs, and nothing else: it can change or delete no decision.

    Run it as the owner of the tables, after `kbdiag db upgrade`, each time; then serve as the role.
    """
    with told(), Database.open(Settings().resolved_database_url) as database:
        database.schema_state()
        with told_why("nothing was granted"):
            left = grant_to(database, role)
        say(f"kbdiag: {role} may run the service")
        for sentence in left:
            say(f"kbdiag: {sentence}")
