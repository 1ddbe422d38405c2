"""Where the description of an entry ends that has no mark for its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from app.intake.layouts.lost_description import lost_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.intake.layouts.label_groups import LabelGroups
    from app.intake.layouts.labels import Label

_REMARK = re.compile(
    r"^[ \t]*+For (?:more|additional) information,"
    r"|For (?:more|additional) information, (?:please )?(?:see Help and Support Center|(?:click|see|visit) http)",
    re.IGNORECASE | re.MULTILINE,
)
_FOREIGN_REMARK = re.compile(
    r"^[^\n]{0,200}?\bmicrosoft\.com/(?:fwlink/events\.asp|contentredirect\.asp)", re.IGNORECASE | re.MULTILINE
)
_WINDOWS_REMARK = re.compile(
    r"^[^\n]{0,200}?(?:see Help and Support Center at|microsoft\.com/(?:fwlink/events\.asp|contentredirect\.asp))",
    re.IGNORECASE | re.MULTILINE,
)
"""Only Windows writes this, so that what stands between the description and it, blank lines too, is description."""
_SEVERITY = re.compile(r"\][ \t\n]{0,8}\([0-9]{1,3}\)[\"'*]{0,2}")
"""The place in brackets and the severity in parentheses, with which every text of the MTA ends."""
_NEXT_LINE_BLANK = re.compile(r"[^\n]{0,60}+\n[ \t]*+(?:\n|$)|[^\n]{0,60}+$")
_WHITE = re.compile(r"\s*+")
_PATIENCE = 4000
"""Characters behind a blank line within which Windows' remark or the data still belong to the same entry."""
_LONGEST_LINE = 100
_LATE_PARTS = frozenset({"source", "type", "category", "computer"})


class Extent(NamedTuple):
    """The first character and the one after the last; the label to look at next, and whether it is the entry's."""

    begin: int
    end: int
    following: int
    goes_on: bool = False


class DescriptionExtents:
    """Finds descriptions' ends: a blank line, Windows' standing remark, the data, the next entry, the severity."""

    def __init__(self, text: str, labels: list[Label], groups: LabelGroups) -> None:
        self._text = text
        self._labels = labels
        self._groups = groups

    def extent(self, begin: int, following: int, parts: Collection[str], *, wording_known: bool) -> Extent:
        """The description that begins at `begin`, in an entry with these parts; `following` is the next label.

        Where its wording is known, nothing behind its severity is a part of it.
        """
        begin = self._first_character(begin)
        found = self._lost(begin, following) or self._by_lines(begin, following, parts)
        severity = _SEVERITY.search(self._text, begin, found.end) if wording_known else None
        if severity is None or severity.end() >= found.end:
            return found
        return Extent(begin, severity.end(), self._rewound(found.following, following, severity.end()))

    def _first_character(self, begin: int) -> int:
        """Blank lines between the label and the text do not count."""
        return _WHITE.match(self._text, begin).end()  # type: ignore[union-attr] # it matches nothing too

    def _rewound(self, at: int, lowest: int, end: int) -> int:
        while at > lowest and self._labels[at - 1].begin >= end:
            at -= 1
        return at

    def _lost(self, begin: int, following: int) -> Extent | None:
        """A lost description, whose strings may stand behind blank lines; none if another entry begins within."""
        lost = lost_at(self._text, begin)
        if lost is None:
            return None
        end = lost.span[1]
        while following < len(self._labels) and self._labels[following].begin < end:
            if self._groups.begins(following):
                return None
            following += 1
        return Extent(begin, end, following)

    def _by_lines(self, begin: int, at: int, parts: Collection[str]) -> Extent:
        text, end, position, resumed = self._text, begin, begin, begin
        while position < len(text):
            line_end = text.find("\n", position)
            line_end = line_end if line_end >= 0 else len(text)
            at, cut, goes_on = self._cut(at, line_end, parts, begun=end > begin)
            remark = self._remark(position, cut)
            line = text[position : cut if remark is None else remark].rstrip()
            if line:
                end = position + len(line)
            if remark is not None or cut < line_end or goes_on:
                return Extent(begin, end, at, goes_on and remark is None)
            if not line and end > begin and position >= resumed:
                resumed = self._resumed(position, at)
                if resumed <= position:
                    break
            position = line_end + 1
        return Extent(begin, end, at)

    def _cut(self, at: int, line_end: int, parts: Collection[str], *, begun: bool) -> tuple[int, int, bool]:
        """The next label, where it cuts this line (at its end if nowhere), and whether it goes on with the entry."""
        while at < len(self._labels) and self._labels[at].begin < line_end:
            label = self._labels[at]
            place = label.line if label.first else label.begin
            if self._groups.is_dump(at):
                return at + 1, place, False
            if self._groups.begins(at):
                return at, place, label.first and self._groups.completes(parts, at)
            if begun and label.first and label.part in _LATE_PARTS - set(parts) and self._ends_line_group(at):
                return at, place, True
            at += 1
        return at, line_end, False

    def _ends_line_group(self, at: int) -> bool:
        """Whether a short value follows, and behind it a blank line or another label: the text has not gone on."""
        found = _NEXT_LINE_BLANK.match(self._text, self._labels[at].value)
        if found is not None:
            return True
        following = self._labels[at + 1] if at + 1 < len(self._labels) else None
        if following is None or not following.first or following.line - self._labels[at].value > _LONGEST_LINE:
            return False
        return self._text.count("\n", self._labels[at].value, following.line) == 1

    def _remark(self, position: int, end: int) -> int | None:
        found = _REMARK.search(self._text, position, end) or _FOREIGN_REMARK.search(self._text, position, end)
        return found.start() if found else None

    def _resumed(self, position: int, at: int) -> int:
        """Up to where the description goes on behind a blank line, since Windows' remark or the data follow there."""
        limit, last = position + _PATIENCE, at
        while last < len(self._labels) and self._labels[last].begin < limit:
            if self._labels[last].first or self._labels[last].telling:
                break
            last += 1
        bound = min(self._labels[last].begin if last < len(self._labels) else limit, limit)
        found = _WINDOWS_REMARK.search(self._text, position, bound)
        if found:
            return found.start()
        headed = bound < limit and last < len(self._labels) and self._groups.is_dump(last)
        return self._labels[last].line if headed else position
