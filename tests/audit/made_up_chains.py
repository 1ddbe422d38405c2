"""Logs that were never in a database, and what an attacker makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.domain.log_record import Entry, Kind, LogHead, chained, genesis
from app.domain.verification import Kept, Place, at_the_end, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.log_record import Body, LogRecord
    from app.domain.verification import Discovery

LOG = "01234567-89ab-4def-8123-456789abcdef"
EMPTY = LogHead(LOG, 0, genesis(LOG))
CONTENT = "sha256:" + "c" * 64


@dataclass(frozen=True, slots=True)
class Log:
    """Where it says that it ends, and its records with what they seal, in the order of their numbers."""

    head: LogHead
    kept: tuple[Kept, ...]

    def found(self, page: int = 10_000) -> Discovery | None:
        """What walking it finds, so many records at a time."""
        records = sorted(self.kept, key=lambda one: one.record.seq)
        place, begin = Place(0, EMPTY.digest), 0
        while True:
            place, found = walk(place, records[begin : begin + page], self.successor)
            if found is not None:
                return found
            if begin + page > len(records):
                return at_the_end(place, self.head)
            begin += page

    def successor(self, digest: str) -> int | None:
        return min((one.record.seq for one in self.kept if one.record.previous == digest), default=None)

    def having(self, kept: Sequence[Kept]) -> Log:
        """The same with other records, and with the head that fits their number."""
        last = max((one.record for one in kept), key=lambda one: one.seq, default=None)
        return Log(self.head if last is None else LogHead(LOG, last.seq, last.digest), tuple(kept))

    def with_record(self, at: int, record: LogRecord, body: Body | None = None) -> Log:
        """With another record in this place, the body as it is or another; the head as it was."""
        changed = replace(self.kept[at], record=record, body=self.kept[at].body if body is None else body)
        return Log(self.head, (*self.kept[:at], changed, *self.kept[at + 1 :]))


def log_of(entries: Sequence[Entry], begin: LogHead = EMPTY) -> Log:
    head, records = chained(begin, entries)
    return Log(head, tuple(kept_of(record, one) for record, one in zip(records, entries, strict=True)))


def kept_of(record: LogRecord, entry: Entry) -> Kept:
    return Kept(record, entry.body, content=CONTENT if entry.kind is Kind.DECISION else None)


def renumbered(kept: Kept, by: int) -> Kept:
    return replace(kept, record=replace(kept.record, seq=kept.record.seq + by))


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=3))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(Kind))
    body = {"verdict": draw(VALUES), "trial": draw(VALUES), "content_digest": CONTENT}
    return Entry(kind, f"subject {draw(st.integers(0, 10**6))}", body)


logs = st.lists(entries(), min_size=1, max_size=8, unique_by=lambda one: one.subject).map(log_of)
