"""`kbdiag audit checkpoint`: where the log ends, to be kept elsewhere."""

from __future__ import annotations

import typer

from app.cli.outcome import told
from app.settings import Settings
from app.wiring import auditing


def checkpoint() -> None:
    """Print a checkpoint: log, number and digest of the last record, time; signed with KBDIAG_SIGNING_KEY_FILE if set.

    Add it to a file on another machine, by cron for instance; `audit verify --checkpoint` holds the log against it.
    """
    with told(), auditing(Settings()) as audit:
        note = audit.verify.checkpoint()
    typer.echo(note, nl=False)
