"""Made-up packs: facts, facts that follow from them, and rules of every shape the reader lets through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.comparison import AtLeast, Below, Comparison, OneOf
from app.domain.observation import EventTest, FactTest
from app.domain.rule import Article, Derivation, Rule, RulePack
from app.domain.verdict import RULE_VERDICTS
from app.domain.vocabulary import FactKind, Vocabulary
from tests.engine.made_up.vocabularies import (
    CODES,
    PLACES,
    SOURCES,
    SUBJECTS,
    every_value,
    made_up_comparison,
    made_up_fact,
    made_up_vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from app.domain.vocabulary import FactType

EVENTS = (101, 102, 103)
MOST_TESTS = 17
"""Tests of one made-up rule; see test_compiler for what becomes of a rule with more."""


@dataclass(slots=True)
class Maker:
    """Makes trees over some facts; `events` says how likely a test looks for an entry."""

    chance: Random
    facts: list[FactType]
    events: float
    sentences: Iterator[int]

    def group(self, depth: int = 1, says: str = "") -> Group:
        kind = self.chance.choices(list(GroupKind), [4, 3, 2])[0]
        members = [self.member(depth) for _ in range(self.chance.choice([1, 2, 2, 3, 4] if depth == 1 else [1, 2, 3]))]
        return Group(kind, tuple(members), says)

    def member(self, depth: int) -> Leaf | Group:
        says = f"sentence {next(self.sentences)}"
        if depth == 1 and self.chance.random() < 0.3:
            return self.group(2, says)
        return Leaf(says, self.event_test() if self.chance.random() < self.events else self.fact_test())

    def fact_test(self) -> FactTest:
        fact = self.chance.choice(self.facts)
        return FactTest(fact.name, made_up_comparison(self.chance, fact))

    def event_test(self) -> EventTest:
        fields: list[tuple[str, Comparison]] = []
        if self.chance.random() < 0.7:
            code = self.chance.choice(CODES)
            made: list[Comparison] = [OneOf((code,)), OneOf(CODES[:2]), AtLeast(code), Below(code)]
            fields.append(("code", self.chance.choice(made)))
        if self.chance.random() < 0.2:
            fields.append(("place", OneOf((self.chance.choice(PLACES),))))
        if self.chance.random() < 0.1:
            fields.append(("count", AtLeast(2)))
        ids = tuple(self.chance.sample(EVENTS, self.chance.choice([1, 1, 2])))
        return EventTest(ids, self.chance.choice([None, *SOURCES]), tuple(fields))


def made_up_pack(chance: Random, rules: int | None = None) -> RulePack:
    vocabulary = made_up_vocabulary(chance)
    derivations: list[Derivation] = []
    facts = dict(vocabulary.facts)
    for number in range(chance.randint(0, 4)):
        _derive(chance, f"{chance.choice(SUBJECTS)}follows{number}", facts, derivations)
    if derivations and chance.random() < 0.5:
        _derive(chance, chance.choice(derivations).fact, facts, derivations)
    articles = [Article(f"Q{number}", f"Article {number}", _day(chance)) for number in range(4)]
    size = rules or chance.randint(1, 14)
    made = tuple(_rule(chance, number, chance.choice(articles), list(facts.values())) for number in range(size))
    known = Vocabulary(facts, vocabulary.sources, vocabulary.fields)
    return RulePack("made up", known, made, _in_order(derivations))


def _derive(chance: Random, name: str, facts: dict[str, FactType], derivations: list[Derivation]) -> None:
    """Some ways to one more fact, from those there are; one that exists is only given ways from facts before it."""
    before = [
        fact for other, fact in facts.items() if other < name or not other.rpartition(".")[2].startswith("follows")
    ]
    before = [fact for fact in before if fact.name != name and not _builds_on(fact.name, name, derivations)]
    kind = chance.choice([FactKind.YES_NO, FactKind.CHOICE, FactKind.WHOLE_NUMBER])
    fact = facts.setdefault(name, made_up_fact(chance, name, kind))
    maker = Maker(chance, before, 0, count())
    for _ in range(chance.randint(1, 3)):
        when = maker.group()
        number = len(derivations)
        derivations.append(Derivation(f"derivation {number}", name, chance.choice(every_value(fact)), when, "since"))


def _builds_on(one: str, other: str, derivations: list[Derivation]) -> bool:
    inputs = {name for derivation in derivations if derivation.fact == one for name in derivation.used()}
    return other in inputs or any(_builds_on(name, other, derivations) for name in inputs)


def _in_order(derivations: list[Derivation]) -> tuple[Derivation, ...]:
    """As the reader sorts them: those of one fact together, after all those they build on."""
    found: dict[str, list[Derivation]] = {}

    def visit(name: str) -> None:
        mine = [one for one in derivations if one.fact == name]
        if mine and name not in found:
            for one in mine:
                for used in one.used():
                    visit(used)
            found[name] = mine

    for one in derivations:
        visit(one.fact)
    return tuple(one for group in found.values() for one in group)


def _rule(chance: Random, number: int, article: Article, facts: list[FactType]) -> Rule:
    maker = Maker(chance, facts, 0.5, count())
    while True:
        symptoms = maker.group()
        maker.events = 0.15
        cause = maker.group() if chance.random() < 0.8 else None
        unless = maker.group() if chance.random() < 0.4 else None
        if sum(len(list(part.leaves())) for part in (symptoms, cause, unless) if part) <= MOST_TESTS:
            break
        maker.events = 0.5
    explains = tuple(maker.event_test() for _ in range(chance.randint(0, 2)))
    verdict = chance.choice(RULE_VERDICTS)
    return Rule(f"{article.id}/rule{number}", article, verdict, "since", symptoms, cause, unless, explains)


def _day(chance: Random) -> date:
    return date(2000, 1, 1) + timedelta(days=chance.randint(0, 2))
