"""Questions about event entries that do not give what a rule has to know: a code, a source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.comparison import OneOf
from app.domain.explanation import Question
from app.domain.fact import in_words
from app.domain.observation import COUNT, EventTest
from app.domain.vocabulary import FactKind, FactType
from app.engine.answers import answers_to
from app.engine.prospects import Candidate, prospect, settled_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.comparison import Comparison
    from app.domain.event_entry import EventEntry
    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary
    from app.engine.answers import Answer
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase

_TIMES = (
    "How often was the entry logged?",
    "Filter the log by its source and event id in Event Viewer and count the entries, or attach the log itself.",
)
_SOURCE = ("Which source does the entry about {peer} give?", "Open the entry in Event Viewer and read the line Source.")
_ANOTHER = "another"
_NO_CODE = -1
_NO_SOURCE = "?"
_ANY_TIMES = FactType("count", FactKind.WHOLE_NUMBER, "how often", lowest=1, highest=1_000_000_000)
_ANY_CODE = FactType("code", FactKind.WHOLE_NUMBER, "a code", highest=0xFFFFFFFF)


@dataclass(slots=True)
class _Wanted:
    """Of one field: the entries that lack it, what it is compared with, and the findings that wait for it."""

    entries: set[int] = field(default_factory=set)
    comparisons: dict[Comparison, None] = field(default_factory=dict)
    findings: set[int] = field(default_factory=set)


def entry_questions(case: TriedCase, knowledge: Knowledge) -> Iterator[Candidate]:
    """One question for each field that findings of this case wait for, with what becomes of the findings."""
    numbers = [number for number, reading in enumerate(case.readings) if reading.status is not None]
    for name, wanted in _waiting(case).items():
        prospects = {
            words: prospect(_knowing(case.settled, name, value, wanted.entries), knowledge, numbers)
            for words, value in field_answers(name, tuple(wanted.comparisons)).items()
        }
        settled = settled_by(case, prospects.values(), numbers)
        ask, how = field_words(name, knowledge.pack.vocabulary)
        entries = tuple(sorted(wanted.entries))
        question = Question(
            f"event.{name}", ask, how, case.settled.server, case.settled.peer, entries, prospects, len(settled)
        )
        yield Candidate(question, frozenset(wanted.findings), settled)


def _waiting(case: TriedCase) -> dict[str, _Wanted]:
    """What findings wait for, and what could still speak against one."""
    entries = {entry.index: entry for entry in case.settled.entries}
    waiting: dict[str, _Wanted] = defaultdict(_Wanted)
    for number, reading in enumerate(case.readings):
        for test in (leaf.test for leaf in reading.waiting()):
            if isinstance(test, EventTest):
                for index in test.look(case.settled, trusting=True).entries:
                    _note(waiting, number, test, entries[index])
    return waiting


def _note(waiting: dict[str, _Wanted], number: int, test: EventTest, entry: EventEntry) -> None:
    compared = {**dict(test.fields), "source": OneOf((test.source or "",))}
    for name in test.unknown_fields(entry):
        waiting[name].entries.add(entry.index)
        waiting[name].comparisons[compared[name]] = None
        waiting[name].findings.add(number)


def field_answers(name: str, comparisons: tuple[Comparison, ...]) -> dict[str, Value]:
    """The values rules look for, or any other; ranges where a rule compares with a bound."""
    if name == COUNT:
        return {_times_in_words(answer): answer.stands_for for answer in answers_to(_ANY_TIMES, comparisons)}
    if not all(isinstance(one, OneOf) for one in comparisons):
        return {answer.in_words(): answer.stands_for for answer in answers_to(_ANY_CODE, comparisons)}
    values = dict(sorted((in_words(value), value) for one in comparisons for value in one.bounds()))
    return values | {_ANOTHER: _NO_SOURCE if name == "source" else _NO_CODE}


def _times_in_words(answer: Answer) -> str:
    """`below 200`, `at least 200`, or as any other range."""
    if answer.low == _ANY_TIMES.lowest:
        return f"below {answer.high}"
    return f"at least {answer.low}" if answer.high == _ANY_TIMES.highest + 1 else answer.in_words()


def _knowing(case: Case, name: str, value: Value, indexes: set[int]) -> Case:
    """The case as it would be if these entries gave the field."""
    entries = tuple(_with(entry, name, value) if entry.index in indexes else entry for entry in case.entries)
    return replace(case, entries=entries, seen={})


def _with(entry: EventEntry, name: str, value: Value) -> EventEntry:
    if name == COUNT and isinstance(value, int):
        return replace(entry, count=value, counted=True)
    if name != "source":
        return replace(entry, fields={**entry.fields, name: value if isinstance(value, int) else str(value)})
    known = None if value == _NO_SOURCE else str(value)
    return replace(entry, source=str(value), known_source=known)


def field_words(name: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The question about a field of entries, and how to find out."""
    if name == COUNT:
        return _TIMES
    if name == "source" or name not in vocabulary.fields:
        return _SOURCE
    return vocabulary.fields[name].ask, vocabulary.fields[name].how
