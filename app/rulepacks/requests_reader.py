"""Worked examples out of YAML: whole requests, for people who try the service out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.rule import WorkedExample
from app.domain.verdict import Verdict
from app.rulepacks.shape import Fields, items_of, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.rulepacks.yaml_nodes import Node, Problems


def read_worked_examples(root: Node, problems: Problems) -> Iterator[WorkedExample]:
    """One for each verdict that is to be shown."""
    for node in items_of(root, problems):
        fields = Fields(node, problems, needs=("verdict", "title", "request"))
        request = {key.text: plain_value(value) for key, value in fields.entries("request")}
        yield WorkedExample(Verdict(fields.one_of("verdict", Verdict)), fields.text("title"), request)
