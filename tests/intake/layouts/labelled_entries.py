"""An entry as Event Viewer copies it, and what the reader of labelled entries finds in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.labelled import read_labelled
from tests.intake.reports import LONG_9322, VALUES, vocabulary

if TYPE_CHECKING:
    from app.intake.layouts.found import Reading

DESCRIPTION = LONG_9322.format(**VALUES)
LABELS = ("Event Type", "Event Source", "Event Category", "Event ID", "Date", "Time", "User", "Computer")
STATED = ("Warning", "MSExchangeMTA", "Interface ", "9322", "6/4/2001", "8:10:31 AM", "N/A", "EXCH-B")
ENTRY = (
    "".join(f"{label}:\t{value}\n" for label, value in zip(LABELS, STATED, strict=True))
    + f"Description:\n{DESCRIPTION}"
)
READ = ReportedEvent(
    9322,
    "MSExchangeMTA",
    "EXCH-B",
    "Warning",
    "Interface",
    "6/4/2001 8:10:31 AM",
    description=DESCRIPTION,
)
PROSE = "Since Monday we see this on EXCH-B:\n\n{}\n\nMail still flows. Regards, Bob"
VISTA = (
    "Log Name:      Application\nSource:        MSExchangeMTA\nDate:          6/4/2001 8:10:31 AM\n"
    "Event ID:      9322\n"
    "Task Category: Interface\nLevel:         Warning\nKeywords:      Classic\nUser:          N/A\n"
    f"Computer:      EXCH-B\nDescription:\n{DESCRIPTION}"
)


def read(text: str) -> Reading:
    return read_labelled(text, vocabulary(), Allowance())


def events(text: str) -> list[ReportedEvent]:
    reading = read(text)
    assert reading.warnings == []
    return [entry.event for entry in reading.entries]
