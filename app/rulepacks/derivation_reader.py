"""Derivations out of the vocabulary: when this is so of a server, that fact follows."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from app.domain.observation import FactTest
from app.domain.rule import Derivation
from app.rulepacks.antecedent_reader import AntecedentReader
from app.rulepacks.shape import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.vocabulary import Vocabulary
    from app.rulepacks.sections import Section
    from app.rulepacks.yaml_nodes import Node, Problems, Scalar

DERIVATION = Keys(("when", "then", "because", "cites"), ("of",))


def read_derivations(
    sections: Sequence[Section], vocabulary: Vocabulary, more: Iterable[Derivation] = ()
) -> tuple[Derivation, ...]:
    """All of them and these, ordered so that each comes after those it builds on; a circle is an error."""
    found = [
        one
        for section in sections
        for key, node in section.entries()
        for one in _derivations(key, node, vocabulary, section.problems)
    ]
    found += more
    order = TopologicalSorter({one.fact: set[str]() for one in found})
    for one in found:
        order.add(one.fact, *one.used())
    try:
        ranks = {fact: rank for rank, fact in enumerate(order.static_order())}
    except CycleError as error:
        first = sections[0]
        first.problems.add(first.line, "circular", f"facts derive from each other: {' from '.join(error.args[1])}")
        return ()
    return tuple(sorted(found, key=lambda one: ranks[one.fact]))


def _derivations(key: Scalar, node: Node, vocabulary: Vocabulary, problems: Problems) -> Iterator[Derivation]:
    fields = DERIVATION.read(node, problems)
    for subject in fields.texts("of") or (None,):
        reader = AntecedentReader(vocabulary, problems, subject)
        when = reader.root(fields.node("when"))
        for fact_key, value_node in fields.entries("then"):
            fact = reader.fact(fact_key)
            value = reader.value(fact, value_node) if fact is not None else None
            if when is None or fact is None or value is None:
                continue
            if not all(isinstance(leaf.test, FactTest) for leaf in when.leaves()):
                problems.add(
                    fields.line_of("when"), "wrong-type", "facts are derived from facts, not from event entries"
                )
                continue
            yield Derivation(key.text, fact.name, value, when, fields.text("because"), fields.text("cites"))
