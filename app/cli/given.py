"""What the command line was given: a request, a text, or files that together make one ticket."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli.outcome import UNUSABLE, say
from app.domain.errors import InputTooLarge, InvalidInput
from app.services.diagnose import Attached, Received
from app.services.judging import JSON, PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.settings import Settings

_STANDARD_INPUT = "-"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_OF_A_REQUEST = {"ticket", "trial", "text", "events", "facts", "files"}


@dataclass(frozen=True, slots=True)
class Given:
    """One ticket. `body` is a request, or a text by itself; `files` are names and contents of what goes with it."""

    body: bytes | None
    media_type: str = JSON
    files: tuple[tuple[str, bytes], ...] = ()

    def received(self) -> Received:
        """The same as a request to the service."""
        return Received(self.body, self.media_type, attached=Attached(files=self.files) if self.files else None)


def read_given(names: Sequence[str], settings: Settings) -> Given:
    """All that the files hold. InputTooLarge, or InvalidInput for two requests; ends where a file cannot be read."""
    contents = [(name, _read(name, settings.max_upload_bytes)) for name in names]
    _refuse_beyond(settings.max_upload_bytes, contents, "KBDIAG_MAX_UPLOAD_BYTES")
    bodies = [(name, data) for name, data in contents if _is_request(name, data)]
    files = tuple(one for one in contents if one not in bodies)
    media_type = JSON
    if len(contents) == 1 and names[0] == _STANDARD_INPUT and not bodies and _is_text(contents[0][1]):
        bodies, files, media_type = contents, (), PLAIN_TEXT
    if len(bodies) > 1:
        raise InvalidInput("only one of the files can be a request")
    _refuse_beyond(settings.max_body_bytes, bodies, "KBDIAG_MAX_BODY_BYTES")
    return Given(bodies[0][1] if bodies else None, media_type, files)


def _refuse_beyond(most: int, contents: Sequence[tuple[str, bytes]], setting: str) -> None:
    if sum(len(data) for _, data in contents) > most:
        names = ", ".join(name for name, _ in contents)
        raise InputTooLarge(f"{names}: more than {most} bytes ({setting})")


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _read(name: str, most: int) -> bytes:
    try:
        if name == _STANDARD_INPUT:
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        say(f"kbdiag: {name}: {error.strerror}")
        raise typer.Exit(UNUSABLE) from None


def _is_request(name: str, data: bytes) -> bool:
    """Whether it is a request: an object, unless its file is called like a log and it has nothing of a request."""
    if not data.lstrip(_BLANK).startswith(b"{"):
        return False
    if name == _STANDARD_INPUT or not name.lower().endswith((".json", ".jsonl", ".log", ".txt")):
        return True
    try:
        value = json.loads(data)
    except ValueError:
        return b"\n{" not in data.strip(_BLANK)
    return not isinstance(value, dict) or not value or bool(_OF_A_REQUEST & value.keys())
