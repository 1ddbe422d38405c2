"""Event entries in JSON: the shapes in which tools write them, where they stand, and what cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.json_records import read_json_records
from tests.intake.layouts.json_writers import DIALECTS, WRITERS, ecs, evtx_json, get_winevent, nxlog
from tests.intake.reports import MODERATE

if TYPE_CHECKING:
    from app.intake.layouts.found import Reading

WHEN = "2020-07-21T23:34:18.918Z"
SINCE_1970 = "/Date(1595374458918)/"
EVENT = ReportedEvent(
    9318, "MSExchangeMTA", "EXCH-B", "Error", "Interface", WHEN, description="Unable to bind.", strings=("151", "", "A")
)


def read(text: str) -> Reading:
    return read_json_records(text, Vocabulary(), Allowance())


def events(text: str) -> list[ReportedEvent]:
    reading = read(text)
    assert reading.warnings == []
    return [one.event for one in reading.entries]


def warned(text: str) -> list[tuple[str, tuple[int, int] | None]]:
    return [(one.code, one.span) for one in read(text).warnings]


def stated(event: ReportedEvent, dialect: str) -> ReportedEvent:
    return replace(event, strings=()) if dialect == "nxlog" else event


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_every_part_that_it_has(dialect: str) -> None:
    text = json.dumps(DIALECTS[dialect](EVENT))
    (found,) = read(f"we see\n{text}\nsince today").entries
    assert found.event == stated(EVENT, dialect)
    assert (found.layout, found.span) == (dialect, (7, 7 + len(text)))


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize("indent", [None, 4])
def test_an_array_and_json_lines_are_read_record_by_record(dialect: str, indent: int | None) -> None:
    record = WRITERS[dialect](EVENT)
    lines = "\n".join(json.dumps(record, indent=indent) for _ in range(3))
    assert events(json.dumps([record] * 3, indent=indent)) == events(lines) == [stated(EVENT, dialect)] * 3


def test_an_event_is_read_however_deep_it_lies() -> None:
    lying: object = {"Id": 9318, "ProviderName": "MSExchangeMTA", "Message": "x"}
    for _ in range(20):
        lying = {"hits": [lying]}
    assert [one.event_id for one in events(json.dumps(lying))] == [9318]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NAMES = TEXTS.filter(lambda text: text == text.strip() and text not in {"", "0"})
MADE = st.builds(
    ReportedEvent,
    st.integers(0, 0xFFFF),
    NAMES,
    NAMES,
    st.sampled_from(["Error", "Warning", "Information"]),
    NAMES.filter(lambda text: not text.isdigit()),
    NAMES,
    description=NAMES,
    strings=st.lists(TEXTS, min_size=2, max_size=12).map(tuple),
)


@pytest.mark.parametrize("writer", WRITERS)
@MODERATE
@given(event=MADE, ascii_only=st.booleans(), before=TEXTS, after=TEXTS)
def test_what_is_written_as_json_is_read_back_the_same(
    writer: str, event: ReportedEvent, *, ascii_only: bool, before: str, after: str
) -> None:
    text = json.dumps(WRITERS[writer](event), ensure_ascii=ascii_only)
    (found,) = read(f"{before.replace('{', '')}\n{text} {after.replace('{', '')}").entries
    assert found.event == stated(event, writer)


@pytest.mark.parametrize(
    "header",
    [
        "<14>Dec 13 17:45:02 host nxWinEvt: ",
        "<14>1 2017-12-13T17:45:02Z host nxlog 1 - - ",
        "it said ",
        "> ",
        "\t",
        "(",
    ],
)
def test_a_record_is_found_behind_whatever_stands_before_it(header: str) -> None:
    assert events(header + json.dumps(nxlog(EVENT))) == [stated(EVENT, "nxlog")]


@pytest.mark.parametrize(
    "written",
    [
        SINCE_1970,
        {"value": SINCE_1970, "DateTime": "Dienstag, 21. Juli 2020 23:34:18"},
        WHEN,
        "/Date(1595374458918+0200)/",
    ],
)
def test_every_way_in_which_powershell_writes_a_time_is_read(written: object) -> None:
    record = json.dumps({**get_winevent(EVENT), "TimeCreated": written}).replace("/Date", "\\/Date")
    assert [event.logged_at for event in events(record)] == [WHEN]


@pytest.mark.parametrize("written", ["21.07.2020 23:34:18", "/Date(99999999999999999)/", "/Date(x)/"])
def test_a_time_of_another_form_stays_as_written(written: str) -> None:
    assert [event.logged_at for event in events(json.dumps({**nxlog(EVENT), "EventTime": written}))] == [written]


@pytest.mark.parametrize(
    "lost",
    [
        "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]",
        ["System.Diagnostics.Eventing.Reader.EventProperty"] * 3,
        None,
        [],
    ],
)
def test_properties_that_were_lost_are_not_made_up(lost: object) -> None:
    (event,) = events(json.dumps({**get_winevent(EVENT), "Properties": lost}))
    assert event.strings == ()


@pytest.mark.parametrize(
    ("written", "event_id"),
    [
        (9318, 9318),
        ("9318", 9318),
        (9318.0, 9318),
        ({"#attributes": {"Qualifiers": "49156"}, "#text": "9318"}, 0xC0042466),
        ({"#attributes": {"Qualifiers": 0}, "#text": 9318}, 9318),
        ({"@Qualifiers": "49156", "#text": "9318"}, 0xC0042466),
    ],
)
def test_every_way_of_writing_an_event_id_is_read(written: object, event_id: int) -> None:
    record = evtx_json(EVENT)
    record["Event"]["System"]["EventID"] = written
    assert [event.event_id for event in events(json.dumps(record))] == [event_id]


def test_qualifiers_are_the_upper_half_of_the_id_whatever_their_sign() -> None:
    ids = [events(json.dumps({**get_winevent(EVENT), "Qualifiers": above}))[0].event_id for above in (49156, -16380)]
    assert ids == [0xC0042466] * 2


def test_a_parameter_that_is_missing_leaves_its_place_empty() -> None:
    record = ecs(EVENT)
    record["winlog"]["event_data"] = {"param3": "A", "param1": "151", "Binary": "00"}
    assert [event.strings for event in events(json.dumps(record))] == [("151", "", "A")]


def test_a_search_result_is_looked_into() -> None:
    hit = {"_index": "winlogbeat", "_source": ecs(EVENT), "fields": {"winlog.event_id": ["9318"]}}
    assert events(json.dumps({"took": 3, "hits": {"total": {"value": 2}, "hits": [hit, hit]}})) == [EVENT] * 2


@pytest.mark.parametrize(
    "text",
    [
        '{"Id": 7, "Name": "a ticket"}',
        '{"ticket": {"id": 9318, "title": "event"}}',
        '[{"event": {"code": "x"}}, {"a": 1}]',
        "use {braces} and [brackets], {'quotes'} or {\"half",
        '{"a": ',
        "{}",
        '{"Message": "Event ID: 9318"}',
    ],
)
def test_what_is_no_event_is_left_to_others_without_a_warning(text: str) -> None:
    assert events(text) == []


def test_a_record_without_a_readable_id_in_an_array_of_events_is_told() -> None:
    records = [json.dumps(one) for one in (get_winevent(EVENT), {"a": 1}, {"b": 2}, get_winevent(EVENT))]
    text = "[" + ", ".join(records) + "]"
    assert len(read(text).entries) == 2
    assert warned(text) == [("unread_entry", (text.index('{"a"'), text.index('{"b": 2}') + len('{"b": 2}')))]


@pytest.mark.parametrize("spoilt", ["many", -1, 2**32, "9" * 5000, True, None, [9318]])
def test_a_record_whose_id_cannot_be_read_is_told(spoilt: object) -> None:
    text = json.dumps({**get_winevent(EVENT), "Id": spoilt})
    assert read(text).entries == []
    assert warned(text) == [("unread_entry", (0, len(text)))]


def test_a_record_that_breaks_off_is_told_and_those_before_it_are_read() -> None:
    whole = json.dumps([get_winevent(EVENT)] * 3)
    text = whole[: len(whole) - 40]
    reading = read(text)
    assert [one.event for one in reading.entries] == [EVENT] * 2
    ((code, span),) = warned(text)
    assert code == "unread_entry"
    assert span is not None
    assert span[0] >= reading.entries[-1].span[1]


def test_a_search_result_that_breaks_off_gives_what_is_whole_in_it() -> None:
    whole = json.dumps({"hits": {"hits": [{"_source": ecs(EVENT)}] * 3}})
    reading = read(whole[: len(whole) - 60])
    assert [one.event for one in reading.entries] == [EVENT] * 2
    assert [one.code for one in reading.warnings] == ["unread_entry"]


def test_a_spoilt_record_does_not_hide_the_next_line() -> None:
    good = json.dumps(nxlog(EVENT))
    text = f"{good.replace('Unable to', chr(34) + 'Unable' + chr(34) + ' to')}\n{good}"
    reading = read(text)
    assert [one.event for one in reading.entries] == [stated(EVENT, "nxlog")]
    assert warned(text) == [("unread_entry", (0, text.index("\n")))]


def test_line_breaks_that_mail_put_into_a_string_are_let_pass() -> None:
    text = json.dumps(nxlog(EVENT)).replace("Unable to bind", "Unable\nto bind")
    assert [event.description for event in events(text)] == ["Unable\nto bind."]


def test_what_no_database_can_hold_is_left_out_of_values() -> None:
    text = json.dumps({**nxlog(EVENT), "Message": "a\x00b \ud800 c"})
    assert [event.description for event in events(text)] == ["ab \ufffd c"]


def test_members_named_twice_and_endless_numbers_do_no_harm() -> None:
    text = json.dumps(nxlog(EVENT)).replace('"EventID": 9318', f'"EventID": 1, "EventID": 9318, "More": {"9" * 9999}')
    assert events(text) == [stated(EVENT, "nxlog")]


def test_nesting_too_deep_to_decode_hides_nothing_that_follows() -> None:
    deep = '{"a":[' * 20_000
    assert events(f"{deep}\n{json.dumps(nxlog(EVENT))}") == [stated(EVENT, "nxlog")]


def test_reading_stops_when_the_time_is_over_and_says_so() -> None:
    reading = read_json_records(json.dumps(nxlog(EVENT)), Vocabulary(), Allowance(most_seconds=0, clock=lambda: 0.0))
    assert reading.entries == []
    assert [one.code for one in reading.warnings] == ["reading_stopped"]


PIECES = [
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    '{"',
    '"Id":',
    '"EventID": 9318',
    '"SourceName":',
    "1",
    "\\",
    "\n",
    "x",
    "null",
]


@MODERATE
@given(st.lists(st.sampled_from([*PIECES, json.dumps(nxlog(EVENT)), json.dumps([get_winevent(EVENT)])]), max_size=40))
def test_no_mixture_of_pieces_is_an_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = read(text)
    spans = [one.span for one in reading.entries] + [one.span for one in reading.warnings if one.span]
    assert all(0 <= start < end <= len(text) for start, end in spans)
