from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.dumpel import read_dumpel
from tests.intake.layouts import row_reading
from tests.intake.layouts.row_reading import VOCABULARY, events, reading, unread
from tests.intake.reports import MODERATE

REAL = "4/11/95 4:58:39 AM  1   0   1016    N/A DhcpServer  REDIPSRVP2  %%20013"
READ = ReportedEvent(1016, "DhcpServer", "REDIPSRVP2", "Error", None, "4/11/95 4:58:39 AM", strings=("%%20013",))
NUMBERS = {"Error": 1, "Warning": 2, "Information": 4, "Success Audit": 8, "Failure Audit": 16}
ENTRIES = st.builds(
    ReportedEvent,
    event_id=row_reading.IDS,
    source=row_reading.SOURCES,
    computer=row_reading.COMPUTERS,
    type=st.sampled_from(sorted(NUMBERS)),
    category=st.sampled_from([None, "1", "5"]),
    strings=st.lists(st.sampled_from(["151", "1722", "EXCH-A", "%%20013"]), max_size=4).map(tuple),
)


def test_a_real_line_is_read() -> None:
    assert events(read_dumpel, REAL) == [READ]
    text = f"dumpel says\n{REAL}\nwhat is it?"
    (found,) = reading(read_dumpel, text).entries
    assert text[slice(*found.span)] == REAL


@MODERATE
@given(
    entries=st.lists(st.tuples(ENTRIES, row_reading.MOMENTS, row_reading.USERS), min_size=1, max_size=4),
    mark=st.sampled_from(["\t", "  "]),
    before=row_reading.PROSE,
    after=row_reading.PROSE,
)
def test_lines_in_the_documented_order_are_read_back_from_any_prose(
    entries: list[tuple[ReportedEvent, tuple[str, str], str]], mark: str, before: str, after: str
) -> None:
    lines, expected = [], []
    for event, moment, user in entries:
        numbers = (NUMBERS[event.type or ""], event.category or 0, event.event_id)
        cells = (*moment, *map(str, numbers), str(event.source), user, str(event.computer), *event.strings)
        lines.append(mark.join(cells))
        expected.append(replace(event, logged_at=" ".join(moment)))
    assert events(read_dumpel, "\n".join([before, *lines, after])) == expected


def test_an_account_is_told_from_a_source_by_what_it_says() -> None:
    for pair in (
        "NT AUTHORITY\\SYSTEM DhcpServer",
        "DhcpServer NT AUTHORITY\\SYSTEM",
        "DhcpServer DOM\\me",
        "DhcpServer N/A",
    ):
        assert events(read_dumpel, REAL.replace("N/A DhcpServer", pair)) == [READ]
    for pair in ("MSExchangeMTA Administrator", "Administrator MSExchangeMTA"):
        assert events(read_dumpel, REAL.replace("N/A DhcpServer", pair)) == [replace(READ, source="MSExchangeMTA")]


def test_strings_with_spaces_are_whole_where_tabs_part_them_all() -> None:
    head = "4/11/95\t4:58:39 AM\t1\t0\t1016\tDhcpServer\tN/A\tREDIPSRVP2\t"
    assert [one.strings for one in events(read_dumpel, f"{head}a b\tc")] == [("a b", "c")]
    assert [one.strings for one in events(read_dumpel, f"{head}a b c")] == [("a", "b", "c")]


def test_an_id_that_is_too_large_is_warned_of() -> None:
    bad = REAL.replace("1016", "99999999999")
    assert unread(read_dumpel, f"{bad}\n{bad}\n{REAL}") == [f"{bad}\n{bad}"]


@pytest.mark.parametrize(
    "text", ["4/11/95 4:58:39 AM 1 0 1016 mails were lost", "4/11/95 4:58 AM 3 0 1016 N/A a b", "1 0 1016 N/A a b", ""]
)
def test_a_sentence_with_numbers_is_no_line_of_dumpel(text: str) -> None:
    assert events(read_dumpel, text) == []


def test_when_the_time_is_over_the_rest_is_named() -> None:
    found = read_dumpel(REAL, VOCABULARY, Allowance(0))
    assert [(one.code, one.span) for one in found.warnings] == [("reading_stopped", (0, len(REAL)))]


@MODERATE
@given(st.lists(st.sampled_from([REAL, "4/11/95 4:58:39 AM", " 1 0 16 ", "\t", "\n", "N/A", "x "])))
def test_any_text_is_read_without_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in reading(read_dumpel, text).entries)
