"""By how many of its first words an event's text is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vocabulary import EventTemplate, Vocabulary
from app.intake.openings import beginnings, opening_of, openings
from tests.intake.reports import MODERATE, vocabulary

WORDINGS = [(one.event_id, wording) for one in vocabulary().templates for wording in one.wordings]


@pytest.mark.parametrize(
    ("wording", "opening"),
    [
        ("An RPC communications error occurred. Unable to bind over RPC.", "an rpc communications error occurred"),
        ("The MTA has issued an RPC Cancel call for thread {thread}", "the mta has issued an"),
        ("An interface error has occurred. It has failed.", "an interface error has occurred"),
        ("An interoperability error occurred. Interface {_}", "an interoperability error occurred interface"),
        ("An error has occurred during disconnection. Error code={_}", "an error has occurred during disconnection"),
        (
            "An unexpected error has occurred which may cause the MTA to terminate.",
            "an unexpected error has occurred which may cause",
        ),
        ("A connection to {entity} could not be opened.", "a connection to"),
        ("A fatal error occurred while starting [{location}]", "a fatal error occurred while starting"),
        ("{entity} could not be opened.", ""),
        ("", ""),
    ],
)
def test_a_name_in_capitals_tells_more_than_words_that_anybody_may_write(wording: str, opening: str) -> None:
    assert " ".join(opening_of(wording)) == opening


@pytest.mark.parametrize(("event_id", "wording"), WORDINGS)
def test_every_wording_begins_its_events_text_in_any_case_and_spacing(event_id: int, wording: str) -> None:
    known = openings(vocabulary())
    for text in (wording, wording.upper(), wording.replace(" ", "\n   ")):
        assert known.begins(f"See: {text}", len("See: "), event_id)
        assert not known.begins(text, 1, event_id)
        assert not known.begins(text, 0, 1016)
        assert known.may_begin(text, event_id)


def test_any_text_may_be_that_of_an_event_whose_texts_are_not_known() -> None:
    known = openings(vocabulary())
    assert known.may_begin("The mail is slow", 1016)
    assert not known.may_begin("The mail is slow", 9318)


def test_of_two_openings_that_begin_alike_the_longer_is_found() -> None:
    texts = ("A link failed in the night. {_}", "A link failed in the night and it was cut at {_}")
    made = Vocabulary(templates=(EventTemplate(1, "X", "", texts, ()),))
    text = "A link failed in the night. A link failed in the night and it was cut"
    assert [(one.start, len(one.opening)) for one in openings(made).begun(text, 0, len(text))] == [(0, 6), (28, 8)]
    assert beginnings(made, text) == 2


def test_without_any_wordings_nothing_begins() -> None:
    assert beginnings(Vocabulary(), "An RPC communications error occurred.") == 0


@MODERATE
@given(
    st.lists(st.sampled_from(["An", "RPC", "communications error", "occurred", "a connection to", "\n\n", ".", "["]))
)
def test_whatever_the_text_the_places_are_in_it_and_in_order(words: list[str]) -> None:
    text = " ".join(words)
    begun = openings(vocabulary()).begun(text, 0, len(text))
    assert [one.start for one in begun] == sorted({one.start for one in begun})
    assert all(text[one.start :].casefold().startswith(one.opening[0]) for one in begun)
