"""The phrases that state a fact, out of its entry in the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.phrases import FactPhrase, Pattern
from app.domain.vocabulary import FactKind
from app.rulepacks.shape import entries_of, items_of, nearest, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.fact import Value
    from app.domain.vocabulary import Choice
    from app.rulepacks.yaml_nodes import Node, Problems

_YES_NO: dict[str, Value] = {"true": True, "false": False}
_LISTED = frozenset({FactKind.CHOICE, FactKind.YES_NO})


def read_phrases(
    node: Node | None, kind: FactKind, choices: Sequence[Choice], problems: Problems
) -> tuple[FactPhrase, ...]:
    """Of a choice or a yes/no fact by value, of any other fact a list whose patterns hold the place of the value."""
    if node is None:
        return ()
    if kind not in _LISTED:
        return tuple(FactPhrase(pattern) for pattern in read_patterns(node, problems, values=1))
    known: dict[str, Value] = _YES_NO if kind is FactKind.YES_NO else {one.value: one.value for one in choices}
    return tuple(_by_value(node, known, problems))


def _by_value(node: Node, known: dict[str, Value], problems: Problems) -> Iterator[FactPhrase]:
    for key, below in entries_of(node, problems):
        if key.text not in known:
            detail = f"'{key.text}' is not one of {', '.join(known)}{nearest(key.text, known)}"
            problems.add(key.line, "bad-value", detail)
            continue
        yield from (FactPhrase(pattern, known[key.text]) for pattern in read_patterns(below, problems, values=0))


def read_patterns(node: Node, problems: Problems, *, values: int) -> Iterator[Pattern]:
    """The patterns of a list; each must have this many places for a value."""
    for item in items_of(node, problems):
        text = text_of(item, problems)
        if not text:
            continue
        try:
            pattern = Pattern(text)
        except ValueError as error:
            problems.add(item.line, "bad-pattern", str(error))
            continue
        if pattern.values != values:
            wanted = "one place for the value, {value}" if values else "no place for a value: it states the one above"
            problems.add(item.line, "bad-pattern", f"the pattern needs {wanted}")
        else:
            yield pattern
