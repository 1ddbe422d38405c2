from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.found import Reading
from app.intake.layouts.lost_description import read_lost_descriptions, strings_of
from tests.intake.reports import MODERATE

NT = (
    "The description for Event ID ( 9996 ) in Source ( MSExchangeMTA ) could not be found. "
    "It contains the following insertion string(s): {}."
)
WINDOWS_2000 = (
    "The description for Event ID ( 9996 ) in Source ( MSExchangeMTA ) cannot be found. The local computer may not "
    "have the necessary registry information or message DLL files to display messages from a remote computer. "
    "The following information is part of the event: {}."
)
WINDOWS_2003 = (
    "The description for Event ID ( 9996 ) in Source ( MSExchangeMTA ) cannot be found. The local computer may not "
    "have the necessary registry information or message DLL files to display messages from a remote computer. You may "
    "be able to use the /AUXSOURCE= flag to retrieve this description; see Help and Support for details. "
    "The following information is part of the event: {}."
)
POWERSHELL = (
    "The description for Event ID '9996' in Source 'MSExchangeMTA' cannot be found.  The local computer may not "
    "have the necessary registry information or message DLL files to display the message, or you may not have "
    "permission to access them.  The following information is part of the event:{}"
)
VISTA = (
    "The description for Event ID 9996 from source MSExchangeMTA cannot be found. Either the component that raises "
    "this event is not installed on your local computer or the installation is corrupted. You can install or repair "
    "the component on the local computer.\n\nIf the event originated on another computer, the display information had "
    "to be saved with the event.\n\nThe following information was included with the event: \n\n{}\n"
)
STRINGS = ("151", "1722", "%3", "14", "EXCH-A")
COMMAS = ", ".join(STRINGS)
FORMS = [
    NT.format(COMMAS),
    WINDOWS_2000.format(COMMAS),
    WINDOWS_2003.format(COMMAS),
    POWERSHELL.format(", ".join(f"'{one}'" for one in STRINGS)),
    VISTA.format("\n".join(STRINGS)),
]


def read(text: str) -> Reading:
    return read_lost_descriptions(text, Vocabulary(), Allowance())


@pytest.mark.parametrize("description", FORMS)
def test_every_form_gives_the_insertion_strings_with_the_id_and_the_source(description: str) -> None:
    lost = strings_of(description)
    assert lost is not None
    assert lost[:3] == (9996, "MSExchangeMTA", STRINGS)
    assert description[: lost.span[1]].rstrip(".'\n").endswith("EXCH-A")


@pytest.mark.parametrize("description", FORMS)
def test_a_sentence_in_prose_is_an_entry(description: str) -> None:
    text = f"We found this in the log:\n\n{description}\n\nMail is flowing, by the way."
    (found,) = read(text).entries
    assert (found.event.event_id, found.event.source, found.event.strings) == (9996, "MSExchangeMTA", STRINGS)
    assert found.event.description == description.strip()
    assert text[slice(*found.span)].strip() == description.strip()


def test_several_sentences_are_several_entries() -> None:
    text = "\n\n".join(FORMS) + "\n" + "\n".join(FORMS[:2])
    assert [found.event.strings for found in read(text).entries] == [STRINGS] * 7


def test_a_sentence_may_be_wrapped_anywhere() -> None:
    (found,) = read(NT.format(COMMAS).replace(" ", "\n   ")).entries
    assert found.event.strings == STRINGS


def test_an_empty_string_keeps_its_place() -> None:
    assert [read(NT.format(given)).entries[0].event.strings for given in ("151, , 1722", ", a, ", "")] == [
        ("151", "", "1722"),
        ("", "a", ""),
        (),
    ]


def test_prose_in_the_same_line_is_none_of_the_strings() -> None:
    text = f"{NT.format(COMMAS)} Mail is flowing."
    (found,) = read(text).entries
    assert found.event.strings == STRINGS
    assert text[found.span[1] :] == " Mail is flowing."


def test_a_source_may_be_of_several_words() -> None:
    lost = strings_of(
        "The description for Event ID 1 from source MSExchange ADAccess cannot be found. Nothing is said."
    )
    assert lost is not None
    assert lost[:3] == (1, "MSExchange ADAccess", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An interface error has occurred.",
        "the description for the event could not be found",
        "It contains the following insertion string(s): a, b, c.",
        "The description for Event ID ( x ) in Source ( MSExchangeMTA ) could not be found.",
        "The description for Event ID ( 9999999999 ) in Source ( MSExchangeMTA ) could not be found.",
    ],
)
def test_nothing_else_is_a_lost_description(text: str) -> None:
    assert strings_of(text) is None
    assert read(text) == Reading()


def test_reading_stops_with_a_warning_when_the_time_is_over() -> None:
    ticks = iter([0.0, 0.0])
    reading = read_lost_descriptions(
        "\n\n".join(FORMS), Vocabulary(), Allowance(most_seconds=1, clock=lambda: next(ticks, 9.0))
    )
    assert len(reading.entries) == 1
    assert [one.code for one in reading.warnings] == ["reading_stopped"]


PIECES = st.sampled_from(
    ["The description for Event ID ( 1 ) ", "in Source ( X ) ", "could not be found. ", "insertion string(s): ", "a, ",
     "The following information was included with the event: ", "\n", "\n\n", ".", " ", "It contains the following "]
)  # fmt: skip


@MODERATE
@given(st.lists(PIECES, max_size=30).map("".join))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    spans = [found.span for found in read(text).entries]
    assert [end for span in spans for end in span] == sorted(end for span in spans for end in span)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "piece",
    [
        "The description for Event ID ",
        "The description for Event ID 1 in source ",
        "The description for Event ID 1 in source x cannot be found. It contains the following insertion string(s): ",
        "The description for Event ID 1 in source x cannot be found. ",
        NT.format(", " * 500),
        "the ",
        NT[:-4] + " " * 100_000,
        NT[:-4] + "\n \n." * 100_000,
    ],
)
def test_a_megabyte_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert len(read(text).entries) == (text.count("found. ") if "found. " in piece else 0)
