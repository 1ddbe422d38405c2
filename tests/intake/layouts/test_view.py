from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.layouts.view import view_of
from tests.intake.reports import MODERATE

ENDS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
INVISIBLE = ["\x00", "\u00ad", "\u200b", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff"]
SPACES = ["\u00a0", "\u2003", "\u202f", "\u3000", "\x01", "\x1f", "\x7f", "\x9f"]
PIECES = st.sampled_from(
    [*ENDS, *INVISIBLE, *SPACES, ">", "> ", " ", "\t", "a", "Event ID", ":", "9322", "é", "\U0001f600"]
)


def whole(text: str) -> tuple[str, str]:
    """The view's text, and what the original has in its place."""
    view = view_of(text)
    return view.text, text[slice(*view.span(0, len(view.text)))]


@pytest.mark.parametrize("end", ENDS)
def test_every_line_end_becomes_one_new_line(end: str) -> None:
    assert view_of(f"a{end}{end}b").text == "a\n\nb"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_what_nobody_sees_is_left_out(mark: str) -> None:
    assert view_of(f"{mark}Event{mark} ID:{mark} 9{mark}322{mark}").text == "Event ID: 9322"


@pytest.mark.parametrize("space", SPACES)
def test_every_space_and_control_character_is_a_plain_space_and_a_tab_stays(space: str) -> None:
    assert view_of(f"Event{space}ID:\t9322").text == "Event ID:\t9322"


@pytest.mark.parametrize("mark", [">", "> ", ">>", "> > ", "  >", ">\u200f> ", "\u202a> ", "\u00a0> "])
def test_quoting_marks_are_left_out_where_a_line_begins(mark: str) -> None:
    assert view_of(f"{mark}one\r\n{mark}\r\n{mark}two").text == "one\n\ntwo"


@pytest.mark.parametrize("text", ["a > b", "Site 1 <--> [firewall] <--> Site 2", "<Data>\n<x/>\n", "->", "index: <x>."])
def test_what_stands_inside_a_line_quotes_nothing(text: str) -> None:
    assert view_of(text).text == text


def test_the_indentation_of_a_quoted_line_stays() -> None:
    assert view_of(">   Event ID: 1\n>\tSource: X").text == "  Event ID: 1\n\tSource: X"


def test_a_span_leads_from_the_first_of_its_characters_to_the_last() -> None:
    text = "\ufeff> Event\u200b ID:\r\n> 9322\u200e\r\n"
    view = view_of(text)
    assert view.text == "Event ID:\n9322\n"
    assert text[slice(*view.span(0, 14))] == "Event\u200b ID:\r\n> 9322"
    assert text[slice(*view.span(10, 14))] == "9322"


def test_a_span_without_characters_has_none_in_the_original() -> None:
    assert view_of("> a").span(0, 0) == (2, 2)
    assert view_of("").span(0, 0) == (0, 0)
    assert whole("\x00\x00") == ("", "")


@MODERATE
@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_character_comes_from_the_one_it_leads_back_to(text: str) -> None:
    view = view_of(text)
    places = [view.span(at, at + 1) for at in range(len(view.text))]
    assert places == sorted(set(places))
    for shown, (start, end) in zip(view.text, places, strict=True):
        assert end == start + 1
        origin = text[start]
        assert shown == origin or (shown == "\n" and origin in ENDS) or (shown == " " and origin in SPACES)
    assert not set(view.text) & {*INVISIBLE, *SPACES, *ENDS[1:]}


@MODERATE
@given(
    st.lists(
        st.from_regex(r"[a-zé:<\t 0-9][a-zé:<>\t 0-9]{0,40}", fullmatch=True).filter(
            lambda line: line.strip()[:1] != ">"
        )
    )
)
def test_a_text_with_nothing_to_clean_stays_as_it_is(lines: list[str]) -> None:
    text = "\n".join(lines)
    view = view_of(text)
    assert view.text == text
    assert all(view.span(at, at + 1) == (at, at + 1) for at in range(len(text)))


@pytest.mark.parametrize("piece", ["\u202e", "a\u202e", "\x00", ">", "> ", "\r\n", " ", "\r", "> a\u200f\r\n", "\t>"])
def test_a_megabyte_of_marks_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    view = view_of(text)
    assert len(view.starts) == len(view.origins) <= len(view.text) + 1
    assert view.span(0, len(view.text))[1] <= len(text)
