"""Where the log ended at a time, in a form to be kept elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain.decision import rfc3339
from app.domain.errors import InvalidInput
from app.domain.verification import Discovery, What

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.log_record import LogHead

_SHA256 = "sha256:"
_DIGEST_BYTES = 32
_ORIGIN = "kbdiag/"
_TEXT = re.compile(
    rf"{_ORIGIN}(?P<log>[0-9a-f-]{{36}})\n(?P<seq>0|[1-9][0-9]{{0,17}})\n(?P<digest>[A-Za-z0-9+/=]{{44}})\n(?P<at>\S+)\n"
    r"(?:\n(?:\u2014 [^\n]*\n)*)?\s*"
)
_NOTE = re.compile(rf"\S.*?(?=^{_ORIGIN}|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The number and digest of the last record at a time, UTC."""

    log_id: str
    seq: int
    digest: str
    at: datetime

    @property
    def text(self) -> str:
        """Four lines in the manner of tlog-checkpoint (C2SP): origin, size, the digest in Base64, the time."""
        digest = base64.b64encode(bytes.fromhex(self.digest.removeprefix(_SHA256))).decode()
        return f"{_ORIGIN}{self.log_id}\n{self.seq}\n{digest}\n{rfc3339(self.at)}\n"

    @classmethod
    def read(cls, note: str) -> Checkpoint:
        """The checkpoint that a note is, signed or not; InvalidInput if it is none."""
        found = _TEXT.fullmatch(note)
        if found is None:
            raise InvalidInput("this is no checkpoint: it has four lines, origin, number, digest and time")
        try:
            digest = base64.b64decode(found["digest"], validate=True)
            at = datetime.fromisoformat(found["at"]).astimezone(UTC)
        except (binascii.Error, ValueError, OverflowError) as error:
            raise InvalidInput("the digest or the time of this checkpoint cannot be read") from error
        if len(digest) != _DIGEST_BYTES:
            raise InvalidInput("the digest of this checkpoint is not one of SHA-256")
        return cls(found["log"], int(found["seq"]), f"{_SHA256}{digest.hex()}", at)

    def held_against(self, head: LogHead, digest: str | None) -> Discovery | None:
        """What has become of the log since; `digest` is that of the record with this number, None if there is none."""
        taken = f"a checkpoint of {rfc3339(self.at)}"
        if head.log_id != self.log_id:
            return Discovery(What.CHANGED, 1, None, f"{taken} is of another log, {self.log_id}")
        if head.seq < self.seq:
            detail = f"{taken} knows {self.seq} records: the end of the log was cut off"
            return Discovery(What.MISSING, head.seq + 1, None, detail)
        if digest != self.digest:
            detail = f"{taken} has another digest for it: the log was rewritten, here or before"
            return Discovery(What.CHANGED, self.seq, None, detail)
        return None


def notes_in(text: str) -> Iterator[str]:
    """The notes in a file to which one checkpoint after the other was added; what is none is found to be none."""
    for found in _NOTE.finditer(text):
        yield found.group()
