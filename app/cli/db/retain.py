"""`kbdiag db retain`: erase what is too old, now."""

from __future__ import annotations

import typer

from app.cli.outcome import FAILED, say, told
from app.domain.errors import DatabaseInUse
from app.settings import Settings
from app.wiring import retaining


def retain() -> None:
    """Erase the contents of decisions older than KBDIAG_RETENTION_DAYS; a service that runs does so once an hour."""
    settings = Settings()
    with told():
        try:
            with retaining(settings) as service:
                erased = service.at_once()
        except DatabaseInUse as error:
            say(f"kbdiag: {error} A service erases what is too old by itself, once an hour, as its own settings say.")
            raise typer.Exit(FAILED) from None
    typer.echo(f"erased the contents of {erased} decision(s) older than {settings.retention_days} day(s)")
