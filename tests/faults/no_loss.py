"""What has to hold after every fault: nothing acknowledged is lost, nothing is stored twice, and the log verifies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from app.services.verify_log import VerifyLog
from app.storage.audit_log import AuditLog
from app.storage.database import Database
from app.storage.tables import contents, decisions, idempotency_keys

if TYPE_CHECKING:
    from collections.abc import Mapping


def assert_no_loss(url: str, acknowledged: Mapping[str, str]) -> dict[str, str]:
    """All decisions on record by their keys; those acknowledged are among them, and no key or decision is there twice.

    Each decision was asked for with a key, which is its ticket's id as well.
    """
    with Database.open(url, writes=False) as database:
        with database.reader() as connection:
            if not database.shared:
                assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            ids = list(connection.scalars(select(decisions.c.id)))
            tickets = list(connection.scalars(select(decisions.c.ticket_id)))
            keys = select(idempotency_keys.c.key, idempotency_keys.c.decision_id)
            stored = {row.key: row.decision_id for row in connection.execute(keys)}
            assert sorted(connection.scalars(select(contents.c.decision_id))) == sorted(ids)
        assert sorted(stored) == sorted(tickets)
        assert sorted(stored.values()) == sorted(ids)
        assert acknowledged.items() <= stored.items()
        *_, last = VerifyLog(AuditLog(database), lambda: datetime.now(UTC)).pages()
        assert last.discovery is None, last.discovery
        assert last.complete
        assert last.place.seq == len(ids)
    return stored
