"""`kbdiag audit verify`: walk the log, and hold it against checkpoints."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import UNUSABLE, say, told
from app.cli.shown import Shown, as_table
from app.domain.checkpoint import Checkpoint, notes_in
from app.domain.errors import InvalidInput
from app.settings import Settings
from app.signing.notes import PublicKey
from app.wiring import auditing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.verification import Discovery
    from app.services.verify_log import VerifiedPage, VerifyLog

NOT_VERIFIED = 1


def verify(
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="File of checkpoints that was kept elsewhere; the log must bear out each of them."),
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(help="Public key in PEM; checkpoints must be signed by its private key.")
    ] = None,
    shown: Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
) -> None:
    """Look whether each record is what was recorded, in its place, and sealed with the one before it.

    Ends with 0 if it is so, with 1 and the first record that is changed, missing, inserted or reordered if not, with 2
    if a checkpoint or key cannot be used, with 3 if something else failed.
    """
    with told(), auditing(Settings()) as audit:
        checkpoints = list(_checkpoints(checkpoint or [], public_key))
        page = _walked(audit.verify)
        discovery = page.discovery or audit.verify.held_against(checkpoints)
    if as_table(shown):
        typer.echo(_in_words(page, discovery, len(checkpoints)))
    else:
        typer.echo(json.dumps(_as_json(page, discovery, len(checkpoints)), ensure_ascii=False, indent=2))
    if discovery is not None:
        raise typer.Exit(NOT_VERIFIED)


def _walked(service: VerifyLog) -> VerifiedPage:
    """The last page; tells people how far it is."""
    last: VerifiedPage | None = None
    for last in service.pages():
        if sys.stderr.isatty():
            typer.echo(f"\r{last.place.seq} of {last.head.seq} records ", nl=False, err=True)
    if sys.stderr.isatty():
        say("")
    if last is None:
        raise InvalidInput("there is no log")
    return last


def _checkpoints(files: Sequence[Path], key_file: Path | None) -> Iterator[Checkpoint]:
    key = PublicKey(_read(key_file).encode()) if key_file else None
    for file in files:
        notes = list(notes_in(_read(file)))
        if not notes:
            raise InvalidInput(f"{file} holds no checkpoint")
        for note in notes:
            try:
                if key is not None:
                    key.prove(note)
                yield Checkpoint.read(note)
            except InvalidInput as error:
                raise InvalidInput(f"{file}: {error}") from error


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        say(f"kbdiag: {file}: {error.strerror if isinstance(error, OSError) else 'is no text in UTF-8'}")
        raise typer.Exit(UNUSABLE) from None


def _in_words(page: VerifiedPage, discovery: Discovery | None, checkpoints: int) -> str:
    if discovery is None:
        borne_out = f"; it bears out {checkpoints} checkpoint(s)" if checkpoints else ""
        return f"The log is as it was recorded: {page.place.seq} records, the last {page.place.digest}{borne_out}."
    where = f"Record {discovery.seq}" if discovery.seq is not None else "Something beside the records"
    of = f" ({discovery.subject})" if discovery.subject else ""
    return f"{where}{of} is {discovery.what.value}: {discovery.detail}."


def _as_json(page: VerifiedPage, discovery: Discovery | None, checkpoints: int) -> dict[str, object]:
    found = discovery and {
        "what": discovery.what.value,
        "seq": discovery.seq,
        "subject": discovery.subject,
        "detail": discovery.detail,
    }
    return {
        "verified": discovery is None,
        "last_seq": page.place.seq,
        "digest": page.place.digest,
        "checkpoints": checkpoints,
        "discovery": found,
    }
