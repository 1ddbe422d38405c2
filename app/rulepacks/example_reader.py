"""Examples out of YAML: a small report beside its rule, with what must come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Report, ReportedEvent
from app.domain.rule import Example
from app.rulepacks.shape import Fields, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.fact import Value
    from app.rulepacks.antecedent_reader import AntecedentReader
    from app.rulepacks.yaml_nodes import Node, Problems

OUTCOMES = ("confirmed", "possible", "none")


def read_example(node: Node, reader: AntecedentReader, problems: Problems) -> Example:
    """One example. Its events take the members of a request's that matter to rules; its facts are dotted."""
    fields = Fields(node, problems, needs=("name", "outcome"), may=("events", "facts", "failing_on", "asks"))
    events = tuple(_event(one, problems) for one in fields.items("events"))
    outcome = fields.one_of("outcome", OUTCOMES)
    if (outcome == "none") != ("failing_on" in fields):
        problems.add(fields.line, "missing-key", "'failing_on' belongs to outcome none, and to nothing else")
    if (outcome == "possible") != ("asks" in fields):
        problems.add(fields.line, "missing-key", "'asks' belongs to outcome possible, and to nothing else")
    facts = dict(_facts(fields, reader))
    return Example(
        fields.text("name"),
        Report(events=events, facts=facts),
        outcome,
        fields.texts("failing_on"),
        fields.texts("asks"),
        problems.file,
        node.line,
    )


def _facts(fields: Fields, reader: AntecedentReader) -> Iterator[tuple[str, Value]]:
    for key, node in fields.entries("facts"):
        fact = reader.fact(key)
        value = reader.value(fact, node) if fact is not None else None
        if fact is not None and value is not None:
            yield fact.name, value


def _event(node: Node, problems: Problems) -> ReportedEvent:
    fields = Fields(node, problems, needs=("event_id",), may=("source", "computer", "count", "description", "strings"))
    return ReportedEvent(
        event_id=fields.whole_number("event_id"),
        source=fields.text("source") or None,
        computer=fields.text("computer") or None,
        count=fields.whole_number("count") or 1,
        counted="count" in fields,
        description=fields.text("description") or None,
        strings=tuple(str(plain_value(item)) for item in fields.items("strings")),
    )
