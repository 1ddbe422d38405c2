"""A server in a process of its own: it serves, is posted to by the command, ends cleanly and outlives its engine."""

from __future__ import annotations

import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import httpx2
import pytest

from app.api.answer_models import Answer
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from tests.cli.commands import PATIENCE, kbdiag, serving
from tests.cli.test_commands import JSON, REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.commands import Serving


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serving")


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Serving]:
    with serving(data_dir) as one:
        yield one


def listed(server: Serving) -> list[str]:
    page = httpx2.get(f"{server.address}/diagnoses", params={"page_size": 200}).json()
    return [one["id"] for one in page["items"]]


def engine_detail(server: Serving) -> str:
    response = httpx2.get(f"{server.address}/readyz")
    assert response.status_code == 200
    details = {check["name"]: check["detail"] for check in response.json()["checks"]}
    return str(details["engine"])


def test_it_serves_where_it_says(server: Serving) -> None:
    assert httpx2.get(f"{server.address}/docs").status_code == 200
    assert httpx2.get(f"{server.address}/livez").status_code == 200
    response = httpx2.post(f"{server.address}/diagnose", json=REQUEST)
    assert response.status_code == 201
    assert "server" not in response.headers
    assert response.headers["location"].removeprefix("/diagnoses/") in listed(server)


@pytest.mark.parametrize("named", [False, True], ids=["found by the lock", "named"])
def test_the_command_posts_to_the_server_that_holds_the_database(
    server: Serving,
    data_dir: Path,
    tmp_path: Path,
    named: bool,  # noqa: FBT001 - a parameter
) -> None:
    before = listed(server)
    more = ("--server", f"{server.address}/") if named else ()
    result = kbdiag(tmp_path if named else data_dir, "diagnose", "-", *more, given=JSON)
    assert (result.exit_code, result.stderr) == (0, "")
    assert listed(server) == [Answer.model_validate_json(result.stdout).id, *before]
    assert list(tmp_path.iterdir()) == []


def test_posting_keeps_the_exit_codes(server: Serving, data_dir: Path) -> None:
    none = kbdiag(data_dir, "diagnose", "-", given=b"Mail is slow.")
    assert (none.exit_code, json.loads(none.stdout)["verdict"]) == (1, "no_match")
    bad = kbdiag(data_dir, "diagnose", "-", given=b'{"txt":"x"}')
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert "#/txt" in bad.stderr


def test_a_second_server_on_the_database_is_refused(server: Serving, data_dir: Path) -> None:
    result = kbdiag(data_dir, "serve")
    assert (result.exit_code, result.stdout) == (3, "")
    assert server.address in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the engine's process is found through /proc")
def test_when_its_engine_is_killed_answers_stay_right_and_it_gets_another(server: Serving) -> None:
    assert "restarts 0" in engine_detail(server)
    [engine] = server.children()
    os.kill(engine, signal.SIGKILL)
    for _ in range(3):
        answer = httpx2.post(f"{server.address}/diagnose", json=REQUEST, timeout=PATIENCE).json()
        assert answer["verdict"] == "expected_behavior"
    assert "restarts 1" in engine_detail(server)
    [another] = server.children()
    assert another != engine


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to_and_has_lost_nothing_it_acknowledged(tmp_path: Path, how: signal.Signals) -> None:
    under_way, ready = Event(), Barrier(5, timeout=PATIENCE)

    def send(address: str) -> list[str]:
        acknowledged = []
        with httpx2.Client(timeout=PATIENCE) as client:
            ready.wait()
            try:
                while True:
                    response = client.post(f"{address}/diagnose", json=REQUEST)
                    if response.status_code == 201:
                        acknowledged.append(response.headers["location"].removeprefix("/diagnoses/"))
                    if len(acknowledged) == 5:
                        under_way.set()
            except httpx2.HTTPError:
                return acknowledged

    with serving(tmp_path) as server, ThreadPoolExecutor() as threads:
        senders = [threads.submit(send, server.address) for _ in range(4)]
        ready.wait()
        assert under_way.wait(PATIENCE)
        code = server.stop(how)
        acknowledged = [one for sender in senders for one in sender.result(PATIENCE)]
    assert code == 0
    assert "Traceback" not in "".join(server.said)
    assert len(acknowledged) >= 5
    # Whoever closes the database last clears its write-ahead log.
    assert {path.name for path in tmp_path.iterdir()} == {"kbdiag.db", "kbdiag.db.lock"}
    with Database.open(f"sqlite:///{tmp_path}/kbdiag.db", writes=False) as database:
        archive = DecisionArchive(database)
        assert all(archive.get(one) is not None for one in acknowledged)


def test_a_server_that_was_killed_has_lost_nothing_it_acknowledged_and_starts_again(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        response = httpx2.post(f"{server.address}/diagnose", json=REQUEST)
        server.stop(signal.SIGKILL)
    with serving(tmp_path) as server:
        again = httpx2.get(server.address + response.headers["location"])
        assert again.content == response.content
