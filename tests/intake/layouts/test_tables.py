from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.tables import read_tables
from tests.intake.layouts.row_reading import (
    CATEGORIES,
    COMPUTERS,
    IDS,
    MOMENTS,
    PROSE,
    SOURCES,
    TYPES,
    VOCABULARY,
    events,
    reading,
    unread,
)  # fmt: skip
from tests.intake.reports import MODERATE

HEADER = "Level,Date and Time,Source,Event ID,Task Category"
ROW = 'Error,12/5/2015 2:11:33 PM,MSExchangeMTA,9318,Interface,"An RPC ""communications"" error,\nsee below.\n\nEnd."'
READ = ReportedEvent(
    9318, "MSExchangeMTA", None, "Error", "Interface", "12/5/2015 2:11:33 PM",
    description='An RPC "communications" error,\nsee below.\n\nEnd.',
)  # fmt: skip
DESCRIPTIONS = st.text(alphabet='abc 12,;"\t\n', max_size=40).map(lambda text: text.strip() or None)
ENTRIES = st.builds(
    lambda time, **values: ReportedEvent(logged_at=" ".join(time), **values),
    time=MOMENTS, event_id=IDS, source=SOURCES, computer=COMPUTERS, type=TYPES, category=CATEGORIES,
    description=DESCRIPTIONS,
)  # fmt: skip
COLUMNS = {
    "event viewer": ["Level", "Date and Time", "Source", "Event ID", "Task Category"],
    "Get-WinEvent": ["Message", "Id", "Version", "ProviderName", "MachineName", "TimeCreated", "LevelDisplayName",
                     "TaskDisplayName"],
    "Get-EventLog": ["EventID", "MachineName", "EntryType", "Message", "Source", "Category", "TimeGenerated",
                     "ReplacementStrings"],
    "Log Parser": ["EventLog", "TimeGenerated", "EventID", "EventType", "EventTypeName", "EventCategoryName",
                   "SourceName", "Strings", "ComputerName", "Message"],
}  # fmt: skip


def _cell(column: str, event: ReportedEvent) -> str:
    said = {
        "Level": event.type, "Date and Time": event.logged_at, "Source": event.source, "Event ID": event.event_id,
        "Task Category": event.category, "Message": event.description, "Id": event.event_id, "Version": "",
        "ProviderName": event.source, "MachineName": event.computer, "TimeCreated": event.logged_at,
        "LevelDisplayName": event.type, "TaskDisplayName": event.category, "EventID": event.event_id,
        "EntryType": event.type, "Category": event.category, "TimeGenerated": event.logged_at,
        "ReplacementStrings": "System.String[]", "EventLog": "Application", "EventType": "1",
        "EventTypeName": event.type, "EventCategoryName": event.category, "SourceName": event.source, "Strings": "",
        "ComputerName": event.computer,
    }[column]  # fmt: skip
    return "None" if said is None else str(said)


def _table(layout: str, entries: list[ReportedEvent], mark: str) -> str:
    text, columns = io.StringIO(), COLUMNS[layout]
    unnamed = layout == "event viewer"
    rows = [[_cell(one, event) for one in columns] + [event.description or ""] * unnamed for event in entries]
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


@MODERATE
@given(
    layout=st.sampled_from(sorted(COLUMNS)), entries=st.lists(ENTRIES, min_size=1, max_size=4),
    mark=st.sampled_from([",", ";", "\t"]), before=PROSE, after=PROSE,
)  # fmt: skip
def test_entries_of_a_table_are_read_back_from_any_prose(
    layout: str, entries: list[ReportedEvent], mark: str, before: str, after: str
) -> None:
    text = f"{before}\n{_table(layout, entries, mark)}\n{after}"
    named = layout != "event viewer"
    assert events(read_tables, text) == [replace(one, computer=one.computer if named else None) for one in entries]


def test_event_viewer_names_five_columns_and_writes_six() -> None:
    assert events(read_tables, f"{HEADER}\n{ROW}\n{ROW}") == [READ, READ]


def test_a_row_tells_where_it_stood() -> None:
    text = f"see\n\n{HEADER}\n{ROW}\nthat is all"
    (found,) = reading(read_tables, text).entries
    assert text[slice(*found.span)] == ROW


def test_rows_are_read_without_their_header_if_they_are_event_viewers_own() -> None:
    assert events(read_tables, f"The last one:\n{ROW}\nWhat now?") == [READ]


def test_names_of_columns_may_be_written_in_any_case_and_spacing_and_language() -> None:
    assert events(read_tables, f"LEVEL;dateandtime;source;Event  Id;Task Category\n{ROW.replace(',', ';')}")[0].source
    local = "Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\nFehler;05.12.2015 14:11;MSExchangeMTA;9318;x"
    assert events(read_tables, local) == [
        ReportedEvent(9318, "MSExchangeMTA", None, "Fehler", None, "05.12.2015 14:11")
    ]


def test_a_list_with_the_names_of_its_columns_is_a_table() -> None:
    header = "Type\tDate\tTime\tSource\tCategory\tEvent\tUser\tComputer"
    row = "Warning\t6/4/2001\t8:10:31 AM\tMSExchangeMTA\tInterface \t9322\tN/A\tEXCH-B"
    read = ReportedEvent(9322, "MSExchangeMTA", "EXCH-B", "Warning", "Interface", "6/4/2001 8:10:31 AM")
    assert events(read_tables, f"{header}\n{row}") == [read]


