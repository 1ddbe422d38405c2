"""What the cells of a row state, and the warnings of those who read rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.intake.layouts.event_id import LARGEST_ID
from app.intake.layouts.found import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING = frozenset(
    {"", "n/a", "n/v", "n/d", "-", "\u2013", "none", "(none)", "null", "keine", "aucun", "aucune", "non disponible"}
    | {"nicht zutreffend"}
)
_DECIMAL = re.compile(r"[0-9]{1,10}")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{1,8}")
_USER = re.compile(r"n/a|-|nt(?: |-)(?:authority|autorität)\b.*|autorite nt\b.*|s-1-[0-9-]+|.*\\.*", re.IGNORECASE)


def stated(cell: str | None) -> str | None:
    """What a cell says; None where it stands for nothing."""
    text = (cell or "").strip()
    return None if text.casefold() in _NOTHING else text


def event_id(cell: str | None) -> int | None:
    """The whole id, of up to 32 bits; None for what is none."""
    text = (cell or "").strip()
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return int(text) if _DECIMAL.fullmatch(text) and int(text) <= LARGEST_ID else None


def is_user(cell: str) -> bool:
    """Whether a cell is an account, or says that the entry has none, as no source or computer could."""
    return _USER.fullmatch(cell.strip()) is not None


def unread_rows(spans: Iterable[tuple[int, int]], text: str) -> list[Warned]:
    """One warning for each stretch of rows without other words between them."""
    return [Warned("unread_row", _unread(rows), span=(start, end)) for start, end, rows in runs_of(spans, text)]


def _unread(rows: int) -> str:
    if rows == 1:
        return "a row of an event list in the text could not be read as an event entry"
    return f"{rows} rows of an event list in the text could not be read as event entries"
