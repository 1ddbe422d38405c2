"""A rule pack made ready: compiled for the engine, and indexed by the facts each rule depends on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.domain.comparison import OneOf
from app.domain.fact import in_words
from app.domain.observation import FactTest
from app.domain.rule import rule_facts
from app.engine.answers import answers_to
from app.engine.compiler import CompiledRules, compile_rules
from app.engine.derivation import conclusions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from app.domain.antecedent import Group
    from app.domain.comparison import Comparison
    from app.domain.rule import RulePack
    from app.domain.verdict import Outcome
    from app.domain.vocabulary import FactType
    from app.engine.answers import Answer
    from app.engine.derivation import Conclusion


@dataclass(frozen=True)
class Knowledge:
    """Everything a diagnosis needs of a pack, worked out once."""

    pack: RulePack
    compiled: CompiledRules = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", compile_rules(self.pack.rules))

    @cached_property
    def leading(self) -> int:
        """How many rules may lead an answer: the first ones; those in test follow."""
        return sum(rule.leads for rule in self.pack.rules)

    @cached_property
    def inputs(self) -> Mapping[str, tuple[str, ...]]:
        """For each fact that follows from others, those others."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for derivation in self.pack.derivations:
            found[derivation.fact].update(dict.fromkeys(derivation.used()))
        return {fact: tuple(names) for fact, names in found.items()}

    @cached_property
    def dependents(self) -> Mapping[str, tuple[int, ...]]:
        """For each fact, the numbers of the leading rules it can make a difference to.

        That is through what follows from it, and through what it may contradict: facts that one derivation or
        several lead to the same conclusion stand or fall together.
        """
        read: dict[str, set[int]] = defaultdict(set)
        for number, rule in enumerate(self.pack.rules[: self.leading]):
            for name in rule_facts(rule):
                for one in self._with_inputs(name):
                    read[one].add(number)
        found = {name: set(numbers) for name, numbers in read.items()}
        for conclusion in self.inputs:
            together = set(self._with_inputs(conclusion))
            numbers = set[int]().union(*(read[name] for name in together))
            for name in together:
                found.setdefault(name, set()).update(numbers)
        return {name: tuple(sorted(numbers)) for name, numbers in found.items()}

    @cached_property
    def comparisons(self) -> Mapping[str, tuple[Comparison, ...]]:
        """For each fact, everything it is compared with; what follows of it is compared with what is stated."""
        found: dict[str, dict[Comparison, None]] = defaultdict(dict)
        for leaf in (leaf for group in self._groups() for leaf in group.leaves()):
            if isinstance(leaf.test, FactTest):
                found[leaf.test.fact][leaf.test.comparison] = None
        for derivation in self.pack.derivations:
            found[derivation.fact][OneOf((derivation.value,))] = None
        return {fact: tuple(comparisons) for fact, comparisons in found.items()}

    @cached_property
    def answers(self) -> Mapping[str, tuple[tuple[Answer, tuple[Outcome, ...]], ...]]:
        """For each fact, the answers to a question about it, with the outcomes by which answers are told apart."""
        return {name: tuple(self._told_apart(fact)) for name, fact in self.pack.vocabulary.facts.items()}

    def _told_apart(self, fact: FactType) -> Iterator[tuple[Answer, tuple[Outcome, ...]]]:
        comparisons = self.comparisons.get(fact.name, ())
        for answer in answers_to(fact, comparisons):
            yield answer, tuple(one.outcome(answer.stands_for) for one in comparisons)

    @cached_property
    def consequences(self) -> Mapping[str, tuple[Conclusion, ...]]:
        """For each fact, all that may follow from it, directly or not, in the order of the derivations."""
        found: dict[str, set[str]] = defaultdict(set)
        for fact in self.inputs:
            for one in self._with_inputs(fact):
                found[one].add(fact)
        return {name: tuple(one for one in self._concluded if one.fact in facts) for name, facts in found.items()}

    def following(self, names: Collection[str]) -> Sequence[Conclusion]:
        """The same of several facts together."""
        if len(names) == 1:
            return self.consequences.get(next(iter(names)), ())
        facts = {one.fact for name in names for one in self.consequences.get(name, ())}
        return [one for one in self._concluded if one.fact in facts]

    @cached_property
    def _concluded(self) -> tuple[Conclusion, ...]:
        return conclusions(self.pack.derivations)

    @cached_property
    def read(self) -> tuple[frozenset[str], ...]:
        """For each rule, by its number, the facts it reads."""
        return tuple(frozenset(rule_facts(rule)) for rule in self.pack.rules)

    @cached_property
    def deriving(self) -> Mapping[str, frozenset[Comparison]]:
        """For each fact, what derivations compare it with, and what they say of it."""
        found: dict[str, set[Comparison]] = defaultdict(set)
        for derivation in self.pack.derivations:
            found[derivation.fact].add(OneOf((derivation.value,)))
            for leaf in derivation.when.leaves():
                if isinstance(leaf.test, FactTest):
                    found[leaf.test.fact].add(leaf.test.comparison)
        return {fact: frozenset(comparisons) for fact, comparisons in found.items()}

    @cached_property
    def sources(self) -> Mapping[str, frozenset[str]]:
        """For each fact, itself and all that it may follow from, directly or not."""
        return {name: frozenset(self._with_inputs(name)) for name in self.pack.vocabulary.facts}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The place of each fact in the vocabulary."""
        return {name: rank for rank, name in enumerate(self.pack.vocabulary.facts)}

    def base_facts(self, name: str) -> tuple[str, ...]:
        """What to ask for in order to know the fact: itself, or what it follows from."""
        if name not in self.inputs:
            return (name,)
        return tuple(dict.fromkeys(base for one in self.inputs[name] for base in self.base_facts(one))) + (
            (name,) if self._can_be_seen(name) else ()
        )

    @cached_property
    def statable(self) -> frozenset[str]:
        """The facts of which something may be known that does not follow from others."""
        derived: dict[str, set[str]] = defaultdict(set)
        for derivation in self.pack.derivations:
            derived[derivation.fact].add(in_words(derivation.value))
        return frozenset(
            name
            for name, answers in self.answers.items()
            if name in self.base_facts(name) or any(one.in_words() not in derived[name] for one, _ in answers)
        )

    def _can_be_seen(self, name: str) -> bool:
        """A fact that follows from others may still be one that people can look up, such as the version."""
        return any(name in others for others in self.inputs.values())

    def _with_inputs(self, name: str) -> Iterator[str]:
        yield name
        for one in self.inputs.get(name, ()):
            yield from self._with_inputs(one)

    def _groups(self) -> Iterator[Group]:
        yield from (derivation.when for derivation in self.pack.derivations)
        for rule in self.pack.rules:
            yield from rule.parts
