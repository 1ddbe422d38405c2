"""The JSON Schema of the vocabulary's files, each of which holds some of its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.domain.vocabulary import ENTRY_PARTS
from app.rulepacks.antecedent_schema import comparison, group, value, words
from app.rulepacks.derivation_reader import DERIVATION
from app.rulepacks.events_reader import FIELD, FIELD_KINDS, GROUP, SOURCE, TEMPLATE
from app.rulepacks.schema_parts import (
    DRAFT,
    TEXT,
    TEXTS,
    WHOLE_NUMBER,
    YES_NO,
    Schema,
    citation,
    described,
    either,
    mapping,
    named,
    one_of,
    only_one,
    ref,
)
from app.rulepacks.shape import Keys
from app.rulepacks.vocabulary_reader import FACT, FACT_KINDS, FLAGS, SECTIONS, SIDES

if TYPE_CHECKING:
    from app.domain.vocabulary import FactType, Vocabulary

_ITS = "its."


def vocabulary_schema(vocabulary: Vocabulary) -> Schema:
    """The schema that `rules/schema/vocabulary.schema.json` holds."""
    facts = _names(vocabulary)
    file = mapping(
        Keys((), (*SECTIONS.needs, *SECTIONS.may)),
        sources=named(mapping(SOURCE, also=TEXTS)),
        fields=named(mapping(FIELD, type=one_of(FIELD_KINDS), codes=TEXTS)),
        events=_by_number(either(ref("template"), {"type": "array", "items": ref("template")})),
        event_groups=named(mapping(GROUP, events={"type": "array", "items": WHOLE_NUMBER, "minItems": 1})),
        facts=named(_fact()),
        derived=named(_derivation()),
        codes=named(_by_number(TEXT)),
        labels={"type": "object", "properties": dict.fromkeys(ENTRY_PARTS, TEXTS), "additionalProperties": False},
        prose={"type": "object", "properties": dict.fromkeys(Cue, TEXTS), "additionalProperties": False},
    )
    more: dict[str, object] = {
        "template": mapping(TEMPLATE, wordings=TEXTS, strings=TEXTS),
        "tests": only_one({name: described(comparison(fact), words(fact)) for name, fact in facts.items()}),
        "values": {
            "type": "object",
            "properties": {name: described(value(fact), words(fact)) for name, fact in facts.items()},
            "additionalProperties": False,
        },
    }
    return {"$schema": DRAFT, "title": "What rules may speak of", **file, "definitions": more}


def _names(vocabulary: Vocabulary) -> dict[str, FactType]:
    """Every fact by its name and, for derivations that hold for both sides, by what it is called there."""
    of_a_side = {
        f"{_ITS}{name.removeprefix(f'{side}.')}": fact
        for side in SIDES
        for name, fact in vocabulary.facts.items()
        if name.startswith(f"{side}.")
    }
    return {**vocabulary.facts, **of_a_side}


def _by_number(values: object) -> Schema:
    return {"type": "object", "patternProperties": {"^[0-9]+$": values}, "additionalProperties": False}


def _fact() -> Schema:
    flags: dict[str, object] = dict.fromkeys(FLAGS, YES_NO)
    numbers: dict[str, object] = {"from": WHOLE_NUMBER, "to": WHOLE_NUMBER}
    return mapping(
        FACT,
        type=one_of(FACT_KINDS),
        of=_sides(),
        values=named(TEXT),
        phrases=either(TEXTS, named(TEXTS)),
        **flags,
        **numbers,
    )


def _derivation() -> Schema:
    return mapping(
        DERIVATION, of=_sides(), when=group(ref("tests")), then=ref("values"), cites=citation(own_article=False)
    )


def _sides() -> Schema:
    return {"type": "array", "items": one_of(SIDES)}
