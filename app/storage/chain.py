"""Chaining records, in the transaction that stores what they seal."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.domain.log_record import LogHead, chained, genesis
from app.storage.insertion import insert_unless_there
from app.storage.tables import log_head, log_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.domain.log_record import Entry

_head = select(log_head.c.log_id, log_head.c.seq, log_head.c.digest).where(log_head.c.id == 1)


def chain(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add a record for each entry. On PostgreSQL others who chain something wait until this transaction has ended."""
    if not entries:
        return
    head, records = chained(held(connection), entries)
    connection.execute(insert(log_records), [asdict(one) for one in records])
    connection.execute(update(log_head).values(seq=head.seq, digest=head.digest))


def head_of(connection: Connection) -> LogHead | None:
    """Where the log ends; None where nothing was ever recorded."""
    row = connection.execute(_head).first()
    return None if row is None else LogHead(*row)


def held(connection: Connection) -> LogHead:
    """The head, which nobody else moves until the end of the transaction: whoever holds it sees what is recorded."""
    row = connection.execute(_head.with_for_update()).first()
    if row is None:
        log_id = str(uuid.uuid4())
        begun = {"id": 1, "log_id": log_id, "seq": 0, "digest": genesis(log_id)}
        connection.execute(insert_unless_there(connection, log_head), begun)
        row = connection.execute(_head.with_for_update()).one()
    return LogHead(*row)
