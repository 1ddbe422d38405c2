"""House rules for a single rule, beyond its shape: citations, placeholders, examples, symptoms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.rulepacks.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.rule import Rule
    from app.rulepacks.antecedent_reader import AntecedentReader
    from app.rulepacks.shape import Fields

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMES = ("server", "peer")
MOST_TESTS = 17
"""Tests in one rule: compiled twice, as confirmed and as possible, they stay inside the engine's envelope."""


def check_rule(rule: Rule, fields: Fields, reader: AntecedentReader, cites: Mapping[str, str]) -> None:
    """Report what is missing from the rule or points nowhere; `reader` has read the rule's sentences."""
    tests = sum(1 for part in (rule.symptoms, rule.cause, rule.unless) if part for _ in part.leaves())
    if tests > MOST_TESTS:
        fields.problems.add(
            fields.line, "too-many-tests", f"a rule has at most {MOST_TESTS} tests, {rule.id} has {tests}"
        )
    _check_citations(fields, reader, cites)
    _check_placeholders(rule, fields)
    _check_examples(rule, fields, reader.lines)


def _check_citations(fields: Fields, reader: AntecedentReader, cites: Mapping[str, str]) -> None:
    lines = reader.lines
    for label, line in lines.items():
        if label not in cites and label not in reader.inner:
            fields.problems.add(line, "uncited", f"'cites' does not say which passage carries '{label}'")
    for key, _ in fields.entries("cites"):
        if key.text != "verdict" and key.text not in lines:
            detail = f"'{key.text}' is no sentence of this rule{nearest(key.text, lines)}"
            fields.problems.add(key.line, "unknown-label", detail)
    if "cites" in fields and "verdict" not in cites:
        fields.problems.add(
            fields.line_of("cites"), "uncited", "'cites' does not say which passage carries the verdict"
        )


def _check_placeholders(rule: Rule, fields: Fields) -> None:
    for text in _texts(rule):
        for name in _PLACEHOLDER.findall(text):
            if name not in _NAMES:
                detail = f"'{{{name}}}' is neither {{server}} nor {{peer}}"
                fields.problems.add(fields.line, "unknown-placeholder", detail)


def _texts(rule: Rule) -> Iterator[str]:
    yield rule.because
    for step in rule.remediation:
        yield from (step.action, step.because)


def _check_examples(rule: Rule, fields: Fields, lines: Mapping[str, int]) -> None:
    outcomes = {example.outcome for example in rule.examples}
    for wanted, why in (
        ("confirmed", "that concludes"),
        ("none", "of a near miss"),
        ("possible", "that stays undecided"),
    ):
        if wanted not in outcomes:
            fields.problems.add(fields.line, "no-example", f"{rule.id} has no example {why}")
    for example in rule.examples:
        for label in example.failing_on:
            if label not in lines:
                detail = f"example '{example.name}': '{label}' is no sentence of this rule{nearest(label, lines)}"
                fields.problems.add(fields.line_of("examples"), "unknown-label", detail)
