"""Replays: the report as JSON, and two answers to one case side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from app.domain.replay import Report, Score
    from app.render.lines import Json

_Answer = dict[str, Any]
NOT_FOUND = "does not apply"


def report_json(report: Report) -> Json:
    """The whole report."""
    return {
        "cases": report.cases,
        "erased": report.erased,
        "effects": {name: report.effects[name] for name in ("same", "details", "changed", "unreadable")},
        "verdicts": _matrix(report.verdicts),
        "articles": _matrix(report.articles),
        "rules": _matrix(report.rules),
        "other_versions": report.other_versions,
        "judged": report.judged,
        "scores": {"before": _scores(report.before.by_article), "after": _scores(report.after.by_article)},
        "rule_scores": {"before": _scores(report.before.by_rule), "after": _scores(report.after.by_rule)},
    }


def _matrix(counts: Counter[Any]) -> list[Json]:
    """Pairs that changed first, then by how often."""
    pairs = sorted(counts.items(), key=lambda one: (one[0][0] == one[0][1], -one[1], str(one[0])))
    return [{"before": before, "after": after, "cases": count} for (before, after), count in pairs]


def _scores(scores: Mapping[str, Score]) -> Json:
    return {
        name: {
            "precision": one.precision,
            "recall": one.recall,
            "right": one.right,
            "judged": one.judged,
            "known": one.known,
        }
        for name, one in sorted(scores.items())
    }


def side_by_side(before: _Answer, after: _Answer) -> list[Json]:
    """Line by line, what was said and what is said now; the headline first, then rule by rule and peer by peer.

    Of each rule that either answer speaks of: how it stands, and the outcome of every antecedent that is shown.
    """
    lines = [*_of_headline(before, after)]
    old, new = _rules_of(before), _rules_of(after)
    for rule in dict.fromkeys((*old, *new)):
        was, now = old.get(rule, {}), new.get(rule, {})
        lines += [
            {"rule": rule[0], "peer": rule[1], "says": says, **_pair(was.get(says), now.get(says))}
            for says in dict.fromkeys((*was, *now))
        ]
    return lines


def _of_headline(before: _Answer, after: _Answer) -> Iterator[Json]:
    for name in ("verdict", "article", "rule", "summary"):
        was, now = (one["id"] if isinstance(one := each[name], dict) else one for each in (before, after))
        yield {"rule": None, "peer": None, "says": name, **_pair(was, now)}


def _pair(was: object, now: object) -> Json:
    return {"before": was, "after": now, "differs": was != now}


def _rules_of(answer: _Answer) -> dict[tuple[str, str | None], dict[str, str]]:
    found: dict[tuple[str, str | None], dict[str, str]] = {}
    for one in answer["findings"]:
        lines = {line["says"]: line["outcome"] for line in one["antecedents"]}
        found[one["rule"], one["peer"]] = {"status": one["status"], **lines, **_against(one)}
    for one in answer["near_misses"]:
        lines = {line["says"]: line["outcome"] for line in one["antecedents"]}
        found.setdefault((one["rule"], one["peer"]), {"status": NOT_FOUND, **lines})
    return found


def _differing(before: _Answer, after: _Answer) -> set[str]:
    """The members of the answers that are not alike, the one that names the rules left out."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - {"rules"}


def _against(finding: Mapping[str, Any]) -> dict[str, str]:
    return {f"would speak against it: {line['says']}": line["outcome"] for line in finding["unless"]}


def change_json(diagnosis: str, effect: str, before: str | None, after: str) -> Json:
    """One changed case with both answers, given as JSON texts, and both explanations side by side.

    Of an `unreadable` one `after` is the reason instead; `before` is None where it was erased meanwhile.
    """
    unreadable = effect == "unreadable"
    old = None if before is None else json.loads(before)
    new = None if unreadable else json.loads(after)
    return {
        "diagnosis": diagnosis,
        "effect": effect,
        "before": old,
        "after": new,
        "reason": after if unreadable else None,
        "differs_in": sorted(_differing(old, new)) if old is not None and new is not None else [],
        "compared": side_by_side(old, new) if old is not None and new is not None else [],
    }
