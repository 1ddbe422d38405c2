"""What was recorded cannot be changed or deleted by the service's own connection, whatever statement is tried."""

# ruff: noqa: S608 - the statements are our own

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text

from app.domain.errors import StorageError
from app.storage.database import Database
from app.storage.tables import metadata
from tests.keeping.desk import ERASED, KEPT, furnish, rows_of, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {
    "decisions": ["id"],
    "log_records": ["seq", "subject, kind"],
    "erasures": ["decision_id"],
    "outcomes": ["id", "idempotency_key"],
    "rule_packs": ["revision"],
    "rule_publications": ["seq"],
    "contents": ["decision_id"],
    "idempotency_keys": ["key", "decision_id"],
    "log_head": ["id"],
}
OTHER = {
    "decisions": ("verdict", "'no_match'"),
    "log_records": ("previous", "digest"),
    "erasures": ("why", "'another'"),
    "outcomes": ("fixed", "TRUE"),
    "rule_packs": ("files", "'{}'"),
    "rule_publications": ("published_at", "'2001-01-01 00:00:00.000000'"),
    "contents": ("answer", "'{}'"),
    "idempotency_keys": ("fingerprint", "'another'"),
    "log_head": ("digest", "'another'"),
}
"""For each table a column, and what to put there."""
FORBIDDEN = [f"UPDATE {table} SET {column} = {value}" for table, (column, value) in OTHER.items()]
FORBIDDEN += [f"DELETE FROM {table}" for table in OTHER]
FORBIDDEN += [
    f"INSERT INTO {table} SELECT * FROM {table} WHERE TRUE ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
    for table, (key, *_) in KEYS.items()
]
FORBIDDEN += [
    # Besides what an erasure does: of what is not erased, another value, another row.
    f"UPDATE idempotency_keys SET fingerprint = '' WHERE key = '{KEPT}'",
    f"UPDATE idempotency_keys SET fingerprint = 'another' WHERE key = '{ERASED}'",
    f"UPDATE idempotency_keys SET fingerprint = '', key = 'another' WHERE key = '{ERASED}'",
    "UPDATE log_head SET seq = seq - 1",
    "UPDATE log_head SET log_id = 'another', seq = seq + 1",
    "DELETE FROM contents WHERE decision_id NOT IN (SELECT decision_id FROM erasures)",
]


def attempted(database: Database, statement: str) -> str:
    """What the database says to it; empty where it passes over it."""
    try:
        with database.transaction() as connection:
            connection.execute(text(statement))
    except StorageError as error:
        return str(error.__cause__)
    return ""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_statement_changes_or_deletes_what_is_recorded(kind: str, request: pytest.FixtureRequest) -> None:
    """On PostgreSQL by a superuser, whom only the triggers stop."""
    url = request.getfixturevalue(f"{kind}_url")
    with Database.open(url) as database:
        furnish(database)
        before = rows_of(url)
        for statement in FORBIDDEN:
            said = attempted(database, statement)
            passed_over = kind == "sqlite" and statement.startswith("INSERT")
            assert "can only be added to" in said or (passed_over and not said), statement
            assert rows_of(url) == before, statement
    assert verified(url).complete


def replacing(table: str) -> Iterator[str]:
    """Statements that put another row in the place of one that has its key, or its number."""
    column, value = OTHER[table]
    names = [f'"{one.name}"' for one in metadata.tables[table].columns]
    changed = ", ".join(value if name == f'"{column}"' else name for name in names)
    yield f"INSERT OR REPLACE INTO {table} SELECT {changed} FROM {table}"
    yield f"REPLACE INTO {table} SELECT {changed} FROM {table} LIMIT 1"
    yield f"INSERT OR REPLACE INTO {table} (rowid, {', '.join(names)}) SELECT rowid, {changed} FROM {table}"
    yield f"UPDATE OR REPLACE {table} SET rowid = rowid + 1"


