"""A rule tried on a report, as JSON, and out of that as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.fact import plain
from app.render.lines import article_json, derived_json, line_json, origin_json
from app.render.terminal import GROUPS, MARKS, PARTS, in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.antecedent import Line
    from app.domain.explained import Explained
    from app.domain.explanation import Reading
    from app.domain.fact import Fact
    from app.render.lines import Json

_STANDS = {None: "does not apply", "possible": "possible, not confirmed", "confirmed": "confirmed"}
_SOURCES = {"text": "the text", "event": "an entry", "derived": "what follows", "facts": "facts"}


def explained_json(explained: Explained) -> Json:
    """The three parts of the rule with every antecedent, for each server at the other end."""
    rule = explained.rule
    return {
        "rule": rule.id,
        "version": rule.version,
        "rule_status": rule.status.value,
        "verdict": rule.verdict.value,
        "article": article_json(rule.article),
        "cases": [_case_json(reading, explained.text) for reading in explained.readings],
        "warnings": [{"code": one.code, "detail": one.detail} for one in explained.warnings],
    }


def _case_json(reading: Reading, text: str) -> Json:
    parts = {"symptoms": reading.symptoms, "cause": reading.cause, "unless": reading.unless}
    return {
        "server": reading.case.server,
        "peer": reading.case.peer,
        "status": None if reading.status is None else reading.status.value,
        **{name: None if line is None else _part_json(line, reading) for name, line in parts.items()},
        "stated": [_stated(name, fact, text) for name, fact in reading.case.facts.items() if not _follows(fact)],
        "derived": derived_json(reading),
        "in_the_way": [line.says or line.node.in_words() for line in reading.failing()],
        "not_known": _waiting(reading.symptoms) + _waiting(reading.cause),
        "may_speak_against_it": _waiting(reading.unless),
    }


def _follows(fact: Fact) -> bool:
    return fact.origin.kind == "derived"


def _stated(name: str, fact: Fact, text: str) -> Json:
    """A fact that the report states, whether or not the rule reads it, with the words that say so."""
    said = text[slice(*fact.origin.span)] if fact.origin.span is not None else None
    return {"fact": name, "value": plain(fact.value), "origin": origin_json(fact.origin), "words": said}


def _waiting(line: Line | None) -> list[str]:
    return [leaf.says for leaf in line.waiting()] if line is not None else []


def _part_json(line: Line, reading: Reading) -> Json:
    """A part's root, which has no sentence of its own."""
    return line_json(line, reading.case) | {"says": None}


def explained_lines(shown: dict[str, Any]) -> Iterator[str]:
    """What `explained_json` gives, for people."""
    yield f"{shown['rule']}, version {shown['version']}, {shown['rule_status']}: {shown['verdict']}"
    yield f"{shown['article']['id']} {shown['article']['title']}"
    for case in shown["cases"]:
        yield ""
        yield from _case_lines(case)
    if shown["warnings"]:
        yield ""
    yield from (f"mind: {one['detail']}" for one in shown["warnings"])


def _case_lines(case: dict[str, Any]) -> Iterator[str]:
    peer, server = case["peer"] or "a server that is not named", case["server"]
    yield f"about {peer}{f', seen from {server}' if server else ''}: {_STANDS[case['status']]}"
    for says in case["in_the_way"]:
        yield f"  in its way: {says}"
    for says in case["not_known"] if case["status"] is not None else ():
        yield f"  not known: {says}"
    for says in case["may_speak_against_it"] if case["status"] is not None else ():
        yield f"  not known, would speak against it: {says}"
    for name in PARTS:
        if case[name]:
            yield f"  {name}, {GROUPS[case[name]['test']]}:"
            yield from (line for one in case[name]["antecedents"] for line in _antecedent(one, 2))
    if case["stated"]:
        yield "  stated:"
    for one in case["stated"]:
        words = f", by '{in_one_line(one['words'])}'" if one["words"] else ""
        yield f"    {one['fact']} = {_plain(one['value'])}{words}"
    if case["derived"]:
        yield "  what follows:"
    for one in case["derived"]:
        used = ", ".join(f"{name} = {_plain(value)}" for name, value in one["used"].items())
        yield f"    {one['fact']} = {_plain(one['value'])} from {used} ({one['rule']}): {one['because']}"


def _antecedent(line: dict[str, Any], depth: int) -> Iterator[str]:
    """The sentence with its mark and test, and what was found."""
    test = GROUPS.get(line["test"], line["test"])
    yield f"{'  ' * depth}{MARKS[line['outcome']]} {line['says']}: {test}{_found(line)}"
    for member in line.get("antecedents", ()):
        yield from _antecedent(member, depth + 1)


def _found(line: dict[str, Any]) -> str:
    value, origin = line.get("value"), line.get("origin") or {}
    if isinstance(value, dict):
        given = ", ".join(f"{name} {_plain(one)}" for name, one in value.items() if one is not None)
        return f" (entry {', '.join(map(str, line['entries']))}: {given})"
    if value is None:
        return ""
    source = _SOURCES.get(origin.get("from", ""))
    return f" ({_plain(value)}{f', from {source}' if source else ''})"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
