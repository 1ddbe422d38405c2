from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.host_name import canonical_host
from app.intake.descriptions import FieldsRead, read_fields
from tests.intake.reports import LONG_9318, LONG_9322, MODERATE, SHORT_9318, SHORT_9322, VALUES, WORDINGS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = ("ltab_index", "nt_error", "comms_error", "bind_error")
Q303156_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has\n   failed. Locality Table (LTAB) index: %1, NT/MTA "
    "error code:1722. Comms error\n   %3, Bind error %4,Remote Server Name %5, "
    "Protocol String <IP Address of\n   Server>."
)
Q303156_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC.\n   Locality Table (LTAB) index: 151, NT/MTA error "
    "code: 1722. Comms error 1722,\n   Bind error 1722, Remote Server Name SERVERNAME [MAIN BASE 1 500 %10] (14)"
)
Q225206_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has failed.\n   Locality Table (LTAB) index: 213, NT/MTA "
    "error code: 9260. Comms error BASE\n   IL, Bind error INCOMING RPC, Remote Server Name 106, Protocol String 507 "
    "[%7\n   %8 %9 %10] (14)"
)
Q323733_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has\n   failed. Locality Table (LTAB) index: 68, NT/MTA "
    "error code: 5. Comms error 5,\n   Bind error 0, Remote Server Name OTHERSERVER, Protocol String\n   "
    "ncacn_ip_tcp:your server IP address[3208] [BASE IL INCOMING RPC 39 507] (14)"
)

OLD_PLACE = "BASE IL MAIN BASE 1 500"
Q225196_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC.\n   The locality table (LTAB) index is 76. "
    "Windows NT error code: 1330 [BASE IL\n   MAIN BASE 1 500] (12)"
)
Q248488_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC.\n   The locality table (LTAB) index is 76. "
    "Windows NT error code: XXXX. [BASE IL\n   MAIN BASE 1 500] (12)"
)
Q275468_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC.\n   Locality Table (LTAB) index: %1, NT/MTA "
    "error code: 14. Comms error %3, Bind\n   error %4...,"
)
Q217142_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has failed.\n   Locality Table (LTAB) index: %1, NT/MTA "
    "error code:5.\n   Comms error %3, Bind error %4,Remote Server Name %5, Protocol String %6 [%7 %8\n   %9 %10]"
)


def _read(
    event_id: int, description: str | None = None, *strings: str, source: str | None = "MSExchangeMTA"
) -> FieldsRead:
    return read_fields(vocabulary(), event_id, source, description, strings)


def _whole(wording: str) -> dict[str, Any]:
    severity = re.findall(r"\] \(([0-9]+)\)$", wording)
    return {name: VALUES[name] for name in re.findall(r"\{(\w+)\}", wording)} | {"severity": int(severity[0])}


@pytest.mark.parametrize(("event_id", "wording"), WORDINGS)
def test_each_wording_gives_every_field_it_names(event_id: int, wording: str) -> None:
    read = _read(event_id, wording.format(**VALUES))
    assert read == FieldsRead(_whole(wording), fits=True)


@pytest.mark.parametrize(
    ("event_id", "description", "values"),
    [
        (9322, Q303156_9322, {"nt_error": 1722}),
        (
            9318,
            Q303156_9318,
            {
                "ltab_index": 151, "nt_error": 1722, "comms_error": 1722, "bind_error": 1722,
                "remote_server": "SERVERNAME", "location": "MAIN BASE 1 500 %10", "severity": 14,
            },
        ),
        (
            9322,
            Q323733_9322,
            {
                "ltab_index": 68, "nt_error": 5, "comms_error": 5, "bind_error": 0, "remote_server": "OTHERSERVER",
                "protocol_string": "ncacn_ip_tcp:your server IP address[3208]",
                "location": "BASE IL INCOMING RPC 39 507", "severity": 14,
            },
        ),
        (9318, Q225196_9318, {"ltab_index": 76, "nt_error": 1330, "location": OLD_PLACE, "severity": 12}),
        (9318, Q248488_9318, {"ltab_index": 76, "location": OLD_PLACE, "severity": 12}),
        (9318, Q275468_9318, {"nt_error": 14}),
        (9322, Q217142_9322, {"nt_error": 5}),
    ],
    ids=["Q303156, 9322", "Q303156, 9318", "Q323733", "Q225196", "Q248488", "Q275468", "Q217142"],
)  # fmt: skip
def test_the_texts_that_the_articles_print_are_read(event_id: int, description: str, values: dict[str, Any]) -> None:
    assert _read(event_id, description) == FieldsRead(values, fits=True)


