"""Tables with a header row: Event Viewer, PowerShell, Log Parser; separated by commas, semicolons or tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.layouts.delimited import LONGEST_ROW, Delimited, Row, line_end
from app.intake.layouts.entry_types import TYPE_WORD
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.row_cells import unread_rows
from app.intake.layouts.table_header import Header, column_names, event_viewer, header_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "table"
_MAY_BE_ROW = re.compile(r'^ {0,40}(?:"[^\n]|[^\n,;\t"]{0,80}[,;\t])[^\n]{6}', re.MULTILINE)
_SUPPOSED = re.compile(rf' {{0,40}}"?(?:{TYPE_WORD})"?([,;\t])', re.IGNORECASE)
_STOP = re.compile(rf"(?P<blank>^[ \t]*+$)|(?P<row>{_MAY_BE_ROW.pattern})", re.MULTILINE)
_LONGEST_HEADER = 2000
_TELLING = 1000
"""Characters of a cell that are looked at before it is known whether it belongs to a row."""


def read_tables(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. The rows of a table are read on behind other words, if each has an id and a time."""
    tables = _Tables(text, column_names(vocabulary.labels))
    at, header = 0, None
    while candidate := _MAY_BE_ROW.search(text, at):
        if allowance.spent:
            tables.reading.stop(text, candidate.start())
            break
        start, end = candidate.start(), line_end(text, candidate.start())
        found = tables.header(start)
        header = found or header
        if found:
            at = tables.read_rows(end + 1, found, allowance)
        else:
            rows = tables.header_of_row(start, header)
            at = max(end, tables.read_rows(start, rows, allowance)) if rows else end
    tables.reading.warnings += unread_rows(tables.unread, text)
    return tables.reading


@dataclass(slots=True)
class _Tables:
    text: str
    columns: Mapping[str, str]
    reading: Reading = field(default_factory=Reading)
    unread: list[tuple[int, int]] = field(default_factory=list)
    _delimited: dict[str, Delimited] = field(default_factory=dict)

    def header(self, start: int) -> Header | None:
        end = line_end(self.text, start)
        return header_of(self.text[start:end], self.columns) if end - start <= _LONGEST_HEADER else None

    def header_of_row(self, start: int, header: Header | None) -> Header | None:
        """That of the table whose row begins here: the one seen last, or what Event Viewer would have written."""
        if header and self._is_row(start, header):
            return header
        own = _SUPPOSED.match(self.text, start)
        return event_viewer(own.group(1)) if own and self._is_row(start, event_viewer(own.group(1))) else None

    def read_rows(self, start: int, header: Header, allowance: Allowance) -> int:
        """Read the rows that follow one another from here on; where the first line begins that is none."""
        while start < len(self.text) and not allowance.spent:
            row = self._row(start, header)
            if not self._belongs(start, [*row.cells, *[""] * (not row.whole)], header):
                break
            torn = self._end_if_torn(start, row, header)
            if torn is not None:
                row = Row((), torn)
            elif row.end - start > _TELLING:
                row = self._row(start, header, LONGEST_ROW)
            self._take(start, row, header)
            start = row.end + 1
        return start

    def _belongs(self, start: int, cells: list[str], header: Header) -> bool:
        """Whether a line is a row of the table, be it an empty one or one that cannot be read."""
        if header.supposed:
            return header.surely_holds(cells)
        if header.may_be_read(cells):
            return True
        return (header.may_hold(cells) or _is_empty(cells)) and self.header(start) is None

    def _take(self, start: int, row: Row, header: Header) -> None:
        entry = header.entry(row.cells)
        if entry is not None:
            self.reading.entries.append(Found(entry, (start, row.end), LAYOUT))
        elif not _is_empty(row.cells):
            self.unread.append((start, row.end))

    def _end_if_torn(self, start: int, row: Row, header: Header) -> int | None:
        """Where a row ends whose quotes do not close before the next row: there, or at a blank line."""
        first_end = line_end(self.text, start)
        if row.whole and row.end == first_end:
            return None
        bound = min(row.end if row.whole else len(self.text), start + LONGEST_ROW)
        blank = None
        for stop in _STOP.finditer(self.text, first_end, bound):
            if stop.lastgroup == "blank":
                blank = stop.start() - 1 if blank is None else blank
            elif self._is_row(stop.start(), header):
                return stop.start() - 1 if blank is None else blank
            if blank is not None and not row.whole:
                return blank
        return None if row.whole and row.end == bound else line_end(self.text, bound)

    def _is_row(self, start: int, header: Header) -> bool:
        first_ends = self.text.find(header.mark, start, start + LONGEST_ROW)
        if first_ends < 0:
            return False
        inside = self.text.startswith('"', first_ends - 1) and self.text.count('"', start, first_ends) % 2
        if inside or (self.text.startswith('""', start) and first_ends > start + 2 and self.text[start + 2] != '"'):
            return False  # the line goes on with a quoted cell that began in an earlier one
        return header.surely_holds(self._row(start, header).cells)

    def _row(self, start: int, header: Header, longest: int = _TELLING) -> Row:
        if header.mark not in self._delimited:
            self._delimited[header.mark] = Delimited(self.text, header.mark)
        while self.text.startswith(" ", start):
            start += 1
        return self._delimited[header.mark].row(start, header.most, longest)


def _is_empty(cells: Sequence[str]) -> bool:
    """Whether this is a row of nothing, as spreadsheets leave them behind."""
    return len(cells) > 1 and not any(cells)
