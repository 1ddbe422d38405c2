"""A diagnosis goes on: its questions are answered, until there is a verdict; and somebody says whether it was right."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.api.asking import JSON, PASTED, answer_of, noise, problem_of
from tests.api.conversing import answer, conversation

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TWO_PEERS = {
    "events": [
        {"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "1722", "1722", "1722", peer]}
        for peer in ("EXCH-A", "EXCH-C")
    ],
    "facts": {"server": {"tcpip_installed": True}},
}
HARMLESS = [("mail_flow", "normal"), ("peer.multihomed", True), ("peer.mta_build", "2653.23")]


def ask(client: TestClient, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - any member of a request
    return answer_of(client.post("/diagnose", json=request))


def follow(client: TestClient, diagnosis: dict[str, Any], **body: Any) -> dict[str, Any]:  # noqa: ANN401 - any member
    return answer_of(client.post(f"/diagnoses/{diagnosis['id']}/answers", json=body))


def stated_of(peer: str) -> list[dict[str, Any]]:
    return [{"fact": fact, "value": value, "peer": peer} for fact, value in HARMLESS]


def test_answers_lead_from_a_pasted_ticket_to_its_verdict(client: TestClient) -> None:
    first = ask(client, text=PASTED, ticket={"system": "zammad", "id": str(uuid4())})
    assert first["verdict"] == "needs_information"
    assert first["follows"] is None
    second = answer(client, first, next(one for one in first["questions"] if one["fact"] == "mail_flow"), "normal")
    third = follow(client, second, facts={"peer": {"multihomed": True, "mta_build": "2653.23"}})
    assert third["verdict"] == "expected_behavior"
    assert third["follows"] == second["id"]
    assert third["ticket"] == first["ticket"]


def test_a_plain_text_is_gone_on_with_like_any_other(client: TestClient) -> None:
    first = answer_of(client.post("/diagnose", content=PASTED, headers={"Content-Type": "text/plain"}))
    assert follow(client, first, answers=stated_of("EXCH-A"))["verdict"] == "expected_behavior"


def test_each_of_several_peers_has_its_own_answers(client: TestClient) -> None:
    first = ask(client, **TWO_PEERS)
    second = follow(client, first, answers=stated_of("EXCH-A"))
    by_peer = {one["peer"]: one["status"] for one in second["findings"] if one["rule"] == "Q303156/multihomed-peer"}
    assert by_peer == {"EXCH-A": "confirmed", "EXCH-C": "possible"}
    third = follow(client, second, facts={"peer": {"name": "exch-c", "mta_build": "2653.23"}, "mail_flow": "stopped"})
    by_peer = {one["peer"]: one["status"] for one in third["findings"] if one["rule"] == "Q303156/multihomed-peer"}
    assert by_peer == {"EXCH-A": "confirmed"}


def test_an_answer_that_is_given_again_takes_the_place_of_the_one_before(client: TestClient) -> None:
    first = ask(client, **noise(facts={"peer": {"mta_build": "2653.23", "multihomed": True}}))
    said = [{"fact": "mail_flow", "value": "stopped"}]
    assert follow(client, first, answers=said)["verdict"] != "expected_behavior"
    wrong = follow(client, first, answers=said)
    assert follow(client, wrong, answers=[{"fact": "mail_flow", "value": "normal"}])["verdict"] == "expected_behavior"


def test_an_answer_settles_what_the_ticket_says_in_two_ways(client: TestClient) -> None:
    at_odds = ask(client, text=PASTED + "\nMail is flowing normally. Mail is stopped.\n", facts=noise()["facts"])
    assert at_odds["verdict"] == "needs_information"
    settled = follow(client, at_odds, answers=[{"fact": "mail_flow", "value": "normal", "peer": "EXCH-A"}])
    assert "contradiction" in {one["code"] for one in at_odds["warnings"]}
    assert settled["symptoms"]["facts"]["mail_flow"]["value"] == "normal"
    assert settled["verdict"] == "expected_behavior"
    assert "settled_by_answer" in {one["code"] for one in settled["warnings"]}


def test_a_field_of_an_entry_is_answered_by_its_index(client: TestClient) -> None:
    lost = {"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "", "", "", "EXCH-A"]}
    first = ask(client, events=[lost], facts=noise()["facts"])
    question = next(one for one in first["questions"] if one["fact"] == "event.nt_error")
    assert question["entries"] == [0]
    second = answer(client, first, question, "1722")
    assert second["verdict"] == "expected_behavior"
    assert second["symptoms"]["events"][0]["fields"]["nt_error"] == 1722
    assert "RPC server" in second["symptoms"]["events"][0]["meanings"]["nt_error"]


def test_more_text_is_read_as_if_it_had_been_there(client: TestClient) -> None:
    first = ask(client, text="Our two servers log 9322.")
    second = follow(client, first, text=PASTED)
    assert any(one["fields"].get("nt_error") == 1722 for one in second["symptoms"]["events"])


def test_an_answer_about_nobody_here_is_told_and_changes_nothing(client: TestClient) -> None:
    first = ask(client, **TWO_PEERS)
    second = follow(client, first, answers=[{"fact": "peer.multihomed", "value": True, "peer": "EXCH-Z"}])
    assert "answer_not_placed" in {one["code"] for one in second["warnings"]}
    assert [one["rule"] for one in second["findings"]] == [one["rule"] for one in first["findings"]]
    third = follow(client, first, answers=[{"fact": "event.nt_error", "value": 5, "entries": [7]}])
    assert "answer_not_placed" in {one["code"] for one in third["warnings"]}


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        ({}, "#", "at least one of"),
        ({"text": " "}, "#", "at least one of"),
        ({"answers": [{"fact": "peer.multihomd", "value": True}]}, "#/answers/0/fact", "peer.multihomed"),
        ({"answers": [{"fact": "mail_flow", "value": "slow"}]}, "#/answers/0/value", "one of"),
        ({"answers": [{"fact": "peer.multihomed", "value": 1}]}, "#/answers/0/value", "true or false"),
        ({"answers": [{"fact": "event.nt_error", "value": 1}]}, "#/answers/0/entries", "indexes"),
        ({"answers": [{"fact": "event.nt_error", "value": "x", "entries": [0]}]}, "#/answers/0/value", "number"),
        ({"answers": [{"fact": "mail_flow"}]}, "#/answers/0/value", "missing"),
        ({"facts": {"peer": {"multihomd": True}}}, "#/facts/peer/multihomd", "multihomed"),
        ({"fact": {}}, "#/fact", "facts"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_its_place(
    client: TestClient, body: dict[str, Any], pointer: str, says: str
) -> None:
    first = ask(client, **noise())
    problem = problem_of(client.post(f"/diagnoses/{first['id']}/answers", json=body), 422, "invalid-body")
    assert problem.errors is not None
    assert problem.errors[0].pointer == pointer
    assert says in problem.errors[0].detail


def test_there_is_nothing_to_answer_where_there_is_no_diagnosis(client: TestClient) -> None:
    body = {"answers": [{"fact": "mail_flow", "value": "normal"}]}
    assert client.post(f"/diagnoses/{uuid4()}/answers", json=body).status_code == 404
    assert client.post(f"/diagnoses/{uuid4()}/answers", content=b"x", headers=JSON).status_code == 404
    first = ask(client, **noise())
    plain = {"Content-Type": "text/plain"}
    assert client.post(f"/diagnoses/{first['id']}/answers", content=b"x", headers=plain).status_code == 415


def test_a_key_answers_once_and_only_the_diagnosis_it_was_for(client: TestClient) -> None:
    one, other = ask(client, **noise()), ask(client, **noise())
    key, body = {"Idempotency-Key": str(uuid4())}, {"answers": [{"fact": "mail_flow", "value": "stopped"}]}
    first = client.post(f"/diagnoses/{one['id']}/answers", json=body, headers=key)
    again = client.post(f"/diagnoses/{one['id']}/answers", json=body, headers=key)
    assert (first.status_code, again.status_code, again.content) == (201, 200, first.content)
    assert client.post(f"/diagnoses/{other['id']}/answers", json=body, headers=key).status_code == 422


@pytest.mark.parametrize("seed", range(3))
def test_every_conversation_about_the_shipped_rules_comes_to_an_end(client: TestClient, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - not a secret
    listed = client.get("/rules", params={"page_size": 200}).json()["items"]
    for rule in chance.sample(listed, 12):
        examples = client.get(f"/rules/{rule['id']}").json()["examples"]
        for example in [one for one in examples if one["outcome"] == "possible"][:1]:
            first = ask(client, **(example["request"] | {"trial": True}))
            thread = conversation(client, first, chance, most=40)
            unanswered = thread[-1]["verdict"] == "needs_information" and thread[-1]["questions"]
            assert not unanswered, (rule["id"], [one["questions"][0]["fact"] for one in thread if one["questions"]])


def outcome(client: TestClient, diagnosis: dict[str, Any], **told: Any) -> Any:  # noqa: ANN401 - any JSON
    response = client.post(f"/diagnoses/{diagnosis['id']}/outcome", json=told)
    assert response.status_code == 201, response.text
    return response.json()


def test_the_last_outcome_of_a_diagnosis_is_shown_where_it_is_listed(client: TestClient) -> None:
    first = ask(client, **noise(ticket={"system": "zammad", "id": str(uuid4())}))
    outcome(client, first, right=True, fixed=True)
    last = outcome(client, first, right=False, article="Q251318")
    assert last == {"right": False, "article": "Q251318", "fixed": None, "recorded_at": last["recorded_at"]}
    listed = client.get("/diagnoses", params={"ticket_id": first["ticket"]["id"]}).json()["items"]
    assert [one["outcome"] for one in listed] == [last]


def test_rules_show_how_their_answers_have_done(client: TestClient) -> None:
    rule = "/rules/Q303156/multihomed-peer"
    before, missed_before = client.get(rule).json()["figures"], client.get("/rules/Q251318/" + first_rule(client))
    right, wrong, unjudged, trial = (ask(client, **noise(trial=trial)) for trial in (False, False, False, True))
    outcome(client, right, right=False)
    outcome(client, right, right=True, fixed=True)
    outcome(client, wrong, right=False, article="Q251318", fixed=False)
    outcome(client, trial, right=False)
    figures = client.get(rule).json()["figures"]
    added = {name: figures[name] - before[name] for name in ("answers", "right", "wrong", "fixed", "not_fixed")}
    assert added == {"answers": 3, "right": 1, "wrong": 1, "fixed": 1, "not_fixed": 1}
    assert figures["precision"] == figures["right"] / (figures["right"] + figures["wrong"])
    missed = client.get("/rules/Q251318/" + first_rule(client)).json()["figures"]["missed"]
    assert missed == missed_before.json()["figures"]["missed"] + 1
    assert unjudged["id"] not in {right["id"], wrong["id"]}


def first_rule(client: TestClient) -> str:
    found: str = client.get("/rules", params={"article": "Q251318"}).json()["items"][0]["id"]
    return found.partition("/")[2]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/right"),
        ({"right": 1}, "#/right"),
        ({"right": True, "article": "Q251318"}, "#/article"),
        ({"right": False, "article": "9322"}, "#/article"),
        ({"right": False, "artikel": "Q251318"}, "#/artikel"),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused_with_its_place(
    client: TestClient, body: dict[str, Any], pointer: str
) -> None:
    first = ask(client, **noise())
    problem = problem_of(client.post(f"/diagnoses/{first['id']}/outcome", json=body), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == [pointer]


def test_an_outcome_is_recorded_once_for_its_key(client: TestClient) -> None:
    first, key = ask(client, **noise()), {"Idempotency-Key": str(uuid4())}
    posts = [
        client.post(f"/diagnoses/{first['id']}/outcome", content=json.dumps(body), headers=JSON | key)
        for body in ({"right": True}, {"right": True}, {"right": False})
    ]
    assert [one.status_code for one in posts] == [201, 200, 422]
    assert posts[0].content == posts[1].content
    assert client.post(f"/diagnoses/{uuid4()}/outcome", json={"right": True}).status_code == 404
