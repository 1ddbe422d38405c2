from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.domain.build import Build
from app.domain.errors import InputError, InvalidInput, MalformedInput
from app.domain.vocabulary import FactKind
from app.intake.strict_json import MOST_FAULTS
from app.intake.understand import understand
from tests.intake.reports import MODERATE, accepted, faults_of, pointers_of, reader, vocabulary

ENTRY: dict[str, Any] = {"event_id": 9322}
WHOLE = {
    "ticket": {"system": "zammad", "id": "10081", "title": "…", "opened_at": "2001-06-04T08:12:00Z"},
    "trial": False,
    "text": "free text",
    "events": [
        {
            "event_id": 9322,
            "source": "MSExchangeMTA",
            "computer": "EXCH-B",
            "type": "Warning",
            "category": "Interface",
            "logged_at": "2001-06-04T08:10:31Z",
            "count": 1,
            "description": "An interface error has occurred. An MtaBindBack over RPC has failed. …",
            "strings": ["151", "1722", "1722", "1722", "EXCH-A", "ncacn_ip_tcp:…"],
        }
    ],
    "facts": {
        "server": {"exchange_version": "5.5", "service_pack": 4, "mta_build": "2653.23"},
        "peer": {"multihomed": True},
        "link": {"connector": "site_connector"},
        "mail_flow": "normal",
    },
}


def test_the_contracts_example_is_accepted_member_by_member() -> None:
    report = accepted(WHOLE)
    assert (report.ticket.system, report.ticket.id, report.ticket.title) == ("zammad", "10081", "…")
    assert (report.trial, report.text) == (False, "free text")
    (event,) = report.events
    assert {name: getattr(event, name) for name in WHOLE["events"][0]} == WHOLE["events"][0] | {  # type: ignore[index]
        "strings": ("151", "1722", "1722", "1722", "EXCH-A", "ncacn_ip_tcp:…")
    }
    assert report.facts == {
        "server.exchange_version": "5.5",
        "server.service_pack": 4,
        "server.mta_build": Build.parse("2653.23"),
        "peer.multihomed": True,
        "link.connector": "site_connector",
        "mail_flow": "normal",
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " \t\n"},
        {"events": []},
        {"facts": {}},
        {"facts": {"peer": {"multihomed": None}, "link": {}, "server": None}},
        {"text": None, "events": None, "facts": None},
        {"ticket": {"id": "1"}, "trial": True},
    ],
)
def test_a_body_that_carries_nothing_is_refused(body: object) -> None:
    (fault,) = faults_of(body)
    assert fault.pointer == "#"
    assert "text, events and facts" in fault.detail


@pytest.mark.parametrize("body", [b"", b"   ", b"{", b"\xff"])
def test_a_body_that_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedInput):
        reader().read_json(body)


