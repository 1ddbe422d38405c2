"""Every wording of every event of the vocabulary is read back, from descriptions and from insertion strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.vocabulary import NO_FIELD, FactKind
from app.intake.descriptions import FieldsRead, read_fields
from app.intake.openings import beginnings
from tests.intake.reports import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.vocabulary import EventTemplate

TEMPLATES = [one for one in vocabulary().templates if one.wordings]
WORDED = [(template, wording) for template in TEMPLATES for wording in template.wordings]
NEWEST = [template for at, template in enumerate(TEMPLATES) if template.event_id != TEMPLATES[at - 1].event_id]
ALL_OF_THEM = settings(max_examples=300, deadline=None)
NUMBERS = st.integers(0, 9_999)
WORDS = st.from_regex(r"Q[0-9]{1,3}Z", fullmatch=True)
HOSTS = st.from_regex(r"Q[0-9]{1,3}-Z[0-9](\.q[0-9]\.zz){0,2}", fullmatch=True)
NAMES = st.builds("/O={}/OU={}/CN={} {}".format, WORDS, WORDS, WORDS, WORDS)
PLACES = st.builds("{} {} {} {}".format, WORDS, WORDS, NUMBERS, NUMBERS)
TEXTS: dict[str, st.SearchStrategy[str]] = {
    "location": PLACES,
    "call": WORDS.map("{}()".format),
    "protocol_string": st.builds("ncacn_ip_tcp:10.1.2.{}[{}]".format, NUMBERS, NUMBERS),
    "lpi": st.builds("{}-{}-{}".format, NUMBERS, NUMBERS, NUMBERS),
}


def _names(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


@st.composite
def _filled(draw: st.DrawFn, names: Sequence[str]) -> dict[str, Any]:
    """A value for each place; none is a word of any event's text."""
    values: dict[str, Any] = {}
    for name in names:
        known = vocabulary().fields.get(name)
        if known is None or known.kind is FactKind.WHOLE_NUMBER:
            values[name] = draw(NUMBERS)
        else:
            values[name] = draw(HOSTS if known.kind is FactKind.HOST_NAME else TEXTS.get(name, NAMES))
    return values


def _read(template: EventTemplate, description: str | None, *strings: str) -> FieldsRead:
    return read_fields(vocabulary(), template.event_id, template.source, description, strings)


def _strings(template: EventTemplate, values: dict[str, Any]) -> list[str]:
    """The insertion strings in the template's order; a place in the MTA is several."""
    parts = {name: str(value).split() if name == "location" else [str(value)] for name, value in values.items()}
    return ["x" if name == NO_FIELD else parts[name].pop(0) for name in template.strings]


def _folded(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).casefold() for name, value in values.items()}


@ALL_OF_THEM
@given(
    st.data(),
    st.sampled_from(WORDED),
    st.sampled_from([" ", "  ", "\n", "\r\n   ", "\t", "\u00a0 "]),
    st.sampled_from([str.upper, str.lower, str.strip]),
)
def test_whatever_stands_in_a_wording_is_read_back(
    data: st.DataObject, worded: tuple[EventTemplate, str], space: str, case: Callable[[str], str]
) -> None:
    template, wording = worded
    values = data.draw(_filled(_names(wording)))
    read = _read(template, case(wording.format(**values).replace(" ", space)))
    assert _folded(read.values) == _folded({name: value for name, value in values.items() if name != NO_FIELD})
    assert read == FieldsRead(read.values, fits=True)


@ALL_OF_THEM
@given(st.data(), st.sampled_from(NEWEST))
def test_whatever_is_given_as_insertion_strings_is_read_back(data: st.DataObject, template: EventTemplate) -> None:
    values = data.draw(_filled(sorted(set(template.strings) - {NO_FIELD})))
    assert _read(template, None, *_strings(template, values)) == FieldsRead(values)


@ALL_OF_THEM
@given(st.data(), st.sampled_from(TEMPLATES))
def test_a_text_and_its_own_strings_never_dispute_each_other(data: st.DataObject, template: EventTemplate) -> None:
    names = sorted({*template.strings, *(name for wording in template.wordings for name in _names(wording))})
    values = data.draw(_filled(names))
    for wording in template.wordings:
        read = _read(template, wording.format(**values), *_strings(template, values))
        assert (read.fits, read.unclear, read.shifted) == (True, (), False)
        assert read.values == {name: values[name] for name in {*template.strings, *_names(wording)} - {NO_FIELD}}


@pytest.mark.parametrize(("template", "wording"), WORDED, ids=lambda one: str(getattr(one, "event_id", ""))[:5])
def test_a_text_begins_once_where_it_stands_once_and_twice_where_it_stands_twice(
    template: EventTemplate, wording: str
) -> None:
    assert template.event_id
    text = wording.format(**dict.fromkeys(_names(wording), "7"))
    assert beginnings(vocabulary(), text) == 1
    assert beginnings(vocabulary(), f"First: {text}\n\nThen: {text.upper()}") == 2


@pytest.mark.parametrize(
    "text", ["", "The mail is slow.", "A connection to EXCH-B is slow.", "We had a sockets error."]
)
def test_in_other_prose_no_event_text_begins(text: str) -> None:
    assert beginnings(vocabulary(), text) == 0


