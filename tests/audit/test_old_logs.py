"""A database from before there was a chain is chained as it is: nothing in it changes, and it verifies."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from sqlalchemy import text

from app.domain.decision import Content
from app.domain.log_record import content_digest
from app.services.verify_log import VerifyLog
from app.storage import migration
from app.storage.archive import DecisionArchive
from app.storage.audit_log import AuditLog
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, FILES, PACK, new_id, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

MANY = 1100
"""More than the migration reads at once."""
COLUMNS = {
    "decisions": "id, decided_at, verdict, article, rule, ticket_system, ticket_id, trial, rules_revision, "
    "program_version, decided_by, content_digest",
    "contents": "decision_id, request_type, request, answer, shown_as, shown",
    "idempotency_keys": "key, fingerprint, decision_id, created_at",
    "rule_packs": "revision, files, first_used_at",
}
"""As they were then."""


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Decisions as version 0.4 stored them, some with a key, some shown otherwise, in every shape."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    where = url or f"sqlite:///{request.getfixturevalue('tmp_path')}/kbdiag.db"
    with Database.open(where) as database:
        migration._move(database, command.upgrade, "0002")
        with database.transaction() as connection:
            fill(connection)
        yield database


def fill(connection: Connection) -> None:
    at = time_in(connection, AT)
    pack = {"revision": PACK, "files": json.dumps(FILES, sort_keys=True), "first_used_at": at}
    insert(connection, "rule_packs", [pack])
    rows = [of_then(connection, number) for number in range(MANY)]
    insert(connection, "decisions", [one[0] for one in rows])
    insert(connection, "contents", [one[1] for one in rows])
    insert(connection, "idempotency_keys", [one[2] for one in rows if one[2]])


def insert(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = COLUMNS[table].split(", ")
    values = ", ".join(f":{name}" for name in names)
    connection.execute(text(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({values})"), rows)  # noqa: S608 - our own


def of_then(connection: Connection, number: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    time = AT + timedelta(seconds=number, microseconds=number % 2)
    settled, shown = number % 3 > 0, number % 5 == 0
    content = Content(
        "application/json" if number % 2 else "text/plain",
        b"\x00\xff %d" % number,
        f'{{"n": {number}, "é": "\U0001f600"}}',
        "text/markdown" if shown else None,
        f"# \x00 {number}" if shown else None,
    )
    decision = {
        "id": new_id(int(time.timestamp() * 1000)),
        "decided_at": time_in(connection, time),
        "verdict": "expected_behavior" if settled else "no_match",
        "article": "Q303156" if settled else None,
        "rule": "Q303156/multihomed-peer" if settled else None,
        "ticket_system": "zammad" if number % 7 else None,
        "ticket_id": f"№ {number % 100}" if number % 7 else None,
        "trial": bool(number % 2),
        "rules_revision": PACK,
        "program_version": "0.4.0",
        "decided_by": "engine" if number % 11 else "tree",
        "content_digest": content_digest(content, None),
    }
    kept = {name: getattr(content, name) for name in ("request_type", "request", "answer", "shown_as")}
    kept |= {"decision_id": decision["id"], "shown": content.shown.encode() if content.shown is not None else None}
    key = {"key": f"key é {number}", "fingerprint": "f" * 64} if number % 4 == 0 else {}
    return decision, kept, key and key | {"decision_id": decision["id"], "created_at": decision["decided_at"]}


def time_in(connection: Connection, time: datetime) -> datetime | str:
    return time if connection.dialect.name == "postgresql" else time.replace(tzinfo=None).isoformat(" ", "microseconds")


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reader() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f"SELECT {names} FROM {table} ORDER BY 1"))]  # noqa: S608 - our own
            for table, names in COLUMNS.items()
        }


def test_what_was_stored_is_chained_and_stays_as_it_was(old: Database) -> None:
    before = rows_of(old)
    assert len(before["decisions"]) == len(before["contents"]) == MANY
    old.upgrade()
    assert rows_of(old) == before
    assert verified(old) == (MANY, None)


def verified(database: Database) -> tuple[int, str | None]:
    *_, last = VerifyLog(AuditLog(database), lambda: datetime.now(UTC)).pages(300)
    return last.place.seq, last.discovery.subject if last.discovery else None


def test_the_log_goes_on_from_what_was_chained(old: Database) -> None:
    old.upgrade()
    with DecisionWriter(old) as writer:
        first = writer.append(record(key="new")).result(PATIENCE).decision_id
        replayed = writer.append(record(key="key é 0", fingerprint="f" * 64)).result(PATIENCE)
    assert verified(old) == (MANY + 1, None)
    stored = DecisionArchive(old).get(replayed.decision_id)
    assert replayed.stored is not None
    assert replayed.decision_id != first
    assert stored is not None
    assert stored.content is not None
    assert stored.content.salt is None


def test_a_change_to_what_was_stored_then_is_found(old: Database) -> None:
    old.upgrade()
    subject = rows_of(old)["decisions"][500][0]
    with old.transaction() as connection:
        if old.shared:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER kbdiag_contents_update"))
        change = text("UPDATE contents SET answer = '{}' WHERE decision_id = :id")
        assert connection.execute(change, {"id": subject}).rowcount == 1
    assert verified(old) == (500, subject)
