"""Rows of delimited text, as RFC 4180 has them, read from any place in a text and without trust in the quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

LONGEST_ROW = 65_536
"""Characters of a row: a quote that is not closed within them was never meant to be."""
_QUOTES = re.compile('"*+')


@dataclass(frozen=True, slots=True)
class Row:
    """What the cells of a row say, and the end of its last line.

    `whole` is false where a quote is not closed; the cells are then those before it.
    """

    cells: tuple[str, ...]
    end: int
    whole: bool = True


class Delimited:
    """A text as rows of cells between `mark`s; a row is read in time proportional to its cells.

    A quote closes a cell if an odd number of them stands before a mark or the end of a line, as after `"a ""b"" c"`;
    others belong to what the cell says, as careless tools write them.
    """

    def __init__(self, text: str, mark: str) -> None:
        self._text = text
        self._mark = mark
        ends = re.finditer(rf'(?<!")"++(?= {{0,8}}(?:{re.escape(mark)}|\n|\Z))', text)
        self._closing = [one.end() - 1 for one in ends if (one.end() - one.start()) % 2]

    def row(self, start: int, most: int, longest: int = LONGEST_ROW) -> Row:
        """The row that begins here; of `most` cells the last, unless it is quoted, has the rest of the line.

        Of each cell as many characters are given as `longest` says, without the white space around them.
        """
        end = line_end(self._text, start)
        if self._text.find('"', start, end) < 0:
            cells = self._text[start:end].split(self._mark, most - 1)
            return Row(tuple(cell[:longest].strip() for cell in cells), end)
        return self._row_with_quotes(start, end, most, longest)

    def _row_with_quotes(self, start: int, end: int, most: int, longest: int) -> Row:
        cells: list[str] = []
        at = start
        while at <= end and len(cells) <= most:
            if self._text.startswith('"', at):
                closed = self._closing_quote(at + 1, start + LONGEST_ROW)
                if closed is None:
                    return Row(tuple(cells), end, whole=False)
                cells.append(self._text[at + 1 : min(closed, at + 1 + longest)].replace('""', '"').strip())
                end = line_end(self._text, closed)
                at = self._behind_spaces(closed + 1, end)
            else:
                stop = -1 if len(cells) + 1 == most else self._text.find(self._mark, at, end)
                stop = end if stop < 0 else stop
                cells.append(self._text[at : min(stop, at + longest)].strip())
                at = stop
            at = at + 1 if at < end else end + 1
        return Row(tuple(cells), end)

    def _closing_quote(self, inside: int, bound: int) -> int | None:
        behind = _QUOTES.match(self._text, inside).end()  # type: ignore[union-attr] # it matches nothing too
        if (behind - inside) % 2 and self._is_at_end_of_cell(behind):
            return behind - 1
        found = bisect_left(self._closing, behind)
        if found == len(self._closing) or self._closing[found] >= bound:
            return None
        return self._closing[found]

    def _is_at_end_of_cell(self, at: int) -> bool:
        ahead = self._text[at : at + 9].lstrip(" ")
        return not ahead or ahead[0] in {self._mark, "\n"}

    def _behind_spaces(self, at: int, end: int) -> int:
        while at < end and self._text[at] == " ":
            at += 1
        return at


def line_end(text: str, at: int) -> int:
    """Where the line ends that holds this character."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end
