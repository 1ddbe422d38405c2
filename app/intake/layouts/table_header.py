"""Header rows of event lists, and what a row below one states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.entry_types import TYPE_OF_LEVEL, TYPE_OF_NUMBER, is_type, type_of
from app.intake.layouts.logged_time import is_time
from app.intake.layouts.row_cells import event_id, stated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COLUMNS: dict[str, tuple[str, ...]] = {
    "event_id": ("eventid", "eventcode", "id", "eventidentifier", "instanceid"),
    "source": ("providername", "sourcename", "source", "provider"),
    "computer": ("machinename", "computername", "computer"),
    "type": ("leveldisplayname", "eventtypename", "entrytype", "type", "level", "eventtype"),
    "category": ("taskdisplayname", "eventcategoryname", "categorystring", "taskcategory", "category", "task"),
    "moment": ("timecreated", "timegenerated", "dateandtime", "timewritten", "datumunduhrzeit", "dateetheure"),
    "date": ("date",),
    "time": ("time",),
    "description": ("message", "description"),
    "strings": ("strings", "replacementstrings", "insertionstrings"),
}
"""The columns of Event Viewer, PowerShell (Get-WinEvent, Get-EventLog, Win32_NTLogEvent) and Log Parser.

Letter case and spaces do not matter. Where several state one part of an entry, the first counts that says something.
"""
_IDS = frozenset(_COLUMNS["event_id"])
_BESIDE_A_BARE_ID = {"providername", "leveldisplayname", "timecreated", "logname"}
_TELLING = ("source", "computer", "type", "category", "moment", "date", "description", "strings")
_MOST_COLUMNS = 64
_LOST = "System."
"""What PowerShell writes for a list, such as System.String[], is its type and not what it holds."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table: for each part of an entry the indexes of its cells, the most telling one first.

    `supposed` tells that no header row was seen, and that the rows are taken to be in Event Viewer's own order.
    """

    mark: str
    names: tuple[str, ...]
    parts: Mapping[str, tuple[int, ...]]
    supposed: bool = False

    @property
    def most(self) -> int:
        """Cells of a row: Event Viewer names five columns and writes six, the description last."""
        return len(self.names) + ("description" not in self.parts)

    def may_hold(self, cells: Sequence[str]) -> bool:
        """Whether this looks like a row of the table, be it one that cannot be read."""
        if len(cells) <= 1 or not any(cells):
            return False
        whole = len(cells) in {len(self.names) - 1, len(self.names), self.most}
        return whole or self._id(cells) is not None or self._is_timed(cells)

    def entry(self, cells: Sequence[str]) -> ReportedEvent | None:
        """The entry of a row; None where the number of cells or the id is not that of a row."""
        number = self._id(cells) if self._fits(cells) else None
        if number is None:
            return None
        when = self._first("moment", cells) or " ".join(
            filter(None, (self._first("date", cells), self._first("time", cells)))
        )
        return ReportedEvent(
            number,
            self._first("source", cells),
            self._first("computer", cells),
            self._type(cells),
            self._first("category", cells),
            when or None,
            description=self._description(cells),
            strings=self._strings(cells),
        )

    def surely_holds(self, cells: Sequence[str]) -> bool:
        """Whether this is a row wherever it stands: with an id and a time, and in the supposed order with a type."""
        if self.supposed and not (cells and is_type(cells[0])):
            return False
        return self.may_be_read(cells) and self._is_timed(cells)

    def may_be_read(self, cells: Sequence[str]) -> bool:
        """Whether there is an entry of these cells."""
        return self._fits(cells) and self._id(cells) is not None

    def _fits(self, cells: Sequence[str]) -> bool:
        return len(self.names) <= len(cells) <= self.most

    def _id(self, cells: Sequence[str]) -> int | None:
        return event_id(self._first("event_id", cells))

    def _is_timed(self, cells: Sequence[str]) -> bool:
        return is_time(self._first("moment", cells) or self._first("date", cells) or "")

    def _first(self, part: str, cells: Sequence[str]) -> str | None:
        said = (stated(cells[at]) for at in self.parts.get(part, ()) if at < len(cells))
        return next((one for one in said if one is not None), None)

    def _type(self, cells: Sequence[str]) -> str | None:
        for at in self.parts.get("type", ()):
            words = TYPE_OF_LEVEL if self.names[at] == "level" else TYPE_OF_NUMBER
            said = type_of(stated(cells[at]), words) if at < len(cells) else None
            if said is not None:
                return said
        return None

    def _description(self, cells: Sequence[str]) -> str | None:
        if "description" in self.parts:
            return self._first("description", cells)
        return stated(cells[-1]) if len(cells) == self.most else None

    def _strings(self, cells: Sequence[str]) -> tuple[str, ...]:
        joined = self._first("strings", cells)
        return () if joined is None or joined.startswith(_LOST) else tuple(joined.split("|"))


def column_names(labels: Mapping[str, str]) -> dict[str, str]:
    """The vocabulary's labels as columns are compared: the part of an entry that each of them heads."""
    return {"".join(label.split()): part for label, part in labels.items()}


def header_of(line: str, local: Mapping[str, str]) -> Header | None:
    """The header that a line is; None for any other line. `local` are further `column_names`."""
    mark = max(",;\t", key=line.count)
    names = tuple(line.replace(" ", "").replace('"', "").casefold().split(mark, _MOST_COLUMNS))
    if names and not names[-1]:
        names = names[:-1]
    if _IDS.isdisjoint(names) and not any(local.get(name) == "event_id" for name in names):
        return None
    parts = _parts(names, local)
    told = sum(part in parts for part in _TELLING)
    if told < 2 or len(names) >= _MOST_COLUMNS:  # noqa: PLR2004 - an id and two more
        return None
    bare = names[parts["event_id"][0]] == "id" and not _BESIDE_A_BARE_ID & set(names)
    return None if bare else Header(mark, names, parts)


def event_viewer(mark: str) -> Header:
    """The order in which Event Viewer of Windows Vista and later writes rows."""
    names = ("level", "dateandtime", "source", "eventid", "taskcategory")
    return Header(mark, names, _parts(names, {}), supposed=True)


def _parts(names: Sequence[str], local: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    parts: dict[str, tuple[int, ...]] = {}
    for part, known in _COLUMNS.items():
        own = [names.index(name) for name in known if name in names]
        other = [at for at, name in enumerate(names) if local.get(name) == part and at not in own]
        if own + other:
            parts[part] = tuple(own + other)
    return parts
