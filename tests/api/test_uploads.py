"""Logs and texts uploaded with a ticket: they are read like any other part of it, and recorded as what they hold."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from app.api.app import create_app
from tests.api.asking import NOISE, PASTED, all_of, answer_of, newest, problem_of, service_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

TEXT_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 151, "
    "NT/MTA error code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A, "
    "Protocol String ncacn_ip_tcp:10.1.2.3[1092] [BASE IL INCOMING RPC 39 507] (14)"
)
ROW = "6/4/2001\t8:{minute:02}:31 AM\tMSExchangeMTA\tWarning\tInterface\t9322\tN/A\tEXCH-B\t" + TEXT_9322
LOG = "\r\n".join(ROW.format(minute=minute) for minute in range(40)).encode()
XML = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchangeMTA'/>"
    "<EventID Qualifiers='32768'>9322</EventID><Level>3</Level><TimeCreated SystemTime='2001-06-04T08:10:31.000Z'/>"
    "<Computer>EXCH-B</Computer></System><EventData><Data>151</Data><Data>1722</Data><Data>1722</Data><Data>1722</Data>"
    "<Data>EXCH-A</Data></EventData></Event>"
)
File = tuple[str, bytes]


def uploaded(
    client: TestClient, *files: File, request: object = None, text: str | None = None, **headers: str
) -> Response:
    parts: list[tuple[str, Any]] = [("file", one) for one in files]
    parts += [("request", (None, json.dumps(request)))] if request is not None else []
    parts += [("text", (None, text))] if text is not None else []
    return client.post("/diagnose", files=parts, headers=headers)


def codes(answer: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in answer["warnings"]]


def test_a_log_becomes_entries_with_counts_and_the_times_of_the_first_and_the_last(client: TestClient) -> None:
    (entry,) = answer_of(uploaded(client, ("application.csv", LOG)))["symptoms"]["events"]
    assert (entry["event_id"], entry["count"], entry["counted"], entry["peer"]) == (9322, 40, False, "EXCH-A")
    assert (entry["logged_at"], entry["last_logged_at"]) == ("6/4/2001 8:00:31 AM", "6/4/2001 8:39:31 AM")


def test_an_answer_names_the_files_it_was_made_from(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("C:\\logs\\application.csv", LOG), ("system.xml", XML.encode())))
    assert [(one["name"], one["records"]) for one in answer["symptoms"]["files"]] == [
        ("application.csv", 40),
        ("system.xml", 1),
    ]


def test_entries_of_several_files_are_folded_together(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("a.csv", LOG), ("b.csv", LOG + b"\r\n")))
    assert [entry["count"] for entry in answer["symptoms"]["events"]] == [80]


def test_a_file_that_is_attached_twice_counts_once(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("a.csv", LOG), ("copy of a.csv", LOG)))
    assert [entry["count"] for entry in answer["symptoms"]["events"]] == [40]
    assert len(answer["symptoms"]["files"]) == 1


def test_an_upload_may_carry_a_request_and_is_settled_by_its_facts(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("application.csv", LOG), request={"facts": NOISE["facts"]}))
    assert (answer["verdict"], answer["article"]["id"]) == ("expected_behavior", "Q303156")


def test_the_events_of_the_request_come_first(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("application.csv", LOG), request=NOISE))
    assert [entry["count"] for entry in answer["symptoms"]["events"]] == [1, 40]


def test_a_text_part_is_read_like_any_text(client: TestClient) -> None:
    answer = answer_of(uploaded(client, text=PASTED, request={"text": "Nothing is delivered to EXCH-A."}))
    assert [entry["peer"] for entry in answer["symptoms"]["events"]] == ["EXCH-A"]
    assert answer["symptoms"]["facts"]["mail_flow"]["value"] == "stopped"


def test_a_text_file_is_read_with_its_sentences(client: TestClient) -> None:
    note = "Server EXCH-B logs this:\r\n\r\n" + PASTED + "\r\n\r\nNothing is delivered to EXCH-A.\r\n"
    answer = answer_of(uploaded(client, ("note.txt", note.encode("utf-16"))))
    assert answer["symptoms"]["facts"]["mail_flow"]["value"] == "stopped"
    assert [entry["peer"] for entry in answer["symptoms"]["events"]] == ["EXCH-A"]


@pytest.mark.parametrize(
    "rubbish", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"ElfFile\0" + b"\xff" * 200, b"\x30\0\0\0LfLe" + b"\0" * 100]
)
def test_a_file_that_cannot_be_read_is_a_warning_and_holds_back_what_would_be_harmless(
    client: TestClient, rubbish: bytes
) -> None:
    answer = answer_of(uploaded(client, ("rubbish.bin", rubbish), request=NOISE))
    assert answer["verdict"] == "needs_information"
    assert {"unread_file", "held_back"} <= set(codes(answer))
    assert any("rubbish.bin" in warning["detail"] for warning in answer["warnings"])


def test_an_entity_bomb_is_refused_and_the_ticket_is_answered_all_the_same(client: TestClient) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>' + XML.replace("EXCH-B", "&y;")
    answer = answer_of(uploaded(client, ("bomb.xml", bomb.encode()), request=NOISE))
    assert answer["verdict"] == "needs_information"
    assert "haha" not in json.dumps(answer)


def test_bytes_that_cannot_be_decoded_are_named(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("application.csv", LOG + b"\r\n\x81\x8d caf\xe9 \r\n")))
    assert "undecodable_bytes" in codes(answer)
    assert answer["symptoms"]["events"][0]["count"] == 40


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("thread.txt", b"Nothing is delivered to EXCH-A.\n" + b"The users wait.\n" * 70_000, "sentences_not_read"),
        ("thread.txt", b"9322 \x81 \x8d caf\xe9", "undecodable_bytes"),
        ("thread.txt", b"EXCH-A has two NICs. The server runs 5.5 SP4. " * 3000, "too_many_statements"),
    ],
)
def test_nothing_is_called_harmless_beside_a_text_that_was_not_read(
    client: TestClient, name: str, data: bytes, code: str
) -> None:
    answer = answer_of(uploaded(client, ("application.csv", LOG), (name, data), request={"facts": NOISE["facts"]}))
    assert answer["verdict"] == "needs_information"
    assert {code, "held_back"} <= set(codes(answer))


def test_what_is_recorded_is_the_request_that_the_upload_stands_for(client: TestClient) -> None:
    answer = answer_of(uploaded(client, ("application.csv", LOG), request={"ticket": {"system": "glpi", "id": "7"}}))
    (row,) = [one for one in all_of(client, ticket_id="7", ticket_system="glpi") if one["id"] == answer["id"]]
    assert row["verdict"] == answer["verdict"]
    again = client.get(f"/diagnoses/{answer['id']}")
    assert again.json()["symptoms"] == answer["symptoms"]


def test_the_same_upload_under_the_same_key_is_answered_once_whatever_its_boundary(client: TestClient) -> None:
    key = {"Idempotency-Key": "upload-1"}
    first = uploaded(client, ("application.csv", LOG), **key)
    second = uploaded(client, ("application.csv", LOG), **key)
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert answer_of(second, 200) == answer_of(first)
    other = uploaded(client, ("application.csv", LOG + b"\r\n" + ROW.format(minute=59).encode()), **key)
    problem_of(other, 422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"request": "{"}, None),
        ({"request": "[]"}, None),
        ({"request": '{"txt": "x"}'}, "#/txt"),
        ({"request": '{"events": 5}'}, "#/events"),
        ({"txt": "x"}, "#/txt"),
    ],
)
def test_parts_that_do_not_fit_are_named_and_nothing_is_recorded(
    client: TestClient, fields: dict[str, str], place: str | None
) -> None:
    before = newest(client)
    response = client.post("/diagnose", data=fields, files=[("file", ("a.csv", LOG))])
    assert response.status_code in {400, 422}
    if place:
        assert place in [one["pointer"] for one in response.json()["errors"]]
    assert newest(client) == before


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_multipart_is_refused(client: TestClient, body: bytes, media_type: str) -> None:
    response = client.post("/diagnose", content=body, headers={"Content-Type": media_type})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("charset", ["charset=unicode_escape", 'charset="punycode"', "charset=utf-7"])
def test_an_upload_in_another_charset_than_utf_8_is_refused(client: TestClient, charset: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800 +2AA-\xff\r\n--x--\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary=x; {charset}"}
    problem_of(client.post("/diagnose", content=body, headers=headers), 415, "unsupported-media-type")


def test_an_upload_beyond_its_own_limit_is_too_large(tmp_path: Path) -> None:
    with service_in(tmp_path, max_body_bytes=5000) as (client, _):
        problem_of(uploaded(client, ("application.csv", LOG)), 413, "body-too-large")


def test_entries_beyond_the_most_that_a_ticket_may_have_hold_back_what_would_be_harmless(tmp_path: Path) -> None:
    other = LOG.replace(b"9322", b"9318", 1)
    with service_in(tmp_path, max_events=1) as (client, _):
        answer = answer_of(uploaded(client, ("a.csv", LOG + b"\r\n" + other), request={"facts": NOISE["facts"]}))
    assert len(answer["symptoms"]["events"]) == 1
    assert answer["verdict"] == "needs_information"
    assert "too_many_entries" in codes(answer)


def multipart(*parts: tuple[str, bytes], end: bytes = b"--XbX--\r\n") -> tuple[bytes, dict[str, str]]:
    body = b"".join(
        b'--XbX\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), data)
        for name, data in parts
    )
    return body + end, {"Content-Type": "multipart/form-data; boundary=XbX"}


@pytest.mark.parametrize("end", [b"", b"--XbX", b"--Xb", b"--XbX\r\nContent-Disp"])
def test_a_body_that_is_cut_off_is_refused_and_not_read_in_part(client: TestClient, end: bytes) -> None:
    text = b"Nothing is delivered to EXCH-A."
    body, headers = multipart(("request", json.dumps(NOISE).encode()), ("text", text), end=end)
    problem_of(client.post("/diagnose", content=body, headers=headers), 400, "malformed-body")
    whole, headers = multipart(("request", json.dumps(NOISE).encode()), ("text", text))
    assert answer_of(client.post("/diagnose", content=whole, headers=headers))["verdict"] != "expected_behavior"


def test_a_text_part_that_is_not_utf8_is_refused(client: TestClient) -> None:
    body, headers = multipart(("text", b"caf\xe9"))
    problem_of(client.post("/diagnose", content=body, headers=headers), 400, "malformed-body")


def test_parts_that_are_no_files_have_the_limit_of_any_body(tmp_path: Path) -> None:
    with service_in(tmp_path, max_body_bytes=5000) as (client, _):
        client.app = create_app(_, most_bytes=5000, most_upload_bytes=50_000)
        body, headers = multipart(("text", b"a b " * 1500))
        problem_of(client.post("/diagnose", content=body, headers=headers), 413, "body-too-large")


def test_what_a_request_says_of_files_stays_beside_those_that_are_uploaded(client: TestClient) -> None:
    unread = {"name": "a.evtx", "format": "evtx", "records": 1, "warnings": [{"code": "unread_file", "detail": "torn"}]}
    answer = answer_of(uploaded(client, ("note.txt", b"Hello."), request=NOISE | {"files": [unread]}))
    assert [one["name"] for one in answer["symptoms"]["files"]] == ["a.evtx", "note.txt"]
    assert answer["verdict"] == "needs_information"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_a_mail_is_read_however_it_is_encoded(client: TestClient, encoding: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "MTA"
    mail.set_content("Nothing is delivered to EXCH-A.\n\n" + PASTED, cte=encoding)
    answer = answer_of(uploaded(client, ("mail.eml", mail.as_bytes())))
    assert answer["symptoms"]["facts"]["mail_flow"]["value"] == "stopped"
    assert [entry["peer"] for entry in answer["symptoms"]["events"]] == ["EXCH-A"]


def test_attachments_of_a_mail_are_not_lost_in_silence(client: TestClient) -> None:
    mail = EmailMessage()
    mail.set_content(PASTED)
    mail.add_attachment(LOG, maintype="text", subtype="csv", filename="application.csv")
    answer = answer_of(uploaded(client, ("mail.eml", mail.as_bytes()), request=NOISE))
    assert answer["verdict"] != "expected_behavior"
    assert "unread_file" in codes(answer)


def test_an_upload_that_could_not_be_read_to_its_end_is_answered_once_all_the_same(tmp_path: Path) -> None:
    with service_in(tmp_path, max_reading_seconds=0.0001, max_body_bytes=1_000_000) as (client, _):
        first, second, third = (uploaded(client, ("a.csv", LOG * 50), **{"Idempotency-Key": "slow"}) for _ in range(3))
    assert (first.status_code, second.status_code, third.status_code) == (201, 200, 200)
