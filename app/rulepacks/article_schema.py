"""The JSON Schema of an article's file, by which editors complete the names of facts and mark what does not fit.

The reader knows more than a schema can say, so the schema is a help while writing and `kbdiag rules check` decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.citation import ARTICLE_NUMBER
from app.domain.verdict import RULE_VERDICTS, RuleStatus, StepKind
from app.rulepacks.antecedent_schema import definitions, value, words
from app.rulepacks.article_reader import FILE, HEADING, RETIREMENT, RULE, STEP, TARGETS
from app.rulepacks.example_reader import EVENT, EXAMPLE, OUTCOMES
from app.rulepacks.schema_parts import (
    DRAFT,
    TEXTS,
    WHOLE_NUMBER,
    Schema,
    citation,
    described,
    either,
    mapping,
    named,
    one_of,
    ref,
)

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary

_NUMBER: Schema = {"type": "string", "pattern": f"^{ARTICLE_NUMBER}$"}


def article_schema(vocabulary: Vocabulary) -> Schema:
    """The schema that `rules/schema/article.schema.json` holds."""
    file = mapping(FILE, article=ref("article"), rules={"type": "array", "items": ref("rule")})
    more = {
        "article": _article(),
        "rule": _rule(),
        "step": _step(),
        "example": _example(vocabulary),
        **definitions(vocabulary),
    }
    return {"$schema": DRAFT, "title": "A Knowledge Base article and its rules", **file, "definitions": more}


def _article() -> Schema:
    revised: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return mapping(
        HEADING,
        id=described(_NUMBER, "The article's number, which its file is called after."),
        revised=described(revised, "The day of its last revision."),
        applies_to=TEXTS,
        see_also={"type": "array", "items": _NUMBER},
    )


def _rule() -> Schema:
    """A draft needs no more than to say that it is one."""
    rule = mapping(
        RULE,
        id={"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        version={"type": "integer", "minimum": 1},
        status=one_of(RuleStatus),
        verdict=one_of(RULE_VERDICTS),
        symptoms=described(ref("group"), "What must show for the rule to be considered at all."),
        cause=described(ref("group"), "What confirms it; what of it is not known is asked for."),
        unless=described(ref("group"), "What speaks against it."),
        explains={"type": "array", "items": ref("event_test")},
        remediation={"type": "array", "items": ref("step")},
        cites=named(citation(own_article=True)),
        examples={"type": "array", "items": ref("example")},
        retired=mapping(RETIREMENT),
    )
    is_draft: Schema = {"properties": {"status": {"const": RuleStatus.DRAFT}}, "required": ["status"]}
    return {
        **rule,
        "required": ["id", "status"],
        "if": is_draft,
        "else": {"required": rule["required"]},
    }


def _step() -> Schema:
    return mapping(STEP, kind=one_of(StepKind), target=one_of(TARGETS), cites=citation(own_article=True))


def _example(vocabulary: Vocabulary) -> Schema:
    facts = {
        name: described(either(value(fact), {"type": "null"}), words(fact)) for name, fact in vocabulary.facts.items()
    }
    event = mapping(
        EVENT,
        event_id=WHOLE_NUMBER,
        count=WHOLE_NUMBER,
        strings={"type": "array", "items": {"type": ["string", "integer", "boolean", "null"]}},
    )
    return mapping(
        EXAMPLE,
        outcome=one_of(OUTCOMES),
        events={"type": "array", "items": event},
        facts={"type": "object", "properties": facts, "additionalProperties": False},
        failing_on=TEXTS,
        asks=TEXTS,
    )
