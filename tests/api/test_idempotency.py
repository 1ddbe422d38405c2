"""A request sent twice under one Idempotency-Key is decided once."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest

from tests.api.asking import all_of, answer_of, newest, noise, problem_of, service_in
from tests.storage.gate import PATIENCE, gate_at

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.wiring import Services


@pytest.fixture
def key() -> str:
    return str(uuid4())


def post(client: TestClient, key: str | bytes, sent: dict[str, Any] | None = None, accept: str = "*/*") -> Response:
    named = key if isinstance(key, bytes) else key.encode()
    return client.post(
        "/diagnose", json=sent or noise(), headers=[(b"Idempotency-Key", named), (b"Accept", accept.encode())]
    )


def test_the_same_key_and_body_give_the_stored_answer(client: TestClient, key: str) -> None:
    first = post(client, key)
    assert "idempotent-replayed" not in first.headers
    answer = answer_of(first)
    again = post(client, key)
    answer_of(again, 200)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert newest(client) == answer["id"]


def test_without_a_key_every_request_is_decided(client: TestClient) -> None:
    assert len({answer_of(client.post("/diagnose", json=noise()))["id"] for _ in range(3)}) == 3


@pytest.mark.parametrize(
    ("bare", "quoted"),
    [("8e03978e-40d5", '"8e03978e-40d5"'), ("a b", '"a b"'), ('a"b', r'"a\"b"'), ("a\\b", r'"a\\b"')],
)
def test_quoted_and_bare_it_is_the_same_key(client: TestClient, key: str, bare: str, quoted: str) -> None:
    first = post(client, key + bare)
    answer_of(first)
    again = post(client, f'"{key}{quoted[1:]}')
    assert (again.status_code, again.content) == (200, first.content)


def test_keys_that_differ_in_case_are_two(client: TestClient) -> None:
    key = uuid4().hex
    answer_of(post(client, f"a{key}"))
    answer_of(post(client, f"A{key}"))


def test_a_key_may_have_255_characters(client: TestClient, key: str) -> None:
    longest = key.ljust(255, "x")
    answer_of(post(client, longest))
    answer_of(post(client, f'"{longest}"'), 200)


def test_the_same_key_with_another_body_is_refused(client: TestClient, key: str) -> None:
    first = post(client, key)
    problem_of(post(client, key, noise(trial=True)), 422, "idempotency-key-reused")
    text = {"Idempotency-Key": key, "Content-Type": "text/plain"}
    problem_of(client.post("/diagnose", content=first.request.content, headers=text), 422, "idempotency-key-reused")
    assert newest(client) == answer_of(first)["id"]


@pytest.mark.parametrize(
    "bad", ["", " ", '""', "x" * 256, f'"{"x" * 256}"', b"a\tb", b"a\x01b", "k\xe9y".encode("latin-1")]
)
def test_a_key_that_cannot_be_one_is_refused(client: TestClient, bad: str | bytes) -> None:
    before = newest(client)
    problem_of(post(client, bad), 400, "idempotency-key-invalid")
    assert newest(client) == before


def test_two_keys_are_refused_even_if_they_are_alike(client: TestClient, key: str) -> None:
    headers = [("Idempotency-Key", key), ("Idempotency-Key", key), ("Content-Type", "application/json")]
    problem_of(client.post("/diagnose", content=b'{"text":"x"}', headers=headers), 400, "idempotency-key-invalid")


def test_a_request_that_is_refused_uses_no_key_up(client: TestClient, key: str) -> None:
    problem_of(post(client, key, {"txt": "x"}), 422, "invalid-body")
    problem_of(post(client, key, accept="text/html"), 406, "not-acceptable")
    answer_of(post(client, key))


def test_the_stored_answer_comes_in_the_form_asked_for(client: TestClient, key: str) -> None:
    first = post(client, key, accept="text/markdown")
    again = post(client, key, accept="text/markdown")
    assert (first.status_code, again.status_code, again.content) == (201, 200, first.content)
    assert answer_of(post(client, key), 200)["verdict"] == "expected_behavior"


def test_of_many_at_once_one_is_decided_and_none_is_told_otherwise(api: FastAPI, client: TestClient, key: str) -> None:
    ticket = {"id": key}

    async def all_at_once() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(api)
        async with httpx2.AsyncClient(transport=transport, base_url="http://kbdiag") as many:
            sending = [
                many.post("/diagnose", json=noise(ticket=ticket), headers={"Idempotency-Key": key}) for _ in range(40)
            ]
            return await asyncio.gather(*sending)

    responses = asyncio.run(all_at_once())
    counts = Counter(response.status_code for response in responses)
    assert set(counts) <= {201, 200, 409}
    assert counts[201] == 1
    assert len({response.content for response in responses if response.status_code < 300}) == 1
    assert len(all_of(client, ticket_id=key)) == 1
    answer_of(post(client, key, noise(ticket=ticket)), 200)


def test_while_the_first_is_running_the_others_are_told_to_wait(
    client: TestClient, services: Services, key: str
) -> None:
    with gate_at(services.readiness.database, "begin") as gate, ThreadPoolExecutor() as threads:
        first = threads.submit(post, client, key)
        gate.wait_for_arrival()
        second = post(client, key)
        problem_of(second, 409, "idempotency-key-in-progress")
        assert int(second.headers["retry-after"]) >= 1
        gate.open()
        given = first.result(PATIENCE)
    answer_of(given)
    assert post(client, key).content == given.content


def test_a_key_holds_when_the_service_starts_anew(tmp_path: Path, key: str) -> None:
    with service_in(tmp_path) as (client, _):
        first = post(client, key)
        answer_of(first)
    with service_in(tmp_path) as (client, _):
        again = post(client, key)
        answer_of(again, 200)
        assert again.content == first.content
        problem_of(post(client, key, noise(trial=True)), 422, "idempotency-key-reused")
        assert len(all_of(client)) == 1
