"""What a layout is to the round trip: how it writes an entry, which parts it carries, and what may stand around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.intake.layouts.made_events import Kinds, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.domain.case import ReportedEvent

PARTS = ("event_id", "source", "type", "category", "computer", "logged_at", "description", "strings")
QUOTED = ("", "> ", ">> ", "> > ")
"""What a mail program puts before each line."""
INDENTED = (*QUOTED, "   ", "\t", "> \t")
LINE_ENDS = (("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r"), ("\r", "\r\n"))


@dataclass(frozen=True)
class Layout:
    """One way of writing an entry.

    `carries` are the parts that are read back as they were; `loosely` those a reader may give or leave, such as the
    number of a category whose name is not in the print. Every other part is not given, and must not be made up.
    `exact` tells that descriptions keep each character; elsewhere white space may change.
    """

    name: str
    render: Callable[[ReportedEvent], str]
    carries: Sequence[str]
    loosely: Sequence[str] = ()
    kinds: Kinds = field(default_factory=Kinds)
    prefixes: Sequence[str] = QUOTED
    exact: bool = False

    def stated(self, event: ReportedEvent) -> Mapping[str, object]:
        """What of an event the layout states, so that it can be compared with what was read."""
        parts = {name: self._part(event, name) for name in PARTS if name not in self.loosely}
        missing = {"strings": (), "description": ""}
        return {name: value if name in self.carries else missing.get(name) for name, value in parts.items()}

    def read(self, event: ReportedEvent) -> Mapping[str, object]:
        """The same of an event that was read."""
        return {name: self._part(event, name) for name in PARTS if name not in self.loosely}

    def _part(self, event: ReportedEvent, name: str) -> object:
        if name != "description":
            return getattr(event, name)
        return (event.description or "") if self.exact else words_of(event.description)


def with_line_ends(text: str, ends: Sequence[str]) -> str:
    r"""The text with these line ends in turn; a `\n` is never put behind a `\r` where it would not be a line end."""
    lines = text.split("\n")
    pieces: list[str] = []
    for number, line in enumerate(lines[:-1]):
        end = ends[number % len(ends)]
        glued = end == "\n" and not line and pieces and pieces[-1].endswith("\r")
        pieces.append(line + ("\r\n" if glued else end))
    return "".join([*pieces, lines[-1]])


def prefixed(text: str, prefix: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n"))
