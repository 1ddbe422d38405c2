"""A process that is killed loses nothing it has acknowledged."""

from __future__ import annotations

import random

from sqlalchemy import select, text

from app.storage.database import Database
from app.storage.tables import contents, decisions, idempotency_keys
from tests.storage.running import next_line, running


def test_kill_minus_nine_loses_no_acknowledged_decision(sqlite_url: str) -> None:
    acknowledged: set[str] = set()
    chance = random.Random(20010604)  # noqa: S311 - not a secret
    for _ in range(5):
        with running("acknowledge", sqlite_url) as process:
            acknowledged.update(next_line(process) for _ in range(chance.randint(1, 300)))
            process.kill()
            assert process.stdout is not None
            # What it had printed before it died counts; a line cut short does not.
            acknowledged.update(line.strip() for line in process.stdout if line.endswith("\n"))
        with Database.open(sqlite_url) as database, database.transaction() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert not connection.execute(text("PRAGMA foreign_key_check")).all()
            stored = set(connection.scalars(select(decisions.c.id)))
            assert acknowledged <= stored
            assert stored == set(connection.scalars(select(contents.c.decision_id)))
            assert stored == set(connection.scalars(select(idempotency_keys.c.decision_id)))
