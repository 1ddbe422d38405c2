"""Replays on record: what was asked, how far each is, and what it has found."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.domain.errors import KeyReused, StorageUnavailable
from app.domain.replay import Replay, ReplayChange, ReplayState
from app.storage.chain import held
from app.storage.columns import is_storable
from app.storage.failures import UNAVAILABLE
from app.storage.insertion import insert_unless_there
from app.storage.packs import keep_pack
from app.storage.tables import contents, replay_changes, replays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from app.domain.decision import IdempotencyClaim
    from app.storage.database import Database

_REPLAY = tuple(field.name for field in fields(Replay))
_replays = select(*(replays.c[name] for name in _REPLAY))


class Replays:
    """Safe to use from several threads, and on PostgreSQL from several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, replay: Replay, files: Mapping[str, str], claim: IdempotencyClaim | None) -> Replay:
        """Record it with the rules it is against, or give the one recorded under the same key; KeyReused."""
        row = asdict(replay) | {
            "idempotency_key": claim.key if claim else None,
            "fingerprint": claim.fingerprint if claim else None,
        }
        with self._database.transaction() as connection:
            keep_pack(connection, replay.revision, files, replay.created_at)
            added = insert_unless_there(connection, replays).returning(replays.c.id)
            if connection.scalar(added, row) is not None:
                return replay
            return _begun(connection, claim)

    def by_key(self, claim: IdempotencyClaim) -> Replay | None:
        """The one recorded under this key; KeyReused."""
        if not is_storable(claim.key):
            return None
        with self._database.reader() as connection:
            return _with_key(connection, claim)

    def add(self, replay_id: str, changes: Sequence[ReplayChange], done: int, at: datetime) -> None:
        """What was found on the next cases, and how many are done. A case erased meanwhile leaves nothing."""
        with self._database.transaction() as connection:
            held(connection)
            found = contents.c.decision_id.in_([one.decision_id for one in changes])
            left = set(connection.scalars(select(contents.c.decision_id).where(found)))
            rows = [_row(replay_id, one) for one in changes if one.decision_id in left]
            if rows:
                connection.execute(insert(replay_changes), rows)
            _set(connection, replay_id, done=done, updated_at=at)

    def end(self, replay_id: str, at: datetime, *, report: str | None = None, error: str | None = None) -> None:
        """It is finished, or has failed."""
        state = ReplayState.FINISHED if error is None else ReplayState.FAILED
        with self._database.transaction() as connection:
            _set(connection, replay_id, state=state.value, report=report, error=error, updated_at=at)

    def get(self, replay_id: str) -> Replay | None:
        """The replay, if there is one."""
        if not is_storable(replay_id):
            return None
        with self._database.reader() as connection:
            row = connection.execute(_replays.where(replays.c.id == replay_id)).mappings().first()
        return None if row is None else Replay(**row)

    def page(self, *, size: int, before: str | None) -> list[Replay]:
        """Newest first, those older than `before`."""
        query = _replays if before is None else _replays.where(replays.c.id < before)
        with self._database.reader() as connection:
            rows = connection.execute(query.order_by(replays.c.id.desc()).limit(size)).mappings()
            return [Replay(**row) for row in rows]

    def changes(self, replay_id: str, *, size: int, after: int) -> list[ReplayChange]:
        """The changed cases in their order, beyond a position."""
        query = (
            select(*(replay_changes.c[name] for name in ("position", "decision_id", "kind", "after")))
            .add_columns(contents.c.answer.label("before"))
            .outerjoin(contents, contents.c.decision_id == replay_changes.c.decision_id)
            .where(replay_changes.c.replay_id == replay_id, replay_changes.c.position > after)
        )
        with self._database.reader() as connection:
            rows = connection.execute(query.order_by(replay_changes.c.position).limit(size)).mappings()
            return [ReplayChange(**row) for row in rows]


def _row(replay_id: str, one: ReplayChange) -> dict[str, Any]:
    return {
        "replay_id": replay_id,
        "position": one.position,
        "decision_id": one.decision_id,
        "kind": one.kind,
        "after": one.after,
    }


def _set(connection: Connection, replay_id: str, **values: object) -> None:
    connection.execute(update(replays).where(replays.c.id == replay_id).values(**values))


def _begun(connection: Connection, claim: IdempotencyClaim | None) -> Replay:
    found = _with_key(connection, claim) if claim else None
    if found is None:
        raise StorageUnavailable(UNAVAILABLE)
    return found


def _with_key(connection: Connection, claim: IdempotencyClaim) -> Replay | None:
    query = _replays.add_columns(replays.c.fingerprint).where(replays.c.idempotency_key == claim.key)
    row = connection.execute(query).mappings().first()
    if row is not None and row["fingerprint"] != claim.fingerprint:
        raise KeyReused("The Idempotency-Key was used before with another body.")
    return None if row is None else Replay(**{name: row[name] for name in _REPLAY})
