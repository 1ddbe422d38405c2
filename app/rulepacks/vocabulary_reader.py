"""The vocabulary out of `vocabulary.yaml`: sources, event fields and templates, facts; derivations are read apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.vocabulary import Choice, EventField, EventTemplate, FactKind, FactType, Vocabulary
from app.rulepacks.shape import Fields, nearest, text_of, whole_number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.rulepacks.yaml_nodes import Node, Problems, Scalar

_FIELD_KINDS = {"whole_number": FactKind.WHOLE_NUMBER, "host_name": FactKind.HOST_NAME, "text": FactKind.CHOICE}
_PLACE = re.compile(r"\{(\w+)\}")
_SIDES = {"server": "{server}", "peer": "{peer}"}


def read_vocabulary(root: Fields, problems: Problems) -> Vocabulary:
    """Everything of the file but its derivations."""
    fields = {key.text: _field(key, node, problems) for key, node in root.entries("fields")}
    sources = dict(_sources(root, problems))
    facts: dict[str, FactType] = {}
    for key, node in root.entries("facts"):
        for fact in _facts(key, node, problems):
            if fact.name in facts:
                problems.add(key.line, "duplicate-fact", f"there is a fact '{fact.name}' already")
            facts[fact.name] = fact
    templates = tuple(_template(key, node, fields, sources, problems) for key, node in root.entries("events"))
    return Vocabulary(facts, sources, fields, templates)


def _sources(root: Fields, problems: Problems) -> Iterator[tuple[str, str]]:
    for key, node in root.entries("sources"):
        source = Fields(node, problems, needs=("means",), may=("also",))
        for name in (key.text, *source.texts("also")):
            yield " ".join(name.split()).casefold(), key.text


def _field(key: Scalar, node: Node, problems: Problems) -> EventField:
    field = Fields(node, problems, needs=("type", "means", "ask", "how"))
    kind = _FIELD_KINDS[field.one_of("type", _FIELD_KINDS)]
    return EventField(key.text, kind, field.text("means"), field.text("ask"), field.text("how"))


def _template(
    key: Scalar, node: Node, fields: dict[str, EventField], sources: dict[str, str], problems: Problems
) -> EventTemplate:
    template = Fields(node, problems, needs=("source", "means", "wordings", "strings"))
    source, wordings, strings = template.text("source"), template.texts("wordings"), template.texts("strings")
    if source and source not in sources.values():
        detail = f"no source '{source}'{nearest(source, sources.values())}"
        problems.add(template.line_of("source"), "unknown-source", detail)
    _check_names("strings", strings, template, fields)
    _check_names("wordings", [name for wording in wordings for name in _PLACE.findall(wording)], template, fields)
    return EventTemplate(whole_number_of(key, problems), source, template.text("means"), wordings, strings)


def _check_names(part: str, names: Iterable[str], template: Fields, fields: dict[str, EventField]) -> None:
    for name in names:
        if name not in fields:
            detail = f"no field '{name}'{nearest(name, fields)}"
            template.problems.add(template.line_of(part), "unknown-field", detail)


def _facts(key: Scalar, node: Node, problems: Problems) -> Iterator[FactType]:
    fact = Fields(
        node, problems, needs=("type", "means", "ask", "how"), may=("of", "values", "from", "to", "with_peer")
    )
    kind = FactKind(fact.one_of("type", FactKind))
    choices = tuple(Choice(value.text, text_of(means, problems)) for value, means in fact.entries("values"))
    if (kind is FactKind.CHOICE) != bool(choices):
        problems.add(fact.line, "missing-key", "'values' belongs to a choice, and to nothing else")
    with_peer = fact.one_of("with_peer", ("false", "true")) == "true"
    for name, side in _named(key, fact):
        ask, how = (fact.text(part).replace("{side}", side) for part in ("ask", "how"))
        lowest, highest = fact.whole_number("from"), fact.whole_number("to")
        yield FactType(name, kind, fact.text("means"), ask, how, choices, lowest, highest, with_peer)


def _named(key: Scalar, fact: Fields) -> Iterator[tuple[str, str]]:
    if "of" not in fact:
        yield key.text, ""
    for side in fact.texts("of"):
        if side in _SIDES:
            yield f"{side}.{key.text}", _SIDES[side]
        else:
            fact.problems.add(fact.line_of("of"), "bad-value", f"'{side}' is neither server nor peer")