def test_words_where_a_code_belongs_leave_all_that_follows_unread() -> None:
    read = _read(9322, Q225206_9322)
    assert read == FieldsRead({"ltab_index": 213, "nt_error": 9260}, fits=True, shifted=True)


def test_strings_of_an_older_mta_are_told_by_their_words_and_name_no_server() -> None:
    read = _read(9322, None, "213", "9260", "BASE IL", "INCOMING RPC", "106", "507")
    assert read == FieldsRead({"ltab_index": 213, "nt_error": 9260}, fits=None, shifted=True)


@pytest.mark.parametrize(("event_id", "wording"), WORDINGS)
@pytest.mark.parametrize(
    "changed",
    [
        str.upper,
        str.lower,
        lambda text: text.replace(" ", "\r\n   "),
        lambda text: text.replace(" ", "\u00a0 "),
        lambda text: text.replace(": ", ":").replace(", ", ",").replace(". ", "."),
        lambda text: text.replace(". ", " ").replace(", ", " "),
        lambda text: f"  \n{text}\n\n",
        lambda text: f"Beschreibung: {text} Weitere Angaben",
    ],
    ids=["upper", "lower", "broken", "no-break", "tight", "bare", "padded", "around"],
)
def test_white_space_case_and_punctuation_between_words_do_not_matter(
    event_id: int, wording: str, changed: Callable[[str], str]
) -> None:
    read = _read(event_id, changed(wording.format(**VALUES)))
    values = {name: str(value).casefold() for name, value in read.values.items()}
    assert values == {name: str(value).casefold() for name, value in _whole(wording).items()}


@pytest.mark.parametrize(
    "text", ["%1", "%10", "%2.", "", "XXXX", "????", "...", "<error code>", "-", "%4...,"], ids=repr
)
def test_what_stands_for_a_value_is_no_value(text: str) -> None:
    values = VALUES | {"nt_error": text, "remote_server": "EXCH-A"}
    read = _read(9322, LONG_9322.format(**values))
    assert "nt_error" not in read.values
    assert read.values["remote_server"] == "EXCH-A"
    assert not read.shifted


@pytest.mark.parametrize(
    "text",
    [
        *("1722a", "17 22", "1722,5", "1722 or 5", "1722.5", "1722/5", "99999999999", "RPC_S_SERVER_UNAVAILABLE"),
        *("0x", "0x6bg", "x6ba", "0x6ba1722f0", "1722 (0x5)", "5 (1722)", "0x6ba (5)"),
    ],
)
def test_a_code_is_one_whole_number_or_not_read(text: str) -> None:
    read = _read(9322, LONG_9322.format(**VALUES | {"nt_error": text}))
    assert "nt_error" not in read.values
    assert read.shifted


@pytest.mark.parametrize(
    "text",
    ["1722", "0x6ba", "0X6BA", "1722 (0x6ba)", "0x6BA (1722)", "1722 (the RPC server is unavailable)", "1722 (dec.)"],
)
def test_a_code_may_be_written_in_hex_with_its_meaning_or_both_ways(text: str) -> None:
    read = _read(9322, LONG_9322.format(**VALUES | {"nt_error": text}))
    assert read == FieldsRead(_whole(LONG_9322), fits=True)
    assert _read(9322, None, "151", text).values == {"ltab_index": 151, "nt_error": 1722}


