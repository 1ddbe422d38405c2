"""What would change if something were otherwise: two diagnoses of one case, and what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.antecedent import Line
    from app.domain.explanation import Diagnosis, Reading
    from app.domain.least_change import LeastChange


@dataclass(frozen=True, slots=True)
class Examined:
    """A diagnosis, and for each of its findings, in their order, what would make it cease to apply."""

    diagnosis: Diagnosis
    ceases: tuple[LeastChange, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A rule that stands otherwise with one server and peer than it did."""

    before: Reading
    after: Reading

    def lines(self) -> Iterator[tuple[Line, Line]]:
        """The antecedents whose outcome is another, as they were and as they are."""
        for was, now in zip(_lines(self.before), _lines(self.after), strict=True):
            if was.outcome != now.outcome:
                yield was, now


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A case as it is, and as it would be; `turned` are in the order of the rule pack, case by case."""

    before: Examined
    after: Examined
    turned: tuple[Turned, ...]


def _lines(reading: Reading) -> Iterator[Line]:
    yield from reading.lines()
    if reading.unless is not None:
        yield from reading.unless.lines
