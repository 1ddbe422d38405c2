"""House rules that need all rules, or the text of their files: ids, successors, work that is not finished."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from app.domain.verdict import RuleStatus
from app.rulepacks.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.rule import Rule
    from app.rulepacks.yaml_nodes import Problems

_TO_DO = re.compile(r"\bTODO\b")


def check_rules(rules: Sequence[Rule], problems: Mapping[str, Problems]) -> None:
    """Report articles that stand in two files, ids that are used twice, and successors that do not exist."""
    for rule, first in _in_two_files(rules):
        detail = f"{rule.article.id} stands in {first} already; an article has one file"
        problems[rule.file].add(rule.article.line, "duplicate-id", detail)
    counts = Counter((rule.id, rule.file) for rule in rules)
    ids = {rule.id for rule in rules if rule.status is not RuleStatus.DRAFT}
    for rule in rules:
        if counts[rule.id, rule.file] > 1:
            detail = f"the id {rule.id} is used {counts[rule.id, rule.file]} times"
            problems[rule.file].add(rule.line, "duplicate-id", detail)
        successor = rule.retirement.successor if rule.retirement else None
        if successor and (successor not in ids or successor == rule.id):
            detail = f"there is no other rule '{successor}' to take its place{nearest(successor, ids - {rule.id})}"
            own = problems[rule.file]
            where = own.of_a_draft() if rule.status is RuleStatus.DRAFT else own
            where.add(rule.line, "unknown-rule", detail)


def _in_two_files(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """One rule of each further file of an article, with the first file."""
    files: dict[str, list[str]] = {}
    for rule in (one for one in rules if one.article.id):
        known = files.setdefault(rule.article.id, [])
        if rule.file not in known:
            known.append(rule.file)
            if len(known) > 1:
                yield rule, known[0]


def check_finished(text: str, rules: Iterable[Rule], problems: Problems) -> None:
    """Report every TODO, comments included: an error but in drafts, and in the head of a file that has no others."""
    drafts = {rule.line: rule.status is RuleStatus.DRAFT for rule in rules}
    in_draft, left = all(drafts.values()), []
    for line, content in enumerate(text.splitlines(), start=1):
        in_draft = drafts.get(line, in_draft)
        if _TO_DO.search(content) and in_draft:
            left.append(line)
        elif _TO_DO.search(content):
            problems.add(line, "unfinished", "something is left to do here, as TODO says")
    if left:
        detail = f"TODO stands in {len(left)} line(s) of what is still a draft"
        problems.of_a_draft().add(left[0], "unfinished", detail)
