"""Questions about event entries that do not give what a rule has to know: a code, a source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.observation import EventTest
from app.domain.explanation import Question
from app.domain.fact import in_words
from app.domain.verdict import Outcome
from app.engine.prospects import prospect, settled_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.event_entry import EventEntry
    from app.domain.vocabulary import Vocabulary
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase

_SOURCE = ("Which source does the entry about {peer} give?", "Open the entry in Event Viewer and read the line Source.")
_ANOTHER = "another"
_NO_CODE = -1
_NO_SOURCE = "?"


def entry_questions(case: TriedCase, knowledge: Knowledge) -> Iterator[Question]:
    """One question for each field that findings of this case wait for."""
    numbers = range(len(knowledge.pack.rules))
    for field, (indexes, values) in _waiting(case).items():
        answers = {in_words(value): value for value in values} | {
            _ANOTHER: _NO_SOURCE if field == "source" else _NO_CODE
        }
        prospects = {
            words: prospect(_knowing(case.settled, field, value, indexes), knowledge, numbers)
            for words, value in answers.items()
        }
        settles = settled_by(case, prospects.values(), numbers)
        if settles:
            ask, how = _words(field, knowledge.pack.vocabulary)
            entries = tuple(sorted(indexes))
            yield Question(f"event.{field}", ask, how, case.settled.peer, entries, prospects, settles)


def _waiting(case: TriedCase) -> dict[str, tuple[set[int], dict[int | str, None]]]:
    """For each field, the entries that lack it, and the values that rules compare it with."""
    entries = {entry.index: entry for entry in case.settled.entries}
    waiting: dict[str, tuple[set[int], dict[int | str, None]]] = defaultdict(lambda: (set(), {}))
    for reading in case.readings:
        for leaf, seen in reading.leaves() if reading.status is not None else ():
            if seen.outcome == Outcome.NOT_KNOWN and isinstance(leaf.test, EventTest):
                for index in seen.entries:
                    _note(waiting, leaf.test, entries[index])
    return waiting


def _note(waiting: dict[str, tuple[set[int], dict[int | str, None]]], test: EventTest, entry: EventEntry) -> None:
    wanted = dict(test.fields)
    for field in test.unknown_fields(entry):
        indexes, values = waiting[field]
        indexes.add(entry.index)
        bounds = (test.source,) if field == "source" else wanted[field].bounds()
        values.update({bound: None for bound in bounds if isinstance(bound, (int, str))})


def _knowing(case: Case, field: str, value: int | str, indexes: set[int]) -> Case:
    """The case as it would be if these entries gave the field."""
    entries = tuple(_with(entry, field, value) if entry.index in indexes else entry for entry in case.entries)
    return replace(case, entries=entries, seen={})


def _with(entry: EventEntry, field: str, value: int | str) -> EventEntry:
    if field != "source":
        return replace(entry, fields={**entry.fields, field: value})
    known = None if value == _NO_SOURCE else str(value)
    return replace(entry, source=str(value), known_source=known)


def _words(field: str, vocabulary: Vocabulary) -> tuple[str, str]:
    if field == "source" or field not in vocabulary.fields:
        return _SOURCE
    return vocabulary.fields[field].ask, vocabulary.fields[field].how
