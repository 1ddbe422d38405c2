"""Walking the chain: whether each record is what was recorded, in its place, and if not, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.log_record import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.domain.log_record import Body, LogHead, LogRecord


class What(StrEnum):
    """What became of a record."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Discovery:
    """The first record that is not what was recorded. `seq` is None for a row that no record speaks of."""

    what: What
    seq: int | None
    subject: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A record with what is kept of it. `body` is None where the row that it seals is gone.

    Of decisions: `content` is the digest of the content as it is, None where it is gone, `erased` whether an erasure
    accounts for that, `key_recorded` whether the row of its Idempotency-Key, if any, bears the decision's time.
    What is not `readable` holds something that is never written; only the record's number is then sure.
    """

    record: LogRecord
    body: Body | None
    content: str | None = None
    erased: bool = False
    key_recorded: bool = True
    readable: bool = True

    def trouble(self) -> tuple[What, str] | None:
        """What is wrong with the content, the body being what was sealed."""
        if self.record.kind != Kind.DECISION or self.body is None:
            return None
        if not self.key_recorded:
            return What.CHANGED, "the row of its Idempotency-Key is another"
        if self.content is None:
            return None if self.erased else (What.MISSING, "its content is gone, and no erasure accounts for it")
        if self.erased:
            return What.INSERTED, "it was erased, and there is content again"
        if self.content != self.body["content_digest"]:
            return What.CHANGED, "its content is not what the digest says"
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """How far the walk has come: the last record found to be right; 0 before the first."""

    seq: int
    digest: str


def walk(
    place: Place, records: Iterable[Kept], successor: Callable[[str], int | None]
) -> tuple[Place, Discovery | None]:
    """As far as the records are right, and the first that is not. `successor` finds who names a digest as previous."""
    for kept in records:
        found = _look(place, kept, successor)
        if found is not None:
            return place, found
        place = Place(kept.record.seq, kept.record.digest)
    return place, None


def at_the_end(place: Place, head: LogHead) -> Discovery | None:
    """Whether the log ends where it says."""
    if place.seq < head.seq:
        detail = f"the log ends with record {place.seq}, and says that it ends with {head.seq}"
        return Discovery(What.MISSING, place.seq + 1, None, detail)
    if place.seq > head.seq:
        return Discovery(What.INSERTED, head.seq + 1, None, f"the log says that it ends with record {head.seq}")
    if place.digest != head.digest:
        detail = "its digest is not the one that the log says it ends with"
        return Discovery(What.CHANGED, place.seq or None, None, detail)
    return None


def _look(place: Place, kept: Kept, successor: Callable[[str], int | None]) -> Discovery | None:
    record, seq = kept.record, place.seq + 1
    follows = record.previous == place.digest
    if record.seq < seq:
        return Discovery(What.INSERTED, record.seq, record.subject, "the first record has the number 1")
    if record.seq != seq:
        return Discovery(What.MISSING, seq, None, f"after record {place.seq} comes record {record.seq}")
    if not kept.readable:
        return Discovery(What.CHANGED, seq, record.subject or None, "it holds what is never written so")
    if kept.body is None and follows:
        return Discovery(What.MISSING, seq, record.subject, f"the row of the {record.kind} that it seals is gone")
    if follows and record.seals(kept.body):
        trouble = kept.trouble()
        return Discovery(trouble[0], seq, record.subject, trouble[1]) if trouble else None
    what, detail = _told_apart(place, kept, successor)
    return Discovery(what, seq - (what is What.INSERTED and not follows), record.subject, detail)


def _told_apart(place: Place, kept: Kept, successor: Callable[[str], int | None]) -> tuple[What, str]:
    """What most likely became of a record that does not fit its place."""
    record = kept.record
    if record.previous == place.digest:
        if any(record.seals(kept.body, at=other) for other in (record.seq - 1, record.seq + 1)):
            return What.REORDERED, "it was sealed for another place in the log"
        return What.CHANGED, "it is not what was sealed"
    elsewhere = successor(place.digest)
    if elsewhere is not None:
        return What.REORDERED, f"record {elsewhere} was sealed to follow record {place.seq}"
    sealed_for = {
        record.seq - 1: (What.INSERTED, "the record after it was sealed in its place"),
        record.seq + 1: (What.MISSING, "the record after it stands in its place"),
        record.seq: (
            What.CHANGED,
            f"it was not sealed to follow record {place.seq} as that is now; one of both was replaced",
        ),
    }
    for seq, told in sealed_for.items():
        if record.seals(kept.body, at=seq):
            return told
    return What.CHANGED, f"it is not what was sealed, nor does it follow record {place.seq}"
