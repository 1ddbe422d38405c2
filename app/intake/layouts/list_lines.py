"""Lines of Event Viewer's list, and its lists saved as text."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.intake.layouts.delimited import LONGEST_ROW, Delimited, line_end
from app.intake.layouts.entry_types import TYPE_WORD
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.label_groups import LabelGroups
from app.intake.layouts.labels import labels_in
from app.intake.layouts.list_row import FIELDS, ListRow, is_unread, of_fields, of_words
from app.intake.layouts.logged_time import CLOCK, DATE
from app.intake.layouts.row_cells import unread_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "list_line"
_DATED = re.compile(
    rf'^[ \t]{{0,40}}(?P<row>"?(?:(?P<ahead>{TYPE_WORD})"?(?:[,;\t]"?|[ \t]{{1,8}}))?(?P<date>{DATE})'
    rf'(?:"? {{0,8}}(?P<parted>[,;\t])"? {{0,8}}| {{1,8}})(?P<time>{CLOCK})"?'
    r"(?: {0,8}(?P<mark>[,;\t])| ))",
    re.MULTILINE | re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n|\Z)")
_END_OF_MTA_TEXT = re.compile(r"\]\s{0,8}\([0-9]{1,3}\)[ \t]*+$", re.MULTILINE)
"""The MTA closes what it logs with the place in square brackets and its severity in round ones."""


def read_list_lines(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader.

    A description goes on in the lines below its row, up to the next row, to a blank line, or to where another entry
    begins. A saved list may hold more of it behind the blank line, but there it cannot be told from a person's remark.
    """
    lines = _ListLines(text, vocabulary)
    dated = list(_DATED.finditer(text))
    for at, one in enumerate(dated):
        if allowance.spent:
            lines.reading.stop(text, one.start())
            break
        if one.start() >= lines.done:
            lines.read(one, dated[at + 1].start() if at + 1 < len(dated) else None)
    lines.reading.warnings += unread_rows(lines.unread, text)
    return lines.reading


@dataclass(slots=True)
class _ListLines:
    text: str
    vocabulary: Vocabulary
    reading: Reading = field(default_factory=Reading)
    unread: list[tuple[int, int]] = field(default_factory=list)
    done: int = 0
    _delimited: dict[str, Delimited] = field(default_factory=dict)
    _labelled: list[int] | None = None

    def read(self, dated: re.Match[str], following: int | None) -> None:
        """Read the row that begins with a date, if it is one; `following` is where the next such line begins."""
        start, end = dated.start("row"), line_end(self.text, dated.end())
        row = None
        if dated["mark"]:
            fields, end = self._fields(dated, following)
            row = of_fields(fields, dated["ahead"])
            if row is None and is_unread(fields, dated["ahead"]):
                self.unread.append((start, end))
                return
        row = row or of_words(self.text[dated.end() : end].replace("\t", " "), dated["ahead"], self.vocabulary)
        if row is not None:
            self._take(row, dated, (start, end), following)

    def _fields(self, dated: re.Match[str], following: int | None) -> tuple[Sequence[str], int]:
        """The fields behind date and time, and the end of their last line."""
        mark, before = dated["mark"], 1 + bool(dated["parted"]) + bool(dated["ahead"])
        most = before + FIELDS - bool(dated["ahead"])
        if mark not in self._delimited:
            self._delimited[mark] = Delimited(self.text, mark)
        row = self._delimited[mark].row(dated.start("row"), most)
        if row.whole and len(row.cells) <= most and (following is None or row.end < following):
            return row.cells[before:], row.end
        end = line_end(self.text, dated.end())
        return [one.strip() for one in self.text[dated.end() : end].split(mark, most - before - 1)], end

    def _take(self, row: ListRow, dated: re.Match[str], span: tuple[int, int], following: int | None) -> None:
        start, end = span
        self.done = self._described(row, end, following)
        description = f"{row.description}{self.text[end : self.done]}".strip() or None
        event = replace(row.event, logged_at=f"{dated['date']} {dated['time']}", description=description)
        self.reading.entries.append(Found(event, (start, self.done), LAYOUT))

    def _described(self, row: ListRow, end: int, following: int | None) -> int:
        """Where the description ends of a row that ends at `end`."""
        known = self.vocabulary.source_named(row.event.source)
        quoted = self.text.startswith('"', end - 1)
        if not row.description or quoted or (known and _END_OF_MTA_TEXT.search(row.description)):
            return end
        bound = min(len(self.text) if following is None else following, end + LONGEST_ROW)
        blank = _BLANK_LINE.search(self.text, end, bound)
        bound = self._before_labels(end, blank.start() if blank else bound)
        closed = _END_OF_MTA_TEXT.search(self.text, end, bound) if known else None
        return closed.end() if closed else end + len(self.text[end:bound].rstrip())

    def _before_labels(self, start: int, end: int) -> int:
        """Where an entry with labels begins between these two places; else the second."""
        if not self.text[start:end].strip():
            return end
        if self._labelled is None:
            labels = list(labels_in(self.text, self.vocabulary.labels))
            groups = LabelGroups(self.text, labels, self.vocabulary)
            self._labelled = [one.line for at, one in enumerate(labels) if one.first and groups.begins(at)]
        at = bisect_left(self._labelled, start)
        return min(self._labelled[at], end) if at < len(self._labelled) else end
