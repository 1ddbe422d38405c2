"""What one transaction of the decision log writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.domain.errors import KeyReused, StorageUnavailable
from app.domain.log_record import decision_entry
from app.storage.chain import chain
from app.storage.failures import UNAVAILABLE
from app.storage.insertion import insert_unless_there
from app.storage.rows import claim_row, content_row, decision_row, decisions_by_key
from app.storage.tables import contents, decisions, idempotency_keys
from app.storage.waiting_line import Recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.domain.decision import DecisionRecord, IdempotencyClaim, StoredDecision

    Outcome = Recorded | KeyReused | StorageUnavailable


def add_group(connection: Connection, records: Sequence[DecisionRecord]) -> list[Outcome]:
    """Insert what is new; tell for each record, in the same order, what became of it.

    The outcomes hold only once the transaction is committed.
    """
    claims = [(record.claim, record) for record in records if record.claim is not None]
    won = _win_keys(connection, claims)
    admitted = [record for record in records if record.claim is None or record.decision.id in won]
    _insert(connection, admitted)
    lost = [claim.key for claim, record in claims if record.decision.id not in won]
    earlier = decisions_by_key(connection, lost) if lost else {}
    return [_outcome(record, won, earlier) for record in records]


def _win_keys(connection: Connection, claims: Sequence[tuple[IdempotencyClaim, DecisionRecord]]) -> set[str]:
    """Claim the keys, and return the ids of the decisions that may be inserted."""
    if not claims:
        return set()
    # In key order, for two processes that claim the same keys in different orders would wait for each
    # other for ever; the sort is stable, so of two claims in one group the earlier wins.
    rows = [claim_row(claim, record.decision) for claim, record in sorted(claims, key=lambda one: one[0].key)]
    statement = insert_unless_there(connection, idempotency_keys).returning(idempotency_keys.c.decision_id)
    return set(connection.scalars(statement, rows))


def _insert(connection: Connection, records: Sequence[DecisionRecord]) -> None:
    if records:
        connection.execute(insert(decisions), [decision_row(record.decision) for record in records])
        connection.execute(insert(contents), [content_row(record) for record in records])
        chain(connection, [decision_entry(one.decision, one.claim.key if one.claim else None) for one in records])


def _outcome(record: DecisionRecord, won: set[str], earlier: Mapping[str, tuple[str, StoredDecision]]) -> Outcome:
    claim, decision_id = record.claim, record.decision.id
    if claim is None or decision_id in won:
        return Recorded(decision_id)
    if claim.key not in earlier:  # it expired and was deleted just now
        return StorageUnavailable(UNAVAILABLE)
    fingerprint, stored = earlier[claim.key]
    if stored.erasure is None and fingerprint != claim.fingerprint:
        return KeyReused("The Idempotency-Key was used before with another body.")
    return Recorded(stored.decision.id, stored)
