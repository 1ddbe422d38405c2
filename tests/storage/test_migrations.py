"""The schema: up, down, and never half-way."""

from __future__ import annotations

import re
import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.domain.errors import SchemaMismatch, StorageError
from app.storage import migration
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.tables import metadata
from tests.storage.gate import listening
from tests.storage.running import running
from tests.storage.samples import FILES, NEWEST, PACK, record

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from sqlalchemy import Connection

    from app.storage.decision_log import DecisionWriter

POSTGRESQL_SCHEMA = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, collation_name)
      FROM information_schema.columns WHERE table_schema = 'public'
"""
SQLITE_SCHEMA = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type <> 'trigger'"


def tables(database: Database) -> set[str]:
    with database.reader() as connection:
        return set(inspect(connection).get_table_names())


def schema(connection: Connection) -> set[tuple[str, ...]]:
    """Tell all there is, checks and collations included, save alembic's own table."""
    query = SQLITE_SCHEMA if connection.dialect.name == "sqlite" else POSTGRESQL_SCHEMA
    rows = connection.execute(text(query))
    return {tuple(in_any_order(str(part)) for part in row) for row in rows if row[0] != "alembic_version"}


def in_any_order(part: str) -> str:
    """The lines of a CREATE TABLE sorted: SQLite puts columns that were added later after the constraints."""
    lines = re.split(r",(?![^(]*\))", part.removesuffix(")")) if part.startswith("CREATE TABLE") else [part]
    head, *rest = lines[0].split("(", 1) if len(lines) > 1 else [lines[0]]
    return head + "; ".join(sorted(" ".join(line.split()) for line in [*rest, *lines[1:]]))


def test_the_schema_goes_up_and_down_and_up_again(empty_database: Database) -> None:
    with pytest.raises(StorageError):
        empty_database.schema_state()
    assert empty_database.upgrade() == NEWEST
    assert empty_database.schema_state() == NEWEST
    assert tables(empty_database) == {*metadata.tables, "alembic_version"}
    migration.downgrade(empty_database, "base")
    assert migration.current(empty_database) is None
    assert tables(empty_database) == {"alembic_version"}
    with pytest.raises(SchemaMismatch, match="kbdiag db upgrade"):
        empty_database.schema_state()
    assert empty_database.upgrade() == NEWEST
    assert tables(empty_database) == {*metadata.tables, "alembic_version"}


def test_upgrading_what_is_up_to_date_changes_nothing(database: Database, writer: DecisionWriter) -> None:
    del writer
    assert database.upgrade() == NEWEST
    assert DecisionArchive(database).pack(PACK) == FILES


def test_what_was_recorded_outlives_a_step_up_and_a_step_down(database: Database, writer: DecisionWriter) -> None:
    recorded = writer.append(record()).result().decision_id
    migration.downgrade(database, "0001")
    database.upgrade()
    stored = DecisionArchive(database).get(recorded)
    assert stored is not None
    assert DecisionArchive(database).pack(stored.decision.rules_revision) == FILES


def test_alembic_finds_no_difference_between_tables_and_migrations(database: Database) -> None:
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_make_exactly_what_the_tables_say(database: Database) -> None:
    with database.transaction() as connection:
        migrated = schema(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert schema(connection) == migrated


def test_a_newer_schema_is_refused_and_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (database.upgrade, database.schema_state, lambda: migration.downgrade(database, "base")):
        with pytest.raises(SchemaMismatch, match=r"9999.*newer.*nothing was changed"):
            use()
    with database.reader() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE customers (id INTEGER)"],
        ["CREATE TABLE alembic_version (version_num TEXT)", "CREATE TABLE customers (id INTEGER)"],
        [
            "CREATE TABLE alembic_version (version_num TEXT)",
            "INSERT INTO alembic_version VALUES ('0001')",
            "CREATE TABLE customers (id INTEGER)",
        ],
        ["CREATE TABLE decisions (id INTEGER)"],
    ],
    ids=["no version", "empty version", "the same version name", "a table of the same name"],
)
def test_somebody_elses_database_is_refused_and_left_alone(empty_database: Database, statements: list[str]) -> None:
    with empty_database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))
        before = schema(connection)
    with pytest.raises(SchemaMismatch, match="not kbdiag's"):
        empty_database.upgrade()
    with empty_database.reader() as connection:
        assert schema(connection) == before


def test_somebody_elses_sqlite_file_keeps_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE customers (id INTEGER)")
    before = path.read_bytes()
    with Database.open(f"sqlite:///{path}") as database, pytest.raises(SchemaMismatch):
        database.upgrade()
    assert path.read_bytes() == before


def test_a_revision_that_does_not_exist_is_a_storage_error(database: Database) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        migration.downgrade(database, "nowhere")
    assert database.schema_state() == NEWEST


def test_missing_migrations_are_said_to_be_missing(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    migration.known_revisions.cache_clear()
    monkeypatch.setattr("app.__file__", str(tmp_path / "app" / "__init__.py"))
    with pytest.raises(StorageError, match="migrations are missing"):
        empty_database.upgrade()


def test_a_migration_that_fails_at_its_end_leaves_nothing(empty_database: Database) -> None:
    def refuse(_: object) -> None:
        message = "as if the power failed"
        raise StorageError(message)

    with listening(empty_database, "commit", refuse), pytest.raises(StorageError, match="power"):
        empty_database.upgrade()
    with empty_database.transaction() as connection:
        assert schema(connection) == set()
    assert empty_database.upgrade() == NEWEST


@pytest.mark.parametrize("direction", ["upgrade", "downgrade"])
def test_a_kill_at_any_statement_leaves_the_old_schema_or_the_new(tmp_path: Path, direction: str) -> None:
    with running("crash", str(tmp_path), direction) as program:
        assert program.wait() == 0
    paths = sorted(tmp_path.glob("*.db"))
    outcomes = []
    for path in paths:
        with Database.open(f"sqlite:///{path}") as database:
            with database.transaction() as connection:
                assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            outcomes.append((migration.current(database), frozenset(tables(database))))
            assert database.upgrade() == NEWEST
            assert tables(database) == {*metadata.tables, "alembic_version"}
    whole = (NEWEST, frozenset({*metadata.tables, "alembic_version"}))
    if direction == "upgrade":
        assert set(outcomes) == {(None, frozenset()), whole}
        assert len(paths) > 2 * len(metadata.tables)
    else:
        assert set(outcomes) == {whole, (None, frozenset({"alembic_version"}))}


def test_processes_that_start_together_migrate_postgresql_once(postgresql_url: str) -> None:
    with ExitStack() as stack:
        programs: list[subprocess.Popen[str]] = [
            stack.enter_context(running("upgrade", postgresql_url)) for _ in range(3)
        ]
        assert [program.wait() for program in programs] == [0, 0, 0]
    with Database.open(postgresql_url) as database:
        assert database.schema_state() == NEWEST
