"""The output of dumpel.exe of the Resource Kit.

A line has date, time, the type's number, the category's number, event, then source and user in either order, computer,
and the insertion strings: by default the source comes first, and real output has the user first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.delimited import line_end
from app.intake.layouts.entry_types import type_of
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.logged_time import CLOCK, DATE
from app.intake.layouts.row_cells import event_id, is_user, stated, unread_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "dumpel"
_LINE = re.compile(
    rf"^[ \t]{{0,40}}(?P<row>(?P<date>{DATE})[ \t]{{1,8}}(?P<time>{CLOCK})[ \t]{{1,8}}"
    r"(?P<type>0|1|2|4|8|16)(?P<gap>[ \t]{1,16})(?P<category>[0-9]{1,5})[ \t]{1,16}(?P<event>[0-9]{1,12})"
    r"(?P<mark>\t|[ ]{1,16}))",
    re.MULTILINE,
)
_WORD = re.compile(
    r"(?:NT[ -](?:AUTHORITY|AUTORITÄT)|AUTORITE NT)\\(?:(?:NETWORK|LOCAL) SERVICE|[^ \t\n]+)|[^ \t\n]+", re.IGNORECASE
)
_LONGEST_SOURCE = 5
_COLUMNS = 3
"""Source, user and computer, before the strings."""


def read_dumpel(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. A category of 0 is none; strings that no tabs part are parted at white space."""
    reading, unread = Reading(), []
    for line in _LINE.finditer(text):
        if allowance.spent:
            reading.stop(text, line.start())
            break
        span = (line.start("row"), line_end(text, line.end()))
        words = _words(text[line.end() : span[1]], line["mark"])
        if len(words) < _COLUMNS - 1 or not (_in_columns(line) or _names_somebody(words, vocabulary)):
            continue
        number = event_id(line["event"])
        if number is None:
            unread.append(span)
        else:
            reading.entries.append(Found(_event(line, number, words, vocabulary), span, LAYOUT))
    reading.warnings += unread_rows(unread, text)
    return reading


def _words(rest: str, mark: str) -> list[str]:
    """Source, user, computer and strings. One cell for all strings is parted too, for they may have been joined."""
    if mark != "\t" or rest.count("\t") < _COLUMNS - 1:
        return _WORD.findall(rest)
    cells = [cell.strip() for cell in rest.rstrip("\t ").split("\t")]
    return cells if len(cells) > _COLUMNS + 1 else [*cells[:_COLUMNS], *" ".join(cells[_COLUMNS:]).split()]


def _in_columns(line: re.Match[str]) -> bool:
    """Whether its numbers stand in columns, as no sentence has them."""
    return line["gap"] == "\t" or len(line["gap"]) > 1


def _names_somebody(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    return any(is_user(one) or vocabulary.source_named(one) for one in words[:_LONGEST_SOURCE])


def _event(line: re.Match[str], number: int, words: Sequence[str], vocabulary: Vocabulary) -> ReportedEvent:
    source, behind = _source(words, vocabulary)
    return ReportedEvent(
        number,
        stated(source),
        stated(words[behind]) if behind < len(words) else None,
        type_of(line["type"]),
        line["category"] if int(line["category"]) else None,
        f"{line['date']} {line['time']}",
        strings=tuple(words[behind + 1 :]),
    )


def _source(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, int]:
    """The source, which may be several words before the user, and where the computer stands."""
    if not is_user(words[0]):
        user = next((at for at, one in enumerate(words[:_LONGEST_SOURCE]) if is_user(one)), 0)
        if user:
            return " ".join(words[:user]), user + 1
        if not vocabulary.source_named(words[1]):
            return words[0], 2
    return words[1], 2