def test_an_index_is_no_code_and_never_in_hex() -> None:
    assert "ltab_index" not in _read(9322, LONG_9322.format(**VALUES | {"ltab_index": "0x97"})).values


@pytest.mark.parametrize(
    "description",
    [
        "Der RPC-Server ist nicht verfügbar. Fehlercode: 1722",
        "The description for Event ID ( 9322 ) in Source ( MSExchangeMTA ) cannot be found. error code: 1722",
        "NT/MTA error code: 1722",
        "An interface error has occurred.",
    ],
)
def test_a_text_in_no_known_wording_gives_nothing_and_says_so(description: str) -> None:
    assert _read(9322, description) == FieldsRead(fits=False)


def test_the_text_of_one_event_is_not_read_as_that_of_another() -> None:
    assert _read(9318, LONG_9322.format(**VALUES)).fits is False
    assert _read(9322, LONG_9318.format(**VALUES)).fits is False


@pytest.mark.parametrize(("event_id", "source"), [(9999, "MSExchangeMTA"), (9322, "Netlogon")])
def test_an_event_or_source_without_a_template_has_no_fields(event_id: int, source: str) -> None:
    assert _read(event_id, LONG_9322.format(**VALUES), "151", "1722", source=source) == FieldsRead()


def test_an_entry_without_a_source_is_read_by_any_template_of_its_event() -> None:
    assert _read(9322, LONG_9322.format(**VALUES), source=None).values == _whole(LONG_9322)


@pytest.mark.parametrize("description", [None, "", " \n"])
def test_strings_alone_are_read_in_their_order(description: str | None) -> None:
    read = _read(9322, description, "151", " 1722 ", "%3", "", "EXCH-A", "ncacn_ip_tcp:10.1.2.3[1092]", "more")
    assert read == FieldsRead(
        {
            "ltab_index": 151, "nt_error": 1722, "remote_server": "EXCH-A",
            "protocol_string": "ncacn_ip_tcp:10.1.2.3[1092]",
        }
    )  # fmt: skip


def test_strings_fill_what_the_description_leaves_open() -> None:
    read = _read(9322, Q303156_9322, "151", "1722", "1722", "1722", "EXCH-A")
    assert read.values == {
        "nt_error": 1722, "ltab_index": 151, "comms_error": 1722, "bind_error": 1722, "remote_server": "EXCH-A",
    }  # fmt: skip
    assert read.unclear == ()


def test_strings_that_say_the_same_dispute_nothing() -> None:
    strings = ("151", "1722", "1723", "14", "exch-a", "ncacn_ip_tcp:10.1.2.3[1092]")
    assert _read(9322, LONG_9322.format(**VALUES), *strings) == FieldsRead(_whole(LONG_9322), fits=True)


@pytest.mark.parametrize(
    ("position", "text", "name"), [(1, "5", "nt_error"), (3, "0", "bind_error"), (4, "EXCH-C", "remote_server")]
)
def test_a_field_that_description_and_strings_give_differently_is_not_known_and_reported(
    position: int, text: str, name: str
) -> None:
    strings = ["151", "1722", "1723", "14", "EXCH-A"]
    strings[position] = text
    read = _read(9322, LONG_9322.format(**VALUES), *strings)
    assert read.unclear == (name,)
    assert read.values == {key: value for key, value in _whole(LONG_9322).items() if key != name}


NUMBERS = st.integers(0, 9_999_999_999)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,13}[A-Za-z0-9](\.[a-z]{1,8}){0,3}", fullmatch=True)
PLACES = st.from_regex(r"(BASE IL |MAIN )(INCOMING RPC|BASE) [0-9]{1,3} [0-9]{1,3}", fullmatch=True)
PROTOCOLS = st.from_regex(r"ncacn_ip_tcp:[0-9]{1,3}(\.[0-9]{1,3}){3}\[[0-9]{1,5}\]", fullmatch=True)
LITERAL = {word.casefold() for _, wording in WORDINGS for word in re.findall(r"\w+", wording)}
FILLED = st.fixed_dictionaries(
    dict.fromkeys(CODES, NUMBERS)
    | {
        "remote_server": NAMES.filter(lambda name: not LITERAL & set(re.findall(r"\w+", name.casefold()))),
        "protocol_string": PROTOCOLS,
        "location": PLACES,
    }
)
"""Values for every field of both events but the severity, which their texts state."""


