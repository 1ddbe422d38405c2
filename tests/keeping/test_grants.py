"""A role that does not own the tables runs the service, and can change nothing that was recorded."""

# ruff: noqa: S608 - the statements are our own

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text
from starlette.testclient import TestClient

from app.api.app import create_app
from app.domain.errors import InvalidInput, StorageError
from app.settings import Settings
from app.storage.database import Database
from app.storage.grants import grant
from app.storage.tables import metadata
from app.wiring import build
from tests.cli.commands import kbdiag
from tests.keeping.conftest import role_of
from tests.keeping.desk import furnish, rows_of, verified
from tests.keeping.test_guards import FORBIDDEN, KEYS, attempted
from tests.publishing.packs import HARMLESS, OPEN, QUIET, pack_files, write
from tests.replay.waiting import replayed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def owner(owned_url: str) -> Iterator[Database]:
    with Database.open(owned_url) as database:
        yield database


def role_in(url: str) -> str:
    return str(make_url(url).username)


def test_the_service_runs_as_a_role_that_was_granted_what_it_needs(
    owned_url: str, served_url: str, tmp_path: Path
) -> None:
    for command in (["upgrade"], ["grant", role_in(served_url)]):
        done = kbdiag(tmp_path, "db", *command, KBDIAG_DATABASE_URL=owned_url)
        assert done.exit_code == 0, done.stderr
    rules = write(tmp_path / "rules", pack_files())
    settings = Settings(data_dir=tmp_path, database_url=served_url, rules_dir=rules, retention_days=1)
    with build(settings) as services, TestClient(create_app(services, most_bytes=settings.max_body_bytes)) as client:
        first = client.post("/diagnose", json=OPEN | {"ticket": {"id": "1"}}, headers={"Idempotency-Key": "a"})
        assert first.status_code == 201, first.text
        outcome = client.post(f"/diagnoses/{first.json()['id']}/outcome", json={"right": True})
        assert outcome.status_code == 201, outcome.text
        assert client.post(f"/rules/{QUIET}/disable", json={"why": "it lies"}).status_code == 200
        assert client.post(f"/rules/{QUIET}/enable").status_code == 200
        write(rules, pack_files(1))
        assert client.post("/rules/reload").status_code == 200
        assert client.post("/diagnose", json=HARMLESS).status_code == 201
        assert replayed(client, against="directory")["state"] == "finished"
        erased = client.post(f"/diagnoses/{first.json()['id']}/erasure", json={"by": "me", "why": "asked to"})
        assert erased.status_code == 200, erased.text
        assert client.get("/readyz").status_code == 200
    assert verified(served_url).complete
    assert verified(served_url).head.seq == 4


def test_it_can_change_delete_or_truncate_nothing_that_is_recorded(
    owner: Database, owned_url: str, served_url: str
) -> None:
    furnish(owner)
    grant(owner, role_in(served_url))
    before = rows_of(owned_url)
    statements = [*FORBIDDEN, *(f"TRUNCATE {table} CASCADE" for table in metadata.tables)]
    with Database.open(served_url) as database:
        for statement in statements:
            said = attempted(database, statement)
            assert "permission denied" in said or "can only be added to" in said, statement
            assert rows_of(owned_url) == before
        for table in KEYS:
            refused = [
                f"ALTER TABLE {table} DISABLE TRIGGER kbdiag_rows",
                f"DROP TRIGGER kbdiag_rows ON {table}",
                f"DROP TRIGGER kbdiag_truncate ON {table}",
                f"DROP TABLE {table} CASCADE",
                f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION kbdiag_append_only()",
            ]
            for statement in refused:
                said = attempted(database, statement)
                assert "must be owner" in said or "permission denied" in said, statement
        for statement in ("DROP FUNCTION kbdiag_append_only CASCADE", "CREATE TABLE mine (id INTEGER)"):
            said = attempted(database, statement)
            assert "must be owner" in said or "permission denied" in said, statement
        assert "permission denied" in attempted(database, "SET session_replication_role = replica")
        assert "permission denied" in attempted(database, "UPDATE alembic_version SET version_num = '0001'")
    assert verified(served_url).complete


