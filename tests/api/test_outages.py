"""While the database fails: 503, nothing half there, and the next request is answered."""

from __future__ import annotations

import sqlite3
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.api.asking import all_of, answer_of, noise, problem_of, service_in
from tests.storage.gate import PATIENCE, gate_at, stored_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.wiring import Services


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[TestClient, Services]]:
    with service_in(tmp_path) as made:
        yield made


def assert_told_to_come_again(response: Response, slug: str = "storage-unavailable") -> None:
    problem_of(response, 503, slug)
    assert int(response.headers["retry-after"]) >= 1


def test_when_a_commit_fails_nothing_is_recorded_and_the_next_request_is_answered(
    fresh: tuple[TestClient, Services],
) -> None:
    client, services = fresh
    database = services.readiness.database
    keyed = {"Idempotency-Key": "one"}
    with database.writing.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages + 8}"))
    big = noise(text="x" * 1_000_000)
    assert_told_to_come_again(client.post("/diagnose", json=big, headers=keyed))
    assert stored_count(database) == (0, 0)
    assert all_of(client) == []
    response = client.post("/diagnose", json=big, headers=keyed)
    assert client.get(response.headers["location"]).content == response.content
    assert [one["id"] for one in all_of(client)] == [answer_of(response)["id"]]


def test_while_another_program_holds_the_file_nothing_is_recorded_but_all_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.sqlite._BUSY_SECONDS", 0)
    keyed = {"Idempotency-Key": "one"}
    with (
        service_in(tmp_path) as (client, services),
        closing(sqlite3.connect(tmp_path / "kbdiag.db", isolation_level=None)) as other,
    ):
        before = client.post("/diagnose", json=noise())
        other.execute("BEGIN IMMEDIATE")
        assert_told_to_come_again(client.post("/diagnose", json=noise(trial=True), headers=keyed))
        assert client.get(before.headers["location"]).content == before.content
        assert client.get("/readyz").status_code == 503
        other.execute("ROLLBACK")
        assert client.get("/readyz").status_code == 200
        assert stored_count(services.readiness.database) == (1, 1)
        answer_of(client.post("/diagnose", json=noise(trial=True), headers=keyed))


def test_after_the_writer_is_closed_requests_are_refused_and_reading_goes_on(
    fresh: tuple[TestClient, Services],
) -> None:
    client, services = fresh
    before = client.post("/diagnose", json=noise())
    services.diagnose.writer.close()
    assert_told_to_come_again(client.post("/diagnose", json=noise()))
    assert client.get(before.headers["location"]).content == before.content
    assert len(all_of(client)) == 1


def test_when_too_many_wait_for_their_commit_the_next_is_told_to_come_again(tmp_path: Path) -> None:
    with service_in(tmp_path, max_waiting=1) as (client, services), ThreadPoolExecutor() as threads:
        with gate_at(services.readiness.database, "begin") as gate:
            first = threads.submit(client.post, "/diagnose", json=noise())
            gate.wait_for_arrival()
            others = [threads.submit(client.post, "/diagnose", json=noise()) for _ in range(4)]
            wait(others, PATIENCE, FIRST_COMPLETED)
            gate.open()
            answer_of(first.result(PATIENCE))
        statuses = sorted(one.result(PATIENCE).status_code for one in others)
        assert statuses[-1] == 503
        assert len(all_of(client)) == 1 + statuses.count(201)


def test_a_lost_table_is_an_error_that_gives_nothing_away(tmp_path: Path, fresh: tuple[TestClient, Services]) -> None:
    client, _ = fresh
    with closing(sqlite3.connect(tmp_path / "kbdiag.db")) as other:
        other.execute("DROP TABLE contents")
    for response in (client.post("/diagnose", json=noise()), client.get("/diagnoses/x")):
        assert response.status_code in {500, 503}
        assert response.headers["content-type"] == "application/problem+json"
        assert "contents" not in response.text
        assert "SELECT" not in response.text
    assert all_of(client) == []
