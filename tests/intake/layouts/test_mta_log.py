from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.mta_log import read_mta_log
from tests.intake.layouts import row_reading
from tests.intake.layouts.row_reading import VOCABULARY, events, reading, unread
from tests.intake.reports import MODERATE

HEADING = (
    "message NMI9236: Internal Operating System Error, severity 12 (BASE IL TCP/IP DRVR(22) Proc 262) "
    "04-10-96 05:52:10pm"
)
TEXT = f"{HEADING}\nA sockets error 10061 on a connect() call.\nThe MTA will try again."
READ = ReportedEvent(
    9236,
    "MSExchangeMTA",
    logged_at="04-10-96 05:52:10pm",
    description="Internal Operating System Error\nA sockets error 10061 on a connect() call.\nThe MTA will try again.",
)


def test_a_message_is_read_up_to_the_next_blank_line_or_message() -> None:
    text = f"Ev0.log has:\n{TEXT}\n{TEXT}\n\nMail is flowing."
    found = reading(read_mta_log, text)
    assert [one.event for one in found.entries] == [READ, READ]
    assert [text[slice(*one.span)] for one in found.entries] == [TEXT, TEXT]


@pytest.mark.parametrize("at", ["Error, ", "severity ", "TCP/IP ", "Proc 262) ", "04-10-96 "])
def test_a_heading_may_have_been_wrapped(at: str) -> None:
    assert events(read_mta_log, TEXT.replace(at, f"{at.rstrip()}\n", 1)) == [READ]


def test_a_heading_without_time_is_read_without_one() -> None:
    text = "message NMI9236: Error, severity 12 (BASE(22) Proc 262)\nOn 04-10-96 05:52:10pm it was well."
    read = ReportedEvent(9236, "MSExchangeMTA", description="Error\nOn 04-10-96 05:52:10pm it was well.")
    assert events(read_mta_log, text) == [read]


def test_the_source_is_given_only_where_the_vocabulary_knows_it() -> None:
    (found,) = read_mta_log(TEXT, Vocabulary(), Allowance()).entries
    assert found.event.source is None


def test_an_id_that_is_too_large_is_warned_of() -> None:
    bad = HEADING.replace("9236", "99999999999")
    assert unread(read_mta_log, f"{bad}\n\n{bad}") == [f"{bad}\n\n{bad}"]


@pytest.mark.parametrize(
    "text",
    ["message NMI9236: hello, how are you?", "message 9236: x, severity 12", "the message NMI9236: x, severity 1", ""],
)
def test_a_message_of_a_person_is_none_of_the_mta(text: str) -> None:
    assert events(read_mta_log, text) == []


@MODERATE
@given(
    number=row_reading.IDS,
    sentence=st.text(alphabet="abc ,", min_size=1, max_size=30),
    moment=row_reading.MOMENTS,
    lines=st.lists(st.sampled_from(["A sockets error.", "Locality table (LTAB) index: 3"]), max_size=3),
    around=st.tuples(row_reading.PROSE, row_reading.PROSE),
)
def test_messages_are_read_back_from_any_prose(
    number: int, sentence: str, moment: tuple[str, str], lines: list[str], around: tuple[str, str]
) -> None:
    heading = f"message NMI{number}: {sentence}, severity 12 (BASE(22) Proc 262) {' '.join(moment)}"
    (read,) = events(read_mta_log, "\n".join([around[0], heading, *lines, "", around[1]]))
    assert (read.event_id, read.logged_at) == (number, " ".join(moment))
    assert (read.description or "").split() == f"{sentence} {' '.join(lines)}".split()


def test_when_the_time_is_over_the_rest_is_named() -> None:
    found = read_mta_log(TEXT, VOCABULARY, Allowance(0))
    assert [(one.code, one.span) for one in found.warnings] == [("reading_stopped", (0, len(TEXT)))]


@MODERATE
@given(st.lists(st.sampled_from(["message N1:", HEADING, ", severity 1", "(", ")", " ", "\n", "1-1-96 1:10"])))
def test_any_text_is_read_without_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in reading(read_mta_log, text).entries)
