"""What several sheets for a terminal have in common: marks, words for groups, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = {"met": "[x]", "not_met": "[-]", "not_known": "[?]"}
GROUPS = {"all": "all of these", "any": "any of these", "exactly_one": "exactly one of these"}
PARTS = ("symptoms", "cause", "unless")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row, all columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def in_one_line(said: str) -> str:
    """Words out of a ticket, without what would do something to a terminal."""
    return "".join(character for character in " ".join(said.split()) if character.isprintable())
