"""`kbdiag db backup`: all that is kept, in one file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import Annotated

import typer

from app.cli.db.copied import Format, progress, show
from app.cli.outcome import told
from app.settings import Settings
from app.wiring import backing_up


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to be made; it must not exist.")],
    shown: Format = None,
) -> None:
    """Write all that is kept, as it is at one moment, to a SQLite file, and prove it; a service may run meanwhile.

    The file holds tickets, also those whose content is erased later: keep it as safe as the database, and not for ever.
    """
    with told(), progress() as heard, backing_up(Settings()) as service:
        made = service.to(file, heard)
    show("backed up", made, file, shown)
