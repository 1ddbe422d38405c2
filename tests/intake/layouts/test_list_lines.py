from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.list_lines import read_list_lines
from app.intake.layouts.reading import read_text
from tests.intake.layouts import row_reading
from tests.intake.layouts.row_reading import VOCABULARY, events, reading, unread
from tests.intake.reports import MODERATE, vocabulary

SPACED = (
    "7/31/97 4:15:31 PM MSExchangeMTA Warning Operating System 9221 N/A EXCHSRV1 A sockets error 10054 on a "
    "WSARecvEx() call was detected."
)
READ = ReportedEvent(
    9221,
    "MSExchangeMTA",
    "EXCHSRV1",
    "Warning",
    "Operating System",
    "7/31/97 4:15:31 PM",
    description="A sockets error 10054 on a WSARecvEx() call was detected.",
)
PARTED = "7/31/97|4:15:31 PM|MSExchangeMTA|Warning|Operating System|9221|N/A|EXCHSRV1|"
DESCRIPTIONS = st.text(alphabet='abc 12,;"()\n', max_size=40).map(
    lambda text: "\n".join(filter(None, (line.strip(' "') for line in text.split("\n"))))
)
ROWS = st.tuples(
    st.builds(
        ReportedEvent,
        event_id=row_reading.IDS,
        source=row_reading.SOURCES,
        computer=row_reading.COMPUTERS,
        type=row_reading.TYPES,
        category=row_reading.CATEGORIES,
        description=DESCRIPTIONS,
    ),
    row_reading.MOMENTS,
    row_reading.USERS,
)


def _row(event: ReportedEvent, moment: tuple[str, str], user: str, mark: str) -> str:
    parts = (event.source, event.type, event.category or "None", event.event_id, user, event.computer)
    return mark.join([*moment, *map(str, parts), event.description or ""])


@MODERATE
@given(
    rows=st.lists(ROWS, min_size=1, max_size=4),
    mark=st.sampled_from(["\t", ",", ";", " ", "  ", " \t"]),
    before=row_reading.PROSE,
    after=row_reading.PROSE,
)
def test_rows_are_read_back_from_any_prose(
    rows: list[tuple[ReportedEvent, tuple[str, str], str]], mark: str, before: str, after: str
) -> None:
    text = "\n".join(_row(event, moment, user, mark) for event, moment, user in rows)
    expected = [
        replace(event, logged_at=" ".join(moment), description=event.description or None) for event, moment, _ in rows
    ]
    assert events(read_list_lines, f"{before}\n{text}\n\n{after}") == expected


@pytest.mark.parametrize("mark", ["\t", ",", ";"])
def test_a_row_of_a_saved_list_is_split_at_most_eight_times(mark: str) -> None:
    text = PARTED.replace("|", mark) + f"one{mark} two{mark} three"
    assert events(read_list_lines, text) == [replace(READ, description=f"one{mark} two{mark} three")]


def test_a_row_whose_tabs_became_spaces_is_read() -> None:
    assert events(read_list_lines, SPACED) == [READ]
    assert events(read_list_lines, f"we saw\n  {SPACED}\n\nMail flows.") == [READ]


def test_a_row_without_computer_and_description_is_read() -> None:
    read = ReportedEvent(2117, "MSExchangeMSMI", None, "Warning", "NDR", "31/12/96 19:56:34")
    assert events(read_list_lines, "31/12/96 19:56:34 MSExchangeMSMI Warning NDR 2117 N/A\nWhy?") == [read]


@pytest.mark.parametrize(
    "user", ["NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\NETWORK SERVICE", "DOM\\admin", "-", "S-1-5-18"]
)
def test_the_computer_stands_behind_the_account(user: str) -> None:
    assert events(read_list_lines, SPACED.replace("N/A", user)) == [READ]


def test_the_type_may_stand_before_the_date() -> None:
    read = replace(READ, description=None)
    tabs = "Warning\t7/31/97\t4:15:31 PM\tMSExchangeMTA\tOperating System\t9221\tN/A\tEXCHSRV1"
    assert events(read_list_lines, tabs) == [read]
    assert events(read_list_lines, tabs.replace("\t", " ")) == [read]
    assert events(read_list_lines, tabs.replace("\t", ",")) == [read]


def test_a_type_of_another_language_is_kept_as_it_was_written() -> None:
    local = "31.07.97 16:15:31 MSExchangeMTA Warnung Keine 9221 Nicht EXCHSRV1"
    assert [(one.type, one.category) for one in events(read_list_lines, local)] == [("Warnung", None)]
    unknown = PARTED.replace("|", "\t").replace("Warning", "Varoitus")
    assert [one.type for one in events(read_list_lines, unknown)] == ["Varoitus"]


def test_a_description_goes_on_to_the_next_blank_line_or_row() -> None:
    text = f"See:\n{PARTED.replace('|', ',')}A sockets error,\n10054\n{SPACED}\nand more\n\nMail flows."
    one, other = events(read_list_lines, text)
    assert one.description == "A sockets error,\n10054"
    assert other.description == f"{READ.description}\nand more"


