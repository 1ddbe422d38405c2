"""The baseline out of YAML: what a server logs every day, and tickets that no article is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Report
from app.domain.rule import UnrelatedReport
from app.rulepacks.example_reader import read_event
from app.rulepacks.shape import Fields, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.rulepacks.yaml_nodes import Node, Problems


def read_baseline(root: Node, problems: Problems) -> Iterator[UnrelatedReport]:
    """Each with a name of its own, and `events`, a `text`, or both."""
    names: set[str] = set()
    for node in items_of(root, problems):
        fields = Fields(node, problems, needs=("name",), may=("events", "text"))
        name = fields.text("name")
        if name in names:
            problems.add(node.line, "duplicate-label", f"the baseline has '{name}' already")
        names.add(name)
        if "events" not in fields and "text" not in fields:
            problems.add(node.line, "missing-key", "'events' or 'text' is missing")
        events = tuple(read_event(event, problems) for event in fields.items("events"))
        yield UnrelatedReport(name, Report(events=events, text=fields.text("text")), problems.file, node.line)
