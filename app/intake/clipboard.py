"""Event entries out of free text, in the layout that Event Viewer of Windows NT, 2000 and 2003 copies to the clipboard.

The layout: lines of a label, a colon and a value (`Event ID:<tab>9322`), then `Description:` with its text below or
behind it, ended by a blank line, by Windows' standing remark, by the data dump, or by the next entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent, Warned

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = re.compile(
    r"[ \t>]*(?:event[ \t]+(?=id|type|source|category)|(?!id))"
    r"(type|source|category|id|date|time|user|computer|description)[ \t]*:[ \t]*(.*)",
    re.IGNORECASE,
)
_STANDING_REMARK = re.compile(r"[ \t>]*(?:For (?:more|additional) information,|Data:)", re.IGNORECASE)
_EVENT_ID = re.compile(r"[0-9]{1,10}")
_QUOTED = re.compile(r"[ \t>]*")
_LARGEST_ID = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class TextEntry:
    """An entry and the characters of the text it was read from."""

    event: ReportedEvent
    span: tuple[int, int]


@dataclass(slots=True)
class _Block:
    start: int
    end: int = 0
    values: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    describing: bool = False


def read_clipboard(text: str) -> tuple[list[TextEntry], list[Warned]]:
    """The entries in the order of the text, and a warning with its span for each block that could not be read."""
    entries: list[TextEntry] = []
    warnings: list[Warned] = []
    for block in _blocks(text):
        event_id = block.values.get("id", "").strip()
        span = (block.start, block.end)
        if _EVENT_ID.fullmatch(event_id) and int(event_id) <= _LARGEST_ID:
            entries.append(TextEntry(_event(block, int(event_id)), span))
        else:
            warnings.append(
                Warned("unread_entry", "an event entry in the text has no event id that can be read", span=span)
            )
    return entries, warnings


def _event(block: _Block, event_id: int) -> ReportedEvent:
    values = {name: value.strip() or None for name, value in block.values.items()}
    description = "\n".join(block.lines).strip() or None
    when = " ".join(filter(None, (values.get("date"), values.get("time"))))
    return ReportedEvent(
        event_id,
        values.get("source"),
        values.get("computer"),
        values.get("type"),
        values.get("category"),
        when or None,
        description=description,
    )


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for start, line in _lines(text):
        label = _LABEL.match(line)
        name = label.group(1).casefold() if label else None
        if block is not None and (_ended(block, line) or (name is not None and _begins_anew(block, name))):
            yield from _if_entry(block)
            block = None
        if label is not None and name is not None:
            block = block or _Block(start)
            _take(block, name, label.group(2))
        elif block is not None and block.describing:
            block.lines.append(line[_QUOTED.match(line).end() :])  # type: ignore[union-attr] # it matches nothing too
        if block is not None and (block.describing or name is not None):
            block.end = start + len(line)
    if block is not None:
        yield from _if_entry(block)


def _take(block: _Block, name: str, value: str) -> None:
    if name == "description":
        block.describing = True
        block.lines = [value] if value.strip() else []
    else:
        block.values.setdefault(name, value)


def _ended(block: _Block, line: str) -> bool:
    if not block.describing:
        return bool(line.strip(" \t>")) and _LABEL.match(line) is None
    blank = not line.strip(" \t>")
    return (blank and bool(block.lines)) or _STANDING_REMARK.match(line) is not None


def _begins_anew(block: _Block, name: str) -> bool:
    return name in block.values or block.describing


def _if_entry(block: _Block) -> Iterator[_Block]:
    """Only what calls itself an event entry: a stray `Time:` or `Type:` in prose is none."""
    if "id" in block.values or {"source", "type"} <= block.values.keys():
        yield block


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        start += len(line)
