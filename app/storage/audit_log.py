"""The log as it is kept, read page by page for whoever verifies or exports it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func, literal, select, union_all

from app.domain.decision import Content
from app.domain.erasure import Erasure
from app.domain.errors import Unreadable
from app.domain.log_record import Kind, LogHead, LogRecord, content_digest, decision_entry, erasure_entry, outcome_entry
from app.domain.outcome import Outcome
from app.domain.verification import Kept
from app.storage.as_written import UNREADABLE, as_written, is_unreadable
from app.storage.rows import decision_columns, decision_from
from app.storage.tables import (
    contents,
    decisions,
    erasures,
    idempotency_keys,
    log_head,
    log_records,
    outcomes,
    rule_packs,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, RowMapping, Select


_AT_ONCE = 50
"""Contents may be large, so that few are held in memory."""
_CONTENT = tuple(field.name for field in fields(Content))
_OUTCOME = tuple(field.name for field in fields(Outcome))
_erasing = log_records.alias()
_head = select(*(as_written(log_head.c[name]) for name in ("id", *(field.name for field in fields(LogHead)))))
_records = select(*(as_written(log_records.c[field.name]) for field in fields(LogRecord))).order_by(log_records.c.seq)
_decisions = (
    select(
        *(as_written(column) for column in decision_columns),
        *(as_written(contents.c[name]) for name in _CONTENT),
        *(as_written(idempotency_keys.c[name]) for name in ("key", "fingerprint", "created_at")),
        _erasing.c.seq.label("erased"),
        erasures.c.decision_id.label("erasure"),
        log_records.c.seq,
    )
    .select_from(log_records)
    .join(decisions, decisions.c.id == log_records.c.subject)
    .outerjoin(contents, contents.c.decision_id == decisions.c.id)
    .outerjoin(idempotency_keys, idempotency_keys.c.decision_id == decisions.c.id)
    .outerjoin(erasures, erasures.c.decision_id == decisions.c.id)
    .outerjoin(_erasing, (_erasing.c.subject == decisions.c.id) & (_erasing.c.kind == Kind.ERASURE.value))
    .where(log_records.c.kind == Kind.DECISION.value)
)
_erasures = (
    select(*map(as_written, erasures.c), log_records.c.seq)
    .join(log_records, log_records.c.subject == erasures.c.decision_id)
    .where(log_records.c.kind == Kind.ERASURE.value)
)
_outcomes = (
    select(*map(as_written, outcomes.c), log_records.c.seq)
    .join(log_records, log_records.c.subject == outcomes.c.id)
    .where(log_records.c.kind == Kind.OUTCOME.value)
)
_SEALED: dict[str, Select[Any]] = {
    Kind.DECISION.value: _decisions,
    Kind.ERASURE.value: _erasures,
    Kind.OUTCOME.value: _outcomes,
}

_packs = select(as_written(rule_packs.c.revision), as_written(rule_packs.c.files))


@contextmanager
def _as_written() -> Iterator[None]:
    """Raise Unreadable for what `as_written` refuses."""
    try:
        yield
    except UNREADABLE as error:
        if is_unreadable(error):
            raise Unreadable("there is something that this program has not written so") from error
        raise


class LogReader:
    """What the log holds at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def head(self) -> LogHead | None:
        """Where it ends; None before anything was recorded. Unreadable."""
        with _as_written():
            rows = self._connection.execute(_head).all()
        if any(row.id != 1 for row in rows):
            raise Unreadable("there is a row that this program has not written")
        return LogHead(*rows[0][1:]) if rows else None

    def after(self, seq: int, most: int) -> Iterator[Kept]:
        """The records that follow in the order of their numbers, each with what is kept of it; after 0, from the first.

        That has the number 1, unless somebody has put another before it.
        """
        place, size = seq or None, most
        while most > 0:
            asked = left = min(size, most)
            try:
                for kept in self._after(place, asked):
                    yield kept
                    place, most, left = kept.record.seq, most - 1, left - 1
            except UNREADABLE as error:
                if not is_unreadable(error):
                    raise
                if asked > 1:
                    size = asked // 2
                    continue
                broken = self._broken(place)
                yield Kept(broken, None, readable=False)
                place, most, left = broken.seq, most - 1, 0
            if left:
                return

    def _after(self, seq: int | None, most: int) -> Iterator[Kept]:
        query = _records if seq is None else _records.where(log_records.c.seq > seq)
        records = [LogRecord(*row) for row in self._connection.execute(query.limit(most))]
        if not records:
            return
        first, last = records[0].seq, records[-1].seq
        found = {
            Kind.DECISION: self._rows(_decisions, first, last),
            Kind.ERASURE: self._rows(_erasures, first, last),
            Kind.OUTCOME: self._rows(_outcomes, first, last),
        }
        waiting = {kind: next(rows, None) for kind, rows in found.items()}
        for record in records:
            kind = Kind(record.kind)
            row = waiting[kind]
            if row is None or row["seq"] != record.seq:
                yield Kept(record, None)
                continue
            kept = _KEPT[kind](record, row)
            waiting[kind] = next(found[kind], None)
            yield kept

    def _broken(self, seq: int | None) -> LogRecord:
        """The record that follows, as far as it can be read."""
        numbers = select(func.min(log_records.c.seq))
        following = numbers if seq is None else numbers.where(log_records.c.seq > seq)
        number = self._connection.execute(following).scalar_one()
        try:
            return self.record_at(number) or LogRecord(number, "", "", "", "")
        except Unreadable:
            return LogRecord(number, "", "", "", "")

    def _rows(self, query: Select[Any], first: int, last: int) -> Iterator[RowMapping]:
        wanted = query.where(log_records.c.seq.between(first, last)).order_by(log_records.c.seq)
        with self._connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as result:
            yield from result.mappings()

    def record_at(self, seq: int) -> LogRecord | None:
        """The record of this number. Unreadable."""
        with _as_written():
            row = self._connection.execute(_records.where(log_records.c.seq == seq)).first()
        return None if row is None else LogRecord(*row)

    def successor(self, digest: str) -> int | None:
        """The number of the record that names this digest as its predecessor's."""
        query = select(func.min(log_records.c.seq)).where(log_records.c.previous == digest)
        found: int | None = self._connection.scalar(query)
        return found

    def strays(self) -> tuple[str, str] | None:
        """The table and the id of a row that no record speaks of. Unreadable."""
        kinds = (
            (Kind.DECISION, decisions, decisions.c.id),
            (Kind.ERASURE, erasures, erasures.c.decision_id),
            (Kind.OUTCOME, outcomes, outcomes.c.id),
        )
        found = union_all(
            *(
                select(literal(table.name), subject).where(
                    ~select(log_records.c.seq)
                    .where(log_records.c.subject == subject, log_records.c.kind == kind.value)
                    .exists()
                )
                for kind, table, subject in kinds
            )
        )
        with _as_written():
            row = self._connection.execute(found.limit(1)).first()
        return None if row is None else (row[0], row[1])

    def homeless(self) -> tuple[str, str] | None:
        """The table and the key of a row that belongs to a decision which there is not. Unreadable."""
        found = union_all(
            *(
                select(literal(table.name), key).where(
                    ~select(decisions.c.id).where(decisions.c.id == table.c.decision_id).exists()
                )
                for table, key in ((contents, contents.c.decision_id), (idempotency_keys, idempotency_keys.c.key))
            )
        )
        with _as_written():
            row = self._connection.execute(found.limit(1)).first()
        return None if row is None else (row[0], row[1])

    def lost_pack(self) -> str | None:
        """A revision that decisions name, and whose rules are not kept."""
        kept = select(rule_packs.c.revision).where(rule_packs.c.revision == decisions.c.rules_revision).exists()
        found: str | None = self._connection.scalar(select(decisions.c.rules_revision).where(~kept).limit(1))
        return found

    def packs(self) -> Iterator[tuple[str, str]]:
        """Every rule pack that is kept: its revision, and the JSON of its files. Unreadable."""
        with _as_written():
            yield from map(tuple, self._connection.execute(_packs))