def test_log_parser_and_powershell_give_insertion_strings_or_lose_them() -> None:
    header = "TimeGenerated,EventID,EventType,EventCategory,SourceName,Strings"
    (read,) = events(read_tables, f"{header}\n2001-06-04 08:10:31,9322,2,5,MSExchangeMTA,151|1722||EXCH-A")
    assert read.strings == ("151", "1722", "", "EXCH-A")
    assert read.type == "Warning"
    (lost,) = events(read_tables, "#TYPE EventLogEntry\nEventID,Source,ReplacementStrings\n9322,X,System.String[]")
    assert lost.strings == ()


def test_an_instance_id_of_32_bits_is_kept_whole_where_no_other_id_is_there() -> None:
    assert [one.event_id for one in events(read_tables, "InstanceId,Source,EntryType\n2147492970,X,Error")] == [
        2147492970
    ]
    both = "InstanceId,Source,EntryType,EventID\n2147492970,X,Error,9322"
    assert [one.event_id for one in events(read_tables, both)] == [9322]


def test_a_level_that_is_a_number_is_read_as_its_word() -> None:
    assert [one.type for one in events(read_tables, "Id,ProviderName,Level\n1,X,3\n2,X,0")] == ["Warning", None]


def test_an_open_quote_costs_its_own_row_and_no_other() -> None:
    torn = 'Error,12/5/2015 2:11:30 PM,MSExchangeMTA,9322,Interface,"An interface\nerror'
    assert unread(read_tables, f"{HEADER}\n{torn}\n{ROW}\n") == [torn]
    assert unread(read_tables, f"{HEADER}\n{ROW}\n{torn}\n\nMail is flowing.") == [torn]
    assert unread(read_tables, f"{HEADER}\n{torn}") == [torn]
    (found,) = reading(read_tables, f"{HEADER}\n{torn}\n{ROW}\n").entries
    assert found.event == READ


def test_the_last_line_of_a_description_that_comes_first_is_no_row_of_its_own() -> None:
    text = 'Message,Id,ProviderName,TimeCreated\n"An RPC\nerror",9318,MSExchangeMTA,2001-06-04 08:10:31'
    assert [one.description for one in events(read_tables, text)] == ["An RPC\nerror"]


def test_a_line_of_a_description_that_begins_with_a_quotation_is_no_row_of_its_own() -> None:
    text = 'Message,Id,ProviderName,TimeCreated\n"An RPC\n""error, ""or so",9318,MSExchangeMTA,2001-06-04 08:10:31'
    assert [one.description for one in events(read_tables, text)] == ['An RPC\n"error, "or so']


def test_lines_that_are_parted_otherwise_than_the_table_are_no_rows_however_many() -> None:
    """Each is looked at by itself: were the rest of the text gone through for each, this would take minutes."""
    text = "Type\tDate\tSource\tEvent\nError\t6/4/2001\tX\t9318\n\nsee:\n" + "a,bbbbbbb\n" * 200_000 + '"x'
    assert [one.event_id for one in events(read_tables, text)] == [9318]


def test_an_open_quote_takes_no_more_than_a_row_may_have() -> None:
    text = f'{HEADER}\nError,12/5/2015 2:11:30 PM,X,9322,I,"' + "a line\n" * 20_000 + ROW
    (left,) = unread(read_tables, text)
    assert len(left) < 66_000
    assert [one.event for one in reading(read_tables, text).entries] == [READ]


def test_rows_without_an_id_are_warned_of_once_for_each_stretch() -> None:
    bad = "Error,12/5/2015 2:11:33 PM,MSExchangeMTA,many,Interface,x"
    found = reading(read_tables, f"{HEADER}\n{bad}\n{bad}\n{ROW}\n{bad}\n")
    assert [one.event for one in found.entries] == [READ]
    assert ["2 rows" in one.detail for one in found.warnings] == [True, False]
    assert unread(read_tables, f"{HEADER}\n{bad}\n{bad}\n\n{bad}") == [f"{bad}\n{bad}"]


def test_rows_are_read_on_behind_a_blank_line_and_other_words() -> None:
    text = f"{HEADER}\n{ROW}\n\n{ROW}\nand, on Tuesday,\n{ROW}"
    assert events(read_tables, text) == [READ, READ, READ]


@pytest.mark.parametrize(
    "text",
    [
        "Id,Subject,Created\n1722,Mail stuck,2001-06-04 08:10:31",
        "Please send Level, Source, Type and Date.\nextension 9322, room 1722, floor 2, desk 3",
        f"{HEADER}\n\nThat list is empty, as you see, and so on, and on.",
        "Error,yesterday,MSExchangeMTA,9318,Interface",
        "",
    ],
)
def test_what_is_no_event_list_gives_nothing(text: str) -> None:
    assert events(read_tables, text) == []


def test_empty_rows_of_a_spreadsheet_are_passed_over() -> None:
    assert events(read_tables, f"{HEADER}\n,,,,\n{ROW}\n,,,,") == [READ]


def test_when_the_time_is_over_the_rest_is_named() -> None:
    found = read_tables(f"see\n{HEADER}\n{ROW}", VOCABULARY, Allowance(0))
    assert [(one.code, one.span) for one in found.warnings] == [("reading_stopped", (4, 4 + len(f"{HEADER}\n{ROW}")))]
    assert found.entries == []


@MODERATE
@given(st.lists(st.sampled_from([HEADER, ROW, "Error,", '"', ",", "\n", "9318", "12/5/2015 2:11 PM", "x;", "\t"])))
def test_any_text_is_read_without_error_and_its_spans_lie_in_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = reading(read_tables, text)
    spans = sorted([one.span for one in found.entries] + [one.span for one in found.warnings if one.span])
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
