"""Rules as a person reads them: a list in columns, and one rule from its sentences to its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.render.terminal import GROUPS, PARTS, columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = ("rule", "version", "status", "verdict", "article")


def rules_table(rules: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each of `rule_listed`."""
    rows = [_HEAD]
    rows += [(one["id"], str(one["version"]), one["status"], one["verdict"], one["article"]["title"]) for one in rules]
    yield from columns(rows)


def rule_sheet(rule: dict[str, Any]) -> Iterator[str]:
    """All of `rule_whole`, in the order in which a rule file has it."""
    yield f"{rule['id']}, version {rule['version']}, {rule['status']}: {rule['verdict']}"
    yield f"{rule['article']['id']} {rule['article']['title']}"
    if rule["retired"]:
        successor = rule["retired"]["successor"]
        yield f"retired: {rule['retired']['because']}" + (f" (see {successor})" if successor else "")
    yield ""
    yield rule["because"]
    for name in PARTS:
        yield from _part(name, rule[name])
    if rule["explains"]:
        yield "accounts for:"
        yield from (f"  - {test}" for test in rule["explains"])
    yield f"the verdict: {_cited(rule['cites'])}"
    yield from _section("what to do", (_step(step) for step in rule["remediation"]))
    yield from _section("examples", (line for one in rule["examples"] for line in _example(one)))


def _part(name: str, part: dict[str, Any] | None) -> Iterator[str]:
    if part is not None:
        yield f"{name}, {GROUPS[part['test']]}:"
        yield from (line for one in part["antecedents"] for line in _antecedent(one, 1))


def _antecedent(one: dict[str, Any], depth: int) -> Iterator[str]:
    cited = f" {_cited(one['cites'])}" if one["cites"] else ""
    yield f"{'  ' * depth}- {one['says']}: {GROUPS.get(one['test'], one['test'])}{cited}"
    for member in one.get("antecedents", ()):
        yield from _antecedent(member, depth + 1)


def _cited(cites: str) -> str:
    return f"[{cites or 'not cited'}]"


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield ""
            yield f"{heading}:"
        yield f"  {line}"


def _step(step: dict[str, Any]) -> str:
    kind = step["kind"].replace("_", " ")
    return f"- {kind} ({step['target']}): {step['action']} {step['because']} {_cited(step['cites'])}"


def _example(example: dict[str, Any]) -> Iterator[str]:
    yield f"- {example['name']}: {example['outcome']}"
    for word, said in (("fails on", example["failing_on"]), ("asks for", example["asks"])):
        if said:
            yield f"    {word} {'; '.join(said)}"
