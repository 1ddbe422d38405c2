"""Rules as JSON, for those who read the knowledge base rather than an answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.domain.antecedent import Leaf
from app.domain.fact import plain
from app.domain.observation import EventTest
from app.render.lines import article_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.antecedent import Group
    from app.domain.case import ReportedEvent
    from app.domain.outcome import RuleFigures
    from app.domain.rule import Example, Rule, Step
    from app.render.lines import Json


def rule_listed(rule: Rule, *, disabled: bool = False) -> Json:
    """A rule in short, with the numbers of the events that it looks for."""
    return {
        "id": rule.id,
        "article": article_json(rule.article),
        "version": rule.version,
        "status": rule.status.value,
        "verdict": rule.verdict.value,
        "because": rule.because,
        "events": sorted(rule_events(rule)),
        "digest": rule.digest,
        "disabled": disabled,
    }


def rule_events(rule: Rule) -> set[int]:
    """The numbers of the events that a rule looks for; what merely speaks against it is none of them."""
    tests = (leaf.test for part in rule.needed for leaf in part.leaves())
    return {number for test in tests if isinstance(test, EventTest) for number in test.event_ids}


def rule_whole(rule: Rule, *, disabled: bool = False) -> Json:
    """All that a rule says. Texts keep `{server}` and `{peer}`."""
    retired = rule.retirement
    parts: Json = {name: None if part is None else _antecedent(part) for name, part in _parts(rule).items()}
    return {
        **rule_listed(rule, disabled=disabled),
        "retired": None if retired is None else {"because": retired.because, "successor": retired.successor},
        **parts,
        "explains": [test.in_words() for test in rule.explains],
        "remediation": [_step(step) for step in rule.remediation],
        "cites": rule.cites,
        "examples": [_example(one) for one in rule.examples],
    }


def rule_figures(figures: RuleFigures) -> Json:
    """How a rule's answers have done."""
    return {**asdict(figures), "precision": figures.precision}


def _parts(rule: Rule) -> dict[str, Group | None]:
    return {"symptoms": rule.symptoms, "cause": rule.cause, "unless": rule.unless}


def _antecedent(node: Leaf | Group) -> Json:
    shown: Json = {"says": node.says or None, "test": node.in_words(), "cites": node.cites}
    if isinstance(node, Leaf):
        return shown | {"facts": list(node.test.facts)}
    return shown | {"antecedents": [_antecedent(member) for member in node.members]}


def _step(step: Step) -> Json:
    return {
        "kind": step.kind.value,
        "target": step.target,
        "action": step.action,
        "because": step.because,
        "cites": step.cites,
    }


def _example(example: Example) -> Json:
    """With the body that, posted to `/diagnose`, is the example."""
    report = example.report
    request: Json = {
        "trial": True,
        "events": [_event(one) for one in report.events],
        "facts": nested({name: plain(value) for name, value in report.facts.items()}),
    }
    return {
        "name": example.name,
        "outcome": example.outcome,
        "failing_on": list(example.failing_on),
        "asks": list(example.asks),
        "request": request,
    }


def _event(event: ReportedEvent) -> Json:
    shown: Json = {"event_id": event.event_id}
    for name in ("source", "computer", "description"):
        if getattr(event, name) is not None:
            shown[name] = getattr(event, name)
    if event.counted:
        shown["count"] = event.count
    return shown | ({"strings": list(event.strings)} if event.strings else {})


def nested(facts: Mapping[str, object]) -> Json:
    """Dotted names as a request has them: `peer.multihomed` below `peer`."""
    shown: Json = {}
    for name, value in facts.items():
        side, dot, short = name.partition(".")
        if not dot:
            shown[name] = value
            continue
        below = shown.setdefault(side, {})
        if isinstance(below, dict):
            below[short] = value
    return shown