class Readable(Protocol):
    """A database, or what a transaction has made of one."""

    def snapshot(self) -> AbstractContextManager[Connection]: ...


class AuditLog:
    """Reads the log while others write it."""

    def __init__(self, database: Readable) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[LogReader]:
        """All that is read in the block is of one moment."""
        with self._database.snapshot() as connection:
            yield LogReader(connection)


def _kept_decision(record: LogRecord, row: RowMapping) -> Kept:
    # Where there is but one of the two, it is the other that is named missing or inserted.
    decision, erased = decision_from(row), row["erased"] is not None or row["erasure"] is not None
    content = None if row["request"] is None else Content(**{name: row[name] for name in _CONTENT})
    keyed = row["key"] is not None
    recorded = not keyed or (row["created_at"] == decision.decided_at and (not erased or row["fingerprint"] == ""))
    return Kept(
        record,
        decision_entry(decision, row["key"]).body,
        content=None if content is None else content_digest(content, row["fingerprint"]),
        erased=erased,
        key_recorded=recorded,
    )


def _kept_erasure(record: LogRecord, row: RowMapping) -> Kept:
    erasure = Erasure(**{field.name: row[field.name] for field in fields(Erasure)})
    return Kept(record, erasure_entry(erasure).body)


def _kept_outcome(record: LogRecord, row: RowMapping) -> Kept:
    outcome = Outcome(**{name: row[name] for name in _OUTCOME})
    return Kept(record, outcome_entry(outcome, row["idempotency_key"], row["fingerprint"]).body)


_KEPT = {
    Kind.DECISION.value: _kept_decision,
    Kind.ERASURE.value: _kept_erasure,
    Kind.OUTCOME.value: _kept_outcome,
}
