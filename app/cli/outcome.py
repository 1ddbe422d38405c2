"""How commands end: exit codes, and errors as sentences on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from app.domain.errors import InputError, KbdiagError, RulesInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_MATCH = 1
UNUSABLE = 2
FAILED = 3


@contextmanager
def told() -> Iterator[None]:
    """Errors of ours end the command with a sentence and a code: 2 for unusable input, 3 for everything else."""
    try:
        yield
    except ValidationError as error:
        for one in error.errors():
            say(f"kbdiag: setting KBDIAG_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}")
        raise typer.Exit(UNUSABLE) from None
    except RulesInvalid as error:
        say(f"kbdiag: the rules cannot be served, {len(error.errors)} error(s):\n{error}")
        raise typer.Exit(FAILED) from None
    except InputError as error:
        say(f"kbdiag: {error}")
        for fault in error.faults:
            say(f"  {fault.pointer}: {fault.detail}")
        raise typer.Exit(UNUSABLE) from None
    except KbdiagError as error:
        say(f"kbdiag: {error}")
        raise typer.Exit(FAILED) from None


def say(text: str) -> None:
    """To standard error; standard output is for data."""
    typer.echo(text, err=True)
