"""How copying is told, while it goes on and when it is done."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import say
from app.cli.shown import Shown, as_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.back_up import Backup
    from app.services.proven import Told

Format = Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")]


@contextmanager
def progress() -> Iterator[Told]:
    """What is to be told how far it is; people hear it, programs do not."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    yield lambda what, done, total: typer.echo(f"\r{what} {done} of {total} \x1b[K", nl=False, err=True)
    say("")


def show(verb: str, made: Backup, file: Path, shown: Format) -> None:
    """The records there are, where the log ends, and how large the file is."""
    head = made.head
    if as_table(shown):
        end = f"{head.seq} records, the last {head.digest}" if head.seq else "no records yet"
        typer.echo(f"{verb}: {file}, {made.size} bytes, {end}")
    else:
        log, digest = (head.log_id, head.digest) if head.seq else (None, None)
        told = {"file": str(file), "bytes": made.size, "log": log, "last_seq": head.seq, "digest": digest}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