@pytest.mark.parametrize("table", KEYS)
def test_a_row_put_in_the_place_of_another_leaves_that_one_on_sqlite(table: str, sqlite_url: str) -> None:
    """REPLACE deletes what is in its way, and fires no trigger of deletion."""
    with Database.open(sqlite_url) as database:
        furnish(database)
        before = rows_of(sqlite_url)
        for statement in replacing(table):
            attempted(database, statement)
            assert rows_of(sqlite_url) == before, statement


SECOND_KEYS = {
    "the record's subject": "INSERT OR REPLACE INTO log_records "
    "SELECT max(seq) + 1, kind, subject, previous, digest FROM log_records",
    "the outcome's key": "INSERT OR REPLACE INTO outcomes SELECT 'new', decision_id, recorded_at, \"right\", article, "
    "fixed, idempotency_key, fingerprint FROM outcomes",
    "the key's decision": "INSERT OR REPLACE INTO idempotency_keys "
    "SELECT 'new', fingerprint, decision_id, created_at FROM idempotency_keys",
    "the row's number": "INSERT OR REPLACE INTO contents (rowid, decision_id, request_type, request, answer) "
    "SELECT contents.rowid, erasures.decision_id, request_type, request, answer FROM contents, erasures LIMIT 1",
    "the number, by an update": "UPDATE OR REPLACE idempotency_keys SET fingerprint = '', rowid = "
    f"(SELECT rowid FROM idempotency_keys WHERE key = '{KEPT}') WHERE key = '{ERASED}'",
}


@pytest.mark.parametrize("statement", SECOND_KEYS.values(), ids=SECOND_KEYS)
def test_neither_does_one_that_shares_only_its_second_key_or_its_number(statement: str, sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        furnish(database)
        before = rows_of(sqlite_url)
        attempted(database, statement)
        assert rows_of(sqlite_url) == before
    assert verified(sqlite_url).complete


def test_nothing_recorded_on_postgresql_can_be_truncated(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as database:
        furnish(database)
        before = rows_of(postgresql_url)
        for table in KEYS:
            assert "can only be added to" in attempted(database, f"TRUNCATE {table} CASCADE")
            assert rows_of(postgresql_url) == before


def test_what_an_erasure_does_is_allowed_once_it_is_recorded(url: str) -> None:
    with Database.open(url) as database:
        furnish(database)
        before = rows_of(url)
        one = "(SELECT decision_id FROM contents ORDER BY decision_id LIMIT 1)"
        with database.transaction() as connection:
            connection.execute(text(f"INSERT INTO erasures SELECT {one}, erased_at, 'me', 'why' FROM erasures"))
            connection.execute(text("DELETE FROM contents WHERE decision_id IN (SELECT decision_id FROM erasures)"))
            connection.execute(
                text(
                    "UPDATE idempotency_keys SET fingerprint = '' "
                    "WHERE decision_id IN (SELECT decision_id FROM erasures WHERE erased_by = 'me')"
                )
            )
    after = rows_of(url)
    assert len(after["contents"]) == len(before["contents"]) - 1
    assert after["decisions"] == before["decisions"]


def test_the_owner_of_the_tables_has_no_privilege_and_triggers_stop_it_when_it_takes_one(owned_url: str) -> None:
    with Database.open(owned_url) as database:
        furnish(database)
        before = rows_of(owned_url)
        owner = make_url(owned_url).username
        for table in ("decisions", "log_records", "erasures", "outcomes", "rule_packs", "rule_publications"):
            statements = [
                f"UPDATE {table} SET {OTHER[table][0]} = NULL",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ]
            for statement in statements:
                assert "permission denied" in attempted(database, statement), statement
            assert not attempted(database, f"GRANT ALL ON {table} TO {owner}")
            for statement in statements[:2]:
                assert "can only be added to" in attempted(database, statement), statement
        assert "can only be added to" in attempted(database, "TRUNCATE outcomes")
        assert rows_of(owned_url) == before
