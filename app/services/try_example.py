"""Run one example, or one report of the baseline, through the whole of reading, matching and asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError
from app.engine.diagnosis import ask_engine
from app.engine.questions import questions_about
from app.engine.tried import try_case
from app.intake.understand import understand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.domain.explanation import Reading
    from app.domain.rule import Example, Rule, UnrelatedReport
    from app.engine.knowledge import Knowledge
    from app.engine.matcher import Matcher
    from app.engine.tried import TriedCase


@dataclass(frozen=True, slots=True)
class TriedExample:
    """The rule's readings of the example, one for each peer in it, and every way in which it came out otherwise."""

    example: Example
    readings: tuple[Reading, ...]
    complaints: tuple[RuleFileError, ...]


def try_example(rule: Rule, example: Example, knowledge: Knowledge, matcher: Matcher) -> TriedExample:
    """Try an example of one of the rules that `knowledge` has for stable."""
    understanding = understand(example.report, knowledge.pack.vocabulary)
    tried = [try_case(case, knowledge)[0] for case in understanding.cases]
    readings = tuple(reading for case in tried for reading in case.readings if reading.rule.id == rule.id)
    asked = frozenset[str]()
    if example.outcome == "possible":
        asked = frozenset(question.fact for question in questions_about(tried, understanding, knowledge))
    complaints = [*_disagreement(tried, knowledge, matcher), *_complaints(example, readings, asked)]
    name = f"{rule.id}, '{example.name}'"
    errors = (RuleFileError(example.file, example.line, "example-fails", f"{name}: {one}") for one in complaints)
    return TriedExample(example, readings, tuple(errors))


def _disagreement(tried: Sequence[TriedCase], knowledge: Knowledge, matcher: Matcher) -> Iterator[str]:
    agreement = ask_engine(tried, knowledge, matcher)
    if not agreement.whole:
        yield f"engine and tree differ ({agreement.fault or ', '.join(agreement.differing)})"


def _complaints(example: Example, readings: Sequence[Reading], asked: frozenset[str]) -> Iterator[str]:
    statuses = {reading.status.value if reading.status is not None else "none" for reading in readings} or {"none"}
    if statuses != {example.outcome}:
        yield f"comes out as {' and '.join(sorted(statuses))}, not as {example.outcome}"
    failing = tuple(line.says for reading in readings for line in reading.failing())
    if example.outcome == "none" and failing != example.failing_on:
        yield f"fails on {'; '.join(failing) or 'nothing'}, not on {'; '.join(example.failing_on)}"
    if example.outcome == "possible":
        yield from (f"does not ask for {fact}" for fact in example.asks if fact not in asked)


def noises_at(
    report: UnrelatedReport, knowledge: Knowledge, matcher: Matcher, chosen: Collection[str] = ()
) -> tuple[RuleFileError, ...]:
    """The rules, of those chosen or of all, that do not stay silent at it; `knowledge` has them all for stable."""
    tried = [try_case(case, knowledge)[0] for case in understand(report.report, knowledge.pack.vocabulary).cases]
    heard = {
        f"{reading.rule.id} is {reading.status.value}": None
        for case in tried
        for reading in case.readings
        if reading.status is not None and (not chosen or reading.rule.id in chosen)
    }
    said = [*heard, *_disagreement(tried, knowledge, matcher)]
    return tuple(RuleFileError(report.file, report.line, "baseline-fires", f"'{report.name}': {one}") for one in said)
