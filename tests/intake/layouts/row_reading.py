"""A small vocabulary, and what readers of rows make of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance

if TYPE_CHECKING:
    from app.domain.case import ReportedEvent
    from app.intake.layouts.found import LayoutReader, Reading

LABELS = {"event id": "event_id", "event": "event_id", "source": "source", "type": "type", "level": "type"}
LABELS |= {"category": "category", "user": "user", "computer": "computer", "date": "date", "time": "time"}
LABELS |= {"description": "description", "quelle": "source", "ereignis-id": "event_id", "ebene": "type"}
VOCABULARY = Vocabulary(sources={"msexchangemta": "MSExchangeMTA", "exchange mta": "MSExchangeMTA"}, labels=LABELS)

SOURCES = st.sampled_from(["MSExchangeMTA", "MSExchangeIS", "Service Control Manager", "DCOM"])
TYPES = st.sampled_from(["Error", "Warning", "Information", "Fehler", "Avertissement"])
CATEGORIES = st.sampled_from([None, "Interface", "Operating System", "X.400 Service", "Field Engineering", "(1)"])
COMPUTERS = st.sampled_from(["EXCH-A", "EXCHSRV1", "mail.example.com"])
USERS = st.sampled_from(["N/A", "NT AUTHORITY\\SYSTEM", "DOMAIN\\exadmin"])
IDS = st.integers(1, 0xFFFFFFFF)
MOMENTS = st.sampled_from(
    [("7/31/97", "4:15:31 PM"), ("31/12/96", "19:56:34"), ("05.12.2015", "14:11:33"), ("2001-06-04", "08:10"),
     ("31-12-1996", "7:56:34 a.m."), ("6/4/2001", "8:10:31AM")]
)  # fmt: skip
PROSE = st.lists(
    st.sampled_from(
        ["Hello,", "mail is flowing, but slowly; see below.", "On 7/31/97 we rebooted EXCH-A.", "1722\t9322"]
    ),
    max_size=3,
).map("\n".join)


def reading(read: LayoutReader, text: str) -> Reading:
    return read(text, VOCABULARY, Allowance())


def events(read: LayoutReader, text: str) -> list[ReportedEvent]:
    """The entries of a text in which there is nothing to warn of."""
    found = reading(read, text)
    assert found.warnings == []
    return [one.event for one in found.entries]


def unread(read: LayoutReader, text: str) -> list[str]:
    """The parts of a text that could not be read."""
    warnings = reading(read, text).warnings
    assert {one.code for one in warnings} <= {"unread_row"}
    return [text[slice(*one.span)] for one in warnings if one.span]
