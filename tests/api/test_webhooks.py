"""POST /webhooks/{source}: ticketing systems' own payloads are diagnosed, and nobody else's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr

from app.domain.errors import RulesInvalid
from app.domain.field_map import SOURCES
from app.settings import Settings
from app.wiring import load_field_maps
from tests.api.asking import PASTED, all_of, answer_of, problem_of, service_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

SECRETS = {source: f"secret-of-{source}" for source in SOURCES}
TIME, ISO = "1700000000", "2026-05-13T12:00:00Z"
HTML = "<div>Hello,</div><div>" + PASTED.replace("\t", "&nbsp;").replace("\n", "</div>\n<div>") + "</div>"
PAYLOADS: dict[str, Any] = {
    "zammad": {
        "ticket": {
            "id": 81,
            "number": "10081",
            "title": "Mail",
            "created_at": "2020-11-13T14:34:35.282Z",
            "note": None,
        },
        "article": {"id": 104, "content_type": "text/html", "body": HTML, "internal": False, "cc": None},
    },
    "glpi": {
        "event": "new",
        "item": {"id": 10081, "name": "Mail", "content": HTML.replace("<", "&#60;").replace(">", "&#62;")},
    },
    "redmine": {"type": "issue.created", "data": {"issue": {"id": 10081, "subject": "Mail", "description": PASTED}}},
    "servicenow": {"number": "10081", "short_description": "Mail", "description": PASTED, "state": "1"},
    "jira": {"issue": {"id": "1", "key": "10081", "fields": {"summary": "Mail", "description": PASTED}}},
    "zendesk": {"type": "x", "detail": {"id": "10081", "subject": "Mail", "description": PASTED}, "event": {}},
    "generic": {"id": 10081, "title": "Mail", "text": PASTED},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    secrets = {f"webhook_secret_{source}": SecretStr(secret) for source, secret in SECRETS.items()}
    with service_in(tmp_path_factory.mktemp("desk"), **secrets) as (client, _):
        yield client


def mac(source: str, message: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(SECRETS[source].encode(), message, getattr(hashlib, algorithm)).digest()


def proof(source: str, body: bytes) -> dict[str, str]:
    """The headers by which each source proves itself."""
    if source == "zammad":
        return {"X-Hub-Signature": f"sha1={mac(source, body, 'sha1').hex()}"}
    if source == "glpi":
        return {"X-GLPI-signature": mac(source, body + TIME.encode()).hex(), "X-GLPI-timestamp": TIME}
    if source == "zendesk":
        signature = base64.b64encode(mac(source, ISO.encode() + body)).decode()
        return {"X-Zendesk-Webhook-Signature": signature, "X-Zendesk-Webhook-Signature-Timestamp": ISO}
    if source == "servicenow":
        return {"Authorization": f"Bearer {SECRETS[source]}"}
    names = {"redmine": "X-Redmine-Signature-256", "jira": "X-Hub-Signature", "generic": "X-Hub-Signature-256"}
    return {names[source]: f"sha256={mac(source, body).hex()}"}


def post(client: TestClient, source: str, body: object, *, query: str = "", **more: str) -> Response:
    """Post as the source does, signed."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in more.items()}
    headers = {"Content-Type": "application/json"} | proof(source, sent) | named
    return client.post(f"/webhooks/{source}{query}", content=sent, headers=headers)


def unlike(payload: object) -> dict[str, Any]:
    """The same payload with something in it that nobody reads, so that it was never posted before."""
    assert isinstance(payload, dict)
    return payload | {"unread": str(uuid4())}


@pytest.mark.parametrize("source", SOURCES)
def test_the_payload_of_each_system_is_diagnosed(desk: TestClient, source: str) -> None:
    response = post(desk, source, unlike(PAYLOADS[source]))
    answer = answer_of(response)
    assert response.headers["location"] == f"/diagnoses/{answer['id']}"
    assert (answer["ticket"]["system"], answer["ticket"]["id"]) == (source, "10081")
    entry = answer["symptoms"]["events"][0]
    assert (entry["event_id"], entry["source"], entry["peer"]) == (9322, "MSExchangeMTA", "EXCH-A")
    assert entry["fields"]["nt_error"] == 1722
    assert all_of(desk, ticket_system=source, ticket_id="10081")[0]["id"] == answer["id"]


