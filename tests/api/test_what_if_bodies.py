"""What POST /what-if refuses, and how it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.api.asking import JSON, NOISE, answer_of, noise, problem_of
from tests.api.supposing import TWO_PEERS, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_an_unknown_diagnosis_is_not_found(client: TestClient) -> None:
    problem_of(post(client, diagnosis=str(uuid4()), assume={"mail_flow": "normal"}), 404, "not-found")
    problem_of(post(client, diagnosis="\\", assume={"mail_flow": "normal"}), 404, "not-found")


def test_an_erased_one_is_gone(client: TestClient) -> None:
    ticket = {"system": "what-if", "id": str(uuid4())}
    recorded = answer_of(client.post("/diagnose", json=noise(ticket=ticket)))
    erased = client.post(f"/tickets/what-if/{ticket['id']}/erasure", json={"by": "the desk", "why": "asked to"})
    assert erased.status_code < 300, erased.text
    problem_of(post(client, diagnosis=recorded["id"], assume={"mail_flow": "normal"}), 410, "content-erased")


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"assume": {"mail_flow": "normal"}}, ["#"]),
        ({"case": NOISE, "diagnosis": "1", "assume": {"mail_flow": "normal"}}, ["#"]),
        ({"case": NOISE}, ["#/assume"]),
        ({"case": NOISE, "assume": None}, ["#/assume"]),
        ({"case": NOISE, "assume": {}}, ["#/assume"]),
        ({"case": NOISE, "assume": {"peer": {"multihomed": None}}}, ["#/assume"]),
        ({"case": NOISE, "assume": {"peer": {"name": "EXCH-A"}}}, ["#/assume"]),
        ({"assume": {}}, ["#", "#/assume"]),
        ({"case": {}, "assume": {"mail_flow": "normal"}}, ["#/case"]),
        ({"case": {"events": [{}]}, "assume": {"mail_flow": "no"}}, ["#/case/events/0/event_id", "#/assume/mail_flow"]),
        (
            {"case": NOISE | {"answers": [{"fact": "peer.multihomed", "value": 1}]}, "assume": {"mail_flow": "normal"}},
            ["#/case/answers/0/value"],
        ),
        ({"case": {"text": 1}, "assume": {"peer": {"mta_build": 2653}}}, ["#/case/text", "#/assume/peer/mta_build"]),
        ({"case": NOISE, "assume": {"peer": {"mta_build": "7.1"}}}, ["#/assume/peer/mta_build"]),
        ({"case": {"ticket": {"id": "a\x00"}}, "assume": {"mail_flow": "normal"}}, ["#/case/ticket/id"]),
        (["no object"], ["#"]),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_its_places(client: TestClient, body: object, places: list[str]) -> None:
    problem = problem_of(client.post("/what-if", json=body), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == places


def test_the_name_that_was_probably_meant_is_suggested(client: TestClient) -> None:
    problem = problem_of(post(client, case=NOISE, assume={"peer": {"mta_biuld": "2653.23"}}), 422, "invalid-body")
    assert problem.errors is not None
    (error,) = problem.errors
    assert error.pointer == "#/assume/peer/mta_biuld"
    assert "did you mean 'mta_build'?" in error.detail


def test_bodies_are_read_as_strictly_as_those_of_diagnoses(client: TestClient) -> None:
    twice = b'{"case": {"text": "a", "text": "b"}, "assume": {"mail_flow": "normal"}}'
    problem = problem_of(client.post("/what-if", content=twice, headers=JSON), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == ["#/case/text"]
    problem_of(client.post("/what-if", content=b"{", headers=JSON), 400, "malformed-body")
    plain = client.post("/what-if", content=b"text", headers={"Content-Type": "text/plain"})
    problem_of(plain, 415, "unsupported-media-type")


def test_a_peer_that_the_ticket_knows_nothing_of_is_refused(client: TestClient) -> None:
    problem = problem_of(
        post(client, case=TWO_PEERS, assume={"peer": {"name": "EXCH-Z", "multihomed": True}}), 422, "invalid-body"
    )
    assert [one.pointer for one in problem.errors or ()] == ["#/assume/peer/name"]
    assert "EXCH-A, EXCH-C" in problem.detail