@pytest.mark.parametrize("body", ["null", "[]", "1", '"text"', "true", '[{"text": "x"}]'])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    (fault,) = faults_of(body.encode())
    assert (fault.pointer, fault.detail) == ("#", "must be an object")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": 1}, "#/text"),
        ({"text": ["a"]}, "#/text"),
        ({"trial": "false", "text": "x"}, "#/trial"),
        ({"trial": 0, "text": "x"}, "#/trial"),
        ({"events": {}}, "#/events"),
        ({"events": "9322"}, "#/events"),
        ({"events": [9322]}, "#/events/0"),
        ({"events": [ENTRY, None]}, "#/events/1"),
        ({"events": [{}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": None}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": "9322"}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": 9322.0}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": True}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": -1}]}, "#/events/0/event_id"),
        ({"events": [{"event_id": 2**32}]}, "#/events/0/event_id"),
        ({"events": [ENTRY | {"source": 1}]}, "#/events/0/source"),
        ({"events": [ENTRY | {"source": ""}]}, "#/events/0/source"),
        ({"events": [ENTRY | {"source": "a" * 256}]}, "#/events/0/source"),
        ({"events": [ENTRY | {"count": 0}]}, "#/events/0/count"),
        ({"events": [ENTRY | {"count": -1}]}, "#/events/0/count"),
        ({"events": [ENTRY | {"count": True}]}, "#/events/0/count"),
        ({"events": [ENTRY | {"count": 1.5}]}, "#/events/0/count"),
        ({"events": [ENTRY | {"description": ["a"]}]}, "#/events/0/description"),
        ({"events": [ENTRY | {"strings": "1722"}]}, "#/events/0/strings"),
        ({"events": [ENTRY | {"strings": ["1", 1722]}]}, "#/events/0/strings/1"),
        ({"events": [ENTRY | {"strings": ["1", None]}]}, "#/events/0/strings/1"),
        ({"events": [ENTRY | {"strings": ["1"] * 101}]}, "#/events/0/strings"),
        ({"facts": []}, "#/facts"),
        ({"facts": {"server": "EXCH-B"}}, "#/facts/server"),
        ({"facts": {"mail_flow": "Normal"}}, "#/facts/mail_flow"),
        ({"facts": {"mail_flow": True}}, "#/facts/mail_flow"),
        ({"facts": {"peer": {"multihomed": "true"}}}, "#/facts/peer/multihomed"),
        ({"facts": {"peer": {"multihomed": 1}}}, "#/facts/peer/multihomed"),
        ({"facts": {"peer": {"service_pack": True}}}, "#/facts/peer/service_pack"),
        ({"facts": {"peer": {"service_pack": "4"}}}, "#/facts/peer/service_pack"),
        ({"facts": {"peer": {"service_pack": 4.0}}}, "#/facts/peer/service_pack"),
        ({"facts": {"peer": {"service_pack": 10}}}, "#/facts/peer/service_pack"),
        ({"facts": {"peer": {"service_pack": -1}}}, "#/facts/peer/service_pack"),
        ({"facts": {"peer": {"mta_build": 2651.75}}}, "#/facts/peer/mta_build"),
        ({"facts": {"peer": {"mta_build": 2651}}}, "#/facts/peer/mta_build"),
        ({"facts": {"peer": {"mta_build": "99.1"}}}, "#/facts/peer/mta_build"),
        ({"facts": {"peer": {"mta_build": "2651.75.1.1.1"}}}, "#/facts/peer/mta_build"),
        ({"facts": {"peer": {"mta_build": "SP4"}}}, "#/facts/peer/mta_build"),
        ({"facts": {"peer": {"exchange_version": 5.5}}}, "#/facts/peer/exchange_version"),
        ({"facts": {"peer": {"exchange_version": "6.0"}}}, "#/facts/peer/exchange_version"),
        ({"facts": {"peer": {"name": "a b"}}}, "#/facts/peer/name"),
        ({"facts": {"peer": {"name": ""}}}, "#/facts/peer/name"),
        ({"ticket": "10081", "text": "x"}, "#/ticket"),
        ({"ticket": {"id": 10081}, "text": "x"}, "#/ticket/id"),
        ({"ticket": {"opened_at": "yesterday"}, "text": "x"}, "#/ticket/opened_at"),
        ({"ticket": {"opened_at": "2001-06-04T08:12:00"}, "text": "x"}, "#/ticket/opened_at"),
        ({"ticket": {"opened_at": 991642320}, "text": "x"}, "#/ticket/opened_at"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(body: object, pointer: str) -> None:
    assert pointers_of(body) == [pointer]


@pytest.mark.parametrize(
    ("body", "pointer", "nearest"),
    [
        ({"txet": "a"}, "#/txet", "text"),
        ({"event": []}, "#/event", "events"),
        ({"Facts": {}}, "#/Facts", "facts"),
        ({"ticket": {"titel": "a"}}, "#/ticket/titel", "title"),
        ({"events": [ENTRY, ENTRY | {"eventid": 1}]}, "#/events/1/eventid", "event_id"),
        ({"events": [ENTRY | {"string": []}]}, "#/events/0/string", "strings"),
        ({"facts": {"mailflow": "normal"}}, "#/facts/mailflow", "mail_flow"),
        ({"facts": {"sever": {}}}, "#/facts/sever", "server"),
        ({"facts": {"peer": {"multihome": True}}}, "#/facts/peer/multihome", "multihomed"),
        ({"facts": {"server": {"mta_bild": "1"}}}, "#/facts/server/mta_bild", "mta_build"),
        ({"facts": {"link": {"firewal": True}}}, "#/facts/link/firewal", "firewall"),
        ({"facts": {"peer": {"resolves_peer_fqdn": True}}}, "#/facts/peer/resolves_peer_fqdn", "resolves_server_fqdn"),
    ],
)
def test_an_unknown_member_is_refused_with_the_nearest_known_name(body: object, pointer: str, nearest: str) -> None:
    (fault,) = faults_of(body)
    assert fault.pointer == pointer
    assert f"did you mean '{nearest}'?" in fault.detail


def test_an_unknown_member_that_is_near_to_none_is_answered_with_all_there_are() -> None:
    (fault,) = faults_of({"facts": {"link": {"zzzzz": 1}}})
    assert "firewall" in fault.detail


def test_a_member_whose_name_needs_escaping_is_pointed_at_rightly() -> None:
    assert pointers_of({"a/b~c": 1}) == ["#/a~1b~0c"]


def test_all_faults_are_listed_at_once_up_to_twenty() -> None:
    body = {"text": 1, "trial": 2, "events": [{"event_id": -1}, {"x": 1}], "facts": {"peer": {"multihomed": 3}}}
    assert set(pointers_of(body)) == {
        "#/text", "#/trial", "#/events/0/event_id", "#/events/1/event_id", "#/events/1/x", "#/facts/peer/multihomed",
    }  # fmt: skip
    assert len(faults_of({"events": [{}] * 1000})) == MOST_FAULTS


def test_ten_thousand_entries_are_accepted_and_one_more_is_refused() -> None:
    assert len(accepted({"events": [ENTRY] * 10_000}).events) == 10_000
    assert pointers_of({"events": [ENTRY] * 10_001}) == ["#/events"]


@pytest.mark.parametrize(
    ("stated", "event_id", "qualified"),
    [
        (0, 0, None),
        (65535, 65535, None),
        (65536, 0, 65536),
        (65536 + 9322, 9322, 65536 + 9322),
        (0x80000000 + 9318, 9318, 0x80000000 + 9318),
        (2**32 - 1, 65535, 2**32 - 1),
    ],
)
def test_a_large_event_id_keeps_its_low_word_and_is_kept_whole_beside_it(
    stated: int, event_id: int, qualified: int | None
) -> None:
    (entry,) = understand(accepted({"events": [{"event_id": stated}]}), vocabulary()).entries
    assert (entry.event_id, entry.qualified_id) == (event_id, qualified)


def test_null_means_not_known_everywhere() -> None:
    entry = dict.fromkeys(("source", "computer", "type", "category", "logged_at", "count", "description", "strings"))
    body = {
        "ticket": {"system": None, "id": None, "title": None, "opened_at": None},
        "trial": None,
        "text": None,
        "events": [entry | ENTRY],
        "facts": {"server": None, "peer": {"multihomed": None, "mta_build": None}, "mail_flow": None},
    }
    report = accepted(body)
    assert report.facts == {}
    assert report.trial is False
    assert report == accepted({"events": [{"event_id": 9322}]})


@pytest.mark.parametrize(
    ("body", "code_of"),
    [
        ({"text": "a\x00b"}, None),
        ({"events": [ENTRY | {"description": "a\x07b"}]}, 0),
        ({"events": [ENTRY, ENTRY | {"strings": ["1", "\x00"]}]}, 1),
    ],
)
def test_control_characters_in_free_text_are_read_with_a_warning(body: object, code_of: int | None) -> None:
    warnings = understand(accepted(body), vocabulary()).warnings
    (warned,) = [one for one in warnings if one.code == "control_characters"]
    assert warned.entries == (() if code_of is None else (code_of,))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": "x", "ticket": {"title": "a\x00"}}, "#/ticket/title"),
        ({"events": [ENTRY | {"source": "MSExchangeMTA\x00"}]}, "#/events/0/source"),
        ({"events": [ENTRY | {"computer": "\x1b"}]}, "#/events/0/computer"),
        ({"facts": {"peer": {"name": "EXCH\x00A"}}}, "#/facts/peer/name"),
        ({"text": "x", "te\x00xt": 1}, "#"),
        ({"text": "\ud800"}, "#/text"),
        ({"events": [ENTRY | {"description": "\udfff"}]}, "#/events/0/description"),
        ({"events": [ENTRY | {"strings": ["\ud800"]}]}, "#/events/0/strings/0"),
    ],
)
def test_control_characters_elsewhere_and_lone_surrogates_anywhere_are_refused(body: object, pointer: str) -> None:
    assert pointers_of(body) == [pointer]


