"""Reading the decision log back."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select

from app.domain.decision import DecisionFilter
from app.domain.log_record import Kind
from app.storage.columns import is_storable
from app.storage.rows import decision_columns, decision_from, decisions_by_key, stored_decisions, stored_from
from app.storage.tables import decisions, erasures, log_records, rule_packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement

    from app.domain.decision import Decision, StoredDecision
    from app.storage.database import Database

_EQUALITIES = tuple(field.name for field in fields(DecisionFilter) if field.name not in {"since", "until", "latest"})
_place, _later, _later_place = log_records.alias(), decisions.alias(), log_records.alias()


class DecisionArchive:
    """Reads what is committed; text that cannot be stored is simply not found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, decision_id: str) -> StoredDecision | None:
        if not is_storable(decision_id):
            return None
        with self._database.reader() as connection:
            row = connection.execute(stored_decisions.where(decisions.c.id == decision_id)).mappings().first()
        return None if row is None else stored_from(row)

    def by_key(self, key: str) -> tuple[str, StoredDecision] | None:
        """The fingerprint an idempotency key came with, and what was decided then."""
        if not is_storable(key):
            return None
        with self._database.reader() as connection:
            return decisions_by_key(connection, [key]).get(key)

    def page(self, wanted: DecisionFilter, *, size: int, before: str | None) -> list[Decision]:
        """Newest first, from the first decision older than `before`, whether or not that id exists."""
        texts = [before, *(getattr(wanted, name) for name in _EQUALITIES)]
        if not all(is_storable(text) for text in texts if isinstance(text, str)):
            return []
        query = select(*decision_columns).where(*conditions_of(wanted, before))
        with self._database.reader() as connection:
            rows = connection.execute(query.order_by(decisions.c.id.desc()).limit(size)).mappings()
            return [decision_from(row) for row in rows]

    def of_ticket(
        self, system: str | None, ticket: str, *, size: int, before: int | None
    ) -> list[tuple[int, Decision]]:
        """The decisions of a ticket, each with its number in the log, last first, before that number if given."""
        if not is_storable(ticket) or not is_storable(system or ""):
            return []
        query = select(_place.c.seq, *decision_columns).join(
            _place, (_place.c.subject == decisions.c.id) & (_place.c.kind == Kind.DECISION.value)
        )
        query = query.where(decisions.c.ticket_id == ticket, decisions.c.ticket_system.is_not_distinct_from(system))
        if before is not None:
            query = query.where(_place.c.seq < before)
        with self._database.reader() as connection:
            rows = connection.execute(query.order_by(_place.c.seq.desc()).limit(size)).mappings()
            return [(row["seq"], decision_from(row)) for row in rows]

    def erased(self, decision_ids: Iterable[str]) -> frozenset[str]:
        """Those whose content was erased."""
        query = select(erasures.c.decision_id).where(erasures.c.decision_id.in_(list(decision_ids)))
        with self._database.reader() as connection:
            return frozenset(connection.scalars(query))

    def pack(self, revision: str) -> Mapping[str, str] | None:
        """The rule files kept under a digest, by path."""
        if not is_storable(revision):
            return None
        query = select(rule_packs.c.files).where(rule_packs.c.revision == revision)
        with self._database.reader() as connection:
            text = connection.scalar(query)
        if text is None:
            return None
        files: dict[str, str] = json.loads(text)
        return files


def conditions_of(wanted: DecisionFilter, before: str | None = None) -> Iterator[ColumnElement[bool]]:
    """What a decision must fit to be shown, and to be older than `before`."""
    for name in _EQUALITIES:
        if (value := getattr(wanted, name)) is not None:
            yield decisions.c[name] == value
    if wanted.since is not None:
        yield decisions.c.decided_at >= wanted.since
    if wanted.until is not None:
        yield decisions.c.decided_at < wanted.until
    if wanted.latest:
        yield ~_superseded()
    if before is not None:
        yield decisions.c.id < before


def _superseded() -> ColumnElement[bool]:
    """Whether a later record is of the same ticket or, without a ticket, has answered this one's questions.

    Later is what the log has later: a clock may have been set back.
    """
    same_ticket = and_(
        _later.c.ticket_id == decisions.c.ticket_id,
        _later.c.ticket_system.is_not_distinct_from(decisions.c.ticket_system),
        _later_place.c.seq > _place.c.seq,
    )
    of_ticket = (
        exists()
        .where(_place.c.subject == decisions.c.id, _place.c.kind == Kind.DECISION.value)
        .where(_later_place.c.subject == _later.c.id, _later_place.c.kind == Kind.DECISION.value)
        .where(same_ticket)
    )
    answered = exists().where(_later.c.follows == decisions.c.id)
    return or_(of_ticket, and_(decisions.c.ticket_id.is_(None), answered))
