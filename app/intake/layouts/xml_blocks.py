"""Where the `<Event>` elements and the entity declarations of a text stand, in one pass over it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(
    r"<(?P<begin>Event)(?=[\s>])|(?P<end></Event\s{0,20}>)|(?P<entity><!ENTITY)(?=\s)|(?P<document><!DOCTYPE)(?=\s)"
)
_DECLARATIONS = {
    "entity": re.compile(r"[^>]{0,2000}>?"),
    # with declarations of its own, or with those of another file
    "document": re.compile(
        r"\s{1,20}(?!html\b)[^\[>\s]{1,100}\s{1,20}(?:\[|(?:SYSTEM|PUBLIC)[^\[>]{0,300}[\[>])", re.IGNORECASE
    ),
}
_SYSTEM = re.compile(r"<System[\s>]")
_CLOSING = re.compile(r"</[\w:.-]{1,60}\s{0,20}>|/>")
_LONGEST_UNENDED = 65_536


class Kind(Enum):
    """What a block of XML is."""

    EVENT = auto()
    UNENDED = auto()
    DECLARATION = auto()


@dataclass(frozen=True, slots=True)
class XmlBlock:
    """Its characters, from the first to the one after the last."""

    kind: Kind
    start: int
    end: int


def xml_blocks(text: str) -> Iterator[XmlBlock]:
    """Every event element, every one that has no end, and every declaration, in the order of their ends.

    A document type that only gives a name, and that of HTML, is no block; nor is an `<Event>` without end that has
    nothing of an event in it, which is some prose about XML.
    """
    event: int | None = None
    declared = 0
    for mark in _MARK.finditer(text):
        if mark.start() < declared:
            continue
        if mark.lastgroup in _DECLARATIONS:
            declaration = _DECLARATIONS[mark.lastgroup].match(text, mark.end())
            if declaration is not None:
                declared = declaration.end()
                yield XmlBlock(Kind.DECLARATION, mark.start(), declared)
        elif mark.lastgroup == "end":
            if event is not None:
                yield XmlBlock(Kind.EVENT, event, mark.end())
            event = None
        else:
            if event is not None:
                yield from _unended(text, event, mark.start())
            event = mark.start()
    if event is not None:
        yield from _unended(text, event, len(text))


def _unended(text: str, start: int, limit: int) -> Iterator[XmlBlock]:
    limit = min(limit, start + _LONGEST_UNENDED)
    if _SYSTEM.search(text, start, limit):
        end = max((mark.end() for mark in _CLOSING.finditer(text, start, limit)), default=limit)
        yield XmlBlock(Kind.UNENDED, start, end)
