"""`kbdiag audit export`: the log as NDJSON."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.outcome import told
from app.settings import Settings
from app.wiring import auditing


def export(
    after: Annotated[int, typer.Option(min=0, help="Leave out the records up to this number.")] = 0,
) -> None:
    """Write every record of the log to standard output, one JSON object a line; docs/verify_export.py verifies it.

    Contents of tickets and answers are not in it, only their digests.
    """
    with told(), auditing(Settings()) as audit:
        for line in audit.export.lines(after):
            typer.echo(line)
