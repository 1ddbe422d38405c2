"""`kbdiag db restore`: an empty database becomes what a backup holds."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import Annotated

import typer

from app.cli.db.copied import Format, progress, show
from app.cli.outcome import told
from app.settings import Settings
from app.wiring import restoring


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `kbdiag db backup` has made.")],
    shown: Format = None,
) -> None:
    """Fill the database, which must not exist or be empty, from a backup that is proven first: all of it, or nothing.

    SQLite or PostgreSQL, whichever the backup was taken from. What was erased after the backup is there again.
    """
    with told(), progress() as heard, restoring(Settings()) as service:
        made = service.from_file(file, heard)
    show("restored", made, file, shown)
