"""Verify the log page by page, and say where it ends, for a checkpoint to be kept elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.checkpoint import Checkpoint
from app.domain.errors import BadPageToken, NotFound, Unreadable
from app.domain.log_record import LogHead, genesis
from app.domain.verification import Discovery, Place, What, at_the_end, walk
from app.rulepacks.pack_reader import revision_of
from app.services.page_tokens import opened, sealed
from app.storage.packs import files_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from app.signing.notes import SigningKey
    from app.storage.audit_log import AuditLog, LogReader

LARGEST_PAGE = 10_000
_EMPTY = LogHead("", 0, "")
_PLACE = re.compile("(?P<seq>[1-9][0-9]{0,17}):(?P<digest>.+)")


@dataclass(frozen=True, slots=True)
class VerifiedPage:
    """How far the log is right: up to the record `place`. It is all there is, to `head`, if `complete`.

    `first` is the number of the first record of this page; `discovery` what was found, with which the walk ends.
    """

    head: LogHead
    first: int
    place: Place
    discovery: Discovery | None = None
    complete: bool = False

    @property
    def progress(self) -> float:
        """The share of the log that is known to be right, 0 to 1."""
        return min(1.0, self.place.seq / self.head.seq) if self.head.seq else 1.0

    @property
    def next_token(self) -> str | None:
        """The token of the page after this one; None at the end, and after a discovery."""
        if self.complete or self.discovery is not None:
            return None
        return sealed(f"{self.place.seq}:{self.place.digest}", {"log": self.head.log_id})


@dataclass(frozen=True, slots=True)
class VerifyLog:
    """The service behind GET /audit/verification and `kbdiag audit verify`."""

    log: AuditLog
    now: Callable[[], datetime]
    signing_key: SigningKey | None = None

    def page(self, size: int, token: str | None = None) -> VerifiedPage:
        """The next records, `size` of them at most. BadPageToken unless it was given for this log."""
        with self.log.reading() as reader:
            try:
                head = reader.head
            except Unreadable as error:
                found = Discovery(What.CHANGED, None, None, f"where the log says that it ends, {error}")
                return VerifiedPage(_EMPTY, 1, Place(0, ""), found)
            if head is None:
                return self._nothing(reader)
            place = _place(token, head) if token else Place(0, genesis(head.log_id))
            return _verified(reader, head, place, min(size, LARGEST_PAGE))

    def pages(self, size: int = LARGEST_PAGE) -> Iterator[VerifiedPage]:
        """Page after page, to the end or to what was found."""
        page = self.page(size)
        yield page
        while token := page.next_token:
            page = self.page(size, token)
            yield page

    def held_against(self, checkpoints: Sequence[Checkpoint]) -> Discovery | None:
        """The first of the checkpoints that the log does not bear out."""
        with self.log.reading() as reader:
            head = reader.head or _EMPTY
            for one in checkpoints:
                record = reader.record_at(one.seq)
                digest = record.digest if record else genesis(head.log_id) if one.seq == 0 else None
                if found := one.held_against(head, digest):
                    return found
        return None

    def checkpoint(self) -> str:
        """A note that says where the log ends, signed if there is a key; NotFound before anything was recorded."""
        with self.log.reading() as reader:
            head = reader.head
        if head is None:
            raise NotFound("nothing has been recorded yet, so there is nothing to make a checkpoint of")
        text = Checkpoint(head.log_id, head.seq, head.digest, self.now()).text
        return self.signing_key.sign(text) if self.signing_key else text

    def _nothing(self, reader: LogReader) -> VerifiedPage:
        place = Place(0, "")
        stray = _beside(reader)
        record = next(reader.after(0, 1), None)
        if record is not None:
            stray = Discovery(What.MISSING, 1, None, "there are records, but not where the log says that it ends")
        return VerifiedPage(_EMPTY, 1, place, stray, complete=stray is None)


def _verified(reader: LogReader, head: LogHead, begin: Place, size: int) -> VerifiedPage:
    place, found = walk(begin, reader.after(begin.seq, size), reader.successor)
    ends = found is None and place.seq - begin.seq < size
    if ends:
        found = at_the_end(place, head) or _beside(reader)
    return VerifiedPage(head, begin.seq + 1, place, found, complete=ends and found is None)


def _place(token: str, head: LogHead) -> Place:
    found = _PLACE.fullmatch(opened(token, {"log": head.log_id}))
    if found is None:
        raise BadPageToken("this page_token was not given by this service")
    return Place(int(found["seq"]), found["digest"])


def _beside(reader: LogReader) -> Discovery | None:
    """What is wrong beside the records, each of which is right."""
    try:
        return _stray(reader) or _changed_pack(reader) or _lost_pack(reader)
    except Unreadable as error:
        return Discovery(What.CHANGED, None, None, f"beside the records, {error}")


def _stray(reader: LogReader) -> Discovery | None:
    stray = reader.strays()
    if stray is not None:
        return Discovery(What.INSERTED, None, stray[1], f"no record speaks of this row of {stray[0]}")
    homeless = reader.homeless()
    return homeless and Discovery(What.INSERTED, None, homeless[1], f"this row of {homeless[0]} is of no decision")


def _lost_pack(reader: LogReader) -> Discovery | None:
    lost = reader.lost_pack()
    if lost is None:
        return None
    return Discovery(What.MISSING, None, lost, "the rules that decisions name are not kept any more")


def _changed_pack(reader: LogReader) -> Discovery | None:
    for revision, text in reader.packs():
        try:
            kept = json.loads(text)
            files = {path: content.encode(errors="surrogatepass") for path, content in kept.items()}
            right = revision_of(files) == revision and files_text(kept) == text
        except (ValueError, AttributeError):
            right = False
        if not right:
            return Discovery(What.CHANGED, None, revision, "the rules kept under this digest are others")
    return None
