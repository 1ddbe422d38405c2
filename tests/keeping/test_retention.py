"""Contents go after as many days as are set; the log says so, and verifies."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.api.app import create_app
from app.domain.errors import InvalidInput, StorageUnavailable
from app.services.repeated import Repeated
from app.services.retain import BY, SECONDS, Retain
from app.settings import Settings
from app.storage import erasures
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.erasures import Erasures
from app.wiring import build
from tests.cli.commands import PATIENCE, kbdiag
from tests.keeping.desk import rows_of, verified
from tests.publishing.packs import OPEN, pack_files, write
from tests.storage.samples import AT, FILES, PACK, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(days=30, microseconds=1), NOW - timedelta(days=30)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
        yield database


def recorded(database: Database, *times: datetime) -> list[str]:
    with DecisionWriter(database) as writer:
        futures = [writer.append(record(decided_at=time, key=f"key {n}")) for n, time in enumerate(times)]
        return [future.result().decision_id for future in futures]


def retaining(database: Database, days: int = 30, at: datetime = NOW) -> Retain:
    return Retain(Erasures(database), days, lambda: at)


def test_what_is_older_than_the_days_set_is_erased_and_nothing_else(url: str, database: Database) -> None:
    old, young = recorded(database, OLD, YOUNG)
    assert retaining(database).at_once() == 1
    archive = DecisionArchive(database)
    gone, kept = archive.get(old), archive.get(young)
    assert gone is not None
    assert gone.content is None
    assert str(gone.erasure) == "erased at 2026-03-31T12:00:00.000000Z by retention: older than 30 day(s)"
    assert gone.decision.verdict == "expected_behavior"
    assert kept is not None
    assert kept.content is not None
    assert verified(url).complete
    assert verified(url).head.seq == 3
    fingerprints = {row[0]: row[1] for row in rows_of(url)["idempotency_keys"]}
    assert fingerprints == {"key 0": "", "key 1": "same body"}


def test_doing_it_again_erases_what_has_become_old_since(url: str, database: Database) -> None:
    recorded(database, OLD, YOUNG)
    assert [retaining(database).at_once() for _ in range(2)] == [1, 0]
    assert [retaining(database, at=LATER).at_once() for _ in range(2)] == [1, 0]
    assert {(row[1], row[2]) for row in rows_of(url)["erasures"]} == {(NOW, BY), (LATER, BY)}
    assert verified(url).complete


def test_more_than_one_transaction_takes_is_erased_too(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "AT_ONCE", 3)
    recorded(database, *[OLD, YOUNG] * 10)
    assert retaining(database).at_once() == 10
    assert len(rows_of(url)["contents"]) == 10
    assert verified(url).complete


def test_a_service_that_ends_does_not_wait_for_all_of_it(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "AT_ONCE", 3)
    recorded(database, *[OLD] * 10)
    ending = Event()
    ending.set()
    assert retaining(database).at_once(ending) == 3
    assert verified(url).complete


def test_processes_that_erase_at_the_same_time_erase_each_content_once(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "AT_ONCE", 5)
    with ExitStack() as stack:
        databases = [stack.enter_context(Database.open(postgresql_url)) for _ in range(3)]
        databases[0].upgrade()
        with DecisionWriter(databases[0]) as writer:
            writer.keep_pack(PACK, FILES, AT)
        recorded(databases[0], *[OLD] * 40)
        together = Barrier(3)

        def erase(database: Database) -> int:
            together.wait(PATIENCE)
            return retaining(database).at_once()

        with ThreadPoolExecutor(3) as processes:
            assert sum(processes.map(erase, databases)) == 40
    assert len(rows_of(postgresql_url)["erasures"]) == 40
    assert verified(postgresql_url).complete
    assert verified(postgresql_url).head.seq == 80


def test_no_days_keep_all_for_ever(url: str, database: Database, tmp_path: Path) -> None:
    recorded(database, OLD)
    with pytest.raises(InvalidInput, match="kept for ever"):
        retaining(database, days=0).at_once()
    assert len(rows_of(url)["contents"]) == 1
    with pytest.raises(ValidationError):
        Settings(retention_days=-1)


def test_what_cannot_be_erased_now_is_tried_again(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(database, OLD)
    for error in (StorageUnavailable("not now"), LookupError("nobody foresaw this")):
        with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "kbdiag.retention"):
            patch.setattr(Erasures, "decided_before", partial(failing, error))
            assert retaining(database).again(Event()) == SECONDS
    assert "not now" in caplog.text
    assert "nobody foresaw this" in caplog.text
    with caplog.at_level(logging.INFO, "kbdiag.retention"):
        assert retaining(database).again(Event()) == SECONDS
    assert "erased the contents of 1 decision(s) older than 30 day(s)" in caplog.text


def failing(error: Exception, *_: object) -> list[str]:
    raise error


def test_the_service_erases_by_itself(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.wiring.FIRST_SECONDS", 0.0)
    erased = told_of(monkeypatch)
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
        [old] = recorded(database, OLD)
    rules = write(tmp_path / "rules", pack_files())
    settings = Settings(data_dir=tmp_path, database_url=url, rules_dir=rules, retention_days=1)
    with build(settings) as services, TestClient(create_app(services, most_bytes=settings.max_body_bytes)) as client:
        assert erased.wait(PATIENCE)
        gone = client.get(f"/diagnoses/{old}")
        assert gone.status_code == 410
        assert "by retention: older than 1 day(s)" in gone.json()["detail"]
        fresh = client.post("/diagnose", json=OPEN)
        assert client.get(fresh.headers["location"]).status_code == 200
        assert client.get("/audit/verification").json()["complete"]


def told_of(patch: pytest.MonkeyPatch) -> Event:
    """Set once a round of retention has ended."""
    told, whole = Event(), Retain.again

    def again(self: Retain, ending: Event) -> float:
        seconds = whole(self, ending)
        told.set()
        return seconds

    patch.setattr(Retain, "again", again)
    return told


def test_the_command_erases_at_once(url: str, database: Database, tmp_path: Path) -> None:
    recorded(database, OLD)
    database.close()
    command = partial(kbdiag, tmp_path, "db", "retain", KBDIAG_DATABASE_URL=url)
    for done, said in ((command(KBDIAG_RETENTION_DAYS="7"), "1"), (command(KBDIAG_RETENTION_DAYS="7"), "0")):
        assert done.exit_code == 0, done.stderr
        assert done.stdout == f"erased the contents of {said} decision(s) older than 7 day(s)\n"
    never = command(KBDIAG_RETENTION_DAYS="0")
    assert (never.exit_code, never.stdout) == (2, "")
    assert verified(url).complete


def test_the_command_says_that_a_server_does_it_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    with Database.open(sqlite_url, serving_at="http://desk:8000"):
        done = kbdiag(tmp_path, "db", "retain", KBDIAG_DATABASE_URL=sqlite_url, KBDIAG_RETENTION_DAYS="7")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "serving at http://desk:8000" in done.stderr
    assert "once an hour" in done.stderr


def working(times: int, done: Event, rest: float = 0.0) -> Callable[[Event], float]:
    left = iter(range(times, 0, -1))

    def work(_: Event) -> float:
        if next(left, 1) == 1:
            done.set()
        return rest

    return work


def test_what_is_repeated_is_done_again_after_each_rest() -> None:
    done = Event()
    with Repeated("test", working(5, done), first=0.0):
        assert done.wait(PATIENCE)


def test_the_end_of_what_is_repeated_waits_for_no_rest_but_for_the_work() -> None:
    begun, ended = Event(), Event()

    def work(ending: Event) -> float:
        begun.set()
        assert ending.wait(PATIENCE)
        ended.set()
        return 3600.0

    with Repeated("test", work, first=0.0) as repeated:
        assert begun.wait(PATIENCE)
    assert ended.is_set()
    repeated.close()
    with Repeated("test", work, first=3600.0):
        begun.clear()
    assert not begun.is_set()
