"""Run every rule's own examples through the whole of reading, matching and asking, before the pack may serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError, RulesInvalid
from app.engine.diagnosis import ask_engine
from app.engine.questions import questions_about
from app.engine.tried import try_case
from app.intake.understand import understand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.rule import Example, Rule
    from app.engine.knowledge import Knowledge
    from app.engine.matcher import Matcher


def prove_rules(knowledge: Knowledge, matcher: Matcher) -> int:
    """The number of examples, all of which came out as written.

    RulesInvalid lists each that did not, or on which engine and tree differ, with its file and line.
    """
    examples = [(rule, example) for rule in knowledge.pack.rules for example in rule.examples]
    errors = [
        RuleFileError(example.file, example.line, "example-fails", f"{rule.id}, '{example.name}': {complaint}")
        for rule, example in examples
        for complaint in _complaints(rule, example, knowledge, matcher)
    ]
    if errors:
        raise RulesInvalid(errors)
    return len(examples)


def _complaints(rule: Rule, example: Example, knowledge: Knowledge, matcher: Matcher) -> Iterator[str]:
    understanding = understand(example.report, knowledge.pack.vocabulary)
    tried = [try_case(case, knowledge)[0] for case in understanding.cases]
    agreement = ask_engine(tried, knowledge, matcher)
    if not agreement.whole:
        yield f"engine and tree differ ({agreement.fault or ', '.join(agreement.differing)})"
    readings = [reading for case in tried for reading in case.readings if reading.rule.id == rule.id]
    statuses = {reading.status.value for reading in readings if reading.status is not None} or {"none"}
    if statuses != {example.outcome}:
        yield f"comes out as {' and '.join(sorted(statuses))}, not as {example.outcome}"
    failing = tuple(line.says for reading in readings for line in reading.failing())
    if example.outcome == "none" and failing != example.failing_on:
        yield f"fails on {'; '.join(failing) or 'nothing'}, not on {'; '.join(example.failing_on)}"
    if example.outcome == "possible":
        asked = {question.fact for question in questions_about(tried, understanding, knowledge)}
        yield from (f"does not ask for {fact}" for fact in example.asks if fact not in asked)
