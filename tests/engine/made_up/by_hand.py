"""Small packs written by hand, for tests that need to know what is in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.case import Case, Understanding
from app.domain.comparison import OneOf
from app.domain.event_entry import EventEntry
from app.domain.fact import Fact
from app.domain.observation import EventTest, FactTest
from app.domain.rule import Article, Derivation, Rule, RulePack
from app.domain.verdict import Verdict
from app.domain.vocabulary import EventField, FactKind, FactType, Vocabulary
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.engine.session import Session

if TYPE_CHECKING:
    from app.domain.comparison import Comparison
    from app.domain.explanation import Diagnosis
    from app.domain.fact import Value
    from app.engine.diagnosis import Agreement
    from app.engine.matcher import Matcher

ARTICLE = Article("Q1", "The first", date(2001, 1, 1))


def says(fact: str, comparison: Comparison | None = None) -> Leaf:
    return Leaf(f"{fact} is so", FactTest(fact, comparison or OneOf((True,))))


def says_not(fact: str) -> Leaf:
    return Leaf(f"{fact} is not so", FactTest(fact, OneOf((False,))))


def logged(event_id: int = 101, source: str | None = None, **fields: int | str) -> Leaf:
    wanted = tuple((name, OneOf((value,))) for name, value in fields.items())
    return Leaf(f"{event_id} was logged", EventTest((event_id,), source, wanted))


def all_of(*members: Leaf | Group) -> Group:
    return Group(GroupKind.ALL, members, "all of them")


def any_of(*members: Leaf | Group) -> Group:
    return Group(GroupKind.ANY, members, "any of them")


def one_of(*members: Leaf | Group) -> Group:
    return Group(GroupKind.EXACTLY_ONE, members, "one of them")


def rule(  # noqa: PLR0913 - all have defaults, and are named
    name: str = "rule",
    *,
    symptoms: Group | None = None,
    cause: Group | None = None,
    unless: Group | None = None,
    verdict: Verdict = Verdict.MISCONFIGURATION,
    article: Article = ARTICLE,
    explains: tuple[EventTest, ...] = (),
) -> Rule:
    shown = symptoms or all_of(logged())
    return Rule(f"{article.id}/{name}", article, verdict, "since", shown, cause, unless, explains)


def follows(fact: str, *when: Leaf, value: Value = True, name: str = "") -> Derivation:
    return Derivation(name or f"{fact}-follows", fact, value, all_of(*when), "since")


def knowing(*rules: Rule, derivations: tuple[Derivation, ...] = (), **kinds: FactKind) -> Knowledge:
    """Facts that rules read are yes or no, unless `kinds` says otherwise (`peer__build` for `peer.build`)."""
    groups = [part for one in rules for part in one.parts]
    groups += [one.when for one in derivations]
    names = {name: None for group in groups for leaf in group.leaves() for name in leaf.test.facts}
    names |= {one.fact: None for one in derivations}
    stated = {name.replace("__", "."): kind for name, kind in kinds.items()}
    facts = {
        name: FactType(name, stated.get(name, FactKind.YES_NO), name, f"{name}?", "Look.", highest=9)
        for name in {**names, **stated}
    }
    field = EventField("code", FactKind.WHOLE_NUMBER, "a code", "Which code?", "Look.")
    return Knowledge(RulePack("by hand", Vocabulary(facts, {"alpha": "Alpha"}, {"code": field}), rules, derivations))


def entry(index: int = 0, event_id: int = 101, source: str | None = "Alpha", **fields: int | str) -> EventEntry:
    return EventEntry(index, event_id, source=source, known_source=source, fields=fields)


def stated(**facts: Value | Fact) -> dict[str, Fact]:
    return {name.replace("__", "."): value if isinstance(value, Fact) else Fact(value) for name, value in facts.items()}


def case(*entries: EventEntry, peer: str | None = None, **facts: Value | Fact) -> Case:
    return Case("HERE", peer, entries, frozenset(), stated(**facts))


def understood(*cases: Case) -> Understanding:
    facts = {name: fact for one in cases for name, fact in one.facts.items()}
    entries = tuple(one for each in cases for one in each.entries)
    return Understanding(entries, facts, cases, peers=tuple(one.peer for one in cases if one.peer))


def diagnosed(knowledge: Knowledge, *cases: Case, matcher: Matcher | None = None) -> tuple[Diagnosis, Agreement]:
    if matcher is not None:
        return diagnose(understood(*cases), knowledge, matcher)
    session = Session(knowledge.compiled.definitions)
    try:
        return diagnose(understood(*cases), knowledge, session)
    finally:
        session.close()
