"""What ticketing systems send becomes the request a person would have written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError, InvalidInput, MalformedInput
from app.domain.field_map import SOURCES
from app.intake.ticketing.payload import LONGEST_ID, LONGEST_TITLE, read_payload, read_plain_text
from tests.intake.reports import MODERATE, reader
from tests.intake.ticketing.payloads import field_maps, request_of, text_of, zammad

ROW = "<tr><td>{}</td><td>{}</td></tr>"
EVENT = ["Event Type:\tWarning", "Event Source:\tMSExchangeMTA", "Event ID:\t9322", "Computer:\tEXCH-B"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text("abc", min_size=1), below, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("system", SOURCES)
def test_the_example_of_each_system_is_read(system: str) -> None:
    request = request_of(system, field_maps()[system].example)
    assert request["ticket"]["system"] == system
    assert request["ticket"]["title"] == "9322 since the second network card"
    assert request["ticket"]["id"]
    assert request["ticket"]["opened_at"]
    assert "\nEvent ID: 9322\n" in request["text"]
    reader().read_object(request)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + "</div><div>".join(EVENT).replace("\t", "&nbsp;&nbsp;") + "</div>",
        "<p>see</p><pre>\r\n" + "\r\n".join(EVENT) + "\r\n</pre>",
        "<br>".join(EVENT),
        "<table>" + "".join(ROW.format(*one.split("\t")) for one in EVENT) + "</table>",
    ],
)
def test_an_entry_pasted_into_html_keeps_its_lines(body: str) -> None:
    lines = text_of("zammad", zammad(body)).split("\n")
    assert [" ".join(line.split()) for line in lines][-4:] == [" ".join(line.split()) for line in EVENT]


def test_plain_text_is_not_taken_for_html() -> None:
    body = "x <br> y &lt; z\r\nEvent ID: 9322"
    assert text_of("zammad", zammad(body, "text/plain; charset=utf-8")).endswith("x <br> y &lt; z\nEvent ID: 9322")


def test_without_a_content_type_html_is_told_by_its_tags() -> None:
    assert text_of("zammad", zammad("a<br>b", None)).endswith("a\nb")
    assert text_of("zammad", zammad("a < b & c > d", None)).endswith("a < b & c > d")


def test_glpi_content_is_read_whether_its_brackets_are_encoded_or_not() -> None:
    for content in ("&#60;p&#62;one&#60;/p&#62;&#60;p&#62;two&#60;/p&#62;", "<p>one</p><p>two</p>"):
        payload = {"event": "new", "item": {"id": 5, "name": "T", "content": content, "date": "2026-01-05 10:00:00"}}
        request = request_of("glpi", payload)
        assert request == {"ticket": {"system": "glpi", "id": "5", "title": "T"}, "text": "T\n\none\ntwo"}


def test_a_follow_up_of_glpi_belongs_to_its_ticket() -> None:
    item = {"id": 77, "itemtype": "Ticket", "items_id": 5, "content": "<p>still so</p>", "date": None}
    parent = {"id": 5, "name": "T", "content": "<p>first</p>", "date_creation": "2026-01-05T10:00:00+00:00"}
    request = request_of("glpi", {"event": "new", "item": item, "parent_item": parent})
    assert request["ticket"] == {"system": "glpi", "id": "5", "title": "T", "opened_at": "2026-01-05T10:00:00Z"}
    assert request["text"] == "T\n\nfirst\n\nstill so"


def test_a_note_of_redmine_follows_the_description() -> None:
    issue = {"id": 12, "subject": "S", "description": "<pre>Event ID: 9322\r\n</pre>", "created_on": None}
    payload = {"type": "issue.updated", "data": {"issue": issue, "journal": {"id": 1, "notes": "more", "details": []}}}
    assert text_of("redmine", payload) == "S\n\nEvent ID: 9322\n\nmore"


def test_servicenow_fields_may_be_pairs_below_a_result() -> None:
    payload = {
        "result": {
            "number": {"display_value": "INC0010001", "value": "INC0010001"},
            "short_description": {"display_value": "S", "value": "S"},
            "description": {"display_value": "D", "value": "D"},
            "opened_at": {"display_value": "05/01/2026 11:00:00", "value": "2026-01-05 10:00:00"},
            "work_notes": {"display_value": "2026-01-05 11:00:00 - Jo (Work notes)\nmail flows", "value": ""},
            "caller_id": {"link": "https://x.example/1", "value": "6816"},
        }
    }
    request = request_of("servicenow", payload)
    assert request["ticket"]["id"] == "INC0010001"
    assert request["ticket"]["opened_at"] == "2026-01-05T10:00:00Z"
    assert request["text"] == "S\n\nD\n\n2026-01-05 11:00:00 - Jo (Work notes)\nmail flows"


def jira(description: object, *comments: object) -> dict[str, Any]:
    fields = {"summary": "S", "description": description, "comment": {"comments": [{"body": one} for one in comments]}}
    return {"webhookEvent": "jira:issue_updated", "issue": {"id": "18001", "key": "IT-4", "fields": fields}}


def test_jira_text_is_read_out_of_wiki_markup() -> None:
    described = "{noformat}Event ID: 9322 \\[BASE IL\\]{noformat}{code:java}x{code}{color:#ff0000}red{color}"
    assert text_of("jira", jira(described, "one", "two")).split() == (
        ["S", "Event", "ID:", "9322", "[BASE", "IL]", "x", "red", "one", "two"]
    )


def test_jira_text_is_read_out_of_atlassian_documents() -> None:
    def paragraph(*nodes: object) -> dict[str, Any]:
        return {"type": "paragraph", "content": list(nodes)}

    def text(written: str) -> dict[str, Any]:
        return {"type": "text", "text": written, "marks": [{"type": "strong"}]}

    row = {"type": "tableRow", "content": [{"type": "tableCell", "content": [paragraph(text(one))]} for one in "ab"]}
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            paragraph(text("Event Source: MSExchangeMTA"), {"type": "hardBreak"}, text("Event ID: 9322")),
            {"type": "codeBlock", "content": [text("Computer: EXCH-B\nUser: N/A")]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph(text("since Monday"))]}]},
            {"type": "table", "content": [row]},
            paragraph({"type": "mention", "attrs": {"text": "@jo"}}, text(" asks"), {"type": "text"}, {"type": 5}),
            {"type": "rule"},
            paragraph({"type": "text", "text": "mail flows", "marks": [{"type": "strike"}]}),
        ],
    }
    assert text_of("jira", jira(document)).split("\n") == [
        "S",
        "",
        "Event Source: MSExchangeMTA",
        "Event ID: 9322",
        "Computer: EXCH-B",
        "User: N/A",
        "since Monday",
        "a\tb",
        "@jo asks",
        "",
        "[struck out]",
    ]


def test_the_comment_an_event_is_about_is_read_once_though_it_stands_twice() -> None:
    payload = jira("D", "mail flows") | {"comment": {"body": "mail flows"}}
    assert text_of("jira", payload) == "S\n\nD\n\nmail flows"


def test_zendesk_payloads_of_events_and_of_triggers_are_read() -> None:
    envelope = {"type": "zen:event-type:ticket.comment_added", "id": "01HK", "subject": "zen:ticket:35436"}
    event = envelope | {
        "detail": {"id": "35436", "subject": "S", "description": "D"},
        "event": {"comment": {"body": "C"}},
    }
    trigger = {"ticket": {"id": "35436", "title": "S", "description": "D", "latest_comment": "C"}}
    for payload in (event, trigger):
        request = request_of("zendesk", payload)
        assert request == {"ticket": {"system": "zendesk", "id": "35436", "title": "S"}, "text": "S\n\nD\n\nC"}


def test_generic_payloads_may_use_the_names_that_systems_use() -> None:
    freshdesk = {"freshdesk_webhook": {"ticket_id": 4, "ticket_subject": "S", "ticket_description": "<div>D</div>"}}
    nested: dict[str, Any] = {
        "ticket": {"key": "4", "summary": "S", "description": "D", "description_text": None, "comments": []}
    }
    for payload in (freshdesk, nested, {"id": 4, "subject": "S", "body": "D", "comments": [None, {"body": ""}, 5.5]}):
        request = request_of("generic", payload)
        assert request == {"ticket": {"system": "generic", "id": "4", "title": "S"}, "text": "S\n\nD"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-11-13T14:34:35.282Z", "2020-11-13T14:34:35.282000Z"),
        ("2026-01-05T10:00:00.000+0100", "2026-01-05T10:00:00+01:00"),
        ("2026-01-05 10:00:00", None),
        ("05/01/2026 10:00", None),
        ("2026-01-05", None),
        ("2026-13-05T10:00:00Z", None),
        ("yesterday", None),
        (1462941258113, None),
    ],
)
def test_a_time_is_kept_only_with_its_zone(written: object, read: str | None) -> None:
    assert request_of("zammad", zammad("x", created_at=written))["ticket"].get("opened_at") == read


def test_names_too_long_are_cut_and_nothing_of_the_text_is_lost() -> None:
    ids = {request_of("zammad", zammad("x", number="7" * 300 + end, title="t " * 900))["ticket"]["id"] for end in "ab"}
    assert len(ids) == 2
    request = request_of("zammad", zammad("x", number="7" * 300, title="t " * 900))
    assert len(request["ticket"]["id"]) == LONGEST_ID
    assert len(request["ticket"]["title"]) <= LONGEST_TITLE
    assert request["text"].count("t ") == 899
    reader().read_object(request)


def test_control_characters_do_no_harm() -> None:
    request = request_of("zammad", zammad("a\0b", "text/plain", title="x\0y\r\n z\x85", number="1\x002"))
    assert request["ticket"] == {"system": "zammad", "id": "1 2", "title": "x y z"} | {
        "opened_at": "2020-11-13T14:34:35.282000Z"
    }
    assert request["text"] == "x y z\n\na\0b"


@pytest.mark.parametrize("payload", [{}, [], 5, "text", {"ticket": None, "article": []}, zammad(" \n", title=None)])
def test_a_payload_without_text_is_refused_with_the_places_that_were_looked_at(payload: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        request_of("zammad", payload)
    assert [fault.pointer for fault in caught.value.faults] == ["#/ticket/title", "#/article/body"]


def test_lists_are_shown_in_pointers_by_a_dash() -> None:
    with pytest.raises(InvalidInput) as caught:
        request_of("jira", {})
    assert "#/issue/fields/comment/comments/-/body" in [fault.pointer for fault in caught.value.faults]


def test_a_title_alone_is_text() -> None:
    assert text_of("zammad", zammad(None, None)) == "Webhook-Test"


@pytest.mark.parametrize("body", [b"", b"{", b'{"ticket":\xff}', b"\x00"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedInput):
        request_of("zammad", body)


def test_plain_text_is_the_text_of_the_ticket() -> None:
    ticket = read_plain_text("\ufeffa\r\nb é".encode(), "zendesk", " 7 ")
    assert reader().read_json(ticket.request).text == "a\r\nb é"
    assert reader().read_json(ticket.request).ticket.id == "7"
    assert reader().read_json(read_plain_text(b"x", "zendesk", None).request).ticket.id is None


@pytest.mark.parametrize("body", [b"", b" \r\n", b"\xff"])
def test_plain_text_that_says_nothing_or_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read_plain_text(body, "zendesk", None)


@MODERATE
@given(st.sampled_from(SOURCES), JSON, st.data())
def test_whatever_stands_anywhere_gives_a_request_that_fits_or_a_refusal(system: str, value: Any, data: Any) -> None:  # noqa: ANN401 - any JSON
    field_map = field_maps()[system]
    places = [
        *field_map.id,
        *field_map.title,
        *field_map.opened_at,
        *(path for one in field_map.pieces for path in one.paths),
    ]
    payload: object = value
    for step in reversed(data.draw(st.sampled_from(places)).steps):
        payload = [payload] if step == "[]" else {step: payload}
    try:
        request = request_of(system, payload)
    except InvalidInput:
        return
    reader().read_object(request)


def test_a_request_is_always_written_the_same_way() -> None:
    field_map = field_maps()["zammad"]
    one, other = b'{"ticket":{"id":1,"title":"T"}}', b'{ "ticket": {"title": "T", "id": 1}, "more": [] }'
    assert read_payload(one, field_map).request == read_payload(other, field_map).request


def test_an_emoji_that_was_cut_in_half_does_not_lose_the_ticket() -> None:
    payload = json.dumps(zammad("nothing is delivered \ud83d", "text/plain"))
    assert "\\ud83d" in payload
    assert "nothing is delivered \ufffd" in read_payload(payload.encode(), field_maps()["zammad"]).said
