"""The MTA's own log, Ev0.log, of Exchange 4.0 to 5.5."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.delimited import LONGEST_ROW
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.logged_time import CLOCK, DATE
from app.intake.layouts.row_cells import event_id, unread_rows

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "mta_log"
_SOURCE = "MSExchangeMTA"
"""Only the MTA writes this log."""
_MESSAGE = re.compile(
    r"^[ \t]{0,40}(?P<row>message[ \t]{1,8}[A-Z]{2,8}(?P<event>[0-9]{1,12})[ \t]{0,4}:)", re.MULTILINE | re.IGNORECASE
)
_SEVERITY = re.compile(r",\s{1,8}severity\s{1,8}[0-9]{1,3}(?![0-9])", re.IGNORECASE)
_TIME = re.compile(rf"(?<![0-9A-Za-z])(?P<date>{DATE})[ \t\n]{{1,8}}(?P<time>{CLOCK})(?![0-9A-Za-z])")
_PLACE = re.compile(r"\s*+(?:\([^\n]*(?:\n[^\n]*)?\)\s*+)?")
"""What stands between severity and time: the place in the MTA, which may have been wrapped."""
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n|\Z)")
_HEADING = 400
"""Characters within which a heading ends; its lines may have been wrapped on their way."""


def read_mta_log(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. The heading's sentence is the first of the description."""
    reading, unread = Reading(), []
    messages = list(_MESSAGE.finditer(text))
    for at, message in enumerate(messages):
        if allowance.spent:
            reading.stop(text, message.start())
            break
        following = messages[at + 1].start() if at + 1 < len(messages) else len(text)
        bound = min(following, message.start() + LONGEST_ROW)
        blank = _BLANK_LINE.search(text, message.end(), bound)
        end = message.end() + len(text[message.end() : blank.start() if blank else bound].rstrip())
        severity = _SEVERITY.search(text, message.end(), min(end, message.end() + _HEADING))
        if severity is None:
            continue
        event = _event(text, message, severity, end, vocabulary)
        if event is None:
            unread.append((message.start("row"), end))
        else:
            reading.entries.append(Found(event, (message.start("row"), end), LAYOUT))
    reading.warnings += unread_rows(unread, text)
    return reading


def _event(
    text: str, message: re.Match[str], severity: re.Match[str], end: int, vocabulary: Vocabulary
) -> ReportedEvent | None:
    number = event_id(message["event"])
    if number is None:
        return None
    time = _TIME.search(text, severity.end(), min(end, severity.end() + _HEADING))
    if time and not _PLACE.fullmatch(text, severity.end(), time.start()):
        time = None
    below = time.end() if time else text.find("\n", severity.end(), end)
    lines = text[below:end].strip() if below >= 0 else ""
    sentence = " ".join(text[message.end() : severity.start()].split())
    return ReportedEvent(
        number,
        vocabulary.source_named(_SOURCE),
        logged_at=f"{time['date']} {time['time']}" if time else None,
        description="\n".join(filter(None, (sentence, lines))) or None,
    )