def test_of_the_recorded_tables_it_is_privileges_that_stop_it(owner: Database, owned_url: str, served_url: str) -> None:
    furnish(owner)
    grant(owner, role_in(served_url))
    with Database.open(served_url) as database:
        for table in ("decisions", "log_records", "erasures", "outcomes", "rule_packs", "rule_publications"):
            column = metadata.tables[table].columns.keys()[-1]
            put = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({KEYS[table][0]})"
            for statement in (
                f'UPDATE {table} SET "{column}" = NULL',
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f'{put} DO UPDATE SET "{column}" = NULL',
            ):
                assert "permission denied" in attempted(database, statement), statement


def test_granting_again_takes_away_what_was_too_much(owner: Database, served_url: str) -> None:
    owner.upgrade()
    role = role_in(served_url)
    quoted = '"' + role.replace('"', '""').replace("%", "%%") + '"'
    with owner.transaction() as connection:
        connection.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {quoted}")
    assert grant(owner, role) == []
    assert grant(owner, role) == []
    with owner.reader() as connection:
        privileges = connection.execute(
            text("SELECT has_table_privilege(:role, 'decisions', one) FROM unnest(ARRAY['DELETE', 'INSERT']) AS one"),
            {"role": role},
        )
        assert [has for (has,) in privileges] == [False, True]


def test_what_everybody_may_do_is_not_granted_over(owner: Database, served_url: str) -> None:
    owner.upgrade()
    for much in ("DELETE ON decisions", "UPDATE (verdict) ON decisions", "TRUNCATE ON log_records"):
        with owner.transaction() as connection:
            connection.exec_driver_sql(f"GRANT {much} TO PUBLIC")
        with pytest.raises(StorageError, match=rf"Nothing was granted.*{much.split()[0]}"):
            grant(owner, role_in(served_url))
        with owner.transaction() as connection:
            connection.exec_driver_sql(f"REVOKE {much} FROM PUBLIC")
    with Database.open(served_url) as database, pytest.raises(StorageError):
        database.schema_state()
    grant(owner, role_in(served_url))


def test_that_everybody_may_make_tables_is_said(owner: Database, served_url: str) -> None:
    owner.upgrade()
    with owner.transaction() as connection:
        connection.exec_driver_sql("GRANT CREATE ON SCHEMA public TO PUBLIC")
    [said] = grant(owner, role_in(served_url))
    assert "may make tables" in said


def test_a_role_that_no_grant_binds_is_refused(
    owner: Database, owned_url: str, postgresql_server: Engine, tmp_path: Path
) -> None:
    owner.upgrade()
    for role, why in ((role_in(owned_url), "owns the tables"), ("none such", "there is no role")):
        with pytest.raises(InvalidInput, match=why):
            grant(owner, role)
    superuser = str(postgresql_server.url.username)
    done = kbdiag(tmp_path, "db", "grant", superuser, KBDIAG_DATABASE_URL=owned_url)
    assert done.exit_code == 2
    assert f"{superuser} is a superuser" in done.stderr


def test_only_the_owner_can_grant(owner: Database, postgresql_server: Engine, served_url: str, tmp_path: Path) -> None:
    owner.upgrade()
    grant(owner, role_in(served_url))
    with role_of(postgresql_server, f"kbdiag_another_{uuid.uuid4().hex}") as another:
        done = kbdiag(tmp_path, "db", "grant", another, KBDIAG_DATABASE_URL=served_url)
    assert done.exit_code == 3
    assert "nothing was granted" in done.stderr.lower()


def test_sqlite_has_no_roles(sqlite_url: str, tmp_path: Path) -> None:
    with Database.open(sqlite_url) as database:
        database.upgrade()
    done = kbdiag(tmp_path, "db", "grant", "me", KBDIAG_DATABASE_URL=sqlite_url)
    assert done.exit_code == 3
    assert "SQLite has no roles" in done.stderr
