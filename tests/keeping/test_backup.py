"""A backup is whole, of one moment, and proven, or there is none."""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy import text

from app.domain.errors import InvalidInput, StorageError
from app.services.back_up import BackUp
from app.storage import migration
from app.storage.backup import url_of
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.cli.commands import PATIENCE, kbdiag, serving
from tests.keeping.desk import furnished, now, rows_in, rows_of, tampered, verified
from tests.keeping.programs import running
from tests.storage.running import next_line
from tests.storage.samples import record

if TYPE_CHECKING:
    from app.services.back_up import Backup


def silent(*_: object) -> None:
    """Hear nothing."""


def backed_up(url: str, file: Path) -> Backup:
    with Database.open(url, writes=False) as database:
        return BackUp(database, now).to(file, silent)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A directory for backups alone."""
    room = tmp_path / "room"
    room.mkdir()
    return room


def test_a_backup_holds_every_row_and_only_its_owner_may_read_it(url: str, desk: Database, room: Path) -> None:
    file = room / "b.db"
    made = backed_up(url, file)
    rows = rows_of(url)
    assert all(rows.values())
    assert rows_in(file) == rows
    assert rows["log_head"] == [(1, made.head.log_id, made.head.seq, made.head.digest)]
    assert names(room) == ["b.db"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_size == made.size
    assert verified(url_of(file)).complete


def test_a_backup_is_one_file_that_a_disk_nobody_may_write_can_hold(url: str, desk: Database, room: Path) -> None:
    file = room / "b.db"
    backed_up(url, file)
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (4,)


def test_a_backup_while_decisions_are_recorded_is_of_one_moment(url: str, desk: Database, room: Path) -> None:
    enough, going_on = Event(), Event()
    going_on.set()

    def record_on_and_on(writer: DecisionWriter) -> None:
        while going_on.is_set():
            for future in [writer.append(record()) for _ in range(20)]:
                future.result()
            enough.set()

    with DecisionWriter(desk) as writer, ThreadPoolExecutor(2) as clients:
        recording = [clients.submit(record_on_and_on, writer) for _ in range(2)]
        try:
            assert enough.wait(PATIENCE)
            before = rows_of(url)
            made = backed_up(url, room / "b.db")
        finally:
            going_on.clear()
        assert [client.result() for client in recording] == [None, None]
    held, after = rows_in(room / "b.db"), rows_of(url)
    for table in ("decisions", "contents", "log_records"):
        # How much is recorded before and after that one moment is for the machine to say.
        assert set(before[table]) <= set(held[table]) <= set(after[table])
    assert len(held["log_records"]) == made.head.seq
    assert len(held["decisions"]) == len(held["contents"]) + len(held["erasures"])


def test_the_command_backs_up_beside_the_server_that_holds_the_database(tmp_path: Path, room: Path) -> None:
    with serving(tmp_path / "data") as server:
        answer = httpx2.post(f"{server.address}/diagnose", json={"text": "event 9322"}, timeout=PATIENCE)
        done = kbdiag(tmp_path / "data", "db", "backup", str(room / "b.db"), "--format", "json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["file"], told["last_seq"]) == (str(room / "b.db"), 1)
    assert told["bytes"] == (room / "b.db").stat().st_size
    assert [row[0] for row in rows_in(room / "b.db")["decisions"]] == [answer.json()["id"]]
    assert told["digest"] == verified(url_of(room / "b.db")).head.digest


def test_a_backup_of_what_was_never_used_is_one_too(url: str, tmp_path: Path, room: Path) -> None:
    with Database.open(url) as database:
        database.upgrade()
    done = kbdiag(tmp_path, "db", "backup", str(room / "b.db"), "--format", "table", KBDIAG_DATABASE_URL=url)
    assert done.exit_code == 0, done.stderr
    assert "no records yet" in done.stdout
    assert not any(rows_in(room / "b.db").values())


@pytest.mark.parametrize(
    ("kind", "stage"), [("sqlite", "verified"), ("postgresql", "copied"), ("postgresql", "verified")]
)
def test_a_backup_that_is_killed_leaves_no_file_that_looks_whole(
    kind: str, stage: str, request: pytest.FixtureRequest, room: Path
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    rows = furnished(url)
    with running("backup", url, str(room / "b.db"), stage) as process:
        assert next_line(process).startswith(stage)
        process.kill()
        process.wait()
    [left] = names(room)
    assert left.startswith("b.db.unfinished-")
    refused = kbdiag(room / "new", "db", "restore", str(room / "b.db"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    backed_up(url, room / "b.db")
    assert rows_in(room / "b.db") == rows


def test_a_backup_never_takes_the_place_of_a_file(url: str, desk: Database, room: Path, tmp_path: Path) -> None:
    file = room / "b.db"
    file.write_text("mine")
    done = kbdiag(tmp_path, "db", "backup", str(file), KBDIAG_DATABASE_URL=url)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "exists already" in done.stderr
    assert names(room) == ["b.db"]
    assert file.read_text() == "mine"


@pytest.mark.parametrize("links", [True, False])
def test_neither_of_one_that_appears_meanwhile(
    sqlite_url: str, room: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    file = room / "b.db"

    def appear(*_: object) -> None:
        file.write_text("mine")

    if not links:
        monkeypatch.setattr(os, "link", refuse_link)
    with Database.open(sqlite_url) as database:
        database.upgrade()
        with pytest.raises(InvalidInput, match="exists already"):
            BackUp(database, now).to(file, appear)
    assert names(room) == ["b.db"]
    assert file.read_text() == "mine"


def test_a_file_system_without_links_holds_backups_too(
    url: str, desk: Database, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse_link)
    backed_up(url, room / "b.db")
    assert names(room) == ["b.db"]
    assert rows_in(room / "b.db") == rows_of(url)


def refuse_link(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("most", [4096, 65536])
def test_a_full_disk_ends_in_a_sentence_and_no_file(url: str, desk: Database, room: Path, most: int) -> None:
    arguments = ("limited", str(most), "db", "backup", str(room / "b.db"))
    with running(*arguments, KBDIAG_DATABASE_URL=url) as process:
        said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, said
    assert said[0] == ""
    assert f"{room / 'b.db'} was not made: " in said[1]
    assert "Traceback" not in said[1]
    assert names(room) == []


def test_a_directory_that_is_not_there_is_said_to_be_missing(sqlite_url: str, room: Path, tmp_path: Path) -> None:
    with Database.open(sqlite_url) as database:
        database.upgrade()
    done = kbdiag(tmp_path / "data", "db", "backup", str(room / "none" / "b.db"))
    assert (done.exit_code, done.stdout) == (3, "")
    assert "No such file or directory" in done.stderr


def test_a_database_of_another_schema_is_not_backed_up(url: str, room: Path, tmp_path: Path) -> None:
    with Database.open(url) as database:
        database.upgrade()
        migration.downgrade(database, "0002")
    done = kbdiag(tmp_path, "db", "backup", str(room / "b.db"), KBDIAG_DATABASE_URL=url)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "kbdiag db upgrade" in done.stderr
    assert names(room) == []


def test_a_log_that_is_not_what_was_recorded_is_not_backed_up(url: str, desk: Database, room: Path) -> None:
    with desk.transaction() as connection:
        drop = "DROP TRIGGER kbdiag_decisions_update" if not desk.shared else "DROP TRIGGER kbdiag_rows ON decisions"
        connection.execute(text(drop))
        connection.execute(text("UPDATE decisions SET verdict = 'no_match'"))
    with pytest.raises(StorageError, match="record 1 is changed"):
        backed_up(url, room / "b.db")
    assert names(room) == []


def test_neither_is_a_damaged_file(sqlite_url: str, room: Path) -> None:
    furnished(sqlite_url)
    tampered(Path(sqlite_url.removeprefix("sqlite:///")), "DELETE FROM decisions WHERE trial = 1")
    with pytest.raises(StorageError, match="a row of contents refers to one of decisions that is gone"):
        backed_up(sqlite_url, room / "b.db")
    assert names(room) == []