@pytest.mark.parametrize("source", SOURCES)
def test_a_request_that_does_not_prove_itself_is_refused_and_not_recorded(desk: TestClient, source: str) -> None:
    before = len(all_of(desk))
    body = json.dumps(unlike(PAYLOADS[source])).encode()
    wrong = {name: value[:-1] + ("0" if value[-1] != "0" else "1") for name, value in proof(source, body).items()}
    for headers in ({}, wrong):
        response = desk.post(f"/webhooks/{source}", content=body, headers=headers)
        problem = problem_of(response, 401, "signature-invalid")
        assert "Bearer" in response.headers["www-authenticate"]
        assert SECRETS[source] not in f"{problem}{response.headers}"
    assert len(all_of(desk)) == before


def test_the_body_is_not_looked_at_before_the_signature(desk: TestClient) -> None:
    for body in (b"", b"{", b"\xff", b"[" * 10_000):
        problem_of(desk.post("/webhooks/zammad", content=body), 401, "signature-invalid")


def test_a_signature_sent_twice_is_refused(desk: TestClient) -> None:
    body = json.dumps(PAYLOADS["zammad"]).encode()
    (name, value) = next(iter(proof("zammad", body).items()))
    response = desk.post("/webhooks/zammad", content=body, headers=[(name, value), (name, value)])
    problem_of(response, 401, "signature-invalid")


def test_without_a_secret_a_source_is_shut_and_the_log_names_the_setting(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(PAYLOADS["jira"]).encode()
    with caplog.at_level(logging.WARNING, "kbdiag.webhooks"):
        problem_of(client.post("/webhooks/jira", content=body), 401, "signature-invalid")
    assert "KBDIAG_WEBHOOK_SECRET_JIRA" in caplog.text


def test_the_log_does_not_tell_what_was_sent(desk: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        desk.post("/webhooks/jira", content=b"{}", headers={"Authorization": "Bearer nearly-the-secret"})
    assert "jira" in caplog.text
    assert "nearly" not in caplog.text
    assert SECRETS["jira"] not in caplog.text


def test_both_secrets_are_good_during_a_rotation(tmp_path: Path) -> None:
    with service_in(tmp_path, webhook_secret_servicenow=SecretStr(" new  old ")) as (client, _):
        for token, status in (("new", 201), ("old", 201), ("new  old", 401), ("", 401)):
            sent = {"Authorization": f"Bearer {token}"}
            assert (
                client.post("/webhooks/servicenow", json=unlike(PAYLOADS["servicenow"]), headers=sent).status_code
                == status
            )


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ("zammad", "X-Zammad-Delivery"),
        ("zendesk", "X-Zendesk-Webhook-Invocation-Id"),
        ("jira", "X-Atlassian-Webhook-Identifier"),
        ("servicenow", "Idempotency-Key"),
        ("generic", "Idempotency-Key"),
    ],
)
def test_a_delivery_sent_again_is_answered_from_the_record(desk: TestClient, source: str, header: str) -> None:
    delivery = {header.replace("-", "_"): str(uuid4())}
    first = post(desk, source, unlike(PAYLOADS[source]), **delivery)
    answer_of(first)
    recorded = len(all_of(desk))
    again = post(desk, source, unlike(PAYLOADS[source]), **delivery)
    answer_of(again, 200)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len(all_of(desk)) == recorded
    answer_of(post(desk, source, unlike(PAYLOADS[source]), **{header.replace("-", "_"): str(uuid4())}))


@pytest.mark.parametrize("source", SOURCES)
def test_without_a_delivery_id_the_same_body_is_the_same_delivery(desk: TestClient, source: str) -> None:
    payload = unlike(PAYLOADS[source])
    first = post(desk, source, payload)
    answer_of(first)
    again = post(desk, source, payload)
    answer_of(again, 200)
    assert again.content == first.content
    answer_of(post(desk, source, unlike(payload)))


