"""What a reader of one layout finds in a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.domain.case import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, the characters it was read from (the first, and the one after the last), and in which layout."""

    event: ReportedEvent
    span: tuple[int, int]
    layout: str


@dataclass(slots=True)
class Reading:
    """The entries in the order of the text, and a warning with its span for each block that could not be read."""

    entries: list[Found] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    def stop(self, text: str, at: int) -> None:
        """Warn that the time for the ticket is over, and that nothing was read from there on."""
        detail = "the time for reading the ticket was over; the rest of it was not read"
        self.warnings.append(Warned("reading_stopped", detail, span=(at, len(text))))


def runs_of(spans: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int, int]]:
    """Spans with nothing but white space between them as one: where it begins and ends, and how many they are."""
    run: tuple[int, int, int] | None = None
    for start, end in spans:
        if run is not None and not text[run[1] : start].strip():
            run = (run[0], end, run[2] + 1)
            continue
        if run is not None:
            yield run
        run = (start, end, 1)
    if run is not None:
        yield run


class LayoutReader(Protocol):
    r"""Reads one layout, in time proportional to the text.

    The text has `\n` for every line end, no quoting marks, no NUL and no invisible characters; what other readers
    took already is blank. It never raises for what a text may hold: what looks like an entry and cannot be read
    becomes a warning. Where the allowance is spent, it stops with the warning `reading_stopped`.
    """

    def __call__(self, text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading: ...