@MODERATE
@given(st.sampled_from(WORDINGS), FILLED, st.sampled_from([" ", "  ", "\n", "\r\n\t", "\n> "]))
def test_whatever_is_written_in_a_wording_is_read_back(
    wording: tuple[int, str], values: dict[str, Any], space: str
) -> None:
    event_id, text = wording
    expected = _whole(text) | {name: values[name] for name in re.findall(r"\{(\w+)\}", text)}
    written = re.sub(r" (?=[^{\[]*(?:\{|$))", space, text) if space != "\n> " else text
    assert _read(event_id, written.format(**values)).values == expected


@MODERATE
@given(FILLED)
def test_whatever_is_given_as_strings_is_read_back(values: dict[str, Any]) -> None:
    order = (*CODES, "remote_server", "protocol_string")
    assert _read(9322, None, *(str(values[name]) for name in order)).values == {name: values[name] for name in order}


@MODERATE
@given(st.sampled_from(WORDINGS), FILLED, st.data())
def test_a_text_cut_off_anywhere_gives_no_wrong_value_but_for_its_very_last_word(
    wording: tuple[int, str], values: dict[str, Any], data: st.DataObject
) -> None:
    """A value at the very end is read as it stands: more people stop after a number than cut through one."""
    event_id, text = wording
    whole = text.format(**values)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    last = (cut.split() or [""])[-1]
    values |= {"severity": _whole(text)["severity"]}
    for name, value in _read(event_id, cut).values.items():
        assert value == values[name] or (str(values[name]).startswith(str(value)) and last.strip(".,:[") != "")
        if value != values[name]:
            assert last.rstrip(".,").partition("[")[0].endswith(str(value))


@pytest.mark.parametrize(("event_id", "wording"), WORDINGS)
def test_a_text_cut_off_between_words_gives_only_right_values(event_id: int, wording: str) -> None:
    whole = wording.format(**VALUES)
    for gap in re.finditer(r"(?<=[\w.,:\]]) ", whole):
        read = _read(event_id, whole[: gap.start()])
        assert read.values.items() <= _whole(wording).items(), whole[: gap.start()]
        assert read.unclear == ()


def test_the_code_and_the_server_are_read_from_a_text_that_ends_with_them() -> None:
    assert _read(9318, SHORT_9318.partition(". [")[0].format(**VALUES)).values["nt_error"] == 1722
    assert _read(9322, LONG_9322.partition(", Prot")[0].format(**VALUES)).values["remote_server"] == "EXCH-A"


@MODERATE
@given(
    st.sampled_from([9318, 9322]),
    st.none() | st.text(max_size=80) | st.lists(st.sampled_from(SHORT_9322.split() + LONG_9322.split())).map(" ".join),
    st.lists(st.text(max_size=12), max_size=8),
)
def test_any_text_and_strings_are_read_without_fail(event_id: int, description: str | None, strings: list[str]) -> None:
    read = _read(event_id, description, *strings)
    for name, value in read.values.items():
        assert isinstance(value, int if name in CODES else str)
        assert value != ""
    assert not set(read.unclear) & set(read.values)


@pytest.mark.parametrize(
    "text", ["an " * 300_000, "[" * 900_000, LONG_9322.partition("{")[0] * 6000, "error " * 150_000]
)
def test_a_megabyte_of_anything_is_read_in_reasonable_time(text: str) -> None:
    assert _read(9322, text).values.get("nt_error") is None


def test_a_server_name_is_read_as_it_is_written_and_is_canonical_or_none() -> None:
    assert canonical_host(str(_read(9322, None, "1", "2", "3", "4", r"\\EXCH-A").values["remote_server"])) == "EXCH-A"