@pytest.mark.parametrize("delivery", ["x" * 300, "a b", "é", '"quoted"'])
def test_a_delivery_id_of_any_form_is_one(desk: TestClient, delivery: str) -> None:
    sent = json.dumps(PAYLOADS["generic"]).encode()
    headers = [(name.encode(), value.encode()) for name, value in proof("generic", sent).items()]
    headers.append((b"Idempotency-Key", (delivery + uuid4().hex).encode("latin-1")))
    first, again = (desk.post("/webhooks/generic", content=sent, headers=headers) for _ in range(2))
    answer_of(first)
    assert (again.status_code, again.content) == (200, first.content)


def test_a_title_changed_between_two_attempts_is_the_same_delivery(desk: TestClient) -> None:
    payload, delivery = PAYLOADS["zammad"], str(uuid4())
    answer_of(post(desk, "zammad", payload, X_Zammad_Delivery=delivery))
    renamed = payload | {"ticket": payload["ticket"] | {"title": "Mail, urgent"}}
    answer_of(post(desk, "zammad", renamed, X_Zammad_Delivery=delivery), 200)


def test_a_delivery_id_that_comes_with_another_ticket_gives_nobody_elses_answer(desk: TestClient) -> None:
    payload, delivery = PAYLOADS["zammad"], str(uuid4())
    answer_of(post(desk, "zammad", payload, X_Zammad_Delivery=delivery))
    other = payload | {"ticket": payload["ticket"] | {"number": "10082"}}
    problem_of(post(desk, "zammad", other, X_Zammad_Delivery=delivery), 422, "idempotency-key-reused")


def test_the_same_delivery_id_of_two_systems_is_two(desk: TestClient) -> None:
    key = str(uuid4())
    answer_of(post(desk, "generic", PAYLOADS["generic"], Idempotency_Key=key))
    answer_of(post(desk, "servicenow", PAYLOADS["servicenow"], Idempotency_Key=key))


@pytest.mark.parametrize("source", SOURCES)
def test_plain_text_is_the_text_of_the_ticket(desk: TestClient, source: str) -> None:
    body = f"{PASTED}{uuid4()}".encode()
    answer = answer_of(post(desk, source, body, query="?ticket=INC%2017", Content_Type="text/plain; charset=UTF-8"))
    assert (answer["ticket"]["system"], answer["ticket"]["id"]) == (source, "INC 17")
    assert answer["symptoms"]["events"][0]["event_id"] == 9322
    assert answer_of(post(desk, source, body + b"!", Content_Type="text/plain"))["ticket"].get("id") is None


def test_the_answer_comes_in_the_form_that_is_asked_for(desk: TestClient) -> None:
    for accepted in ("text/markdown", "text/plain"):
        response = post(desk, "jira", unlike(PAYLOADS["jira"]), Accept=accepted)
        assert response.status_code == 201
        assert response.headers["content-type"].startswith(accepted)
        assert "kbdiag" in response.text


def test_a_body_without_a_content_type_is_read_as_json(desk: TestClient) -> None:
    body = json.dumps(unlike(PAYLOADS["glpi"])).encode()
    answer_of(desk.post("/webhooks/glpi", content=body, headers=proof("glpi", body)))


