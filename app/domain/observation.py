"""What a rule looks at: one fact, or the event entries. A test of what is not known is not known, never false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.domain.fact import Origin
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.case import Case
    from app.domain.comparison import Comparison
    from app.domain.event_entry import EventEntry
    from app.domain.fact import Value


class Seen(NamedTuple):
    """What a test found: its outcome, the value it looked at, where that came from, the entries it concerns."""

    outcome: Outcome
    value: Value | None = None
    origin: Origin | None = None
    entries: tuple[int, ...] = ()


COUNT = "count"
_NOTHING = Seen(Outcome.NOT_KNOWN)


class Test(Protocol):
    """One look at a case."""

    @property
    def observable(self) -> bool:
        """Whether it looks for an event entry: such an entry presents itself even while its codes are not known."""
        ...

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts it reads."""
        ...

    def look(self, case: Case, *, trusting: bool) -> Seen:
        """Try the case; where not `trusting`, a contested fact counts as not known."""
        ...

    def in_words(self) -> str:
        """The test as it is shown beside its sentence."""
        ...


@dataclass(frozen=True, slots=True)
class FactTest:
    """A comparison with one fact."""

    fact: str
    comparison: Comparison
    observable: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The one fact."""
        return (self.fact,)

    def look(self, case: Case, *, trusting: bool) -> Seen:
        """An absent fact is not known, never false."""
        known = case.facts.get(self.fact)
        if known is None:
            return _NOTHING
        if known.contested and not trusting:
            return Seen(Outcome.NOT_KNOWN, known.value, known.origin)
        return Seen(self.comparison.outcome(known.value), known.value, known.origin)

    def in_words(self) -> str:
        """`mail_flow = normal`."""
        return f"{self.fact} {self.comparison.in_words()}"


@dataclass(frozen=True, slots=True)
class EventTest:
    """An entry with one of these ids, from this source, whose fields compare as said.

    Among `fields`, `count` is no field of one entry: all that fit are counted together.
    """

    event_ids: tuple[int, ...]
    source: str | None = None
    fields: tuple[tuple[str, Comparison], ...] = ()
    observable: bool = True
    facts: tuple[str, ...] = ()

    def look(self, case: Case, *, trusting: bool) -> Seen:  # noqa: ARG002 - a field at odds with itself is never read
        """The best that any entry offers; no such entry at all is not met, since nothing of it was observed."""
        found = case.seen.get(self)
        if not isinstance(found, Seen):
            found = case.seen[self] = self._search(case)
        return found

    def _search(self, case: Case) -> Seen:
        outcomes = [(self._fits(entry), entry) for entry in case.entries if entry.event_id in self.event_ids]
        sure = [entry for outcome, entry in outcomes if outcome == Outcome.MET]
        maybe = [entry for outcome, entry in outcomes if outcome == Outcome.NOT_KNOWN]
        best, found = self._all_together(sure, maybe)
        numbers = tuple(entry.index for entry in found)
        return Seen(best, None, Origin("event", index=numbers[0]) if numbers else None, numbers)

    def _all_together(self, sure: list[EventEntry], maybe: list[EventEntry]) -> tuple[Outcome, list[EventEntry]]:
        """The outcome, and the entries that it rests on: those that fit, and those that may where they matter."""
        least = self._often(sure) if sure else Outcome.NOT_MET
        if not maybe or least == self._often(sure + maybe) == Outcome.MET:
            return least, sure if least != Outcome.NOT_MET else []
        most = min(self._often(sure + maybe), Outcome.MET if sure else Outcome.NOT_KNOWN)
        if least == most == Outcome.NOT_MET:
            return least, []
        return Outcome.NOT_KNOWN, sorted(sure + maybe, key=lambda entry: entry.index)

    def outcome(self, entry: EventEntry) -> Outcome:
        """How one entry compares by itself; what the entry does not give is not known."""
        if entry.event_id not in self.event_ids:
            return Outcome.NOT_MET
        return min(self._fits(entry), self._often([entry]))

    def unknown_fields(self, entry: EventEntry) -> Iterator[str]:
        """The names of what would have to be known of the entry, `source` and `count` included."""
        if self._source(entry) == Outcome.NOT_KNOWN:
            yield "source"
        for name, wanted in self.fields:
            outcome = self._often([entry]) if name == COUNT else _field(entry, name, wanted)
            if outcome == Outcome.NOT_KNOWN:
                yield name

    def _fits(self, entry: EventEntry) -> Outcome:
        fields = (_field(entry, name, wanted) for name, wanted in self.fields if name != COUNT)
        return min([self._source(entry), *fields])

    def _often(self, entries: Sequence[EventEntry]) -> Outcome:
        """How often they were logged together; of what nobody has counted, what is shown is the least it can be."""
        times = dict(self.fields).get(COUNT)
        if times is None:
            return Outcome.MET
        least = sum(entry.count for entry in entries)
        outcome = times.outcome(least)
        grows_past = any(isinstance(bound, int) and bound > least for bound in times.bounds())
        if all(entry.counted for entry in entries) or not (grows_past or outcome != times.outcome(least + 1)):
            return outcome
        return Outcome.NOT_KNOWN

    def _source(self, entry: EventEntry) -> Outcome:
        if self.source is None:
            return Outcome.MET
        return Outcome.NOT_KNOWN if entry.source is None else Outcome.of(entry.known_source == self.source)

    def in_words(self) -> str:
        """`event 9322 from MSExchangeMTA, nt_error = 1722`."""
        ids = " or ".join(map(str, self.event_ids))
        source = f" from {self.source}" if self.source else ""
        return f"event {ids}{source}" + "".join(f", {name} {wanted.in_words()}" for name, wanted in self.fields)


def _field(entry: EventEntry, name: str, wanted: Comparison) -> Outcome:
    value = entry.fields.get(name)
    return Outcome.NOT_KNOWN if value is None else wanted.outcome(value)
