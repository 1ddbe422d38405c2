"""Records become rows and rows become records."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain.decision import Content, Decision, StoredDecision
from app.domain.erasure import Erasure
from app.storage.tables import contents, decisions, erasures, idempotency_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, RowMapping

    from app.domain.decision import DecisionRecord, IdempotencyClaim

_DECISION = tuple(field.name for field in fields(Decision))
_CONTENT = tuple(field.name for field in fields(Content))
_ERASURE = tuple(field.name for field in fields(Erasure) if field.name != "decision_id")

decision_columns = tuple(decisions.c[name] for name in _DECISION)
stored_decisions = select(
    *decision_columns, *(contents.c[name] for name in _CONTENT), *(erasures.c[name] for name in _ERASURE)
).select_from(
    decisions.outerjoin(contents, contents.c.decision_id == decisions.c.id).outerjoin(
        erasures, erasures.c.decision_id == decisions.c.id
    )
)


def decision_row(decision: Decision) -> dict[str, Any]:
    return {name: getattr(decision, name) for name in _DECISION}


def content_row(record: DecisionRecord) -> dict[str, Any]:
    return {"decision_id": record.decision.id} | {name: getattr(record.content, name) for name in _CONTENT}


def claim_row(claim: IdempotencyClaim, decision: Decision) -> dict[str, Any]:
    return {
        "key": claim.key,
        "fingerprint": claim.fingerprint,
        "decision_id": decision.id,
        "created_at": decision.decided_at,
    }


def decision_from(row: RowMapping) -> Decision:
    return Decision(**{name: row[name] for name in _DECISION})


def stored_from(row: RowMapping) -> StoredDecision:
    content = None if row["request"] is None else Content(**{name: row[name] for name in _CONTENT})
    erased = row["erased_at"] is not None
    erasure = Erasure(row["id"], *(row[name] for name in _ERASURE)) if erased else None
    return StoredDecision(decision_from(row), content, erasure)


def decisions_by_key(connection: Connection, keys: Iterable[str]) -> Mapping[str, tuple[str, StoredDecision]]:
    """For each key that was used before: the fingerprint it came with, and what was decided then."""
    query = stored_decisions.add_columns(idempotency_keys.c.key, idempotency_keys.c.fingerprint)
    query = query.join(idempotency_keys, idempotency_keys.c.decision_id == decisions.c.id)
    rows = connection.execute(query.where(idempotency_keys.c.key.in_(list(keys)))).mappings()
    return {row["key"]: (row["fingerprint"], stored_from(row)) for row in rows}
