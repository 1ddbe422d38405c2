"""What the writer and the readers promise while the database fails."""

from __future__ import annotations

import sqlite3
from concurrent.futures import wait
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.domain.decision import DecisionFilter, DecisionRecord
from app.domain.errors import StorageError, StorageUnavailable
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.tables import metadata
from tests.storage.gate import PATIENCE, gate_at, listening, stored_count
from tests.storage.samples import AT, FILES, PACK, content, decision, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from sqlalchemy import Connection

    from app.storage.decision_log import Recorded


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    with Database.open(sqlite_url) as database:
        database.upgrade()
        yield database


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    with Database.open(postgresql_url) as database:
        database.upgrade()
        yield database


def opened_writer(database: Database) -> DecisionWriter:
    writer = DecisionWriter(database)
    writer.keep_pack(PACK, FILES, AT)
    return writer


def group_of(writer: DecisionWriter, database: Database, size: int) -> list[Future[Recorded]]:
    """Append that many, all of which are then one group."""
    with gate_at(database, "begin") as gate:
        first = writer.append(record())
        gate.wait_for_arrival()
        futures = [writer.append(record(key=f"key {number}")) for number in range(size)]
        gate.open()
        first.result(PATIENCE)
        wait(futures, PATIENCE)
    return futures


def assert_unavailable(future: Future[Recorded]) -> None:
    failure = future.exception(PATIENCE)
    assert isinstance(failure, StorageUnavailable)
    assert "may be sent again" in str(failure)
    assert isinstance(failure.__cause__, SQLAlchemyError)


def at_second_commit(act: Callable[[Connection], None]) -> Callable[[Connection], None]:
    """Act in the commit of the group; the first commit only lets the group gather."""
    commits = iter(range(100))

    def listener(connection: Connection) -> None:
        if next(commits) == 1:
            act(connection)

    return listener


def test_a_failed_commit_records_nobody_and_the_next_one_works(database: Database, writer: DecisionWriter) -> None:
    def fail(_: Connection) -> None:
        raise OperationalError("COMMIT", None, OSError("disk I/O error"))

    with listening(database, "commit", at_second_commit(fail)):
        futures = group_of(writer, database, 5)
    for future in futures:
        assert_unavailable(future)
    assert len({id(future.exception()) for future in futures}) == len(futures)
    assert stored_count(database) == (1, 1)
    again = [writer.append(record(key=f"key {number}")) for number in range(5)]
    assert all(future.result(PATIENCE).stored is None for future in again)
    assert stored_count(database) == (6, 6)


def test_after_a_failed_commit_the_connection_is_another_one(database: Database, writer: DecisionWriter) -> None:
    used: list[object] = []

    def fail_first(connection: Connection) -> None:
        used.append(connection.connection.driver_connection)
        if len(used) == 1:
            raise OperationalError("COMMIT", None, OSError("disk I/O error"))

    with listening(database, "commit", fail_first):
        assert_unavailable(writer.append(record()))
        writer.append(record()).result(PATIENCE)
    assert used[0] is not used[1]


def test_a_full_disk_records_nobody_and_space_makes_it_work_again(sqlite_database: Database) -> None:
    with opened_writer(sqlite_database) as writer:
        with sqlite_database.writing.connect() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            connection.execute(text(f"PRAGMA max_page_count = {pages + 20}"))
        big = DecisionRecord(decision(), content(request=b"x" * 1_000_000))
        with gate_at(sqlite_database, "begin") as gate:
            first = writer.append(record())
            gate.wait_for_arrival()
            futures = [writer.append(record()), writer.append(big), writer.append(record())]
            gate.open()
            first.result(PATIENCE)
            for future in futures:
                assert_unavailable(future)
            assert "full" in str(futures[1].exception().__cause__)  # type: ignore[union-attr]
        assert stored_count(sqlite_database) == (1, 1)
        assert writer.append(big).result(PATIENCE).decision_id == big.decision.id
        assert stored_count(sqlite_database) == (2, 2)


