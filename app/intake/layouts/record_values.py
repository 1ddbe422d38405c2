"""What the numbers and values of a structured event record stand for: levels, types, qualified ids, times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.intake.layouts.entry_types import TYPE_OF_LEVEL, TYPE_OF_NUMBER, type_of
from app.intake.layouts.event_id import LARGEST_ID

_LOW_WORD = 0xFFFF
_SIGNED_LOW = -0x8000
_DIGITS = re.compile(r"\s{0,20}([0-9]{1,10})(?:\.0)?\s{0,20}")
_MILLISECONDS = re.compile(r"/Date\((-?[0-9]{1,17})(?:[+-][0-9]{4})?\)/")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LOG_ALWAYS = {0: "Information"}
"""What Event Viewer shows for a level or type of 0."""
_WORDS = {
    "critical": "Critical",
    "error": "Error",
    "err": "Error",
    "warning": "Warning",
    "warn": "Warning",
    "information": "Information",
    "informational": "Information",
    "info": "Information",
}


def text_of(value: object) -> str | None:
    """A value that people read, without surrounding white space; None for nothing and for what is no text.

    NUL and lone surrogates, which neither database nor UTF-8 can hold, are left out or shown as U+FFFD.
    """
    return written(value).strip() or None


def written(value: object) -> str:
    """The same with its white space, and empty for nothing: an insertion string has its place, be it empty."""
    if isinstance(value, str):
        return _UNWRITABLE.sub(_shown, value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).lower() if isinstance(value, bool) else ""
    return str(value)


def _shown(character: re.Match[str]) -> str:
    return "" if character.group() == "\x00" else "\ufffd"


def event_id_of(value: object) -> int | None:
    """An event id, qualified or not, given as a number or in digits; None for anything else."""
    match = _DIGITS.fullmatch(str(value)) if isinstance(value, (int, float, str)) else None
    number = int(match.group(1)) if match and not isinstance(value, bool) else LARGEST_ID + 1
    return number if number <= LARGEST_ID else None


def qualified(event_id: int, qualifiers: object) -> int:
    """The 32 bits that were logged: qualifiers (severity and facility) above the id, where both are known."""
    try:
        above = int(written(qualifiers) or "0")
    except ValueError:
        return event_id
    if event_id > _LOW_WORD or not _SIGNED_LOW <= above <= _LOW_WORD:
        return event_id
    return (above & _LOW_WORD) << 16 | event_id


def level_word(value: object) -> str | None:
    """The word for a level of Windows Vista and later; a word stays, in its usual spelling."""
    return _word(value, TYPE_OF_LEVEL)


def type_word(value: object) -> str | None:
    """The word for an event type of Windows NT, 2000 and 2003; a word stays, in its usual spelling."""
    return _word(value, TYPE_OF_NUMBER)


def _word(value: object, numbers: dict[int, str]) -> str | None:
    named = type_of(text_of(value), _LOG_ALWAYS | numbers)
    return _WORDS.get(named.casefold(), named) if named else None


def time_of(value: object) -> str | None:
    """A time as it was written; the milliseconds since 1970 that Windows PowerShell writes as ISO 8601, UTC."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("DateTime")
    text = text_of(value)
    match = _MILLISECONDS.fullmatch(text) if text else None
    if match is None:
        return text
    try:
        moment = _EPOCH + timedelta(milliseconds=int(match.group(1)))
    except OverflowError:
        return text
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
