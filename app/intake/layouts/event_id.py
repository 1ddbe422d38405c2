"""Event ids as people and tools write them."""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST_ID = 0xFFFFFFFF
_ID = re.compile(r"[ \t\"'*_#(]*+(0x[0-9a-f]{1,8}|[0-9]{1,10})(?!\w)[ \t\"'*_).,;|\\/-]*+", re.IGNORECASE)
_AGAIN = re.compile(r"\((0x[0-9a-f]{1,8})\)[ \t.,;]*", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:and|or|und|et|y|e|en|&|,|/|;)?[ \t]*[0-9]", re.IGNORECASE)


class IdRead(NamedTuple):
    """The id, and the words that follow it in its place."""

    event_id: int
    rest: str


def read_event_id(written: str) -> IdRead | None:
    """An id of up to 32 bits, in decimal or (with 0x) hexadecimal digits; None for none and for several."""
    found = _ID.match(written)
    if found is None:
        return None
    event_id, rest = _number(found.group(1)), written[found.end() :].strip()
    again = _AGAIN.match(rest)
    if again and _number(again.group(1)) == event_id:
        rest = rest[again.end() :].strip()
    if event_id > LARGEST_ID or _SEVERAL.match(rest) or _AGAIN.match(rest):
        return None
    return IdRead(event_id, rest)


def _number(digits: str) -> int:
    return int(digits, 16) if digits[:2].lower() == "0x" else int(digits)
