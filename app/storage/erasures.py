"""Erasing contents: what was personal goes, and a record of the log says so for good."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from app.domain.erasure import Erasure
from app.domain.log_record import erasure_entry
from app.storage.chain import chain, held
from app.storage.columns import is_storable
from app.storage.insertion import insert_unless_there
from app.storage.tables import contents, decisions, erasures, idempotency_keys, replay_changes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from app.storage.database import Database

AT_ONCE = 200
"""Contents erased in one transaction, which others wait for."""

_with_content = select(decisions.c.id).join(contents, contents.c.decision_id == decisions.c.id)


class Erasures:
    """Safe to use from several threads, and on PostgreSQL from several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_ticket(self, system: str | None, ticket: str) -> list[str]:
        """The decisions of a ticket that have content."""
        if not is_storable(ticket) or not is_storable(system or ""):
            return []
        whose = decisions.c.ticket_system.is_not_distinct_from(system), decisions.c.ticket_id == ticket
        return self._ids(_with_content.where(*whose))

    def of_thread(self, decision_id: str) -> list[str]:
        """The decision, those it follows and those that follow any of them, as far as they have content."""
        if not is_storable(decision_id):
            return []
        start = select(decisions.c.id, decisions.c.follows).where(decisions.c.id == decision_id)
        up = start.cte("up", recursive=True)
        up = up.union(select(decisions.c.id, decisions.c.follows).where(decisions.c.id == up.c.follows))
        down = select(up.c.id).cte("down", recursive=True)
        down = down.union(select(decisions.c.id).where(decisions.c.follows == down.c.id))
        return self._ids(_with_content.where(decisions.c.id.in_(select(down.c.id))))

    def decided_before(self, time: datetime, after: str = "") -> list[str]:
        """Some decisions that are older and have content, in the order of their ids, from the one after `after`."""
        # Contents first: old decisions, most of which have none any more, are not walked through each time.
        query = select(contents.c.decision_id).join(decisions, decisions.c.id == contents.c.decision_id)
        query = query.where(decisions.c.decided_at < time, contents.c.decision_id > after)
        return self._ids(query.order_by(contents.c.decision_id).limit(AT_ONCE))

    def erase(self, ids: Sequence[str], at: datetime, by: str, why: str) -> list[str]:
        """Those whose content there was and is no more; the others were erased already, or never were."""
        erased = []
        for begin in range(0, len(ids), AT_ONCE):
            with self._database.transaction() as connection:
                erased += _erase(connection, ids[begin : begin + AT_ONCE], at, by, why)
        if erased:
            self._database.forget_deleted()
        return erased

    def _ids(self, query: Select[tuple[str]]) -> list[str]:
        with self._database.reader() as connection:
            return list(connection.scalars(query))


def _erase(connection: Connection, ids: Sequence[str], at: datetime, by: str, why: str) -> list[str]:
    held(connection)  # a replay that holds it adds nothing about a content that is being erased
    rows = [asdict(Erasure(one, at, by, why)) for one in sorted(ids)]
    inserted = insert_unless_there(connection, erasures).returning(erasures.c.decision_id)
    found = sorted(connection.scalars(inserted, rows))
    if found:
        connection.execute(delete(contents).where(contents.c.decision_id.in_(found)))
        connection.execute(delete(replay_changes).where(replay_changes.c.decision_id.in_(found)))
        keys = update(idempotency_keys).where(idempotency_keys.c.decision_id.in_(found))
        connection.execute(keys.values(fingerprint=""))
        chain(connection, [erasure_entry(Erasure(one, at, by, why)) for one in found])
    return found
