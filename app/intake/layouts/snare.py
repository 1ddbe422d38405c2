"""Lines of the Snare agent, as syslog carries them.

Behind `MSWinEventLog` stand criticality, log, counter, date, event, source, user, kind of account, type, computer,
category, data and the description, parted by tabs, for which rsyslog writes `#011`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.entry_types import type_of
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.row_cells import event_id, stated, unread_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "snare"
_RECORD = re.compile(r"MSWinEventLog {0,2}(?P<mark>\t|#011)")
_SYSLOG_HEADER = re.compile(
    r"[ \t]{0,8}(?P<header>(?:<[0-9]{1,3}>|[A-Z][a-z]{2} {1,2}[0-9]{1,2} |[0-9]{4}-)[^\t\n]{0,200}[ \t])"
)
_DATE, _EVENT, _SOURCE, _TYPE, _COMPUTER, _CATEGORY, _DESCRIPTION = 3, 4, 5, 8, 9, 10, 12
_LONGEST_HEADER = 300
_CHECKSUM = re.compile(r"[0-9]{1,20}|[0-9a-f]{32}")
"""What the agent may write behind the description."""


def read_snare(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. A record ends with its line, or where the next one begins in it."""
    del vocabulary
    reading, unread = Reading(), []
    records = list(_RECORD.finditer(text))
    for at, record in enumerate(records):
        if allowance.spent:
            reading.stop(text, record.start())
            break
        following = records[at + 1].start() if at + 1 < len(records) else len(text)
        end = text.find("\n", record.end(), following)
        end = following if end < 0 else end
        span = (_start(text, record.start()), end)
        event = _event([cell.strip() for cell in text[record.end() : end].split(record["mark"])])
        if event is None:
            unread.append(span)
        else:
            reading.entries.append(Found(event, span, LAYOUT))
    reading.warnings += unread_rows(unread, text)
    return reading


def _start(text: str, at: int) -> int:
    """Where the syslog header begins, if the line has one."""
    line = text.rfind("\n", max(0, at - _LONGEST_HEADER), at) + 1
    header = _SYSLOG_HEADER.fullmatch(text, line, at) if line or at < _LONGEST_HEADER else None
    return header.start("header") if header else at


def _event(cells: Sequence[str]) -> ReportedEvent | None:
    number = event_id(cells[_EVENT]) if len(cells) > _CATEGORY else None
    if number is None:
        return None
    texts = list(cells[_DESCRIPTION:])
    if len(texts) > 1 and _CHECKSUM.fullmatch(texts[-1]):
        texts.pop()
    return ReportedEvent(
        number,
        stated(cells[_SOURCE]),
        stated(cells[_COMPUTER]),
        type_of(stated(cells[_TYPE])),
        stated(cells[_CATEGORY]),
        stated(cells[_DATE]),
        description=stated("\t".join(texts)),
    )
