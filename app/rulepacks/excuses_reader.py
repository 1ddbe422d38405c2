"""Excuses out of YAML: conflicts between rules that were looked at and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.excuse import Excuse
from app.domain.verdict import Verdict
from app.rulepacks.shape import Fields, items_of, nearest, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.rule import Rule
    from app.rulepacks.yaml_nodes import Node, Problems


def read_excuses(root: Node, rules: Mapping[str, Rule], problems: Problems) -> Iterator[Excuse]:
    """Each names rules and those that may be confirmed beside them, by ids that are among `rules`.

    That something is harmless and that it is not cannot both be so: a conflict with such a rule has no excuse.
    """
    whole = Fields(root, problems, needs=("conflicts",))
    for node in items_of(whole.node("conflicts"), problems):
        fields = Fields(node, problems, needs=("rules", "beside", "because"))
        named: set[str] = set()
        ones, others = (_names(fields.node(side), rules, named, problems) for side in ("rules", "beside"))
        yield Excuse(ones, others, fields.text("because"), problems.file, node.line)


def _names(node: Node | None, rules: Mapping[str, Rule], named: set[str], problems: Problems) -> tuple[str, ...]:
    """The ids of one side; `named` are those that the excuse names already."""
    names = []
    for item in items_of(node, problems):
        name = text_of(item, problems)
        if name and name not in rules:
            problems.add(item.line, "unknown-rule", f"there is no rule '{name}'{nearest(name, rules)}")
        if name in named:
            problems.add(item.line, "duplicate-id", f"'{name}' is named twice")
        if name in rules and rules[name].verdict is Verdict.EXPECTED_BEHAVIOR:
            detail = (
                f"{name} says that nothing is broken, so it must not be confirmed beside a rule that says otherwise"
            )
            problems.add(item.line, "harmless-excused", detail)
        named.add(name)
        names.append(name)
    return tuple(names)
