"""Whatever cannot be used is refused with a problem that names the place, and nothing is recorded."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.asking import JSON, NOISE, answer_of, newest, noise, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

TEXT = {"Content-Type": "text/plain"}
ONE = {"event_id": 9322}
DEEPER = 100_000


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def server(**facts: object) -> bytes:
    return body({"facts": {"server": facts}})


def event(**members: object) -> bytes:
    return body({"events": [ONE, ONE | members]})


# what it is, the body, the pointer of the place, and a word the detail of that place holds
DOES_NOT_FIT: list[tuple[str, bytes, str, str]] = [
    ("nothing in it", b"{}", "#", "text, events and facts"),
    ("nothing but blanks", body({"text": " \n", "events": [], "facts": {"server": {}}}), "#", "carry something"),
    ("a list", b"[]", "#", "object"),
    ("a text", b'"Hello"', "#", "object"),
    ("a number", b"1", "#", "object"),
    ("null", b"null", "#", "object"),
    ("an unknown member", body({"evnts": []}), "#/evnts", "'events'"),
    ("an unknown member nothing like any", body({"text": "x", "zzzzz": 1}), "#/zzzzz", "text"),
    ("an unknown fact", server(multihome=True), "#/facts/server/multihome", "'multihomed'"),
    ("an unknown fact without subject", body({"facts": {"mailflow": "normal"}}), "#/facts/mailflow", "'mail_flow'"),
    ("an unknown subject", body({"facts": {"servr": {}}}), "#/facts/servr", "'server'"),
    ("an unknown member of an event", event(evnt_id=1), "#/events/1/evnt_id", "'event_id'"),
    ("an unknown member of the ticket", body({"ticket": {"sytem": "x"}}), "#/ticket/sytem", "'system'"),
    ("a member's name to be escaped", body({"a/b~c": 1}), "#/a~1b~0c", "no such member"),
    ("a number for the text", body({"text": 5}), "#/text", "text"),
    ("an object for the events", body({"events": {}}), "#/events", "list"),
    ("a text for an event", body({"events": ["9322"]}), "#/events/0", "object"),
    ("a list for the facts", body({"facts": []}), "#/facts", "object"),
    ("a word for yes or no", server(multihomed="yes"), "#/facts/server/multihomed", "true or false"),
    ("a number for yes or no", server(multihomed=1), "#/facts/server/multihomed", "true or false"),
    ("a text for a whole number", server(service_pack="4"), "#/facts/server/service_pack", "whole number"),
    ("yes for a whole number", server(service_pack=True), "#/facts/server/service_pack", "whole number"),
    ("a fraction for a whole number", event(event_id=9322.5), "#/events/1/event_id", "whole number"),
    ("an exponent for a whole number", b'{"events":[{"event_id":1e3}]}', "#/events/0/event_id", "whole number"),
    ("a service pack beyond nine", server(service_pack=10), "#/facts/server/service_pack", "9"),
    ("a version there is not", server(exchange_version="6.0"), "#/facts/server/exchange_version", "5.5"),
    ("a version as a number", server(exchange_version=5.5), "#/facts/server/exchange_version", "5.5"),
    ("a build of five parts", server(mta_build="5.5.5.5.5"), "#/facts/server/mta_build", "build"),
    ("a build in words", server(mta_build="the newest"), "#/facts/server/mta_build", "build"),
    ("a build below nothing", server(mta_build="-1"), "#/facts/server/mta_build", "build"),
    ("a build with a gap", server(mta_build="2651..75"), "#/facts/server/mta_build", "build"),
    ("an empty build", server(mta_build=""), "#/facts/server/mta_build", "build"),
    ("a build as a number", server(mta_build=2651.75), "#/facts/server/mta_build", "text"),
    ("a negative event id", event(event_id=-1), "#/events/1/event_id", "0"),
    ("an event id beyond 32 bits", event(event_id=2**32), "#/events/1/event_id", "4294967295"),
    ("an event without id", body({"events": [{"source": "MSExchangeMTA"}]}), "#/events/0/event_id", "missing"),
    ("an event logged no time", event(count=0), "#/events/1/count", "1"),
    ("an event without a name for its source", event(source=""), "#/events/1/source", "1"),
    ("101 insertion strings", event(strings=["x"] * 101), "#/events/1/strings", "100"),
    ("a number among the strings", event(strings=["151", 1722]), "#/events/1/strings/1", "text"),
    ("10,001 events", body({"events": [ONE] * 10_001}), "#/events", "10000"),
    ("a time that is none", body({"ticket": {"opened_at": "yesterday"}}), "#/ticket/opened_at", "RFC 3339"),
    ("a member twice", b'{"text":"a","text":"b"}', "#/text", "more than once"),
    ("a fact twice", b'{"facts":{"mail_flow":"normal","mail_flow":"normal"}}', "#/facts/mail_flow", "more than once"),
    ("NaN", b'{"events":[{"event_id":NaN}]}', "#/events/0/event_id", "NaN"),
    ("Infinity", b'{"events":[{"event_id":Infinity}]}', "#/events/0/event_id", "Infinity"),
    ("minus Infinity", b'{"text":"x","n":-Infinity}', "#/n", "Infinity"),
    ("1e999", b'{"events":[{"event_id":1e999}]}', "#/events/0/event_id", "large"),
    ("minus 1e999", b'{"events":[{"event_id":-1e999}]}', "#/events/0/event_id", "large"),
    ("5,000 digits", b'{"events":[{"event_id":' + b"9" * 5000 + b"}]}", "#/events/0/event_id", "5000 digits"),
    ("NUL in a name", server(name="EXCH\0B"), "#/facts/server/name", "control characters"),
    ("NUL in a source", event(source="MSExchangeMTA\0"), "#/events/1/source", "control characters"),
    ("NUL in the ticket's id", body({"ticket": {"id": "\0"}}), "#/ticket/id", "control characters"),
    ("NUL in the name of a member", b'{"text":"x","\\u0000":1}', "#", "control characters"),
    ("a lone surrogate in the text", b'{"text":"\\ud800"}', "#/text", "surrogates"),
    ("a lone low surrogate", b'{"text":"\\udfff x"}', "#/text", "surrogates"),
    ("surrogates the wrong way round", b'{"text":"\\udc00\\ud800"}', "#/text", "surrogates"),
    ("a lone surrogate in a description", event(description="\ud800"), "#/events/1/description", "surrogates"),
    ("a lone surrogate in the name of a member", b'{"text":"x","\\ud800":1}', "#", "surrogates"),
    ("a name that is too long", server(name="x" * 256), "#/facts/server/name", "255"),
    ("100 lists", b'{"text":"x","n":' + b"[" * 100 + b"]" * 100 + b"}", "#/n" + "/0" * 31, "deeper"),
]


@pytest.fixture(autouse=True)
def nothing_is_recorded(client: TestClient) -> Iterator[None]:
    before = newest(client)
    yield
    assert newest(client) == before
    answer_of(client.post("/diagnose", json=NOISE))


@pytest.mark.parametrize(("sent", "pointer", "word"), [pytest.param(*row[1:], id=row[0]) for row in DOES_NOT_FIT])
def test_what_does_not_fit_is_named_with_its_place(client: TestClient, sent: bytes, pointer: str, word: str) -> None:
    problem = problem_of(client.post("/diagnose", content=sent, headers=JSON), 422, "invalid-body")
    places = {place.pointer: place.detail for place in problem.errors or ()}
    assert pointer in places
    assert word in places[pointer]


NO_JSON: list[tuple[str, bytes, str]] = [
    ("empty", b"", "line 1, column 1"),
    ("blank", b" \n ", "line 2"),
    ("cut short", b'{\n  "text": "x"', "line 2, column 14"),
    ("more behind it", b'{"text":"x"} x', "column 14"),
    ("single quotes", b"{'text':'x'}", "column 2"),
    ("a comma too many", b'{"text":"x",}', "column"),
    ("a line break in a text", b'{"text":"a\nb"}', "control character"),
    ("NUL between the members", b'{\0"text":"x"}', "column 2"),
    ("invalid UTF-8", b'{"text":"\xff"}', "byte 9"),
    ("a surrogate in UTF-8", b'{"text":"\xed\xa0\x80"}', "byte 9"),
    ("an overlong form", b'{"text":"\xc0\x80"}', "byte 9"),
    ("UTF-16", '{"text":"x"}'.encode("utf-16"), "byte 0"),
    ("UTF-16 without a mark", '{"text":"x"}'.encode("utf-16-le"), "column 2"),
    ("100,000 lists", b"[" * DEEPER + b"]" * DEEPER, "deeper"),
    ("100,000 objects", b'{"a":' * DEEPER + b"1" + b"}" * DEEPER, "deeper"),
    ("100,000 lists that never end", b"[" * DEEPER, "deeper"),
]


@pytest.mark.parametrize(("sent", "word"), [pytest.param(*row[1:], id=row[0]) for row in NO_JSON])
def test_what_is_no_json_is_named_with_its_place(client: TestClient, sent: bytes, word: str) -> None:
    problem = problem_of(client.post("/diagnose", content=sent, headers=JSON), 400, "malformed-body")
    assert word in problem.detail
    assert [place.pointer for place in problem.errors or ()] == ["#"]


@pytest.mark.parametrize("sent", [b"[" * 1000 + b"]" * 1000, b'{"a":' * 1000 + b"1" + b"}" * 1000])
def test_nesting_1000_deep_is_refused_whichever_limit_it_meets_first(client: TestClient, sent: bytes) -> None:
    response = client.post("/diagnose", content=sent, headers=JSON)
    status, slug = (400, "malformed-body") if response.status_code == 400 else (422, "invalid-body")
    problem = problem_of(response, status, slug)
    assert problem.errors
    assert "nested deeper than 32" in problem.errors[0].detail


def test_every_fault_is_named_at_once(client: TestClient) -> None:
    sent = {"evnts": [], "text": 1, "facts": {"server": {"service_pack": 99}}}
    problem = problem_of(client.post("/diagnose", json=sent), 422, "invalid-body")
    assert {place.pointer for place in problem.errors or ()} == {"#/evnts", "#/text", "#/facts/server/service_pack"}


def test_of_ten_thousand_faults_the_first_twenty_are_named(client: TestClient) -> None:
    problem = problem_of(client.post("/diagnose", json={"events": [{}] * 10_000}), 422, "invalid-body")
    assert len(problem.errors or ()) == 20


def test_what_was_sent_is_not_sent_back(client: TestClient) -> None:
    response = client.post("/diagnose", json={"text": 1, "facts": {"mail_flow": "our secret"}})
    problem_of(response, 422, "invalid-body")
    assert "our secret" not in response.text


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_body_of_5_mb_is_too_large(client: TestClient, declared: bool) -> None:  # noqa: FBT001 - a parameter
    sent = body({"text": "x" * 5_000_000})
    content: Any = sent if declared else (sent[at : at + 65536] for at in range(0, len(sent), 65536))
    response = client.post("/diagnose", content=content, headers=JSON)
    assert ("content-length" in response.request.headers) is declared
    assert "4194304" in problem_of(response, 413, "body-too-large").detail


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"Content-Type": "application/xml"}, "application/xml"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "application/x-www-form-urlencoded"),
        ({"Content-Type": "multipart/mixed; boundary=x"}, "multipart/mixed"),
        ({"Content-Type": "application/jsonp"}, "application/jsonp"),
        ({"Content-Type": "application/problem+json"}, "application/problem+json"),
        ({"Content-Type": "text/html"}, "text/html"),
        ({"Content-Type": "json"}, "json"),
        ({"Content-Type": ""}, "''"),
        ({"Content-Type": "application/json; charset=latin-1"}, "latin-1"),
        ({"Content-Type": "text/plain; charset=iso-8859-1"}, "iso-8859-1"),
        ({"Content-Type": 'text/plain; charset="utf-16"'}, "utf-16"),
        (JSON | {"Content-Encoding": "gzip"}, "gzip"),
        (JSON | {"Content-Encoding": "br, gzip"}, "gzip"),
    ],
)
def test_media_types_and_codings_not_read_here_are_named(
    client: TestClient, headers: dict[str, str], named: str
) -> None:
    sent = gzip.compress(body(NOISE)) if "Content-Encoding" in headers else body(NOISE)
    response = client.post("/diagnose", content=sent, headers=headers)
    assert named in problem_of(response, 415, "unsupported-media-type").detail


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [(b"caf\xe9", 400, "malformed-body"), (b"", 422, "invalid-body"), (b" \r\n\t", 422, "invalid-body")],
)
def test_plain_text_has_to_be_utf_8_and_hold_something(client: TestClient, sent: bytes, status: int, slug: str) -> None:
    problem = problem_of(client.post("/diagnose", content=sent, headers=TEXT), status, slug)
    assert [place.pointer for place in problem.errors or ()] == ["#"]


@pytest.mark.parametrize(
    "sent", [b'{"\\ud800":NaN}', b'{"text":"x","\\ud83d":{"a":1e999}}', b'{"\\u0000":{"\\udfff":1}}']
)
def test_a_place_below_a_name_that_is_no_text_can_be_named_too(client: TestClient, sent: bytes) -> None:
    assert problem_of(client.post("/diagnose", content=sent, headers=JSON), 422, "invalid-body").errors


@pytest.mark.parametrize(("method", "path"), [("PUT", "/diagnose"), ("POST", "/diagnoses"), ("DELETE", "/livez")])
def test_another_method_is_refused_with_those_there_are(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path, json=noise())
    problem_of(response, 405, "method-not-allowed")
    assert response.headers["allow"]


def test_an_address_where_nothing_stands_is_a_problem_too(client: TestClient) -> None:
    problem_of(client.get("/nothing/here"), 404, "not-found")
    problem_of(client.get("/diagnoses/01890000-0000-7000-8000-000000000000"), 404, "not-found")
    problem_of(client.get("/diagnoses/%00"), 404, "not-found")
