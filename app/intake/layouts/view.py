"""A text without what only its way here has put into it, and the way back to where each character stood."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = "\x00\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_SPACES = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DROPPED = re.compile(rf"(?<![^{_ENDS}])(?:[{_SPACES}{_INVISIBLE}]*+>)++ ?|[{_INVISIBLE}]++|\r(?=\n)")
"""Quoting marks where a line begins, what nobody sees, and half of a line end."""
_PLAIN = {
    **dict.fromkeys((*range(1, 9), *range(0x0E, 0x20), *range(0x7F, 0xA1)), " "),
    **dict.fromkeys((0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys(map(ord, _ENDS), "\n"),
}


@dataclass(frozen=True, slots=True)
class View:
    """`text` is what readers look at; see LayoutReader for what it holds.

    It consists of stretches of the original: `starts` tells where each begins in `text`, `origins` where it stood.
    """

    text: str
    starts: array[int] = field(default_factory=lambda: array("L", [0]), repr=False)
    origins: array[int] = field(default_factory=lambda: array("L", [0]), repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same characters in the original: from the first of them to the one after the last."""
        first = self._origin(start)
        return first, self._origin(end - 1) + 1 if end > start else first

    def _origin(self, position: int) -> int:
        stretch = bisect_right(self.starts, position) - 1
        return self.origins[stretch] + position - self.starts[stretch]


def view_of(original: str) -> View:
    """The text as it was written, in time and memory proportional to it."""
    kept: list[str] = []
    starts, origins = array("L"), array("L")
    begin = length = 0
    for dropped in _DROPPED.finditer(original):
        if dropped.start() > begin:
            kept.append(original[begin : dropped.start()])
            starts.append(length)
            origins.append(begin)
            length += dropped.start() - begin
        begin = dropped.end()
    if begin < len(original) or not starts:
        kept.append(original[begin:])
        starts.append(length)
        origins.append(begin)
    return View("".join(kept).translate(_PLAIN), starts, origins)
