from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.snare import read_snare
from tests.intake.layouts import row_reading
from tests.intake.layouts.row_reading import VOCABULARY, events, reading, unread
from tests.intake.reports import MODERATE

RECORD = (
    "MSWinEventLog\t1\tApplication\t3\tTue Nov 24 10:22:33 2009\t9318\tMSExchangeMTA\tN/A\tN/A\tWarning\tEXCH-A\t"
    "Interface\t\tAn RPC communications error occurred.\t1234"
)
READ = ReportedEvent(
    9318,
    "MSExchangeMTA",
    "EXCH-A",
    "Warning",
    "Interface",
    "Tue Nov 24 10:22:33 2009",
    description="An RPC communications error occurred.",
)
HEADERS = ["", "<14>Dec 13 17:45:02 host ", "<14>", "Dec 13 17:45:02 host ", "2009-11-24T10:22:33Z host "]
ENTRIES = st.builds(
    ReportedEvent,
    event_id=row_reading.IDS,
    source=row_reading.SOURCES,
    computer=row_reading.COMPUTERS,
    type=row_reading.TYPES,
    category=row_reading.CATEGORIES,
    logged_at=st.just("Tue Nov 24 10:22:33 2009"),
    description=st.text(alphabet="abc ,;12#", max_size=30).map(lambda text: text.strip() or None),
)


@pytest.mark.parametrize("header", HEADERS)
def test_a_record_is_read_with_or_without_a_syslog_header(header: str) -> None:
    line = f"{header}{RECORD}"
    text = f"syslog has:\n{line}\nthat is all"
    (found,) = reading(read_snare, text).entries
    assert found.event == READ
    assert text[slice(*found.span)] == (line if " " in header else RECORD)


@MODERATE
@given(
    entries=st.lists(ENTRIES, min_size=1, max_size=4),
    header=st.sampled_from(HEADERS),
    mark=st.sampled_from(["\t", "#011"]),
    before=row_reading.PROSE,
    after=row_reading.PROSE,
)
def test_records_are_read_back_from_any_prose(
    entries: list[ReportedEvent], header: str, mark: str, before: str, after: str
) -> None:
    lines = [
        header
        + mark.join(
            ["MSWinEventLog", "1", "Application", "3", str(one.logged_at), str(one.event_id), str(one.source), "N/A",
             "N/A", str(one.type), str(one.computer), one.category or "None", "", one.description or "", "77"]
        )
        for one in entries
    ]  # fmt: skip
    assert events(read_snare, "\n".join([before, *lines, after])) == entries


def test_tabs_may_have_been_escaped_on_the_way() -> None:
    assert events(read_snare, RECORD.replace("\t", "#011")) == [READ]


def test_records_that_share_a_line_are_parted() -> None:
    assert events(read_snare, f"{RECORD} {RECORD}") == [READ, READ]


def test_a_type_that_is_a_number_is_read_as_its_word() -> None:
    assert events(read_snare, RECORD.replace("Warning", "2")) == [READ]
    assert events(read_snare, RECORD.replace("Warning", "77")) == [replace(READ, type=None)]


def test_a_record_without_an_id_is_warned_of() -> None:
    bad = RECORD.replace("9318", "none")
    assert unread(read_snare, f"{bad}\n{bad}\n{RECORD}\nMSWinEventLog\t1") == [f"{bad}\n{bad}", "MSWinEventLog\t1"]


def test_when_the_time_is_over_the_rest_is_named() -> None:
    found = read_snare(RECORD, VOCABULARY, Allowance(0))
    assert [(one.code, one.span) for one in found.warnings] == [("reading_stopped", (0, len(RECORD)))]


@MODERATE
@given(st.lists(st.sampled_from(["MSWinEventLog\t", RECORD, "<14>", " ", "\t", "\n", "9318"])))
def test_any_text_is_read_without_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in reading(read_snare, text).entries)
