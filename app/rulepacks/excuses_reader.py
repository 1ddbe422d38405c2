"""Excuses out of YAML: conflicts between rules that were looked at and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.excuse import Excuse
from app.rulepacks.shape import Fields, items_of, nearest, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from app.rulepacks.yaml_nodes import Node, Problems


def read_excuses(root: Node, rules: Collection[str], problems: Problems) -> Iterator[Excuse]:
    """Each names rules and those that may be confirmed beside them, by ids that are among `rules`."""
    whole = Fields(root, problems, needs=("conflicts",))
    for node in items_of(whole.node("conflicts"), problems):
        fields = Fields(node, problems, needs=("rules", "beside", "because"))
        named: set[str] = set()
        ones, others = (_names(fields.node(side), rules, named, problems) for side in ("rules", "beside"))
        yield Excuse(ones, others, fields.text("because"), problems.file, node.line)


def _names(node: Node | None, rules: Collection[str], named: set[str], problems: Problems) -> tuple[str, ...]:
    """The ids of one side; `named` are those that the excuse names already."""
    names = []
    for item in items_of(node, problems):
        name = text_of(item, problems)
        if name and name not in rules:
            problems.add(item.line, "unknown-rule", f"there is no rule '{name}'{nearest(name, rules)}")
        if name in named:
            problems.add(item.line, "duplicate-id", f"'{name}' is named twice")
        named.add(name)
        names.append(name)
    return tuple(names)