def test_a_description_of_the_mta_ends_with_its_severity() -> None:
    text = f"{PARTED.replace('|', ',')}A sockets\nerror [BASE IL TCP/IP DRVR 22 262] (12)\nMail is not flowing."
    (found,) = reading(read_list_lines, text).entries
    assert found.event.description == "A sockets\nerror [BASE IL TCP/IP DRVR 22 262] (12)"
    assert text[found.span[1] :] == "\nMail is not flowing."


@pytest.mark.parametrize("mark", ["\t", ",", " "])
@pytest.mark.parametrize("lead", ["", "See:\n"])
def test_no_description_goes_on_behind_a_blank_line(mark: str, lead: str) -> None:
    row = PARTED.replace("|", mark) + "The link ended."
    text = f"{lead}{row}\n\nMail to the branch is slow.\n\n{row}"
    found = reading(read_list_lines, text).entries
    assert [one.event.description for one in found] == ["The link ended."] * 2
    assert [text[slice(*one.span)] for one in found] == [row, row]


def test_an_entry_of_another_layout_between_two_rows_is_in_neither_description() -> None:
    row = PARTED.replace("|", "\t") + "The link ended."
    labelled = "Type:\tError\nSource:\tMSExchangeMTA\nEvent ID:\t9318\nDescription:\nIt ended."
    for gap in ("\n", "\n\n"):
        text = f"{row}\nfor good{gap}{labelled}\n\nRegards\n\n{row}"
        assert [one.description for one in events(read_list_lines, text)] == [
            "The link ended.\nfor good", "The link ended.",
        ]  # fmt: skip
    entries = read_text(f"{row}\n{labelled}\n\nRegards\n\n{row}", vocabulary(), Allowance()).entries
    assert [one.event.event_id for one in entries] == [9221, 9318, 9221]


@pytest.mark.parametrize("gap", ["\n", "\n  ", " "])
def test_a_port_at_the_end_of_a_line_does_not_end_a_description(gap: str) -> None:
    text = f"Remote Server Name A, Protocol String ncacn_spx:~0000A[5]{gap}[BASE IL MAIN BASE 1 500]{gap}(14)"
    whole = f"{PARTED.replace('|', ',')}An MtaBindBack has failed. {text}\nMail flows."
    assert [one.description for one in events(read_list_lines, whole)] == [f"An MtaBindBack has failed. {text}"]


def test_words_between_pasted_rows_belong_to_neither() -> None:
    row = PARTED.replace("|", ",")
    text = f"See:\n{row}A sockets error.\n\nMail is not flowing.\n\n{row}A sockets error."
    assert [one.description for one in events(read_list_lines, text)] == ["A sockets error."] * 2


def test_a_row_of_a_list_saved_again_may_have_quotes() -> None:
    text = (
        '"7/31/97","4:15:31 PM","MSExchangeMTA","Warning","None","9221","N/A","EXCHSRV1","A ""b"",\n\nc"\nMail flows.'
    )
    assert [one.description for one in events(read_list_lines, text)] == ['A "b",\n\nc']


def test_a_description_that_opens_a_quote_takes_no_other_row() -> None:
    row = PARTED.replace("|", ",")
    text = f'{row}"The service, stopped\n{row}"The service" stopped\n{row}x"\n'
    assert [one.description for one in events(read_list_lines, text)] == [
        '"The service, stopped', '"The service" stopped', 'x"',
    ]  # fmt: skip


def test_a_row_without_an_id_is_warned_of() -> None:
    bad = PARTED.replace("|", "\t").replace("9221", "many")
    assert unread(read_list_lines, f"See:\n{bad}\n{bad}\n\nMail flows.") == [f"{bad}\n{bad}".rstrip("\t") + "\t"]


@pytest.mark.parametrize(
    "text",
    [
        "7/31/97 4:15 PM we had a Warning in the log, 9221 times",
        "7/31/97 4:15 PM Bob called, extension 9322, room 1722",
        "On 7/31/97 4:15:31 PM MSExchangeMTA Warning None 9221 N/A",
        "7/31/97\t4:15 PM\tBob\tcalled\tagain\tand\tagain",
        "7/31/97 4:15:31 PM MSExchangeMTA Warning",
        "4:15:31 PM MSExchangeMTA Warning None 9221 N/A EXCHSRV1",
    ],
)
def test_a_sentence_that_begins_with_a_date_is_no_row(text: str) -> None:
    assert events(read_list_lines, text) == []


def test_when_the_time_is_over_the_rest_is_named() -> None:
    found = read_list_lines(f"{SPACED}\n", VOCABULARY, Allowance(0))
    assert [(one.code, one.span) for one in found.warnings] == [("reading_stopped", (0, len(SPACED) + 1))]


@MODERATE
@given(
    st.lists(st.sampled_from([SPACED, PARTED.replace("|", ","), '"', ",", "\n", "9318", "7/31/97 4:15 PM", " ", "x"]))
)
def test_any_text_is_read_without_error_and_its_spans_lie_in_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = reading(read_list_lines, text)
    spans = sorted([one.span for one in found.entries] + [one.span for one in found.warnings if one.span])
    assert all(0 <= start < end <= len(text) for start, end in spans)