def test_the_wording_that_fits_best_is_read_in_whatever_order_they_stand() -> None:
    for template in TEMPLATES:
        places = [_names(wording) for wording in template.wordings]
        values = [{name: "Q 7" if name == "location" else "7" for name in names} for names in places]
        texts = [wording.format(**one) for wording, one in zip(template.wordings, values, strict=True)]
        assert [len(_read(template, text).values) for text in texts] == [
            len(set(names) - {NO_FIELD}) for names in places
        ]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("/o=Org/ou=Site/cn=Servers\n   /cn=Name", "/o=Org/ou=Site/cn=Servers/cn=Name"),
        ("/o=Org/ou=Site/cn=Servers/\n   cn=Name", "/o=Org/ou=Site/cn=Servers/cn=Name"),
        ("/o=Org/ou=Site/cn=Servers/cn\n   =Name", "/o=Org/ou=Site/cn=Servers/cn=Name"),
        ("/o=Org/ou=Site/cn=Servers /cn=Name", "/o=Org/ou=Site/cn=Servers/cn=Name"),
        ("/o=Org/ou=Site/cn=DAGOBAH TO\n   PLEASUREDOME", "/o=Org/ou=Site/cn=DAGOBAH TO PLEASUREDOME"),
        ("\n   /o=Org/ou=Site/cn=MICROSOFT\n   MTA", "/o=Org/ou=Site/cn=MICROSOFT MTA"),
        ("/o=Org/ou=Site/cn=Input / Output", "/o=Org/ou=Site/cn=Input / Output"),
    ],
)
def test_a_name_that_was_broken_over_lines_is_whole_again(broken: str, whole: str) -> None:
    text = f"An association with entity {broken} ended abnormally. [4 1 0 0 PLATFORM KERNEL 16 130] (10)"
    assert read_fields(vocabulary(), 1294, None, text, ()).values["entity"] == whole
    assert read_fields(vocabulary(), 1294, None, None, (broken,)).values == {"entity": whole}


@pytest.mark.parametrize(
    "description", ["A connection to EXCH-B", "A connection to EXCH-B is slow.", "A connection to EXCH-B could not"]
)
def test_too_few_words_of_a_text_are_no_text_of_an_event(description: str) -> None:
    assert read_fields(vocabulary(), 289, "MSExchangeMTA", description, ()) == FieldsRead(fits=False)


def test_a_name_whose_end_is_not_there_is_not_given() -> None:
    text = "The limit on the number of associations allowed to and from entity /O=ORG/OU=SITE/CN=CONF"
    assert read_fields(vocabulary(), 57, None, text, ()) == FieldsRead(fits=True)


def test_an_event_whose_text_nobody_prints_may_have_any() -> None:
    assert read_fields(vocabulary(), 1016, "MSExchangeMTA", "The data buffer is misaligned.", ()) == FieldsRead()


@pytest.mark.parametrize(
    "text", ["x", "XXXX", "xxxxxxxx", "%1", "%10", "% 2", "%1 - % 2 - %3", "<x>", "<IP Address of\n Server>", "...", ""]
)
@pytest.mark.parametrize(("template", "wording"), WORDED, ids=lambda one: str(getattr(one, "event_id", ""))[:5])
def test_what_stands_for_a_value_is_no_value_in_any_place(template: EventTemplate, wording: str, text: str) -> None:
    read = _read(template, wording.format(**dict.fromkeys(_names(wording), text)))
    assert read == FieldsRead(fits=True)


@pytest.mark.parametrize(
    ("event_id", "field", "value", "meaning"),
    [
        (9322, "nt_error", 1722, "The RPC server is unavailable."),
        (9322, "nt_error", 5, "Access is denied."),
        (9318, "nt_error", 14, "Not enough storage is available to complete this operation."),
        (9318, "nt_error", 1330, "Logon failure: the specified account password has expired."),
        (9215, "sockets_error", 10061, "No connection could be made because the target machine actively refused it."),
        (9311, "ras_error", 718, "PPP timeout."),
    ],
)
def test_a_code_comes_with_what_net_helpmsg_says_of_it(event_id: int, field: str, value: int, meaning: str) -> None:
    order = next(one.strings for one in TEMPLATES if one.event_id == event_id)
    strings = [str(value) if name == field else "" for name in order]
    assert read_fields(vocabulary(), event_id, "MSExchangeMTA", None, strings).meanings == {field: meaning}


@pytest.mark.parametrize(("field", "value"), [("nt_error", 0), ("nt_error", 9260), ("ltab_index", 5), ("lpi", "5")])
def test_success_an_unexplained_code_and_what_is_no_code_have_no_meaning(field: str, value: int | str) -> None:
    assert vocabulary().meaning(field, value) is None


def test_every_code_of_the_vocabulary_has_a_sentence_for_its_meaning() -> None:
    meanings = [text for field in vocabulary().fields.values() for text in (field.codes or {}).values()]
    assert len(meanings) > 100
    assert all(text.endswith(".") and text[0].isupper() and text == " ".join(text.split()) for text in meanings)


@pytest.mark.parametrize(
    "text",
    [
        "A connection to " * 70_000,
        "A sockets error 10061 on a " * 40_000,
        "could not be opened " * 50_000,
        "A connection to " + "/O=X\n" * 200_000 + "could not be opened",
        "An" + " \n" * 500_000 + "association",
        "[1" * 500_000,
        "] (" * 330_000,
        "\u200f" * 1_000_000,
    ],
    ids=lambda text: str(text[:12]),
)
def test_a_megabyte_of_bait_gives_nothing(text: str) -> None:
    for event_id in (289, 9215, 9277):
        assert read_fields(vocabulary(), event_id, "MSExchangeMTA", text, (text,)).values.keys() <= {
            "entity",
            "sockets_error",
        }
    assert beginnings(vocabulary(), text) <= 1
