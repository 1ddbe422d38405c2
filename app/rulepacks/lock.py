"""The lock file: what every rule and every cited passage was when somebody last looked at both.

It is written by a command and kept beside the rules. A rule whose content changes while its version stays is thereby
found, and so is a passage that says something else than it did when it was cited. Locked is a rule's own content. Not
part of it are comments and layout, its status, its examples, the head of its article, and the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.domain.verdict import RuleStatus
from app.rulepacks.checks import Finding
from app.rulepacks.shape import Fields, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from app.domain.citation import Citation, Passage
    from app.domain.rule import Rule
    from app.rulepacks.yaml_nodes import Node, Problems

LOCK = "lock.yaml"
UNREAD = "unread"
"""Stands for the digest of a passage that was cited while its article was not at hand."""
MENDED_BY_LOCKING = "stale-lock"
"""The code of what writing the lock anew puts right; all other codes must be put right first."""
OF_THE_LOCK = frozenset({MENDED_BY_LOCKING, "unlocked-change", "lowered-version"})
"""Codes of what is wrong only between the rules and their lock."""
_HEAD = """\
# Written by `kbdiag rules lock`; do not edit. Content of a rule that changes wants a higher version of the rule first.
"""


class LockedRule(NamedTuple):
    """A rule's version and digest; `line` is where the lock says so.

    Of a rule that is removed they are what it had last: should it come back, it cannot have them for something else.
    """

    version: int
    digest: str
    line: int = 1
    removed: bool = False


class LockedPassage(NamedTuple):
    """A passage's digest, or `UNREAD`; `line` is where the lock says so."""

    digest: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Lock:
    """Rules by their ids, and passages as citations write them, with their article's number."""

    file: str
    rules: Mapping[str, LockedRule]
    passages: Mapping[str, LockedPassage]


def read_lock(root: Node, problems: Problems) -> Lock:
    """The lock that a file holds."""
    fields = Fields(root, problems, needs=("rules", "passages"))
    rules = {key.text: _locked(node, problems) for key, node in fields.entries("rules")}
    passages = {key.text: LockedPassage(text_of(node, problems), key.line) for key, node in fields.entries("passages")}
    return Lock(problems.file, rules, passages)


def _locked(node: Node, problems: Problems) -> LockedRule:
    fields = Fields(node, problems, needs=("version", "digest"), may=("removed",))
    removed = "removed" in fields and fields.one_of("removed", ("true",)) == "true"
    return LockedRule(fields.whole_number("version"), fields.text("digest"), fields.line, removed)


def check_lock(
    lock: Lock, rules: Sequence[Rule], citations: Iterable[Citation], problems: Mapping[str, Problems]
) -> None:
    """Report every rule and passage of which the lock says something else, or nothing, and whatever else it holds."""
    for rule in rules:
        for found in _differences(rule, lock.rules.get(rule.id)):
            problems[rule.file].add(*found)
    cited = {str(one.passage): one for one in reversed(tuple(citations))}
    for name, one in cited.items():
        if name not in lock.passages:
            detail = f"the lock does not hold {name}; `kbdiag rules lock` writes it"
            problems[one.file].add(one.line, MENDED_BY_LOCKING, detail)
    for line, detail in _left_over(lock, {rule.id for rule in rules}, cited):
        problems[lock.file].add(line, MENDED_BY_LOCKING, detail)


def _differences(rule: Rule, locked: LockedRule | None) -> Iterator[Finding]:
    if rule.status is RuleStatus.DRAFT:
        return
    if locked is None:
        detail = f"the lock does not hold {rule.id}; `kbdiag rules lock` writes it"
        yield Finding(rule.line, MENDED_BY_LOCKING, detail)
    elif rule.version < locked.version:
        detail = f"{rule.id} was locked as version {locked.version}, so it cannot be version {rule.version}"
        yield Finding(rule.line, "lowered-version", detail)
    elif rule.version > locked.version:
        detail = f"{rule.id} is locked as version {locked.version}; `kbdiag rules lock` locks version {rule.version}"
        yield Finding(rule.line, MENDED_BY_LOCKING, detail)
    elif rule.digest != locked.digest:
        detail = f"{rule.id} says something else than when it was locked, so it must be version {rule.version + 1}"
        yield Finding(rule.line, "unlocked-change", detail)
    elif locked.removed:
        detail = f"{rule.id} is locked as removed; `kbdiag rules lock` locks it again"
        yield Finding(rule.line, MENDED_BY_LOCKING, detail)


def _left_over(lock: Lock, rules: set[str], cited: Mapping[str, Citation]) -> Iterator[tuple[int, str]]:
    for name, one in lock.rules.items():
        if name not in rules and not one.removed:
            yield one.line, f"there is no rule {name} any more; `kbdiag rules lock` marks it as removed"
    for name, passage in lock.passages.items():
        if name not in cited:
            yield passage.line, f"nothing cites {name} any more; `kbdiag rules lock` takes it out"


def locked_rules(rules: Collection[Rule], before: Lock | None) -> dict[str, LockedRule]:
    """The rules as they are; of drafts and removed ones what they were before, so that none comes back unnoticed."""
    drafts = {rule.id for rule in rules if rule.status is RuleStatus.DRAFT}
    held = before.rules.items() if before is not None else ()
    kept = {name: one if name in drafts else one._replace(removed=True) for name, one in held}
    now = {rule.id: LockedRule(rule.version, rule.digest) for rule in rules if rule.id not in drafts}
    return kept | now


def lock_text(rules: Mapping[str, LockedRule], passages: Mapping[Passage, str]) -> str:
    """The file: sorted, so that it changes only where something else does."""
    lines = [_HEAD, "rules:\n"]
    lines += [f"  {name}: {{{_written(one)}}}\n" for name, one in sorted(rules.items())]
    lines += ["passages:\n"]
    lines += [f'  {passage}: "{digest}"\n' for passage, digest in sorted(passages.items())]
    return "".join(lines).replace("rules:\npassages:", "rules: {}\npassages:")


def _written(one: LockedRule) -> str:
    removed = ", removed: true" if one.removed else ""
    return f'version: {one.version}, digest: "{one.digest}"{removed}'
