"""The JSON Schema of antecedents: facts with their values, events with their fields, and groups of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.antecedent import GroupKind
from app.domain.vocabulary import FactKind
from app.rulepacks.antecedent_reader import BOUNDED, FIELD_TYPES
from app.rulepacks.schema_parts import Schema, described, either, named, one_of, only_one, ref, several

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.vocabulary import FactType, Vocabulary

_BUILD = r"^[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}$"
_ORDERED = {FactKind.WHOLE_NUMBER, FactKind.BUILD}


def value(fact: FactType) -> Schema:
    """A value in the fact's type."""
    match fact.kind:
        case FactKind.CHOICE:
            return {"type": "string", "enum": [choice.value for choice in fact.choices]}
        case FactKind.YES_NO:
            return {"type": "boolean"}
        case FactKind.WHOLE_NUMBER:
            return {"type": "integer", "minimum": fact.lowest, "maximum": fact.highest}
        case FactKind.BUILD:
            return {"type": "string", "pattern": _BUILD}
        case _:
            return {"type": "string", "minLength": 1}


def comparison(fact: FactType) -> Schema:
    """A value, a list of values, or, of what has an order, a bound."""
    one = value(fact)
    bounds: dict[str, Schema] = {name: one for name in BOUNDED if name != "between"}
    bounds["between"] = {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    return either(one, several(one), *([only_one(bounds)] if fact.kind in _ORDERED else []))


def definitions(vocabulary: Vocabulary) -> dict[str, Schema]:
    """`fact:NAME` for every fact, and what a part of a rule, a group and an event test are made of."""
    facts = {f"fact:{name}": described(comparison(fact), words(fact)) for name, fact in vocabulary.facts.items()}
    tests = either(ref("event_test"), ref("fact_test"))
    return {
        **facts,
        "fact_test": only_one({name: ref(f"fact:{name}") for name in vocabulary.facts}),
        "event_test": _event_test(vocabulary),
        "group": group(tests),
    }


def group(tests: Schema) -> Schema:
    """Groups nest two deep: a group's members are tests, or groups of tests."""
    inner = only_one({kind.value: {**named(tests), "minProperties": 1} for kind in GroupKind})
    members = {**named(either(tests, inner)), "minProperties": 1}
    return only_one({kind.value: members for kind in GroupKind})


def words(fact: FactType) -> str:
    """What the fact means, and each of its values."""
    choices = "".join(f"\n- {choice.value}: {choice.means}" for choice in fact.choices)
    return f"{fact.means}{choices}"


def _event_test(vocabulary: Vocabulary) -> Schema:
    meanings: Mapping[int, str] = {one.event_id: one.means for one in reversed(vocabulary.templates)}
    ids = one_of([*sorted(meanings), *vocabulary.event_groups])
    known = [*((str(one), meanings[one]) for one in sorted(meanings)), *_group_meanings(vocabulary)]
    listed = "".join(f"\n- {one}: {means}" for one, means in known)
    says = f"The event's id, the name of a group of events, or a list of these:{listed}"
    properties: dict[str, object] = {
        "event": described(either(ids, several(ids)), says),
        "source": one_of(dict.fromkeys(vocabulary.sources.values())),
        **{
            name: described(comparison(FIELD_TYPES[field.kind]), field.means)
            for name, field in vocabulary.fields.items()
        },
        "count": described(comparison(FIELD_TYPES[FactKind.WHOLE_NUMBER]), "how often it was logged"),
    }
    return {"type": "object", "properties": properties, "required": ["event"], "additionalProperties": False}


def _group_meanings(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for name, group in vocabulary.event_groups.items():
        yield name, f"{group.means} ({', '.join(map(str, group.events))})"
