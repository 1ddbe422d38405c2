"""Whatever becomes of the foreign engine, the answer is the tree's, marked; the next is by the engine again."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import EngineFault
from app.domain.verdict import Verdict
from app.engine.supervisor import Worker
from tests.engine.made_up.by_hand import all_of, case, diagnosed, entry, knowing, logged, rule, says

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.explanation import Diagnosis
    from app.engine.matcher import Job

KNOWLEDGE = knowing(
    rule("sure", cause=all_of(says("a"))),
    rule("open", cause=all_of(says("b"))),
    rule("other", symptoms=all_of(logged(102))),
)
PARTITIONS = KNOWLEDGE.compiled.definitions


@dataclass
class Engine:
    """Stands for a foreign engine that answers as it is told to."""

    answer: Callable[[Sequence[Job]], list[frozenset[str]]]

    def match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        return self.answer(jobs)


def fails(_: Sequence[Job]) -> list[frozenset[str]]:
    raise EngineFault("it is ill")


def ask(matcher: object) -> tuple[Diagnosis, object]:
    return diagnosed(KNOWLEDGE, case(entry(), a=True), matcher=matcher)  # type: ignore[arg-type]


def is_right(diagnosis: Diagnosis) -> None:
    assert diagnosis.headline.verdict is Verdict.MISCONFIGURATION
    assert [(one.rule.id, one.status.value) for one in diagnosis.findings] == [
        ("Q1/sure", "confirmed"),
        ("Q1/open", "possible"),
    ]


def is_marked(diagnosis: Diagnosis) -> None:
    assert diagnosis.decided_by == "tree"
    assert [one.code for one in diagnosis.warnings] == ["engine_set_aside"]


def is_the_engines(diagnosis: Diagnosis) -> None:
    assert diagnosis.decided_by == "engine"
    assert not diagnosis.warnings


def test_an_engine_that_fails_is_set_aside() -> None:
    diagnosis, agreement = ask(Engine(fails))
    is_right(diagnosis)
    is_marked(diagnosis)
    assert getattr(agreement, "fault", None) == "it is ill"


@pytest.mark.parametrize(
    ("lie", "about"),
    [
        (frozenset[str](), ("Q1/sure", "Q1/open")),
        (frozenset({"r0c", "r0p", "r1c", "r1p"}), ("Q1/open",)),
        (frozenset({"r0p", "r1p"}), ("Q1/sure",)),
    ],
)
def test_an_engine_that_says_otherwise_is_set_aside_and_what_it_differs_on_is_named(
    lie: frozenset[str], about: tuple[str, ...]
) -> None:
    diagnosis, agreement = ask(Engine(lambda jobs: [lie for _ in jobs]))
    is_right(diagnosis)
    is_marked(diagnosis)
    assert getattr(agreement, "differing", None) == about


def test_the_answer_but_for_the_mark_does_not_depend_on_the_engine() -> None:
    without, _ = ask(Engine(fails))
    with Worker(PARTITIONS) as worker:
        with_it, _ = ask(worker)
    assert replace(without, warnings=(), decided_by="engine") == with_it


@pytest.fixture
def impatient() -> Iterator[Worker]:
    with Worker(PARTITIONS, answer_within=0.5) as one:
        yield one


def test_a_worker_whose_process_stops_costs_one_mark_and_is_itself_again(impatient: Worker) -> None:
    is_the_engines(ask(impatient)[0])
    assert impatient.pid is not None
    os.kill(impatient.pid, signal.SIGSTOP)
    diagnosis, _ = ask(impatient)
    is_right(diagnosis)
    is_marked(diagnosis)
    by_the_engine_again(impatient)


def test_a_worker_whose_process_is_killed_before_it_answers_costs_one_mark_and_is_itself_again(
    impatient: Worker,
) -> None:
    pid = impatient.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it gets the question, and no time to answer

    def match_and_kill(jobs: Sequence[Job]) -> list[frozenset[str]]:
        os.kill(pid, signal.SIGKILL)
        return impatient.match(jobs)

    diagnosis, _ = ask(Engine(match_and_kill))
    is_right(diagnosis)
    by_the_engine_again(impatient)


def by_the_engine_again(worker: Worker) -> None:
    """Once the new process has started; until then answers are right as well, and marked."""
    for _ in range(100):
        diagnosis, _ = ask(worker)
        is_right(diagnosis)
        if diagnosis.decided_by == "engine":
            return
        is_marked(diagnosis)
    pytest.fail("the engine does not come back")
