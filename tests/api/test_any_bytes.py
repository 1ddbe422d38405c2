"""Whatever arrives is answered or refused; it never makes the service fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.answer_models import Answer, Problem
from tests.api.asking import JSON, NOISE

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

often = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
words = st.sampled_from(
    [
        "ticket",
        "trial",
        "text",
        "events",
        "facts",
        "server",
        "peer",
        "link",
        "mail_flow",
        "event_id",
        "source",
        "strings",
        "description",
        "count",
        "system",
        "id",
        "title",
        "opened_at",
        "mta_build",
        "name",
        "multihomed",
        "service_pack",
        "exchange_version",
        "firewall_allows",
    ]
) | st.text(max_size=5)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from([9322, 9318, 1722, "2651.75", "5.5", "normal", "MSExchangeMTA", "EXCH-A", "2001-06-04T08:12:00Z"])
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4))


def fits(response: Response) -> None:
    assert response.status_code in {201, 400, 413, 415, 422}, response.text
    (Answer if response.status_code == 201 else Problem).model_validate_json(response.content)


@often
@given(body=st.binary(max_size=200), media_type=st.sampled_from(["application/json", "text/plain"]))
def test_any_bytes_are_answered_or_refused(client: TestClient, body: bytes, media_type: str) -> None:
    fits(client.post("/diagnose", content=body, headers={"Content-Type": media_type}))


@often
@given(value=values)
def test_any_json_is_answered_or_refused(client: TestClient, value: object) -> None:
    fits(client.post("/diagnose", content=json.dumps(value).encode(), headers=JSON))


@often
@given(data=st.data())
def test_a_good_request_with_something_changed_in_it_is_answered_or_refused(
    client: TestClient, data: st.DataObject
) -> None:
    changed: Any = json.loads(json.dumps(NOISE))
    place = changed
    while isinstance(place, (dict, list)) and place:
        name: Any = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[name], (dict, list)) or data.draw(st.booleans()):
            place[name] = data.draw(values)
            break
        place = place[name]
    fits(client.post("/diagnose", content=json.dumps(changed).encode(), headers=JSON))


@often
@given(
    headers=st.dictionaries(
        st.sampled_from(["Accept", "Content-Type", "Content-Encoding", "Idempotency-Key", "Content-Length"]),
        st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40),
    )
)
def test_any_headers_are_taken_or_refused(client: TestClient, headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    response = client.post("/diagnose", content=b'{"text":"x"}', headers=sent)
    assert response.status_code in {200, 201, 400, 406, 409, 413, 415, 422}


@often
@given(
    query=st.dictionaries(
        st.sampled_from(
            [
                "verdict",
                "article",
                "ticket_system",
                "ticket_id",
                "since",
                "until",
                "trial",
                "page_size",
                "page_token",
                "x",
            ]
        ),
        st.text(max_size=30) | st.integers().map(str) | st.datetimes(timezones=st.timezones()).map(str),
    ),
    name=st.text(max_size=30),
)
def test_any_query_and_any_id_is_answered_or_refused(client: TestClient, query: dict[str, str], name: str) -> None:
    assert client.get("/diagnoses", params=query).status_code in {200, 400, 422}
    for where in ("/diagnoses/", "/problems/"):
        assert client.get(where + "".join(f"%{byte:02x}" for byte in name.encode(errors="replace"))).status_code in {
            200,
            404,
            422,
        }
