"""A restored desk is the one that was backed up, on either kind of database, or nothing has happened."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.domain.decision import DecisionRecord
from app.domain.errors import DatabaseInUse, InvalidInput, StorageError
from app.domain.log_record import content_digest
from app.domain.publication import RELOAD
from app.services.restore import Restore
from app.storage import migration
from app.storage.backup import url_of
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.publications import Publications
from tests.cli.commands import kbdiag
from tests.keeping.desk import furnish, furnished, now, pack_of, rows_in, rows_of, tampered, verified
from tests.keeping.programs import running
from tests.keeping.test_backup import backed_up, silent
from tests.storage.running import next_line
from tests.storage.samples import AT, FILES, NEWEST, PACK, content, decision, record

if TYPE_CHECKING:
    from app.services.back_up import Backup


def restored(url: str, file: Path) -> Backup:
    with Database.open(url) as database:
        return Restore(database, now).from_file(file, silent)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of a desk that has something in every table."""
    url = f"sqlite:///{tmp_path}/old/kbdiag.db"
    furnished(url)
    backed_up(url, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def test_a_desk_moves_from_sqlite_to_postgresql_and_back(sqlite_url: str, postgresql_url: str, tmp_path: Path) -> None:
    rows = furnished(sqlite_url)
    first = backed_up(sqlite_url, tmp_path / "first.db")
    assert restored(postgresql_url, tmp_path / "first.db") == first
    assert rows_of(postgresql_url) == rows
    second = backed_up(postgresql_url, tmp_path / "second.db")
    assert second.head == first.head
    back = f"sqlite:///{tmp_path}/back/kbdiag.db"
    restored(back, tmp_path / "second.db")
    assert rows_of(back) == rows
    for url in (postgresql_url, back):
        assert verified(url).complete
        assert verified(url).head == first.head


def test_a_restored_desk_goes_on_where_the_log_ended(url: str, file: Path) -> None:
    made = restored(url, file)
    with Database.open(url) as database:
        with DecisionWriter(database) as writer:
            writer.append(record(key="a new one")).result()
        state = Publications(database).publish(pack_of("3"), AT, RELOAD)
    assert verified(url).complete
    assert verified(url).head.seq == made.head.seq + 1
    assert state.newest is not None
    assert state.newest.seq == 3


def test_the_command_says_what_it_has_restored(tmp_path: Path, file: Path, url: str) -> None:
    done = kbdiag(tmp_path, "db", "restore", str(file), "--format", "json", KBDIAG_DATABASE_URL=url)
    assert done.exit_code == 0, done.stderr
    told, head = json.loads(done.stdout), verified(url).head
    assert told == {
        "file": str(file),
        "bytes": file.stat().st_size,
        "log": head.log_id,
        "last_seq": head.seq,
        "digest": head.digest,
    }


def test_a_database_that_is_there_and_empty_is_filled(url: str, file: Path) -> None:
    with Database.open(url) as database:
        database.upgrade()
    restored(url, file)
    assert rows_of(url) == rows_in(file)


def test_a_database_that_holds_anything_is_left_as_it_is(url: str, file: Path, tmp_path: Path) -> None:
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
    before = rows_of(url)
    done = kbdiag(tmp_path, "db", "restore", str(file), KBDIAG_DATABASE_URL=url)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "not empty, there is something in rule_packs" in done.stderr
    assert rows_of(url) == before


def test_one_of_an_older_schema_is_not_even_upgraded(url: str, file: Path) -> None:
    with Database.open(url) as database:
        furnish(database)
        migration.downgrade(database, "0002")
        with pytest.raises(StorageError, match="0002"):
            Restore(database, now).from_file(file, silent)
        assert migration.current(database) == "0002"


def test_a_database_that_a_server_holds_is_not_restored(sqlite_url: str, file: Path, tmp_path: Path) -> None:
    with Database.open(sqlite_url, serving_at="http://desk:8000"):
        with pytest.raises(DatabaseInUse):
            restored(sqlite_url, file)
        done = kbdiag(tmp_path, "db", "restore", str(file), KBDIAG_DATABASE_URL=sqlite_url)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "http://desk:8000" in done.stderr


TAMPERED = {
    "an answer": ("UPDATE contents SET answer = '{}' WHERE shown IS NULL", "its content is not what the digest says"),
    "a verdict": ("UPDATE decisions SET verdict = 'no_match' WHERE trial = 1", "it is not what was sealed"),
    "an outcome": ('UPDATE outcomes SET "right" = 1, article = NULL', "it is not what was sealed"),
    "a time": ("UPDATE erasures SET erased_at = '2020-01-01 00:00:00.000000'", "it is not what was sealed"),
    "a record gone": ("DELETE FROM log_records WHERE seq = 2", "record 2 is missing"),
    "the last record gone": ("DELETE FROM log_records WHERE seq = 6", "is missing"),
    "all but the first gone": ("DELETE FROM log_records WHERE seq > 1", "record 2 is missing"),
    "a content gone": ("DELETE FROM contents WHERE shown IS NOT NULL", "no erasure accounts for it"),
    "another's rules": ("UPDATE rule_packs SET files = '{}' WHERE files LIKE '%\"2\"%'", "the rules kept under this"),
    "a decision without a content": ("DELETE FROM decisions WHERE trial = 1", "refers to one of decisions"),
}


@pytest.mark.parametrize(("statement", "why"), TAMPERED.values(), ids=TAMPERED)
def test_a_backup_that_was_tampered_with_is_not_restored(
    statement: str, why: str, file: Path, sqlite_url: str, tmp_path: Path
) -> None:
    tampered(file, statement)
    done = kbdiag(tmp_path, "db", "restore", str(file), KBDIAG_DATABASE_URL=sqlite_url)
    assert (done.exit_code, done.stdout) == (2, "")
    assert why in done.stderr
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_what_no_record_seals_and_nobody_can_read_is_not_restored(url: str, file: Path, tmp_path: Path) -> None:
    tampered(file, "UPDATE rule_publications SET published_at = 'yesterday'")
    done = kbdiag(tmp_path, "db", "restore", str(file), KBDIAG_DATABASE_URL=url)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "a row of rule_publications cannot be read" in done.stderr
    assert not any(rows_of(url).values())


def test_it_leaves_postgresql_without_a_table(file: Path, postgresql_url: str) -> None:
    tampered(file, "UPDATE decisions SET verdict = 'no_match'")
    with Database.open(postgresql_url) as database:
        with pytest.raises(InvalidInput, match="record 1 is changed"):
            Restore(database, now).from_file(file, silent)
        assert migration.current(database) is None


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribble(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 2048] = b"\xff" * 2048
    file.write_bytes(whole)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def nonsense(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)


def strange(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE customers (id INTEGER)")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("damage", [cut, scribble, empty, nonsense, strange, newer, Path.unlink])
def test_what_is_no_whole_backup_is_not_restored(damage: object, file: Path, sqlite_url: str, tmp_path: Path) -> None:
    assert callable(damage)
    damage(file)
    done = kbdiag(tmp_path, "db", "restore", str(file), KBDIAG_DATABASE_URL=sqlite_url)
    assert (done.exit_code, done.stdout) == (2, "")
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_a_backup_of_an_older_schema_is_upgraded_and_stays_as_it_was(url: str, tmp_path: Path) -> None:
    """A content of that time has no salt."""
    old, sealed = tmp_path / "old.db", content(salt=None)
    unsalted = DecisionRecord(decision(content_digest=content_digest(sealed, None)), sealed)
    with Database.open(url_of(old)) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
            writer.append(unsalted).result()
        migration.downgrade(database, "0002")
    before = old.read_bytes()
    restored(url, old)
    assert old.read_bytes() == before
    assert [row[0] for row in rows_of(url)["decisions"]] == [unsalted.decision.id]
    assert verified(url).complete
    with Database.open(url, writes=False) as database:
        assert database.schema_state() == NEWEST


def test_what_guards_the_tables_comes_from_the_program_not_from_the_backup(file: Path, sqlite_url: str) -> None:
    tampered(file)
    restored(sqlite_url, file)
    with Database.open(sqlite_url) as database:
        with pytest.raises(StorageError) as refusal, database.transaction() as connection:
            connection.execute(text("DELETE FROM decisions"))
        assert "can only be added to" in str(refusal.value.__cause__)


@pytest.mark.parametrize("stage", ["copied", "verified once more"])
def test_a_restore_that_is_killed_leaves_an_empty_database(url: str, stage: str, file: Path) -> None:
    with running("restore", url, str(file), stage) as process:
        assert next_line(process).startswith(stage.split(maxsplit=1)[0])
        process.kill()
        process.wait()
    restored(url, file)
    assert rows_of(url) == rows_in(file)
    assert verified(url).complete


def test_a_restore_that_fails_at_its_end_has_changed_nothing(url: str, file: Path) -> None:
    def fail(what: str, done: int, total: int) -> None:
        if what == "copied" and done == total:
            raise StorageError("as if the power failed")

    with Database.open(url) as database, pytest.raises(StorageError, match="power"):
        Restore(database, now).from_file(file, fail)
    assert not any(rows_of(url).values())
    restored(url, file)
    assert rows_of(url) == rows_in(file)
