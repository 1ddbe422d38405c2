"""The log as it is kept, read page by page for whoever verifies or exports it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, union_all

from app.domain.decision import Content, IdempotencyClaim
from app.domain.erasure import Erasure
from app.domain.log_record import Kind, LogRecord, content_digest, decision_entry, erasure_entry, outcome_entry
from app.domain.outcome import Outcome
from app.domain.verification import Kept
from app.storage.chain import head_of
from app.storage.rows import decision_columns, decision_from
from app.storage.tables import contents, decisions, erasures, idempotency_keys, log_records, outcomes, rule_packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, RowMapping, Select

    from app.domain.log_record import LogHead
    from app.storage.database import Database

_AT_ONCE = 50
"""Contents may be large, so that few are held in memory."""
_CONTENT = tuple(field.name for field in fields(Content))
_OUTCOME = tuple(field.name for field in fields(Outcome))
_records = select(*(log_records.c[field.name] for field in fields(LogRecord))).order_by(log_records.c.seq)
_decisions = (
    select(
        *decision_columns,
        *(contents.c[name] for name in _CONTENT),
        idempotency_keys.c.key,
        idempotency_keys.c.fingerprint,
        idempotency_keys.c.created_at,
        erasures.c.decision_id.label("erased"),
        log_records.c.seq,
    )
    .select_from(log_records)
    .join(decisions, decisions.c.id == log_records.c.subject)
    .outerjoin(contents, contents.c.decision_id == decisions.c.id)
    .outerjoin(idempotency_keys, idempotency_keys.c.decision_id == decisions.c.id)
    .outerjoin(erasures, erasures.c.decision_id == decisions.c.id)
    .where(log_records.c.kind == Kind.DECISION.value)
)
_erasures = (
    select(*erasures.c, log_records.c.seq)
    .join(log_records, log_records.c.subject == erasures.c.decision_id)
    .where(log_records.c.kind == Kind.ERASURE.value)
)
_outcomes = (
    select(*outcomes.c, log_records.c.seq)
    .join(log_records, log_records.c.subject == outcomes.c.id)
    .where(log_records.c.kind == Kind.OUTCOME.value)
)


class LogReader:
    """What the log holds at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def head(self) -> LogHead | None:
        """Where it ends; None before anything was recorded."""
        return head_of(self._connection)

    def after(self, seq: int, most: int) -> Iterator[Kept]:
        """The records that follow in the order of their numbers, each with what is kept of it."""
        query = _records.where(log_records.c.seq > seq).limit(most)
        records = [LogRecord(*row) for row in self._connection.execute(query)]
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
            waiting[kind] = next(found[kind], None)
            yield _KEPT[kind](record, row)

    def _rows(self, query: Select[Any], first: int, last: int) -> Iterator[RowMapping]:
        wanted = query.where(log_records.c.seq.between(first, last)).order_by(log_records.c.seq)
        yield from self._connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}).mappings()

    def record_at(self, seq: int) -> LogRecord | None:
        """The record of this number."""
        row = self._connection.execute(_records.where(log_records.c.seq == seq)).first()
        return None if row is None else LogRecord(*row)

    def successor(self, digest: str) -> int | None:
        """The number of the record that names this digest as its predecessor's."""
        query = select(func.min(log_records.c.seq)).where(log_records.c.previous == digest)
        found: int | None = self._connection.scalar(query)
        return found

    def strays(self) -> tuple[str, str] | None:
        """The table and the id of a row that no record speaks of."""
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
        row = self._connection.execute(found.limit(1)).first()
        return None if row is None else (row[0], row[1])

    def packs(self) -> Iterator[tuple[str, str]]:
        """Every rule pack that is kept: its revision, and the JSON of its files."""
        for row in self._connection.execute(select(rule_packs.c.revision, rule_packs.c.files)):
            yield row[0], row[1]


class AuditLog:
    """Reads the log while others write it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[LogReader]:
        """All that is read in the block is of one moment."""
        with self._database.snapshot() as connection:
            yield LogReader(connection)


def _kept_decision(record: LogRecord, row: RowMapping) -> Kept:
    decision, erased = decision_from(row), row["erased"] is not None
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
    claim = IdempotencyClaim(row["idempotency_key"], row["fingerprint"]) if row["idempotency_key"] is not None else None
    return Kept(record, outcome_entry(outcome, claim).body)


_KEPT = {Kind.DECISION: _kept_decision, Kind.ERASURE: _kept_erasure, Kind.OUTCOME: _kept_outcome}
