"""What was decided on a ticket, in its order; and what is left of it once it was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.api.asking import answer_of, noise, problem_of, service_in

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

ERASING = {"by": "privacy officer", "why": "request 2026-17"}
PRIVATE = "Mrs Miller, room 12"


def of_ticket(client: TestClient, ticket: str, system: str | None = "zammad", **more: object) -> dict[str, Any]:
    whose = {"id": ticket} | ({"system": system} if system else {})
    return answer_of(client.post("/diagnose", json=noise(ticket=whose, **more)))


def ticket_id() -> str:
    return str(uuid4())


def test_a_ticket_shows_its_diagnoses_the_last_first_and_the_last_by_itself(client: TestClient) -> None:
    ticket = ticket_id()
    given = [of_ticket(client, ticket)["id"] for _ in range(3)]
    of_ticket(client, ticket, "glpi")
    shown = client.get(f"/tickets/zammad/{ticket}").json()
    assert [one["id"] for one in shown["items"]] == given[::-1]
    assert shown["latest"] == shown["items"][0]
    assert (shown["system"], shown["ticket"]) == ("zammad", ticket)


def test_a_ticket_is_read_a_page_at_a_time(client: TestClient) -> None:
    ticket = ticket_id()
    given = [of_ticket(client, ticket)["id"] for _ in range(3)]
    first = client.get(f"/tickets/zammad/{ticket}", params={"page_size": 2}).json()
    rest = client.get(
        f"/tickets/zammad/{ticket}", params={"page_size": 2, "page_token": first["next_page_token"]}
    ).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == given[::-1]
    assert (rest["next_page_token"], rest["latest"]) == (None, None)
    other = client.get("/tickets/zammad/other", params={"page_token": first["next_page_token"]})
    problem_of(other, 400, "bad-page-token")


@pytest.mark.parametrize("name", ["INC/2026/7", "a b", "\u00e9\u4e2d", "50%"])
def test_a_ticket_may_be_called_anything(client: TestClient, name: str) -> None:
    ticket = f"{ticket_id()} {name}"
    given = of_ticket(client, ticket, None)["id"]
    response = client.get(f"/tickets/-/{quote(ticket, safe='')}")
    assert response.json()["latest"]["id"] == given
    assert response.json()["system"] is None


def test_there_is_no_ticket_that_nothing_was_decided_on(client: TestClient) -> None:
    problem_of(client.get(f"/tickets/zammad/{ticket_id()}"), 404, "not-found")
    problem_of(client.post(f"/tickets/zammad/{ticket_id()}/erasure", json=ERASING), 404, "not-found")
    problem_of(client.post(f"/diagnoses/{ticket_id()}/erasure", json=ERASING), 404, "not-found")


def test_lists_can_show_the_last_of_each_ticket_and_of_each_conversation(tmp_path: Path) -> None:
    with service_in(tmp_path) as (client, _):
        of_ticket(client, "1")
        other = of_ticket(client, "1", "glpi")["id"]
        last = of_ticket(client, "1")["id"]
        asked = answer_of(client.post("/diagnose", json=noise()))["id"]
        alone = answer_of(client.post("/diagnose", json=noise()))["id"]
        stopped = {"answers": [{"fact": "mail_flow", "value": "stopped"}]}
        followed = answer_of(client.post(f"/diagnoses/{asked}/answers", json=stopped))["id"]
        shown = client.get("/diagnoses", params={"latest": True}).json()["items"]
        assert [one["id"] for one in shown] == [followed, alone, last, other]
        answers = client.get("/diagnoses", params={"follows": asked}).json()["items"]
        assert [one["id"] for one in answers] == [followed]


def test_erasing_a_ticket_leaves_its_decisions_and_nothing_of_what_was_said(tmp_path: Path) -> None:
    with service_in(tmp_path) as (client, _):
        given = [of_ticket(client, "7", text=PRIVATE)["id"] for _ in range(2)]
        kept = of_ticket(client, "8")["id"]
        done = client.post("/tickets/zammad/7/erasure", json=ERASING).json()
        assert sorted(done.pop("erased")) == sorted(given)
        assert done == {"erased_at": done["erased_at"], "by": ERASING["by"], "why": ERASING["why"]}
        for one in given:
            problem = problem_of(client.get(f"/diagnoses/{one}"), 410, "content-erased")
            assert f"by {ERASING['by']}: {ERASING['why']}" in problem.detail
        assert client.get(f"/diagnoses/{kept}").status_code == 200
        assert [one["erased"] for one in client.get("/tickets/zammad/7").json()["items"]] == [True, True]
        again = client.post("/tickets/zammad/7/erasure", json=ERASING).json()
        assert again["erased"] == []
        shown = client.get("/audit/verification").json()
        assert (shown["verified"], shown["complete"], shown["last_seq"]) == (True, True, 5)
        assert not [file for file in tmp_path.iterdir() if PRIVATE.encode() in file.read_bytes()]
    assert not [file for file in tmp_path.iterdir() if PRIVATE.encode() in file.read_bytes()]


def test_erasing_a_diagnosis_erases_its_whole_conversation(client: TestClient) -> None:
    first = answer_of(client.post("/diagnose", json=noise()))["id"]
    body = {"answers": [{"fact": "mail_flow", "value": "stopped"}]}
    second = answer_of(client.post(f"/diagnoses/{first}/answers", json=body))["id"]
    branch = answer_of(client.post(f"/diagnoses/{first}/answers", json=body))["id"]
    third = answer_of(client.post(f"/diagnoses/{second}/answers", json=body))["id"]
    apart = answer_of(client.post("/diagnose", json=noise()))["id"]
    done = client.post(f"/diagnoses/{second}/erasure", json=ERASING).json()
    assert sorted(done["erased"]) == sorted([first, second, branch, third])
    assert client.get(f"/diagnoses/{apart}").status_code == 200
    problem_of(client.post(f"/diagnoses/{third}/answers", json=body), 410, "content-erased")


def test_the_key_of_what_was_erased_gives_nothing_away_whatever_it_is_sent_with(client: TestClient) -> None:
    key = {"Idempotency-Key": ticket_id()}
    given = answer_of(client.post("/diagnose", json=noise(), headers=key))["id"]
    client.post(f"/diagnoses/{given}/erasure", json=ERASING)
    for body in (noise(), noise(text="a guess")):
        problem_of(client.post("/diagnose", json=body, headers=key), 410, "content-erased")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/by", "#/why"]),
        ({"by": "me", "why": ""}, ["#/why"]),
        ({"by": "me", "why": "two\u2028lines"}, ["#/why"]),
        ({"by": " ", "why": "x" * 201}, ["#/why"]),
        ({"by": "me", "why": "so", "ticket": "7"}, ["#/ticket"]),
    ],
)
def test_an_erasure_says_by_whom_and_why(client: TestClient, body: dict[str, str], pointers: list[str]) -> None:
    ticket = ticket_id()
    of_ticket(client, ticket)
    problem = problem_of(client.post(f"/tickets/zammad/{ticket}/erasure", json=body), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == pointers
    assert client.get(f"/tickets/zammad/{ticket}").json()["latest"]["erased"] is False
