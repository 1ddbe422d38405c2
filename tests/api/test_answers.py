"""Answers: recorded, as documented, in the form the caller likes best, and the same again whenever they are read."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from app.domain.verdict import Verdict
from tests.api.asking import JSON, PASTED, answer_of, newest, noise, problem_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from app.wiring import Services

MEMBERS = [
    "id",
    "verdict",
    "article",
    "summary",
    "remediation",
    "findings",
    "near_misses",
    "questions",
    "symptoms",
    "unexplained",
    "warnings",
    "rules",
]
FINDING = ["rule", "article", "verdict", "status", "peer", "explains", "because", "antecedents", "remediation"]
FORMS = ["application/json", "text/markdown", "text/plain"]


@pytest.fixture(scope="module")
def answer_schema(client: TestClient) -> Draft202012Validator:
    document = client.get("/openapi.json").json()
    return Draft202012Validator(
        {"$ref": "#/components/schemas/Answer", "components": document["components"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def test_an_answer_is_created_where_its_location_says(client: TestClient) -> None:
    response = client.post("/diagnose", json=noise())
    answer = answer_of(response)
    assert response.headers["location"] == f"/diagnoses/{answer['id']}"
    assert client.get(response.headers["location"]).content == response.content
    assert newest(client) == answer["id"]


def test_the_members_are_those_of_the_contract(client: TestClient) -> None:
    answer = answer_of(client.post("/diagnose", json=noise()))
    assert set(MEMBERS) <= set(answer)
    assert answer["verdict"] == "expected_behavior"
    assert answer["article"] == {"id": "Q303156", "title": "XCON: RPC Error Messages 9318 and 9322 Are Logged"}
    finding = answer["findings"][0]
    assert set(FINDING) <= set(finding)
    assert (finding["rule"], finding["status"], finding["peer"]) == ("Q303156/multihomed-peer", "confirmed", "EXCH-A")
    assert finding["explains"] == [0]
    mail = next(one for one in finding["antecedents"] if one["says"] == "mail is not held up")
    assert mail | {"cites": ""} == {
        "says": "mail is not held up",
        "outcome": "met",
        "test": "mail_flow = normal",
        "value": "normal",
        "origin": {"from": "facts"},
        "cites": "",
    }
    assert {step["kind"] for step in answer["remediation"]} == {"none_needed", "workaround"}
    assert answer["symptoms"]["facts"]["peer.multihomed"] == {"value": True, "origin": {"from": "facts"}}
    assert answer["symptoms"]["events"][0]["origin"] == {"from": "event", "index": 0}
    assert answer["unexplained"] == answer["warnings"] == []


def test_the_revision_is_that_of_the_rules_and_kept(client: TestClient, services: Services) -> None:
    revision = answer_of(client.post("/diagnose", json=noise()))["rules"]["revision"]
    assert revision == services.knowledge.pack.revision
    assert services.diagnose.archive.pack(revision) == services.knowledge.pack.files


def test_a_question_says_how_to_find_out_and_where_each_answer_leads(client: TestClient) -> None:
    asked = noise(facts={"peer": {"mta_build": "2653.23"}, "mail_flow": "normal"})
    answer = answer_of(client.post("/diagnose", json=asked))
    assert answer["verdict"] == "needs_information"
    question = next(one for one in answer["questions"] if one["fact"] == "peer.multihomed")
    assert question["ask"]
    assert question["how"]
    assert question["if_answered"] == {"true": ["Q303156/multihomed-peer"], "false": []}


def test_with_no_match_there_is_no_article_but_three_near_misses(client: TestClient) -> None:
    answer = answer_of(client.post("/diagnose", json={"text": "Mail is slow."}), 201)
    assert answer["verdict"] == "no_match"
    assert answer["article"] is None
    assert len(answer["near_misses"]) == 3
    assert all(miss["failing_on"] for miss in answer["near_misses"])


def test_every_worked_example_gives_just_its_verdict_and_reads_again_the_same(
    client: TestClient, services: Services, answer_schema: Draft202012Validator
) -> None:
    examples = services.knowledge.pack.worked_examples
    assert sorted(one.verdict for one in examples) == sorted(Verdict)
    for example in examples:
        response = client.post("/diagnose", json=example.request)
        answer = answer_of(response)
        assert answer["verdict"] == example.verdict
        assert answer["trial"] is True
        answer_schema.validate(answer)
        assert client.get(f"/diagnoses/{answer['id']}").content == response.content


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_reads_again_byte_for_byte_in_the_form_it_was_given_in(client: TestClient, form: str) -> None:
    given = client.post("/diagnose", json=noise(text="caf\xe9 \U0001f4e7 \0"), headers={"Accept": form})
    assert given.status_code == 201
    assert given.headers["content-type"].partition(";")[0] == form
    again = client.get(given.headers["location"], headers={"Accept": form})
    assert (again.status_code, again.content) == (200, given.content)
    assert again.headers["content-type"] == given.headers["content-type"]
    for other in FORMS:
        shown = client.get(given.headers["location"], headers={"Accept": other})
        assert shown.headers["content-type"].partition(";")[0] == other
        assert shown.headers["vary"] == "Accept"
    answer_of(client.get(given.headers["location"]), 200)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        ("text/markdown", "text/markdown"),
        ("Text/Markdown;variant=GFM", "text/markdown"),
        ("text/plain", "text/plain"),
        ("text/plain, text/markdown;q=0.9", "text/plain"),
        ("text/plain;q=0.5, text/markdown;q=0.9", "text/markdown"),
        ("text/markdown;q=0.4, application/json;q=0.5", "application/json"),
        ("text/markdown, application/json", "application/json"),
        ("text/markdown, */*;q=0.1", "text/markdown"),
        ("*/*, application/json;q=0, text/markdown;q=0.2", "text/plain"),
        ("text/*;q=0.5, text/plain;q=0.1, application/json;q=0.2", "text/markdown"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/json"),
    ],
)
def test_the_form_is_the_one_the_caller_likes_best(client: TestClient, accept: str | None, form: str) -> None:
    del client.headers["accept"]
    try:
        response = client.post("/diagnose", json=noise(), headers={} if accept is None else {"Accept": accept})
    finally:
        client.headers["accept"] = "*/*"
    assert response.status_code == 201
    assert response.headers["content-type"].partition(";")[0] == form


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml, image/*", "*/*;q=0", "application/json;q=0, text/*;q=0.0"]
)
def test_a_form_there_is_not_is_not_acceptable_and_nothing_is_recorded(client: TestClient, accept: str) -> None:
    before = newest(client)
    problem_of(client.post("/diagnose", json=noise(), headers={"Accept": accept}), 406, "not-acceptable")
    assert newest(client) == before
    problem_of(client.get(f"/diagnoses/{before}", headers={"Accept": accept}), 406, "not-acceptable")


def test_a_plain_text_body_is_the_ticket_s_text(client: TestClient) -> None:
    answer = answer_of(client.post("/diagnose", content=PASTED.encode(), headers={"Content-Type": "text/plain"}))
    same = answer_of(client.post("/diagnose", json={"text": PASTED}))
    assert answer["verdict"] == same["verdict"] == "needs_information"
    [entry] = answer["symptoms"]["events"]
    start, end = entry["origin"]["span"]
    assert PASTED[start:end].lstrip().startswith("Event Type:")
    assert (entry["event_id"], entry["peer"], entry["fields"]["nt_error"]) == (9322, "EXCH-A", 1722)
    assert answer["symptoms"] == same["symptoms"]


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain; charset=UTF-8", "TEXT/PLAIN; charset=us-ascii"])
def test_plain_text_may_say_that_it_is_utf_8(client: TestClient, media_type: str) -> None:
    answer_of(client.post("/diagnose", content=b"Hello", headers={"Content-Type": media_type}))


@pytest.mark.parametrize("sent", [json.dumps(noise()).encode(), PASTED.encode()], ids=["json", "text"])
def test_a_byte_order_mark_means_nothing(client: TestClient, sent: bytes) -> None:
    headers = JSON if sent.startswith(b"{") else {"Content-Type": "text/plain"}
    marked = answer_of(client.post("/diagnose", content=b"\xef\xbb\xbf" + sent, headers=headers))
    assert marked["symptoms"] == answer_of(client.post("/diagnose", content=sent, headers=headers))["symptoms"]


def test_a_body_without_a_media_type_is_read_as_json(client: TestClient) -> None:
    answer_of(client.post("/diagnose", content=json.dumps(noise()).encode()))


@pytest.mark.parametrize(
    ("stated", "shown"), [({"trial": True}, True), ({"trial": False}, False), ({}, False), ({"trial": None}, False)]
)
def test_a_trial_is_recorded_as_one(client: TestClient, stated: dict[str, bool], shown: bool) -> None:  # noqa: FBT001
    answer = answer_of(client.post("/diagnose", json=noise(**stated)))
    assert answer["trial"] is shown
    [listed] = client.get("/diagnoses", params={"page_size": 1}).json()["items"]
    assert (listed["id"], listed["trial"]) == (answer["id"], shown)


def test_the_ticket_is_given_back_as_it_was_stated(client: TestClient) -> None:
    ticket = {"system": "zammad", "id": "10081", "title": "MTA \u2013 9322", "opened_at": "2001-06-04T08:12:00Z"}
    assert answer_of(client.post("/diagnose", json=noise(ticket=ticket)))["ticket"] == ticket


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "a\0b\x1b[31m\x7f"},
        {"events": [{"event_id": 9322, "description": "a\0b"}]},
        {"events": [{"event_id": 9322, "strings": ["151", "\x01"]}]},
    ],
)
def test_control_characters_in_free_text_are_read_with_a_warning(client: TestClient, sent: dict[str, Any]) -> None:
    response = client.post("/diagnose", json=sent)
    answer = answer_of(response)
    assert "control_characters" in {warning["code"] for warning in answer["warnings"]}
    assert client.get(response.headers["location"]).content == response.content


def test_of_a_32_bit_event_id_the_low_word_counts(client: TestClient) -> None:
    whole = 0xC0040000 + 9322
    sent = noise(events=[{**noise()["events"][0], "event_id": whole}])
    answer = answer_of(client.post("/diagnose", json=sent))
    [entry] = answer["symptoms"]["events"]
    assert (entry["event_id"], entry["qualified_id"]) == (9322, whole)
    assert answer["verdict"] == "expected_behavior"


def test_an_event_id_of_16_bits_is_not_qualified(client: TestClient) -> None:
    for event_id in (0, 0xFFFF):
        [entry] = answer_of(client.post("/diagnose", json={"events": [{"event_id": event_id}]}))["symptoms"]["events"]
        assert entry["event_id"] == event_id
        assert "qualified_id" not in entry


def test_ten_thousand_events_are_answered(client: TestClient, answer_schema: Draft202012Validator) -> None:
    answer = answer_of(client.post("/diagnose", json=noise(events=noise()["events"] * 10_000)))
    assert answer["verdict"] == "expected_behavior"
    assert len(answer["symptoms"]["events"]) == 10_000
    answer_schema.validate(answer | {"symptoms": answer["symptoms"] | {"events": answer["symptoms"]["events"][:10]}})


def test_null_is_not_known(client: TestClient) -> None:
    nothing = {"peer": {"multihomed": None}, "link": None, "mail_flow": None}
    known = answer_of(client.post("/diagnose", json=noise(facts=nothing)))["symptoms"]["facts"]
    assert known == {"peer.name": {"value": "EXCH-A", "origin": {"from": "event", "index": 0}}}


def test_times_are_in_utc(client: TestClient) -> None:
    decided_at = answer_of(client.post("/diagnose", json=noise()))["decided_at"]
    assert datetime.fromisoformat(decided_at).utcoffset() == timedelta()
    assert decided_at.endswith("Z")


def test_a_server_and_a_peer_of_harmless_noise_do_not_hide_a_dead_one(client: TestClient) -> None:
    dead = {"event_id": 9318, "source": "MSExchangeMTA", "strings": ["7", "1722", "1722", "1722", "EXCH-C"]}
    sent = noise(
        events=[*noise()["events"], dead],
        facts={"peer": {"name": "EXCH-A", **noise()["facts"]["peer"]}, "mail_flow": "normal"},
    )
    answer = answer_of(client.post("/diagnose", json=sent))
    assert answer["unexplained"] == [1]
    assert answer["verdict"] != "expected_behavior"
    assert "expected_behavior" in {finding["verdict"] for finding in answer["findings"]}
