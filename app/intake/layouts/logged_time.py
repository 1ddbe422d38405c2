"""Which of two times of one log is earlier, though event logs write them without a time zone and in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DATE = r"[0-9]{1,4}(?:[./-] ?[0-9]{1,2}[./-] ?|-[A-Za-z]{3}-)[0-9]{1,4}\.?"
"""A day as rows of event logs write it: D/M/Y, M/D/Y, D.M.Y, D-M-Y, Y-M-D, D-Mon-Y."""
CLOCK = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]{1,9})?)?(?: {0,2}[AaPp]\.?[Mm]\b\.?)?"
"""A time of day of 12 or 24 hours, with or without seconds."""

_CLOCK = (
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"(?: {0,2}(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_ZONE = r"(?: {0,2}(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
_BY_NUMBERS = re.compile(
    r"(?P<one>[0-9]{1,4})(?P<mark>[./-]) ?(?P<two>[0-9]{1,2}|[A-Za-z]{3})(?P=mark) ?(?P<three>[0-9]{1,4})\.?"
    rf"(?:(?:,? {{1,3}}|T){_CLOCK}{_ZONE})?"
)
_BY_NAME = re.compile(
    r"(?:[A-Za-z]{3},? {1,2})?(?P<two>[A-Za-z]{3}) {1,2}(?P<one>[0-9]{1,2}),? {1,2}(?:(?P<before>[0-9]{4}) {1,2})?"
    rf"{_CLOCK}{_ZONE}(?: {{1,2}}(?P<after>[0-9]{{4}}))?"
)
_CIM = re.compile(
    r"(?P<one>[0-9]{4})(?P<two>[0-9]{2})(?P<three>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})"
    r"\.(?P<part>[0-9]{6})(?P<minutes>[+-][0-9]{3})"
)
_NAMES_OF_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_NAMES_OF_MONTHS, start=1)}
_NOON = 12
_MONTHS_OF_A_YEAR = 12
_DAYS_OF_A_MONTH = 31
_SHORT_YEAR = 2
_FIRST_CENTURY_CUT = 70
"""Two digits from here on are of the years 1970 to 1999: Windows NT has no earlier logs."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A time in its parts. `mark` is what parts the date: nothing where the order of its numbers is plain."""

    one: int
    two: int
    three: int
    mark: str
    clock: tuple[int, int, int, int]
    offset: timedelta | None


def is_time(text: str) -> bool:
    """Whether a text is a time as event logs write it, and nothing else."""
    return any(form.fullmatch(text.strip()) for form in (_BY_NUMBERS, _BY_NAME, _CIM))


class TimeOrder:
    """Puts the times of one log in order.

    Whether 4/5/2001 is in April or in May is decided over all times of the log that are written with the same mark: a
    part above 12 is a day. Where none is, points mean that the day comes first, anything else the month. Where some
    times say this and some that, the open ones cannot be read. A year of two digits is one of 1970 to 2069.
    """

    def __init__(self, times: Iterable[str]) -> None:
        self._written = {time: _written(time) for time in times}
        read = [one for one in self._written.values() if one]
        self._zoned = any(one.offset is not None for one in read)
        self._day_first = {mark: _day_first([one for one in read if one.mark == mark]) for mark in "./-"}
        self._day_first[""] = True

    def key(self, time: str) -> tuple[int, ...] | None:
        """What the earlier time has the smaller of; None where the time cannot be read.

        In a log that has times with a zone, one without cannot be put among them.
        """
        one = self._written[time] if time in self._written else _written(time)
        if one is None or (self._zoned and one.offset is None):
            return None
        moment = self._moment(one)
        return None if moment is None else (*moment.timetuple()[:6], moment.microsecond)

    def _moment(self, one: _Written) -> datetime | None:
        day_first = _sure(one) if _sure(one) is not None else self._day_first[one.mark]
        if day_first is None:
            return None
        day, month = (one.one, one.two) if day_first else (one.two, one.one)
        try:
            moment = datetime(one.three, month, day, *one.clock, tzinfo=timezone(one.offset or timedelta()))
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def _sure(one: _Written) -> bool | None:
    """Whether the day is written first; None where both numbers may be a month."""
    if not one.mark:
        return True
    if (one.one > _MONTHS_OF_A_YEAR) == (one.two > _MONTHS_OF_A_YEAR):
        return None
    return one.one > _MONTHS_OF_A_YEAR


def _day_first(alike: list[_Written]) -> bool | None:
    said = {_sure(one) for one in alike} - {None}
    if said == {True, False}:
        return None
    return said.pop() if said else any(one.mark == "." for one in alike)


def _written(time: str) -> _Written | None:
    """The parts of a time, the year third; None for what is none."""
    text = time.strip()
    found = _BY_NUMBERS.fullmatch(text) or _BY_NAME.fullmatch(text) or _CIM.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    year = parts.get("three") or parts.get("before") or parts.get("after")
    two = _MONTHS.get(parts["two"].casefold(), 0) if parts["two"].isalpha() else int(parts["two"])
    if year is None or not two:
        return None
    clock, offset = _clock(parts), _offset(parts)
    if "minutes" in parts or _year_first(parts["one"]):
        return _Written(int(year), two, _full_year(parts["one"]), "", clock, offset)
    mark = "" if parts["two"].isalpha() else parts["mark"]
    return _Written(int(parts["one"]), two, _full_year(year), mark, clock, offset)


def _year_first(one: str) -> bool:
    return len(one) > _SHORT_YEAR or int(one) > _DAYS_OF_A_MONTH


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > _SHORT_YEAR:
        return year
    return year + (1900 if year >= _FIRST_CENTURY_CUT else 2000)


def _clock(parts: dict[str, str]) -> tuple[int, int, int, int]:
    """Hour, minute, second and microsecond; the beginning of the day where only the day is written."""
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").casefold()
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    part = (parts.get("part") or "0").ljust(6, "0")[:6]
    return hour, int(parts.get("minute") or 0), int(parts.get("second") or 0), int(part)


def _offset(parts: dict[str, str]) -> timedelta | None:
    if parts.get("minutes"):
        return timedelta(minutes=int(parts["minutes"]))
    zone = parts.get("zone")
    if not zone:
        return None
    if zone[0] not in "+-":
        return timedelta()
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -size if zone[0] == "-" else size
