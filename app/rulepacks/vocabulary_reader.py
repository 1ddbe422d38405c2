"""The vocabulary out of its sections: facts here, events and labels beside; derivations are read apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.phrases import PhraseIndex
from app.domain.vocabulary import Choice, FactKind, FactType, StatedBy, Vocabulary
from app.rulepacks.codes_reader import read_codes
from app.rulepacks.events_reader import read_fields, read_groups, read_sources, read_templates
from app.rulepacks.layouts_reader import read_labels
from app.rulepacks.phrases_reader import read_phrases
from app.rulepacks.prose_reader import read_prose_words
from app.rulepacks.shape import Keys, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.rulepacks.sections import Section, Sections
    from app.rulepacks.shape import Fields
    from app.rulepacks.yaml_nodes import Node, Problems, Scalar

FACT_KINDS = tuple(kind for kind in FactKind if kind is not FactKind.TEXT)
SECTIONS = Keys(("sources", "fields", "events", "facts"), ("event_groups", "derived", "codes", "labels", "prose"))
FLAGS = ("with_peer", "ranked", "mention")
FACT = Keys(("type", "means", "ask", "how"), ("of", "values", "from", "to", *FLAGS, "phrases"))
SIDES = {"server": "{server}", "peer": "{peer}"}


def read_vocabulary(sections: Sections) -> Vocabulary:
    """Everything but the derivations."""
    fields = read_fields(sections["fields"], read_codes(sections["codes"]))
    sources = read_sources(sections["sources"])
    facts = _read_facts(sections.parts("facts"))
    templates = read_templates(sections["events"], fields, sources)
    return Vocabulary(
        facts=facts,
        sources=sources,
        fields=fields,
        templates=templates,
        event_groups=read_groups(sections["event_groups"], templates),
        labels=read_labels(sections["labels"]),
        phrases=_phrases(facts),
        prose=read_prose_words(sections["prose"]),
    )


def _phrases(facts: dict[str, FactType]) -> PhraseIndex[StatedBy]:
    return PhraseIndex.of((one.pattern, StatedBy(fact, one.value)) for fact in facts.values() for one in fact.phrases)


def _read_facts(sections: Sequence[Section]) -> dict[str, FactType]:
    facts: dict[str, FactType] = {}
    for section in sections:
        for key, node in section.entries():
            for fact in _facts(key, node, section.problems):
                if fact.name in facts:
                    section.problems.add(key.line, "duplicate-fact", f"there is a fact '{fact.name}' already")
                facts[fact.name] = fact
    return facts


def _facts(key: Scalar, node: Node, problems: Problems) -> Iterator[FactType]:
    fact = FACT.read(node, problems)
    kind = FactKind(fact.one_of("type", FACT_KINDS))
    choices = tuple(Choice(value.text, text_of(means, problems)) for value, means in fact.entries("values"))
    if (kind is FactKind.CHOICE) != bool(choices):
        problems.add(fact.line, "missing-key", "'values' belongs to a choice, and to nothing else")
    flags = {flag: fact.one_of(flag, ("false", "true")) == "true" for flag in FLAGS}
    if flags["mention"] and kind is not FactKind.YES_NO:
        problems.add(fact.line, "wrong-type", "only a yes_no says what a ticket mentions")
    phrases = read_phrases(fact.node("phrases"), kind, choices, problems)
    for name, side in _named(key, fact):
        ask, how = (fact.text(part).replace("{side}", side) for part in ("ask", "how"))
        lowest, highest = fact.whole_number("from"), fact.whole_number("to")
        yield FactType(name, kind, fact.text("means"), ask, how, choices, lowest, highest, phrases=phrases, **flags)


def _named(key: Scalar, fact: Fields) -> Iterator[tuple[str, str]]:
    if "of" not in fact:
        yield key.text, ""
    for side in fact.texts("of"):
        if side in SIDES:
            yield f"{side}.{key.text}", SIDES[side]
        else:
            fact.problems.add(fact.line_of("of"), "bad-value", f"'{side}' is neither server nor peer")