def test_a_text_body_is_the_text() -> None:
    assert reader().read_text("\ufeffMail is slow. é\x00".encode()).text == "Mail is slow. é\x00"


@pytest.mark.parametrize(("body", "error"), [(b"", InvalidInput), (b" \n", InvalidInput), (b"\xff", MalformedInput)])
def test_a_text_body_that_says_nothing_or_is_no_text_is_refused(body: bytes, error: type[InputError]) -> None:
    with pytest.raises(error):
        reader().read_text(body)


def _facts(model: type[BaseModel], prefix: str = "") -> dict[str, tuple[object, str | None]]:
    found: dict[str, tuple[object, str | None]] = {}
    for name, member in model.model_fields.items():
        below = [one for one in get_args(member.annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
        if below:
            found |= _facts(below[0], f"{name}.")
        else:
            found[prefix + name] = (member.annotation, member.description)
    return found


def test_the_model_has_exactly_the_facts_of_the_vocabulary_each_described() -> None:
    (facts,) = [
        one
        for one in get_args(reader().model.model_fields["facts"].annotation)
        if isinstance(one, type) and issubclass(one, BaseModel)
    ]
    members = _facts(facts)
    assert set(members) == set(vocabulary().facts)
    for name, (_, description) in members.items():
        fact = vocabulary().facts[name]
        assert description is not None
        assert fact.means[1:] in description
        assert all(f"`{choice.value}`" in description for choice in fact.choices)


def test_every_member_of_the_request_is_described() -> None:
    definitions = reader().model.model_json_schema()
    for schema in (definitions, *definitions["$defs"].values()):
        assert schema["description"]
        assert all(member.get("description") for member in schema["properties"].values()), schema["title"]
        assert schema["additionalProperties"] is False


@MODERATE
@given(st.data())
def test_every_value_that_a_fact_may_have_is_accepted_and_kept(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(sorted(vocabulary().facts.values(), key=lambda one: one.name)))
    values: dict[FactKind, st.SearchStrategy[Any]] = {
        FactKind.CHOICE: st.sampled_from([choice.value for choice in fact.choices] or [""]),
        FactKind.YES_NO: st.booleans(),
        FactKind.WHOLE_NUMBER: st.integers(fact.lowest, fact.highest),
        FactKind.BUILD: st.sampled_from(["2651", "2651.75", "5.5.2653.23", "6.0.4417.5"]),
        FactKind.HOST_NAME: st.from_regex(r"[A-Za-z0-9]{1,15}(\.[a-z]{1,9}){0,3}", fullmatch=True),
    }
    value = data.draw(values[fact.kind])
    stated: dict[str, Any] = {fact.name.rpartition(".")[2]: value}
    report = accepted({"facts": {fact.subject: stated} if fact.subject else stated})
    assert report.facts == {fact.name: fact.read(value)}


KEYS = st.sampled_from(["text", "events", "facts", "server", "mail_flow", "event_id", "strings", "count", "x"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)


@MODERATE
@given(st.dictionaries(KEYS, ANYTHING, max_size=4))
def test_any_object_is_a_report_or_refused_with_places(body: dict[str, object]) -> None:
    try:
        understand(reader().read_json(json.dumps(body).encode()), vocabulary())
    except InputError as error:
        places = [fault.pointer for fault in error.faults if fault.detail]
    else:
        return
    assert places
    assert all(place.startswith("#") for place in places)
