"""Opening a database, and who may write it."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.domain.errors import DatabaseInUse, StorageError, StorageUnavailable
from app.storage.database import Database
from tests.storage.running import next_line, running
from tests.storage.samples import AT, FILES, NEWEST, PACK

if TYPE_CHECKING:
    from pathlib import Path

    from app.storage.decision_log import DecisionWriter


def pragma(database: Database, name: str, *, writing: bool) -> object:
    engine = database.writing if writing else database.reading
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_the_directory_of_a_sqlite_file_is_made_and_only_its_owner_may_enter(tmp_path: Path) -> None:
    with Database.open(f"sqlite:///{tmp_path}/new/kbdiag.db") as database:
        database.upgrade()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "kbdiag.db").exists()


def test_a_path_with_odd_characters_is_that_very_path(tmp_path: Path) -> None:
    path = tmp_path / "a b%20c#d?e+f" / "kb%di&ag.db"
    with Database.open(f"sqlite:///{quote(str(path))}") as database:
        database.upgrade()
        assert database.schema_state() == NEWEST
    assert path.exists()


def test_the_sqlite_writer_is_durable_and_strict(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "trusted_schema": 0,
        }
        assert {name: pragma(database, name, writing=True) for name in wanted} == wanted


def test_the_sqlite_writer_has_exactly_one_connection(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        numbers = set()
        for _ in range(3):
            with database.transaction() as connection:
                numbers.add(id(connection.connection.driver_connection))
                assert "Connections in pool: 0" in database.writing.pool.status()
        assert len(numbers) == 1


def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(SQLAlchemyError), database.reading.connect() as connection:
        connection.execute(text("DELETE FROM decisions"))


def test_a_sqlite_reader_cannot_write_even_where_it_allows_itself_to(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        database.upgrade()
        with database.reading.connect() as connection:
            connection.execute(text("PRAGMA query_only = OFF"))
            with pytest.raises(OperationalError, match="readonly"):
                connection.execute(text("DELETE FROM decisions"))


def test_a_database_opened_for_reading_reads_beside_a_writer(
    url: str, database: Database, writer: DecisionWriter
) -> None:
    assert database.schema_state() == NEWEST
    writer.keep_pack(PACK, FILES, AT)
    with Database.open(url, writes=False) as second:
        assert second.schema_state() == NEWEST
        with pytest.raises(StorageError, match="reading only"):
            second.upgrade()


def test_a_sqlite_file_that_nobody_writes_can_be_read(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        database.upgrade()
    with Database.open(sqlite_url, writes=False) as database:
        assert database.schema_state() == NEWEST


def test_reading_a_sqlite_file_that_is_not_there_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="There is no database"):
        Database.open(sqlite_url, writes=False)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/kbdiag",
        "postgresql+asyncpg://localhost/kbdiag",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////tmp/x.db?mode=ro",
        "no url at all",
        "postgresql://host:port/kbdiag",
        "",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(StorageError, match=r"\.db"):
        Database.open(url)


def test_a_refused_url_does_not_show_its_password() -> None:
    with pytest.raises(StorageError) as refusal:
        Database.open("postgresql://me:secret@host:port/kbdiag")
    assert "secret" not in str(refusal.value)


def test_a_missing_postgresql_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"install the extra kbdiag\[postgresql\]"):
        Database.open("postgresql://localhost/kbdiag")


def test_an_sqlite_with_the_wal_reset_bug_is_mentioned_once_and_quietly(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 2))
    with caplog.at_level(logging.INFO, "kbdiag.storage"), Database.open(sqlite_url) as database:
        database.upgrade()
    assert [entry.levelname for entry in caplog.records if entry.name == "kbdiag.storage"] == ["INFO"]


def test_a_sound_sqlite_is_not_mentioned(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))
    with caplog.at_level(logging.INFO, "kbdiag.storage"), Database.open(sqlite_url):
        pass
    assert not [entry for entry in caplog.records if entry.name == "kbdiag.storage"]


def test_a_database_that_answers_can_be_pinged(empty_database: Database) -> None:
    with empty_database.transaction() as connection:
        connection.execute(text("SELECT 1"))
    empty_database.ping()


def test_a_file_that_is_no_database_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "kbdiag.db").write_bytes(b"not a database at all" * 100)
    with Database.open(f"sqlite:///{tmp_path}/kbdiag.db") as database:
        with pytest.raises(StorageUnavailable):
            database.ping()
        with pytest.raises(StorageUnavailable):
            database.upgrade()


def test_a_postgresql_that_is_not_there_is_unavailable() -> None:
    with Database.open("postgresql://postgres@127.0.0.1:1/kbdiag") as database:
        for use in (database.ping, database.schema_state, database.upgrade):
            with pytest.raises(StorageUnavailable) as failure:
                use()
            assert isinstance(failure.value.__cause__, SQLAlchemyError)


def test_options_in_a_postgresql_url_outrank_our_own(postgresql_url: str) -> None:
    with (
        Database.open(f"{postgresql_url}?options=-c%20statement_timeout%3D7s&application_name=desk") as database,
        database.reader() as connection,
    ):
        shown = [connection.scalar(text(f"SHOW {name}")) for name in ("statement_timeout", "lock_timeout")]
        assert shown == ["7s", "5s"]
        assert connection.scalar(text("SHOW application_name")) == "desk"


def test_several_processes_may_write_postgresql(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as first, Database.open(postgresql_url) as second:
        assert first.upgrade() == second.upgrade()


def test_a_second_writer_of_the_same_file_is_refused(sqlite_url: str) -> None:
    with Database.open(sqlite_url, serving_at="http://127.0.0.1:8000"):
        with pytest.raises(DatabaseInUse, match=rf"pid {os.getpid()}.*kbdiag\.db\.lock") as refusal:
            Database.open(sqlite_url)
        assert refusal.value.server == "http://127.0.0.1:8000"
    Database.open(sqlite_url).close()


def test_a_link_to_the_file_is_the_same_file(sqlite_url: str, tmp_path: Path) -> None:
    with Database.open(sqlite_url) as database:
        database.upgrade()
        (tmp_path / "link.db").symlink_to(tmp_path / "data" / "kbdiag.db")
        with pytest.raises(DatabaseInUse):
            Database.open(f"sqlite:///{tmp_path}/link.db")


def test_a_refused_second_writer_has_touched_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with Database.open(sqlite_url):
        with pytest.raises(DatabaseInUse):
            Database.open(sqlite_url)
        assert [path.name for path in (tmp_path / "data").iterdir()] == ["kbdiag.db.lock"]


def test_a_lock_file_of_nonsense_does_not_keep_anybody_out(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for nonsense in (b"", b"[]", b"\xff{", b'{"pid": 1, "server": 7}' + b" " * 5000):
        (tmp_path / "data" / "kbdiag.db.lock").write_bytes(nonsense)
        Database.open(sqlite_url).close()


def test_another_process_is_refused_until_the_writer_is_killed(sqlite_url: str) -> None:
    with running("hold", sqlite_url, "http://desk:8000") as holder:
        assert next_line(holder) == "held"
        with pytest.raises(DatabaseInUse, match=f"pid {holder.pid}") as refusal:
            Database.open(sqlite_url)
        assert refusal.value.server == "http://desk:8000"
        holder.kill()
        holder.wait()
        with Database.open(sqlite_url) as database:
            assert database.upgrade() == NEWEST


def test_a_forked_child_that_outlives_the_server_does_not_hold_its_lock(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    ready, told = os.pipe()
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(told, b".")
        os.close(go)
        os.read(wait, 1)
        os._exit(0)
    os.read(ready, 1)
    with pytest.raises(DatabaseInUse):
        Database.open(sqlite_url)
    lock = database._lock
    assert lock is not None
    lock.forsake()
    Database.open(sqlite_url).close()
    os.close(go)
    os.waitpid(child, 0)
