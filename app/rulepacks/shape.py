"""The shape of documents: which keys a mapping may have and what they hold; every misfit is an error with its line."""

from __future__ import annotations

import hashlib
import json
import re
from difflib import get_close_matches
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from app.rulepacks.yaml_nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as MappingOf

    from app.rulepacks.yaml_nodes import Problems

    Groups = MappingOf[object, tuple[int, ...]]

_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_NUMBER_LIKE = re.compile(r"[-+]?[0-9][0-9._eE+-]*")


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion to end an error message with, or nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def looks_like_number(scalar: Scalar) -> bool:
    """Whether YAML tools would take the scalar for a number, since it stands without quotes."""
    return not scalar.quoted and bool(_NUMBER_LIKE.fullmatch(scalar.text))


def text_of(node: Node | None, problems: Problems) -> str:
    """The node's text; empty, with an error, for anything else."""
    if isinstance(node, Scalar) and node.text.strip():
        return node.text.strip()
    if node is not None:
        problems.add(node.line, "wrong-type", "text is wanted here")
    return ""


def whole_number_of(node: Node | None, problems: Problems) -> int:
    """The node's whole number; 0, with an error, for anything else."""
    if isinstance(node, Scalar) and not node.quoted and _WHOLE_NUMBER.fullmatch(node.text):
        return int(node.text)
    if node is not None:
        problems.add(node.line, "wrong-type", "a whole number is wanted here")
    return 0


def items_of(node: Node | None, problems: Problems) -> tuple[Node, ...]:
    """The list's items; none, with an error, for anything but a list."""
    if isinstance(node, Sequence):
        return node.items
    if node is not None:
        problems.add(node.line, "wrong-type", "a list is wanted here")
    return ()


def entries_of(node: Node | None, problems: Problems) -> tuple[tuple[Scalar, Node], ...]:
    """The mapping's entries; none, with an error, for anything but a mapping."""
    if isinstance(node, Mapping):
        return node.entries
    if node is not None:
        problems.add(node.line, "wrong-type", "a mapping is wanted here")
    return ()


def texts_of(node: Node | None, problems: Problems) -> tuple[str, ...]:
    """The texts of a list of texts."""
    return tuple(text_of(item, problems) for item in items_of(node, problems))


def plain_value(node: Node) -> object:
    """The node as JSON would have it; only unquoted `true`, `false`, `null` and whole numbers are not text."""
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: plain_value(value) for key, value in node.entries}
    if not node.quoted and _WHOLE_NUMBER.fullmatch(node.text):
        return int(node.text)
    return node.text if node.quoted else {"true": True, "false": False, "null": None}.get(node.text, node.text)


def content_digest(node: Node, *, without: Iterable[str] = (), groups: Groups | None = None) -> str:
    """`sha256:` and the hex digest of what the mapping says, without these keys; of `groups` of events, the events.

    Layout, comments and the order of its keys make no difference; the order of what stands below them does.
    """
    entries = ((key.text, plain_value(value)) for key, value in getattr(node, "entries", ()) if key.text not in without)
    content = {name: _grouped(value, groups or {}) for name, value in entries}
    in_order = json.dumps(sorted(content.items(), key=itemgetter(0)), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(in_order.encode()).hexdigest()}"


def _grouped(value: object, groups: Groups, *, events: bool = False) -> object:
    """The value with the events of each group that stands under `event`, as if they had been written there."""
    if isinstance(value, dict):
        return {key: _grouped(below, groups, events=key == "event") for key, below in value.items()}
    if isinstance(value, list) and events:
        return [one for each in value for one in (groups.get(each, (each,)) if isinstance(each, str) else (each,))]
    if isinstance(value, list):
        return [_grouped(each, groups) for each in value]
    return list(groups[value]) if events and isinstance(value, str) and value in groups else value


class Keys(NamedTuple):
    """The keys that a mapping needs, and those it may have."""

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()

    def read(self, node: Node | None, problems: Problems) -> Fields:
        """The mapping's fields, misfits reported."""
        return Fields(node, problems, needs=self.needs, may=self.may)


class Fields:
    """A mapping with a fixed set of keys: unknown and missing ones are reported once, when it is opened."""

    def __init__(self, node: Node | None, problems: Problems, *, needs: Iterable[str], may: Iterable[str] = ()) -> None:
        needs = tuple(needs)
        known = (*needs, *may)
        self.problems = problems
        self.line = node.line if node is not None else 1
        self._nodes: dict[str, Node] = {}
        for key, value in entries_of(node, problems):
            if key.text in known:
                self._nodes[key.text] = value
            else:
                problems.add(
                    key.line, "unknown-key", f"'{key.text}' is not one of {', '.join(known)}{nearest(key.text, known)}"
                )
        for name in needs:
            if name not in self._nodes and isinstance(node, Mapping):
                problems.add(self.line, "missing-key", f"'{name}' is missing")

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def node(self, name: str) -> Node | None:
        """What stands under the key, or None."""
        return self._nodes.get(name)

    def line_of(self, name: str) -> int:
        """The line of what stands under the key, or the mapping's own."""
        node = self._nodes.get(name)
        return node.line if node is not None else self.line

    def text(self, name: str) -> str:
        """Its text, empty where absent."""
        return text_of(self._nodes.get(name), self.problems)

    def whole_number(self, name: str) -> int:
        """Its whole number, 0 where absent."""
        return whole_number_of(self._nodes.get(name), self.problems)

    def texts(self, name: str) -> tuple[str, ...]:
        """Its list of texts, empty where absent."""
        return texts_of(self._nodes.get(name), self.problems)

    def items(self, name: str) -> tuple[Node, ...]:
        """The items of its list, none where absent."""
        return items_of(self._nodes.get(name), self.problems)

    def entries(self, name: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries of its mapping, none where absent."""
        yield from entries_of(self._nodes.get(name), self.problems)

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        """Its text, which must be one of these; the first of them, with an error, otherwise."""
        choices, text = tuple(choices), self.text(name)
        if text in choices:
            return text
        if text:
            detail = f"'{text}' is not one of {', '.join(choices)}{nearest(text, choices)}"
            self.problems.add(self.line_of(name), "bad-value", detail)
        return choices[0]
