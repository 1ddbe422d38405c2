from __future__ import annotations

import pytest

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.reading import TextRead, read_text
from tests.intake.layouts.labelled_entries import DESCRIPTION, ENTRY, READ, VISTA
from tests.intake.reports import LONG_9318, VALUES, vocabulary

XML = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchangeMTA'/>"
    "<EventID Qualifiers='32768'>{}</EventID><Level>3</Level><Computer>EXCH-B</Computer></System>"
    "<EventData><Data>151</Data><Data>1722</Data></EventData></Event>"
)
LOST = (
    "The description for Event ID ( 9318 ) in Source ( MSExchangeMTA ) could not be found. "
    "It contains the following insertion string(s): 151, 1722."
)


def read(text: str) -> TextRead:
    return read_text(text, vocabulary(), Allowance())


def ids(text: str) -> list[int]:
    return [one.event.event_id & 0xFFFF for one in read(text).entries]


def test_entries_of_all_layouts_come_in_the_order_of_the_text() -> None:
    text = f"> {LOST}\r\n\r\n{XML.format(9321)}\r\n\r\nThen:\r\n\r\n" + ENTRY.replace("\n", "\r\n") + "\r\n"
    found = read(text).entries
    assert [one.layout for one in found] == ["lost_description", "windows_xml", "labelled"]
    assert [one.event.event_id & 0xFFFF for one in found] == [9318, 9321, 9322]
    assert text[slice(*found[0].span)] == LOST
    assert text[slice(*found[2].span)] == ENTRY.replace("\n", "\r\n")


def test_spans_are_those_of_the_text_as_it_came() -> None:
    text = "\ufeffHello,\r\n" + "".join(f"> \u200e{line}\r\n" for line in ENTRY.split("\n")) + "> \r\n> Bob"
    (one,) = read(text).entries
    assert one.event == READ
    assert text[slice(*one.span)].startswith("Event Type:")
    assert text[slice(*one.span)].endswith("(14)")


@pytest.mark.parametrize(
    "between",
    [
        "\nEvent Xml:\n",
        "\n\nEvent Xml:\n",
        "\nEreignis-XML:\n",
        "\nXML de l\u2019\u00e9v\u00e9nement :\n",
        "\nEVENT  XML: \n\n",
    ],
)
def test_an_entry_with_its_xml_below_is_one_entry_with_the_strings_and_the_whole_id(between: str) -> None:
    text = f"Hello\n\n{VISTA}{between}{XML.format(9322)}\n\nRegards"
    (one,) = read(text).entries
    assert one.layout == "labelled"
    assert one.event.event_id == 0x8000246A
    assert (one.event.strings, one.event.description) == (("151", "1722"), DESCRIPTION)
    assert text[slice(*one.span)] == f"{VISTA}{between}{XML.format(9322)}"


def test_the_xml_of_another_event_below_an_entry_is_another_entry() -> None:
    assert ids(f"{VISTA}\nEvent Xml:\n{XML.format(9318)}") == [9322, 9318]
    assert ids(f"{VISTA}\n\nOther xml:\n{XML.format(9322)}") == [9322, 9322]
    assert ids(f"{VISTA}\n\nAnd this comes an hour later, again and again:\n{XML.format(9322)}") == [9322, 9322]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\nData:\n", "\n<?xml version='1.0'?>\n"])
def test_xml_that_is_not_announced_as_the_entrys_own_is_another_entry(between: str) -> None:
    assert ids(f"{VISTA}{between}{XML.format(9322)}") == [9322, 9322]


def test_the_xml_of_another_computers_event_is_another_entry() -> None:
    text = f"{VISTA}\nEvent Xml:\n{XML.format(9322).replace('EXCH-B', 'EXCH-D')}"
    assert [one.event.computer for one in read(text).entries] == ["EXCH-B", "EXCH-D"]
    (one,) = read(f"{VISTA}\nEvent Xml:\n{XML.format(9322).replace('EXCH-B', 'exch-b')}").entries
    assert one.event.computer == "EXCH-B"


def test_what_was_read_is_blank_in_the_rest_and_everything_else_is_there() -> None:
    rest = read(f"Before it.\n{ENTRY}\nBehind it.").rest
    assert rest.text.split() == ["Before", "it.", "Behind", "it."]
    start = rest.text.index("Behind")
    assert rest.span(start, start + 6) == (start, start + 6)


def test_an_event_that_is_mentioned_beside_its_entry_is_no_second_one() -> None:
    assert ids(f"We see event 9322 and event 9318.\n\n{ENTRY}") == [9318, 9322]
    qualified = ENTRY.replace("9322", str(0x8000246A), 1)
    assert ids(f"We see event 9322 all day.\n\n{qualified}") == [9322]


def test_what_cannot_be_read_in_one_layout_is_not_guessed_at_in_another() -> None:
    text = ENTRY.replace("9322", "93 22", 1)
    found = read(text)
    assert found.entries == ()
    assert [(one.code, one.span) for one in found.warnings] == [("unread_entry", (0, len(text)))]


def test_an_entry_whose_text_is_lost_is_not_read_twice() -> None:
    found = read(ENTRY.replace("9322", "9318", 1).replace(DESCRIPTION, LOST))
    assert [one.event.strings for one in found.entries] == [("151", "1722")]


def test_the_text_of_a_second_event_behind_the_first_is_an_entry_of_its_own() -> None:
    text = f"{ENTRY}\n{LONG_9318.format(**VALUES)}"
    assert ids(text) == [9322, 9318]


def test_that_the_time_was_over_is_told_once_and_leaves_the_rest_to_be_seen() -> None:
    found = read_text(f"{ENTRY}\n\n{LOST}\n\nBob", vocabulary(), Allowance(most_seconds=0.0))
    assert [one.code for one in found.warnings] == ["reading_stopped"]
    assert "Bob" in found.rest.text


def test_a_text_without_entries_gives_none_and_stays_as_it_is() -> None:
    text = "Please call me at extension 9322, room 1722."
    assert (read(text).entries, read(text).warnings, read(text).rest.text) == ((), (), text)
    assert read("").entries == ()


def test_an_event_id_in_a_sentence_is_a_mention() -> None:
    (one,) = read("Event ID: 9322 is logged all day").entries
    assert one.event == ReportedEvent(9322)
