"""A desk with something in every table, and what tells two of them apart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.domain.decision import DecisionRecord, IdempotencyClaim
from app.domain.log_record import content_digest
from app.domain.outcome import Outcome
from app.domain.publication import RELOAD, START
from app.rulepacks.pack_reader import revision_of
from app.services.verify_log import VerifyLog
from app.storage.audit_log import AuditLog
from app.storage.backup import url_of
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.erasures import Erasures
from app.storage.outcomes import Outcomes
from app.storage.publications import Publications
from app.storage.tables import metadata, replay_changes, replays
from tests.storage.samples import AT, DISABLED, FILES, PACK, RULE, content, decision, new_id, pack, record

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.rule import RulePack
    from app.services.verify_log import VerifiedPage

Rows = dict[str, list[tuple[object, ...]]]
ERASED = "erased"
KEPT = "kept"
"""The keys of a decision whose content is gone, and of one that has its content."""


def now() -> datetime:
    return datetime.now(UTC)


def furnish(database: Database) -> None:
    """Bring the schema up to date, and add rows of every kind to every table."""
    database.upgrade()
    with DecisionWriter(database) as writer:
        writer.keep_pack(PACK, FILES, AT)
        first, shown = record(key=KEPT), odd_record()
        follow_up, erased = record(follows=first.decision.id), record(key=ERASED, fingerprint="a body")
        for one in (first, shown, follow_up, erased):
            writer.append(one).result()
    publish(Publications(database))
    outcome = Outcome(new_id(), first.decision.id, AT, right=False, article="Q225196", fixed=None)
    Outcomes(database).record(outcome, IdempotencyClaim("of an outcome", "a body"))
    Erasures(database).erase([erased.decision.id], AT, "privacy officer", "request 2026-17")
    replay(database, first.decision.id)


def odd_record() -> DecisionRecord:
    """Make one with text that PostgreSQL's own text cannot hold, and a time to the microsecond."""
    odd = content(request=b"\x00\xff", answer='{"é": "\U0001f600"}', shown_as="text/plain", shown="\x00 shown é")
    at = datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)
    return DecisionRecord(decision(decided_at=at, trial=True, content_digest=content_digest(odd, None)), odd)


def publish(publications: Publications) -> None:
    publications.publish(pack_of("1"), AT, START)
    publications.disable(DISABLED)
    publications.publish(pack_of("2"), AT + timedelta(days=1), RELOAD)
    publications.disable(replace(DISABLED, digest="sha256:" + "2" * 64))


def pack_of(content: str) -> RulePack:
    """Make a pack that is kept under its own digest."""
    made = pack(content)
    return replace(made, revision=revision_of({path: text.encode() for path, text in made.files.items()}))


def replay(database: Database, decision_id: str) -> None:
    row = {
        "id": new_id(),
        "created_at": AT,
        "revision": PACK,
        "request": "{}",
        "state": "finished",
        "updated_at": AT,
        "done": 1,
        "total": 1,
        "report": "{}",
    }
    change = {"replay_id": row["id"], "position": 0, "decision_id": decision_id, "kind": RULE, "after": "{\x00}"}
    with database.transaction() as connection:
        connection.execute(insert(replays), [row])
        connection.execute(insert(replay_changes), [change])


def furnished(url: str) -> Rows:
    """Furnish the database of this URL, and give all that it holds."""
    with Database.open(url) as database:
        furnish(database)
    return rows_of(url)


def rows_of(url: str) -> Rows:
    """All rows of all tables, in an order of their own."""
    with Database.open(url, writes=False) as database, database.snapshot() as connection:
        tables = metadata.sorted_tables
        return {one.name: sorted((tuple(row) for row in connection.execute(select(one))), key=repr) for one in tables}


def verified(url: str) -> VerifiedPage:
    """The log, walked to its end or to the first record that is not right."""
    with Database.open(url, writes=False) as database:
        *_, last = VerifyLog(AuditLog(database), now).pages()
        return last


def tampered(file: Path, *statements: str) -> None:
    """Change a SQLite file as somebody can who has the file: without any trigger."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0


def rows_in(file: Path) -> Rows:
    return rows_of(url_of(file))
