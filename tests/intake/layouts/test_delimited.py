from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.layouts.delimited import LONGEST_ROW, Delimited
from tests.intake.reports import MODERATE

MARKS = st.sampled_from([",", ";", "\t"])
CELLS = st.text(alphabet='ab ,;\t"\n', max_size=12)


def _written(rows: list[list[str]], mark: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(rows)
    return text.getvalue()


@MODERATE
@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=5), MARKS)
def test_well_formed_rows_are_read_as_the_standard_library_reads_them(rows: list[list[str]], mark: str) -> None:
    text = _written(rows, mark)
    delimited, at, read = Delimited(text, mark), 0, []
    while at < len(text):
        row = delimited.row(at, most=9)
        assert row.whole
        read.append(list(row.cells))
        at = row.end + 1
    assert read == [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]


def test_the_last_cell_has_the_rest_of_the_line() -> None:
    assert Delimited("a,b,c, and d\ne", ",").row(0, most=3).cells == ("a", "b", "c, and d")


def test_the_last_cell_has_the_rest_of_the_line_behind_quoted_ones() -> None:
    assert Delimited('"a","b",c, and d\ne', ",").row(0, most=3).cells == ("a", "b", "c, and d")


def test_quotes_within_a_quoted_cell_need_not_be_doubled() -> None:
    assert Delimited('a,"the "MTA" service",c', ",").row(0, most=9).cells == ("a", 'the "MTA" service', "c")


@pytest.mark.parametrize("text", ['a,"b', 'a,"b\nc', 'a,"b" c', 'a,"', 'a,"b""', 'a,"' + "b" * LONGEST_ROW + '"'])
def test_a_quote_that_does_not_close_ends_the_row_before_its_cell(text: str) -> None:
    row = Delimited(text, ",").row(0, most=9)
    assert not row.whole
    assert row.cells == ("a",)
    assert row.end == (text.find("\n") if "\n" in text else len(text))


def test_a_row_with_more_cells_than_expected_tells_so() -> None:
    assert len(Delimited('"a","b","c","d"', ",").row(0, most=3).cells) > 3


@MODERATE
@given(st.text(alphabet='a,"\n ', max_size=60), st.integers(0, 60))
def test_any_text_gives_a_row_from_any_place(text: str, start: int) -> None:
    row = Delimited(text, ",").row(min(start, len(text)), most=4)
    assert min(start, len(text)) <= row.end <= len(text)
