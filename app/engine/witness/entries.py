"""Entries that make event tests come out as demanded: every way to let one entry serve several tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from app.domain.comparison import AtLeast
from app.domain.event_entry import EventEntry
from app.domain.observation import COUNT, EventTest
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.antecedent import Group
    from app.domain.comparison import Comparison
    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary
    from app.engine.witness.demands import Budget, Demand
    from app.engine.witness.regions import Regions


@dataclass(frozen=True, slots=True)
class _Sketch:
    """An entry in the making: the ids it may have, its source if that matters, and what its fields may be.

    `serves` are the tests that it is made to meet.
    """

    ids: tuple[int, ...]
    source: str | None = None
    fields: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    serves: tuple[EventTest, ...] = ()

    def narrowed(self, name: str, wanted: Comparison, outcome: Outcome, regions: Regions) -> _Sketch | None:
        """The same with a field that compares so; None if no value does."""
        values = self.fields.get(name) or regions.of_field(name)
        left = tuple(value for value in values if wanted.outcome(value) == outcome)
        return replace(self, fields={**self.fields, name: left}) if left else None

    def fitting(self, test: EventTest, regions: Regions) -> _Sketch | None:
        """The same so that it also meets the test; None if it cannot."""
        ids = tuple(one for one in self.ids if one in test.event_ids)
        if not ids or (self.source and test.source and self.source != test.source):
            return None
        serves = (*self.serves, test)
        found: _Sketch | None = replace(self, ids=ids, source=self.source or test.source, serves=serves)
        for name, wanted in test.fields:
            found = found.narrowed(name, wanted, Outcome.MET, regions) if found else None
        return found


def entries_for(
    demand: Demand, regions: Regions, vocabulary: Vocabulary, budget: Budget
) -> Iterator[tuple[EventEntry, ...]]:
    """Every smallest set of entries, as far as the budget goes; those in which one entry serves much come first.

    Only fields that matter are given, and only such as some text of the event can give. An entry that serves no test
    with an upper bound to its count is kept apart from it, lest it be counted in.
    """
    for sketches in _placed(demand.logged, (), regions):
        pairs = [(place, test) for test in demand.not_logged for place in range(len(sketches))]
        pairs += [
            (place, replace(test, fields=_without_count(test)))
            for test in demand.logged
            for place, one in enumerate(sketches)
            if _is_capped(test) and test not in one.serves
        ]
        for apart in _apart(pairs, sketches, regions, vocabulary):
            drawn = [list(_drawn(index, one, vocabulary)) for index, one in enumerate(apart)]
            for entries in product(*drawn):
                if not budget.spend():
                    return
                yield entries


def counts_may_have_to_add_up(demand: Demand, never: Sequence[Group]) -> bool:
    """Whether tests compare counts of one event in different ways, and there is one that more could make untrue."""
    against = (leaf.test for group in never for leaf in group.leaves())
    tests = [*demand.logged, *demand.not_logged, *(test for test in against if isinstance(test, EventTest))]
    counted = [one for one in tests if COUNT in dict(one.fields)]
    return any(
        dict(one.fields)[COUNT] != dict(other.fields)[COUNT] and set(one.event_ids) & set(other.event_ids)
        for one in counted
        if _is_capped(one)
        for other in counted
    )


def _is_capped(test: EventTest) -> bool:
    """Whether it may be met no longer once more is logged."""
    times = dict(test.fields).get(COUNT)
    return times is not None and not isinstance(times, AtLeast)


def _without_count(test: EventTest) -> tuple[tuple[str, Comparison], ...]:
    return tuple(one for one in test.fields if one[0] != COUNT)


def _placed(
    tests: Sequence[EventTest], sketches: tuple[_Sketch, ...], regions: Regions
) -> Iterator[tuple[_Sketch, ...]]:
    if not tests:
        yield sketches
        return
    test, rest = tests[0], tests[1:]
    for place, one in enumerate(sketches):
        shared = one.fitting(test, regions)
        if shared is not None:
            yield from _placed(rest, (*sketches[:place], shared, *sketches[place + 1 :]), regions)
    alone = _Sketch(test.event_ids).fitting(test, regions)
    if alone is not None:
        yield from _placed(rest, (*sketches, alone), regions)


def _apart(
    pairs: Sequence[tuple[int, EventTest]], sketches: tuple[_Sketch, ...], regions: Regions, vocabulary: Vocabulary
) -> Iterator[tuple[_Sketch, ...]]:
    """The sketches in every way in which none of them fits a test that it must not fit."""
    if not pairs:
        yield sketches
        return
    place, test = pairs[0]
    for one in _differing(sketches[place], test, regions, vocabulary):
        yield from _apart(pairs[1:], (*sketches[:place], one, *sketches[place + 1 :]), regions, vocabulary)


def _differing(sketch: _Sketch, test: EventTest, regions: Regions, vocabulary: Vocabulary) -> Iterator[_Sketch]:
    others = tuple(one for one in sketch.ids if one not in test.event_ids)
    if others:
        yield replace(sketch, ids=others)
    if others == sketch.ids:
        return
    if test.source is not None:
        sources = [sketch.source] if sketch.source else dict.fromkeys(vocabulary.sources.values())
        yield from (replace(sketch, source=source) for source in sources if source != test.source)
    for name, wanted in test.fields:
        found = sketch.narrowed(name, wanted, Outcome.NOT_MET, regions)
        if found is not None:
            yield found


def _drawn(index: int, sketch: _Sketch, vocabulary: Vocabulary) -> Iterator[EventEntry]:
    names = [name for name in sketch.fields if name != COUNT]
    counts = [(times, sure) for times in sketch.fields.get(COUNT, ()) for sure in (True, False)] or [(1, False)]
    for event_id in sketch.ids:
        if not _can_give(event_id, sketch.source, names, vocabulary):
            continue
        for values in product(*(sketch.fields[name] for name in names)):
            for times, counted in counts:
                yield EventEntry(
                    index,
                    event_id,
                    source=sketch.source,
                    known_source=sketch.source,
                    count=int(str(times)),
                    counted=counted,
                    fields={
                        name: value for name, value in zip(names, values, strict=True) if isinstance(value, (int, str))
                    },
                )


def _can_give(event_id: int, source: str | None, names: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether some text of the event has all these fields; where no text is known, there is nothing to go by."""
    texts = [one for one in vocabulary.templates if one.event_id == event_id and source in {None, one.source}]
    return not texts or any(one.gives.issuperset(names) for one in texts)
