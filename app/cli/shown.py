"""How commands show what they have found."""

from __future__ import annotations

import sys
from enum import StrEnum


class Shown(StrEnum):
    """For people or for programs."""

    TABLE = "table"
    JSON = "json"


class Format(StrEnum):
    """The same, and a line for each thing."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def as_table(shown: Shown | None) -> bool:
    """Whether to write for people: as told, or else on a terminal."""
    return (shown or (Shown.TABLE if sys.stdout.isatty() else Shown.JSON)) is Shown.TABLE