def test_a_payload_without_text_is_refused_with_the_places_looked_at(desk: TestClient) -> None:
    before = len(all_of(desk))
    problem = problem_of(post(desk, "zammad", {"ticket": {"id": 1}, "article": None}), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == ["#/ticket/title", "#/article/body"]
    problem_of(post(desk, "zammad", b"not json"), 400, "malformed-body")
    assert len(all_of(desk)) == before


def test_an_answer_written_back_into_the_ticket_is_not_diagnosed_again(desk: TestClient) -> None:
    answer = post(desk, "jira", unlike(PAYLOADS["jira"]), Accept="text/markdown").text
    before = len(all_of(desk))
    payload = unlike(PAYLOADS["jira"]) | {"comment": {"body": answer}}
    problem_of(post(desk, "jira", payload), 422, "invalid-body")
    assert len(all_of(desk)) == before


@pytest.mark.parametrize("source", ["bugzilla", "Zammad", "zammad%20", "%00"])
def test_a_source_that_does_not_exist_is_not_found(desk: TestClient, source: str) -> None:
    problem_of(desk.post(f"/webhooks/{source}", content=b"{}"), 404, "not-found")


def test_other_forms_of_bodies_and_answers_are_refused(desk: TestClient) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    problem_of(post(desk, "zendesk", b"a=b", **form), 415, "unsupported-media-type")
    problem_of(post(desk, "zendesk", b"{}", Accept="image/png"), 406, "not-acceptable")


def test_a_body_too_large_is_refused(tmp_path: Path) -> None:
    with service_in(tmp_path, max_body_bytes=2000) as (client, _):
        problem_of(client.post("/webhooks/zammad", content=b"x" * 2001), 413, "body-too-large")


def test_every_example_of_the_documentation_is_valid_and_answered(desk: TestClient) -> None:
    document = desk.get("/openapi.json").json()
    operation = document["paths"]["/webhooks/{source}"]["post"]
    (source,) = (one for one in operation["parameters"] if one["name"] == "source")
    content = operation["requestBody"]["content"]["application/json"]
    assert source["schema"]["enum"] == list(SOURCES)
    assert set(content["examples"]) == set(SOURCES)
    for name, example in content["examples"].items():
        Draft202012Validator(content["schema"]).validate(example["value"])
        answer = answer_of(post(desk, name, unlike(example["value"])))
        assert [entry["event_id"] for entry in answer["symptoms"]["events"]][:1] == [9322]


def test_the_desks_own_field_map_takes_the_place_of_the_one_built_in(tmp_path: Path) -> None:
    maps, data = tmp_path / "maps", tmp_path / "data"
    maps.mkdir()
    own = maps / "generic.yaml"
    own.write_text("id: case.no\ntitle: case.head\nbodies: ['case.lines[]']\ntoken: true\n")
    changed = {"field_maps_dir": str(maps), "webhook_secret_generic": SecretStr("s")}
    with service_in(data, **changed) as (client, _):
        payload = {"case": {"no": 5, "head": "H", "lines": PASTED.splitlines()[2:]}}
        answer = answer_of(client.post("/webhooks/generic", json=payload, headers={"X-API-Key": "s"}))
        assert answer["ticket"]["id"] == "5"
    own.write_text("id: case..no\n")
    with pytest.raises(RulesInvalid, match=r"generic\.yaml:1: bad-value"):
        load_field_maps(Settings(field_maps_dir=str(maps)))


def test_secrets_are_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBDIAG_WEBHOOK_SECRET_GLPI", "one two")
    settings = Settings()
    assert settings.webhook_secrets == {"glpi": ("one", "two")}
    assert "one" not in repr(settings).replace("None", "")


def test_tickets_that_have_nothing_but_a_title_are_told_apart(desk: TestClient) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answer_of(post(desk, "generic", {"title": "Nothing is delivered to EXCH-A"}, **key))
    other = post(desk, "generic", {"title": "The printer is on fire"}, **key)
    problem_of(other, 422, "idempotency-key-reused")


def test_the_same_text_for_two_tickets_is_diagnosed_for_both(desk: TestClient) -> None:
    text = f"{PASTED}\n{uuid4()}"
    answers = [
        answer_of(
            desk.post(
                f"/webhooks/generic?ticket={number}",
                content=text.encode(),
                headers={"Content-Type": "text/plain", **proof("generic", text.encode())},
            )
        )
        for number in (1, 2)
    ]
    assert [answer["ticket"]["id"] for answer in answers] == ["1", "2"]


def test_a_key_that_a_caller_sends_takes_none_from_a_delivery(desk: TestClient) -> None:
    delivery = str(uuid4())
    desk.post("/diagnose", json={"text": "x"}, headers={"Idempotency-Key": f"zammad:{delivery}"})
    answer_of(post(desk, "zammad", unlike(PAYLOADS["zammad"]), **{"X-Zammad-Delivery": delivery}))
