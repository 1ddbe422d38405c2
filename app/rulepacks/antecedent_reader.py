"""Antecedents out of YAML: `sentence: {fact: value}`, `sentence: {event: 9322, nt_error: 1722}`, and groups of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, Between, Comparison, OneOf
from app.domain.observation import EventTest, FactTest
from app.domain.vocabulary import FactKind, FactType
from app.rulepacks.shape import entries_of, items_of, looks_like_number, nearest, plain_value
from app.rulepacks.yaml_nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf

    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary
    from app.rulepacks.yaml_nodes import Node, Problems

_GROUPS = tuple(kind.value for kind in GroupKind)
_DEEPEST_GROUP = 2
_NEVER_NUMBERS = {FactKind.BUILD, FactKind.CHOICE, FactKind.TEXT}
_COUNT = FactType("count", FactKind.WHOLE_NUMBER, "how often", highest=1_000_000_000)
FIELD_TYPES = {
    FactKind.WHOLE_NUMBER: FactType("field", FactKind.WHOLE_NUMBER, "a code", highest=0xFFFFFFFF),
    FactKind.HOST_NAME: FactType("field", FactKind.HOST_NAME, "a name"),
    FactKind.TEXT: FactType("field", FactKind.TEXT, "a text, compared without regard to letter case"),
}


class AntecedentReader:
    """Reads groups and tests against a vocabulary. `subject` replaces `its` in fact names, for derivations.

    `lines` are the sentences met so far with their lines; `inner` those that stand below another sentence,
    whose citation serves for them.
    """

    def __init__(self, vocabulary: Vocabulary, problems: Problems, subject: str | None = None) -> None:
        self._vocabulary = vocabulary
        self._problems = problems
        self._subject = subject
        self.lines: dict[str, int] = {}
        self.inner: set[str] = set()

    def root(self, node: Node | None) -> Group | None:
        """The group at the root of a rule's part; None, with an error, for anything else."""
        group = _group_in(node)
        if node is not None and group is None:
            self._problems.add(node.line, "wrong-type", f"one of {', '.join(_GROUPS)} is wanted here, alone")
        return self._group(*group, says="", depth=1) if group is not None else None

    def _group(self, key: Scalar, below: Node, says: str, depth: int) -> Group | None:
        if depth > _DEEPEST_GROUP:
            self._problems.add(key.line, "too-deep", f"groups nest {_DEEPEST_GROUP} deep at most")
        members = [self._member(label, value, depth) for label, value in entries_of(below, self._problems)]
        if not members:
            self._problems.add(key.line, "empty-group", f"'{key.text}' has nothing below it")
        found = tuple(member for member in members if member is not None)
        return Group(GroupKind(key.text), found, says) if found else None

    def _member(self, label: Scalar, node: Node, depth: int) -> Leaf | Group | None:
        if label.text in self.lines:
            self._problems.add(label.line, "duplicate-label", f"the sentence '{label.text}' stands in this rule twice")
        self.lines[label.text] = label.line
        if depth > 1:
            self.inner.add(label.text)
        group = _group_in(node)
        if group is not None:
            return self._group(*group, label.text, depth + 1)
        test = self.event_test(node) if _is_event(node) else self._fact_test(node)
        return Leaf(label.text, test, line=label.line) if test is not None else None

    def _fact_test(self, node: Node) -> FactTest | None:
        entries = entries_of(node, self._problems)
        if len(entries) != 1:
            self._problems.add(node.line, "wrong-type", "one fact with what it is compared with is wanted here")
            return None
        key, wanted = entries[0]
        fact = self.fact(key)
        comparison = self.comparison(fact, wanted) if fact is not None else None
        return FactTest(fact.name, comparison) if fact is not None and comparison is not None else None

    def fact(self, key: Scalar) -> FactType | None:
        """The fact of that name; None, with an error that suggests the nearest, if there is none."""
        name = key.text
        if self._subject and name.startswith("its."):
            name = f"{self._subject}.{name.removeprefix('its.')}"
        if name not in self._vocabulary.facts:
            hint = nearest(name, self._vocabulary.facts)
            hint = hint if name == key.text else hint.replace(f"'{self._subject}.", "'its.")
            self._problems.add(key.line, "unknown-fact", f"the vocabulary has no fact '{key.text}'{hint}")
        return self._vocabulary.facts.get(name)

    def event_test(self, node: Node) -> EventTest | None:
        """`{event: 9322, source: MSExchangeMTA, nt_error: 1722}`."""
        given = {key.text: (key, value) for key, value in entries_of(node, self._problems)}
        ids = self._event_ids(given.pop("event", (None, None))[1], node.line)
        source = self._source(given.pop("source", (None, None))[1])
        fields = [(name, self._field(key, value)) for name, (key, value) in given.items()]
        known = tuple((name, wanted) for name, wanted in fields if wanted is not None)
        return EventTest(ids, source, known) if ids else None

    def _event_ids(self, node: Node | None, line: int) -> tuple[int, ...]:
        values = (
            [plain_value(node)]
            if isinstance(node, Scalar)
            else [plain_value(one) for one in items_of(node, self._problems)]
        )
        groups = self._vocabulary.grouped_events
        known: dict[object, tuple[int, ...]] = {one.event_id: (one.event_id,) for one in self._vocabulary.templates}
        known |= groups
        found: dict[int, None] = {}
        for value in values or ["without an id"]:
            if type(value) in {int, str} and value in known:
                found |= dict.fromkeys(known[value])
            else:
                hint = nearest(str(value), self._vocabulary.event_groups)
                self._problems.add(line, "unknown-event", f"the vocabulary has no event {value}{hint}")
        return tuple(found)

    def _source(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._problems.add(node.line, "wrong-type", "one source is wanted here")
            return None
        names = set(self._vocabulary.sources.values())
        if node.text not in names:
            detail = f"the vocabulary has no source '{node.text}'{nearest(node.text, names)}"
            self._problems.add(node.line, "unknown-source", detail)
        return node.text

    def _field(self, key: Scalar, node: Node) -> Comparison | None:
        known = {**dict.fromkeys(self._vocabulary.fields, None), "count": None}
        if key.text not in known:
            detail = f"event entries have no field '{key.text}'{nearest(key.text, known)}"
            self._problems.add(key.line, "unknown-field", detail)
            return None
        field = self._vocabulary.fields.get(key.text)
        if field is None:
            return self.comparison(_COUNT, node)
        return self.comparison(FIELD_TYPES[field.kind], node)

    def comparison(self, fact: FactType, node: Node) -> Comparison | None:
        """A value, a list of values, or one of `at_least`, `below`, `between`."""
        if isinstance(node, Mapping):
            return self._bounded(fact, node)
        nodes = node.items if isinstance(node, Sequence) else (node,)
        values = [self.value(fact, one) for one in nodes]
        if not values:
            self._problems.add(node.line, "empty-group", "an empty list compares with nothing")
        found = tuple(value for value in values if value is not None)
        return OneOf(found) if found else None

    def _bounded(self, fact: FactType, node: Mapping) -> Comparison | None:
        if len(node.entries) != 1 or node.entries[0][0].text not in BOUNDED:
            self._problems.add(node.line, "unknown-key", f"one of {', '.join(BOUNDED)} is wanted here, alone")
            return None
        if fact.kind not in {FactKind.BUILD, FactKind.WHOLE_NUMBER}:
            self._problems.add(
                node.line, "wrong-type", f"{fact.name} has no order, so it cannot be compared with a bound"
            )
            return None
        key, below = node.entries[0]
        wanted = BOUNDED[key.text]
        nodes = items_of(below, self._problems) if wanted is Between else (below,)
        bounds = [self._bound(fact, one) for one in nodes]
        if len(bounds) != (1 + (wanted is Between)):
            self._problems.add(key.line, "wrong-type", "'between' wants a list of two, the second not included")
            return None
        return wanted(*[bound for bound in bounds if bound is not None]) if None not in bounds else None

    def _bound(self, fact: FactType, node: Node) -> int | Build | None:
        value = self.value(fact, node)
        return value if isinstance(value, (int, Build)) else None

    def value(self, fact: FactType, node: Node) -> Value | None:
        """The value in the fact's type; None, with an error, if it does not fit."""
        if isinstance(node, Scalar) and looks_like_number(node) and fact.kind in _NEVER_NUMBERS:
            code = "unquoted-build" if fact.kind is FactKind.BUILD else "unquoted-text"
            self._problems.add(
                node.line, code, f'{node.text} must stand in quotes ("{node.text}"): as a number, 2651.100 is 2651.1'
            )
            return None
        try:
            return fact.read(plain_value(node))
        except ValueError as error:
            self._problems.add(node.line, "bad-value", f"{fact.name}: {error}")
            return None


BOUNDED: MappingOf[str, type[AtLeast | Below | Between]] = {"at_least": AtLeast, "below": Below, "between": Between}


def _group_in(node: Node | None) -> tuple[Scalar, Node] | None:
    if isinstance(node, Mapping) and len(node.entries) == 1 and node.entries[0][0].text in _GROUPS:
        return node.entries[0]
    return None


def _is_event(node: Node) -> bool:
    return isinstance(node, Mapping) and any(key.text == "event" for key, _ in node.entries)
