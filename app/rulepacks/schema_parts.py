"""Pieces of JSON Schema (draft 7, which editors know best), and what every schema of rule files shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.citation import ARTICLE_NUMBER, OUTSIDE, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.rulepacks.shape import Keys

Schema = dict[str, object]
DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT: Schema = {"type": "string", "pattern": r"\S"}
TEXTS: Schema = {"type": "array", "items": TEXT}
YES_NO: Schema = {"type": "boolean"}
WHOLE_NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_NUMBERS = "(?: [1-9][0-9]{0,2}(?:-[1-9][0-9]{0,2})?)?"
_PASSAGE = rf"(?:{'|'.join(SECTIONS)}){_NUMBERS}"


def citation(*, own_article: bool) -> Schema:
    """Of derivations, which have no article of their own, each passage names one."""
    passage = f"(?:{ARTICLE_NUMBER} ){'?' if own_article else ''}{_PASSAGE}"
    says = "Which passage carries it, such as SYMPTOMS 2; Q158530 SUMMARY 4-5. Of what no article says: none: and why."
    return {
        "type": "string",
        "pattern": rf"^(?:{OUTSIDE}\s*\S[\s\S]*|{passage}(?:\s*;\s*{passage})*)$",
        "description": says,
    }


def mapping(keys: Keys, **properties: object) -> Schema:
    """A mapping with a fixed set of keys, in their order; those that are not described hold a text."""
    described = {key: properties.get(key, TEXT) for key in (*keys.needs, *keys.may)}
    return {
        "type": "object",
        "properties": described,
        "required": list(keys.needs),
        "additionalProperties": False,
    }


def named(values: object) -> Schema:
    """A mapping with any keys."""
    return {"type": "object", "additionalProperties": values}


def only_one(properties: Mapping[str, object]) -> Schema:
    """A mapping with exactly one of these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def one_of(names: Iterable[object], says: str = "") -> Schema:
    """One of these values."""
    return described({"enum": list(names)}, says)


def several(items: object) -> Schema:
    """A list that is not empty."""
    return {"type": "array", "items": items, "minItems": 1}


def either(*schemas: object) -> Schema:
    """What fits any of these."""
    return {"anyOf": list(schemas)}


def described(schema: Schema, says: str) -> Schema:
    """The same with words that an editor shows."""
    return {**schema, "description": says} if says else schema


def ref(name: str) -> Schema:
    """A definition of the same schema."""
    return {"$ref": f"#/definitions/{name}"}
