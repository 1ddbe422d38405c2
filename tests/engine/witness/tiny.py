"""Packs so small that every case there is can be tried: a few facts, two events, what follows from what."""

from __future__ import annotations

from datetime import date
from itertools import combinations, count, product
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.case import Case
from app.domain.comparison import AtLeast, Below, OneOf
from app.domain.event_entry import EventEntry
from app.domain.fact import Fact
from app.domain.observation import EventTest, FactTest
from app.domain.rule import Article, Derivation, Rule, RulePack
from app.domain.verdict import Verdict
from app.domain.vocabulary import Choice, EventField, FactKind, FactType, Vocabulary
from app.engine.derivation import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from app.domain.comparison import Comparison

ARTICLE = Article("Q1", "The first", date(2001, 1, 1))
COLOURS = tuple(Choice(colour, colour) for colour in ("red", "green", "blue"))
FACTS = (
    FactType("colour", FactKind.CHOICE, "colour", choices=COLOURS),
    FactType("wet", FactKind.YES_NO, "wet"),
    FactType("level", FactKind.WHOLE_NUMBER, "level", highest=3),
)
EVENTS = (101, 102)
CODES = (0, 3, 5, 9)
"""One for each way in which the comparisons below can come out."""
VOCABULARY = Vocabulary(
    {one.name: one for one in FACTS},
    {"alpha": "Alpha"},
    {"code": EventField("code", FactKind.WHOLE_NUMBER, "a code", "Which?", "Look.")},
)
VALUES: dict[str, list[object]] = {"colour": ["red", "green", "blue"], "wet": [True, False], "level": [0, 1, 2, 3]}


def tiny_pack(chance: Random) -> RulePack:
    numbers = count()
    derivations = _derivations(chance, numbers)
    rules = [_rule(chance, number, numbers) for number in range(chance.choice([2, 3]))]
    return RulePack("tiny", VOCABULARY, tuple(rules), derivations)


def every_case(pack: RulePack) -> Iterator[Case]:
    """Every case, settled, that does not contradict itself, with two entries at most."""
    stated = [dict(zip(VALUES, values, strict=True)) for values in product(*([None, *one] for one in VALUES.values()))]
    settled = []
    for values in stated:
        facts = {name: Fact(value) for name, value in values.items() if value is not None}  # type: ignore[arg-type]
        case, contradictions = settle(Case(facts=facts), pack.derivations)
        if not contradictions:
            settled.append(case.facts)
    single = list(_entries())
    for size in range(3):
        for entries in combinations(single, size):
            case = Case(entries=tuple(_numbered(index, one) for index, one in enumerate(entries)))
            yield from (case.supposing(facts) for facts in settled)


def _entries() -> Iterator[EventEntry]:
    for event_id, source, code in product(EVENTS, (None, "Alpha"), (None, *CODES)):
        fields: dict[str, int | str] = {} if code is None else {"code": code}
        yield EventEntry(0, event_id, source=source, known_source=source, fields=fields)


def _numbered(index: int, entry: EventEntry) -> EventEntry:
    return EventEntry(index, entry.event_id, source=entry.source, known_source=entry.source, fields=entry.fields)


def _derivations(chance: Random, numbers: Iterator[int]) -> tuple[Derivation, ...]:
    """Whether it is wet follows from the colour, how high the level from both; several may contradict each other."""
    made = []
    for fact, sources in (("wet", FACTS[:1]), ("level", FACTS[:2])):
        for _ in range(chance.choice([0, 1, 1, 2])):
            members = tuple(_fact(chance, chance.choice(sources), numbers) for _ in range(chance.choice([1, 2])))
            value = chance.choice(VALUES[fact])
            when = Group(chance.choice(list(GroupKind)), members)
            made.append(Derivation(f"derivation {next(numbers)}", fact, value, when, "since"))  # type: ignore[arg-type]
    return tuple(made)


def _rule(chance: Random, number: int, numbers: Iterator[int]) -> Rule:
    parts = [_group(chance, 0.6, numbers), _group(chance, 0.1, numbers), _group(chance, 0.2, numbers)]
    cause, unless = (part if chance.random() < 0.7 else None for part in parts[1:])
    verdict = chance.choice([Verdict.EXPECTED_BEHAVIOR, Verdict.MISCONFIGURATION])
    return Rule(f"Q1/rule{number}", ARTICLE, verdict, "since", parts[0], cause, unless)


def _group(chance: Random, events: float, numbers: Iterator[int], depth: int = 1) -> Group:
    members = tuple(_member(chance, events, numbers, depth) for _ in range(chance.choice([1, 2, 2, 3])))
    return Group(chance.choices(list(GroupKind), [4, 3, 2])[0], members, f"group {next(numbers)}")


def _member(chance: Random, events: float, numbers: Iterator[int], depth: int) -> Leaf | Group:
    if depth == 1 and chance.random() < 0.2:
        return _group(chance, events, numbers, 2)
    if chance.random() >= events:
        return _fact(chance, chance.choice(FACTS), numbers)
    codes: list[Comparison] = [OneOf((3,)), OneOf((5,)), AtLeast(5), Below(5)]
    fields = (("code", chance.choice(codes)),) if chance.random() < 0.7 else ()
    ids = chance.choice([EVENTS[:1], EVENTS[1:], EVENTS])
    return Leaf(f"sentence {next(numbers)}", EventTest(ids, chance.choice([None, "Alpha"]), fields))


def _fact(chance: Random, fact: FactType, numbers: Iterator[int]) -> Leaf:
    wanted: dict[str, list[Comparison]] = {
        "colour": [OneOf(("red",)), OneOf(("red", "green")), OneOf(("blue",))],
        "wet": [OneOf((True,)), OneOf((False,))],
        "level": [OneOf((1,)), OneOf((0, 3)), AtLeast(2), Below(2)],
    }
    return Leaf(f"sentence {next(numbers)}", FactTest(fact.name, chance.choice(wanted[fact.name])))
