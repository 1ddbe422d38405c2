"""Examples out of YAML: a small report beside its rule, with what must come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Report, ReportedEvent
from app.domain.rule import Example
from app.rulepacks.shape import Keys, nearest, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.fact import Value
    from app.rulepacks.antecedent_reader import AntecedentReader
    from app.rulepacks.shape import Fields
    from app.rulepacks.yaml_nodes import Node, Problems

EXAMPLE = Keys(("name", "outcome"), ("like", "events", "facts", "failing_on", "asks"))
EVENT = Keys(("event_id",), ("source", "computer", "count", "description", "strings"))
OUTCOMES = ("confirmed", "possible", "none")


def read_examples(nodes: Sequence[Node], reader: AntecedentReader, problems: Problems) -> Iterator[Example]:
    """A rule's examples. Their events take the members of a request's that matter to rules; their facts are dotted.

    One may be `like` an earlier one: its events then take the place of that one's, its facts are laid over them, and
    a fact that is null is taken away.
    """
    earlier: dict[str, Example] = {}
    for node in nodes:
        example = _example(node, earlier, reader, problems)
        if example.name in earlier:
            problems.add(node.line, "duplicate-label", f"this rule has an example '{example.name}' already")
        earlier[example.name] = example
        yield example


def _example(node: Node, earlier: dict[str, Example], reader: AntecedentReader, problems: Problems) -> Example:
    fields = EXAMPLE.read(node, problems)
    outcome = fields.one_of("outcome", OUTCOMES)
    if (outcome == "none") != ("failing_on" in fields):
        problems.add(fields.line, "missing-key", "'failing_on' belongs to outcome none, and to nothing else")
    if (outcome == "possible") != ("asks" in fields):
        problems.add(fields.line, "missing-key", "'asks' belongs to outcome possible, and to nothing else")
    return Example(
        fields.text("name"),
        _report(fields, _model(fields, earlier), reader),
        outcome,
        fields.texts("failing_on"),
        fields.texts("asks"),
        problems.file,
        node.line,
    )


def _model(fields: Fields, earlier: dict[str, Example]) -> Report:
    name = fields.text("like")
    if "like" in fields and name not in earlier:
        detail = f"no example '{name}' stands before this one{nearest(name, earlier)}"
        fields.problems.add(fields.line_of("like"), "unknown-label", detail)
    return earlier[name].report if name in earlier else Report()


def _report(fields: Fields, model: Report, reader: AntecedentReader) -> Report:
    events = tuple(read_event(one, fields.problems) for one in fields.items("events"))
    facts = {**model.facts, **dict(_facts(fields, reader))}
    return Report(
        events=events if "events" in fields else model.events,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _facts(fields: Fields, reader: AntecedentReader) -> Iterator[tuple[str, Value | None]]:
    for key, node in fields.entries("facts"):
        fact = reader.fact(key)
        if fact is None:
            continue
        if plain_value(node) is None:
            yield fact.name, None
        elif (value := reader.value(fact, node)) is not None:
            yield fact.name, value


def read_event(node: Node, problems: Problems) -> ReportedEvent:
    """An event as a request has it, without what no rule looks at."""
    fields = EVENT.read(node, problems)
    return ReportedEvent(
        event_id=fields.whole_number("event_id"),
        source=fields.text("source") or None,
        computer=fields.text("computer") or None,
        count=fields.whole_number("count") or 1,
        counted="count" in fields,
        description=fields.text("description") or None,
        strings=tuple(str(plain_value(item)) for item in fields.items("strings")),
    )