def test_a_locked_sqlite_file_is_an_outage_and_not_for_ever(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.sqlite._BUSY_SECONDS", 0)
    sqlite_database.writing.dispose()
    path = sqlite_url.removeprefix("sqlite:///")
    with (
        opened_writer(sqlite_database) as writer,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert_unavailable(writer.append(record()))
        with pytest.raises(StorageUnavailable):
            writer.keep_pack("sha256:new", FILES, AT)
        other.execute("ROLLBACK")
        writer.append(record()).result(PATIENCE)


def test_a_terminated_backend_records_nobody_and_the_next_group_gets_another(
    postgresql_database: Database,
) -> None:
    def terminate(connection: Connection) -> None:
        backend = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with postgresql_database.reader() as other:
            assert other.scalar(text("SELECT pg_terminate_backend(:pid, 20000)"), {"pid": backend})

    with opened_writer(postgresql_database) as writer:
        with listening(postgresql_database, "commit", at_second_commit(terminate)):
            futures = group_of(writer, postgresql_database, 5)
        for future in futures:
            assert_unavailable(future)
        assert stored_count(postgresql_database) == (1, 1)
        again = [writer.append(record(key=f"key {number}")) for number in range(5)]
        assert all(future.result(PATIENCE).stored is None for future in again)
        assert stored_count(postgresql_database) == (6, 6)


def test_idle_connections_that_were_cut_are_not_noticed_by_anybody(postgresql_database: Database) -> None:
    archive = DecisionArchive(postgresql_database)
    cut = (
        "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    with opened_writer(postgresql_database) as writer:
        asked = record()
        writer.append(asked).result(PATIENCE)
        with postgresql_database.reader() as first, postgresql_database.reader() as second:
            second.execute(text("SELECT 1"))
            second.rollback()
            first.execute(text(cut))
        assert archive.get(asked.decision.id)
        writer.append(record()).result(PATIENCE)


def test_every_reader_tells_an_outage_in_our_own_words(database: Database, archive: DecisionArchive) -> None:
    with database.transaction() as connection:
        metadata.drop_all(connection)
    readings: list[Callable[[], object]] = [
        lambda: archive.get("x"),
        lambda: archive.by_key("x"),
        lambda: archive.page(DecisionFilter(), size=1, before=None),
        lambda: archive.of_ticket("x", "x", size=1, before=None),
        lambda: archive.erased(["x"]),
        lambda: archive.pack("x"),
    ]
    assert len(readings) == len([name for name in vars(DecisionArchive) if not name.startswith("_")])
    for reading in readings:
        with pytest.raises(StorageUnavailable, match="cannot be read") as failure:
            reading()
        assert isinstance(failure.value.__cause__, SQLAlchemyError)


def test_the_writer_tells_missing_tables_in_our_own_words(database: Database, writer: DecisionWriter) -> None:
    with database.transaction() as connection:
        metadata.drop_all(connection)
    with pytest.raises(StorageError):
        writer.keep_pack(PACK, FILES, AT)
    futures = [writer.append(record()) for _ in range(5)]
    assert all(isinstance(future.exception(PATIENCE), StorageError) for future in futures)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # dying is the point
def test_a_dying_writer_thread_leaves_nobody_waiting(database: Database, writer: DecisionWriter) -> None:
    def die(_: Connection) -> None:
        raise SystemExit

    with gate_at(database, "begin") as gate, listening(database, "commit", die):
        futures = [writer.append(record())]
        gate.wait_for_arrival()
        futures += [writer.append(record()) for _ in range(3)]
        gate.open()
        assert all(isinstance(future.exception(PATIENCE), StorageUnavailable) for future in futures)
    assert isinstance(writer.append(record()).exception(PATIENCE), StorageUnavailable)
    assert stored_count(database) == (0, 0)


def test_an_error_nobody_foresaw_fails_its_record_and_no_other(database: Database, writer: DecisionWriter) -> None:
    def fail_first(_: Connection) -> None:
        message = "nobody foresaw this"
        raise LookupError(message)

    with listening(database, "commit", fail_first):
        assert type(writer.append(record()).exception(PATIENCE)) is StorageError
    writer.append(record()).result(PATIENCE)
    assert stored_count(database) == (1, 1)
