"""Sources, event fields and the texts of events out of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.vocabulary import NO_FIELD, PLACE, EventField, EventGroup, EventTemplate, FactKind
from app.rulepacks.codes_reader import codes_of
from app.rulepacks.shape import Keys, items_of, nearest, whole_number_of
from app.rulepacks.yaml_nodes import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.rulepacks.codes_reader import Codes
    from app.rulepacks.sections import Section
    from app.rulepacks.shape import Fields
    from app.rulepacks.yaml_nodes import Node, Problems, Scalar

SOURCE = Keys(("means",), ("also",))
FIELD = Keys(("type", "means", "ask", "how"), ("codes",))
GROUP = Keys(("means", "events"))
TEMPLATE = Keys(("source", "means"), ("wordings", "strings"))
FIELD_KINDS = {
    "whole_number": FactKind.WHOLE_NUMBER,
    "code": FactKind.WHOLE_NUMBER,
    "host_name": FactKind.HOST_NAME,
    "text": FactKind.TEXT,
}
_HIGHEST_ID = 0xFFFF


def read_sources(section: Section) -> dict[str, str]:
    """The name of each source, by every way of writing it, case-folded."""
    return dict(_sources(section))


def read_fields(section: Section, tables: Mapping[str, Codes]) -> dict[str, EventField]:
    """The fields of entries, by their names."""
    return {key.text: _field(key, node, section.problems, tables) for key, node in section.entries()}


def read_templates(
    section: Section, fields: dict[str, EventField], sources: dict[str, str]
) -> tuple[EventTemplate, ...]:
    """The texts of events. Under an id stands one template or, for other sources or orders of strings, a list."""
    return tuple(
        _template(key, one, fields, sources, section.problems)
        for key, node in section.entries()
        for one in (items_of(node, section.problems) if isinstance(node, Sequence) else (node,))
    )


def read_groups(section: Section, templates: Iterable[EventTemplate]) -> dict[str, EventGroup]:
    """The events that rules name together, by the group's name."""
    known = {template.event_id for template in templates}
    return {key.text: _group(GROUP.read(node, section.problems), known) for key, node in section.entries()}


def _group(group: Fields, known: set[int]) -> EventGroup:
    events: dict[int, None] = {}
    items = group.items("events")
    if not items and isinstance(group.node("events"), Sequence):
        group.problems.add(group.line_of("events"), "empty-group", "a group of events names none")
    for item in items:
        errors = len(group.problems.errors)
        number = whole_number_of(item, group.problems)
        if len(group.problems.errors) == errors and number not in known:
            group.problems.add(item.line, "unknown-event", f"the vocabulary has no event {number}")
        events[number] = None
    return EventGroup(group.text("means"), tuple(events))


def _sources(section: Section) -> Iterator[tuple[str, str]]:
    for key, node in section.entries():
        source = SOURCE.read(node, section.problems)
        for name in (key.text, *source.texts("also")):
            yield " ".join(name.split()).casefold(), key.text


def _field(key: Scalar, node: Node, problems: Problems, tables: Mapping[str, Codes]) -> EventField:
    field = FIELD.read(node, problems)
    if key.text == NO_FIELD:
        problems.add(key.line, "bad-value", f"'{NO_FIELD}' stands for a value that is no field")
    kind = FIELD_KINDS[field.one_of("type", FIELD_KINDS)]
    means, ask, how = (field.text(part) for part in ("means", "ask", "how"))
    return EventField(key.text, kind, means, ask, how, codes_of(field, tables))


def _template(
    key: Scalar, node: Node, fields: dict[str, EventField], sources: dict[str, str], problems: Problems
) -> EventTemplate:
    template = TEMPLATE.read(node, problems)
    source, wordings, strings = template.text("source"), template.texts("wordings"), template.texts("strings")
    if source and source not in sources.values():
        detail = f"no source '{source}'{nearest(source, sources.values())}"
        problems.add(template.line_of("source"), "unknown-source", detail)
    _check_names("strings", strings, template, fields)
    _check_names("wordings", [name for wording in wordings for name in PLACE.findall(wording)], template, fields)
    if any(PLACE.match(wording) for wording in wordings):
        problems.add(template.line_of("wordings"), "bad-value", "a wording must begin with words to be known by")
    event_id = whole_number_of(key, problems)
    if event_id > _HIGHEST_ID:
        problems.add(key.line, "bad-value", f"an event id is at most {_HIGHEST_ID}")
    return EventTemplate(event_id, source, template.text("means"), wordings, strings, problems.file, template.line)


def _check_names(part: str, names: Iterable[str], template: Fields, fields: dict[str, EventField]) -> None:
    for name in names:
        if name not in fields and name != NO_FIELD:
            detail = f"no field '{name}'{nearest(name, fields)}"
            template.problems.add(template.line_of(part), "unknown-field", detail)
