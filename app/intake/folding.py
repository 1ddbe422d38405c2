"""Entries that differ in nothing but their time become one, with a count and the times of the first and the last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.host_name import canonical_host
from app.intake.event_fields import read_event
from app.intake.layouts.logged_time import TimeOrder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary


@dataclass(slots=True)
class _Fold:
    """The first of entries that are alike, and of all of them how many there were and when."""

    position: int
    first: ReportedEvent
    count: int = 0
    times: list[str] = field(default_factory=list)
    counted: bool = True


def fold(events: Iterable[ReportedEvent], vocabulary: Vocabulary) -> list[tuple[int, ReportedEvent]]:
    """One entry for each source, id, codes, peer and computer, with the position of the first of them, in its order.

    Where an entry names no peer, its locality table index tells peers apart. Entries that cannot be read, or not all
    of whose places agree, never count as like those that can.
    """
    folds: dict[tuple[object, ...], _Fold] = {}
    for position, event in enumerate(events):
        one = folds.setdefault(_likeness(event, vocabulary), _Fold(position, event))
        one.count += event.count
        one.counted = one.counted and event.counted
        one.times += [time for time in (event.logged_at, event.last_logged_at) if time]
    order = TimeOrder(time for one in folds.values() for time in one.times)
    return [(one.position, _whole(one, order)) for one in folds.values()]


def _likeness(given: ReportedEvent, vocabulary: Vocabulary) -> tuple[object, ...]:
    one = read_event(given, vocabulary)
    read = one.fields
    codes = tuple(
        sorted((name, value) for name, value in read.values.items() if vocabulary.fields[name].codes is not None)
    )
    peer = read.values.get("remote_server", read.values.get("ltab_index"))
    return (
        one.known_source or (one.source or "").casefold(),
        given.low_word,
        codes,
        _host(peer) if isinstance(peer, str) else peer,
        _host(given.computer or ""),
        (read.fits, read.shifted, read.unclear),
    )


def _host(name: str) -> str:
    return (canonical_host(name) or name).casefold()


def _whole(one: _Fold, order: TimeOrder) -> ReportedEvent:
    """The times as they were written; where they cannot be compared, in the order of the log."""
    times = sorted(one.times, key=order.key) if all(map(order.key, one.times)) else one.times  # type: ignore[arg-type] # all have one
    first, last = (times[0], times[-1]) if times else (None, None)
    return replace(
        one.first,
        count=one.count,
        counted=one.counted,
        logged_at=first,
        last_logged_at=last if one.count > 1 else None,
    )
