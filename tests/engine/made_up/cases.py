"""Made-up cases: facts missing, contested or cut short, entries without a source or without their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Case, Understanding
from app.domain.event_entry import EventEntry
from app.domain.fact import Fact
from tests.engine.made_up.packs import EVENTS
from tests.engine.made_up.vocabularies import CODES, PLACES, SOURCES, every_value

if TYPE_CHECKING:
    from random import Random

    from app.domain.rule import RulePack


def made_up_understanding(chance: Random, pack: RulePack) -> Understanding:
    cases = []
    first = 0
    for number in range(chance.choice([1, 1, 1, 2])):
        cases.append(made_up_case(chance, pack, f"PEER-{number}", first))
        first += len(cases[-1].entries)
    facts = {name: fact for case in cases for name, fact in case.facts.items()}
    entries = tuple(entry for case in cases for entry in case.entries)
    return Understanding(entries, facts, tuple(cases), peers=tuple(case.peer for case in cases if case.peer))


def made_up_case(chance: Random, pack: RulePack, peer: str = "PEER", first: int = 0) -> Case:
    derived = {one.fact for one in pack.derivations}
    telling = chance.choice([0.3, 0.6, 0.9, 1.0])
    facts = {
        name: Fact(chance.choice(every_value(fact)), contested=chance.random() < 0.1)
        for name, fact in pack.vocabulary.facts.items()
        if chance.random() < (0.15 if name in derived else telling)
    }
    entries = tuple(_entry(chance, first + place) for place in range(chance.choice([0, 1, 1, 2, 3])))
    assumed = frozenset(entry.index for entry in entries if chance.random() < 0.1)
    return Case("HERE", peer, entries, assumed, facts)


def _entry(chance: Random, index: int) -> EventEntry:
    source = chance.choice([None, *SOURCES, *SOURCES, "Gamma"])
    fields: dict[str, int | str] = {}
    if chance.random() < 0.7:
        fields["code"] = chance.choice([*CODES, 9])
    if chance.random() < 0.7:
        fields["place"] = chance.choice([*PLACES, "ROOF", "attic"])
    return EventEntry(
        index,
        chance.choice([*EVENTS, 104]),
        source=source,
        known_source=source if source in SOURCES else None,
        count=chance.choice([1, 1, 2, 5]),
        counted=chance.choice([True, False]),
        fields=fields,
    )
