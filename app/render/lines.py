"""Lines of an explanation, origins and remediation steps as JSON has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.antecedent import Leaf
from app.domain.fact import plain
from app.domain.observation import EventTest
from app.render.wording import for_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.antecedent import Line
    from app.domain.case import Case
    from app.domain.explanation import Reading
    from app.domain.fact import Origin
    from app.domain.release import NamedArticle
    from app.domain.rule import Article, Step

Json = dict[str, object]
MOST_ENTRIES = 20
"""Entries named beside one antecedent; a ticket may hold ten thousand that are alike."""


def article_json(article: Article | NamedArticle) -> Json:
    """Number and title."""
    return {"id": article.id, "title": article.title}


def origin_json(origin: Origin | None) -> Json | None:
    """`from`, and beside it the span, the index, or the derivation and what it used."""
    if origin is None:
        return None
    shown: Json = {"from": origin.kind}
    if origin.span is not None:
        shown["span"] = list(origin.span)
    if origin.index is not None:
        shown["index"] = origin.index
    if origin.rule is not None:
        shown |= {"rule": origin.rule, "used": list(origin.used)}
    return shown


def line_json(line: Line, case: Case) -> Json:
    """One antecedent; a group has the lines of its members instead of value and origin."""
    shown: Json = {
        "says": line.says or "one of these",
        "outcome": line.outcome.word,
        "test": line.node.in_words(),
    }
    if isinstance(line.node, Leaf):
        shown["value"] = _value(line, line.node, case)
        shown["origin"] = origin_json(line.seen.origin)
        if line.seen.entries:
            shown["entries"] = list(line.seen.entries[:MOST_ENTRIES])
    else:
        shown["antecedents"] = [line_json(member, case) for member in line.lines]
    return shown | {"cites": line.node.cites}


def _value(line: Line, leaf: Leaf, case: Case) -> object:
    if not isinstance(leaf.test, EventTest):
        return None if line.seen.value is None else plain(line.seen.value)
    entry = next((one for one in case.entries if one.index in line.seen.entries[:1]), None)
    if entry is None:
        return None
    named: Mapping[str, object] = {"source": entry.source, **entry.fields, "count": entry.count}
    return {"event_id": entry.event_id, "source": entry.source} | {
        name: named.get(name) for name, _ in leaf.test.fields
    }


def derived_json(reading: Reading) -> list[Json]:
    """The derivations that the rule's antecedents rest on, each before those that build on it."""
    steps: dict[str, Json] = {}

    def follow(name: str) -> None:
        fact = reading.case.facts.get(name)
        if name in steps or fact is None or fact.origin.kind != "derived":
            return
        for used in fact.origin.used:
            follow(used)
        known = {used: plain(reading.case.facts[used].value) for used in fact.origin.used if used in reading.case.facts}
        steps[name] = {
            "fact": name,
            "value": plain(fact.value),
            "rule": fact.origin.rule,
            "used": known,
            "because": fact.origin.because,
            "cites": fact.origin.cites,
        }

    for part in reading.parts:
        for leaf, _ in part.leaves():
            for name in leaf.test.facts:
                follow(name)
    return list(steps.values())


def step_json(step: Step, case: Case, *, settled: bool) -> Json:
    """One remediation step with its names filled in; what is not settled says so."""
    action = for_case(step.action, case)
    return {
        "kind": step.kind.value,
        "target": step.target,
        "action": action if settled else f"If this proves right: {action[0].lower()}{action[1:]}",
        "because": for_case(step.because, case),
        "cites": step.cites,
    }
