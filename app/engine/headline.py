"""The total order of findings, and the one that is said first; neither depends on the order of loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.explanation import Headline
from app.domain.rule import rule_facts
from app.domain.verdict import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.explanation import Finding

UNREAD = (
    *("unread_entry", "unread_event", "unread_row", "unread_file", "undecodable_bytes"),
    *("too_many_entries", "too_many_statements", "sentences_not_read", "reading_stopped"),
    *("not_understood", "own_answer"),
)
"""Warnings that something was logged or said which nobody could read, or that nobody has read."""
RULE_DISABLED = "rule_disabled"
"""The warning that a rule would fit, had nobody taken it out."""
MOST_NAMED = 20


def finding_order(finding: Finding) -> tuple[bool, bool, int, int, str, str]:
    """Confirmed first; harmless after all else; then more tests met, the later article, rule id, peer."""
    return (
        finding.status is not Status.CONFIRMED,
        finding.harmless,
        -finding.reading.met,
        -finding.rule.article.revised.toordinal(),
        finding.rule.id,
        (finding.peer or "").casefold(),
    )


def choose_headline(findings: Sequence[Finding], unexplained: Sequence[int], warnings: list[Warned]) -> Headline:
    """The first of the ordered findings that may be said.

    Nothing harmless may while an entry is unexplained or could not be read, while facts that the rule looks at
    contradict each other, or while a rule would fit that is disabled; why it was held back is added to `warnings`.
    """
    suspended = any(one.code == RULE_DISABLED for one in warnings)
    unread = any(one.code in UNREAD for one in warnings)
    disputed = {name for one in warnings if one.code == "contradiction" for name in one.facts}
    held_back = False
    headline = Headline(Verdict.NO_MATCH)
    for finding in findings:
        if finding.status is Status.POSSIBLE:
            headline = Headline(Verdict.NEEDS_INFORMATION, finding)
        elif finding.harmless and (unexplained or unread or suspended or disputed & set(rule_facts(finding.rule))):
            held_back = True
            headline = Headline(Verdict.NEEDS_INFORMATION)
            continue
        else:
            headline = Headline(finding.rule.verdict, finding)
        break
    if held_back:
        warnings.append(_why_held_back(unexplained, unread=unread, suspended=suspended))
    return headline


def _why_held_back(unexplained: Sequence[int], *, unread: bool, suspended: bool) -> Warned:
    if unexplained:
        shown = ", ".join(map(str, unexplained[:MOST_NAMED])) + (" and more" if len(unexplained) > MOST_NAMED else "")
        detail = f"what was found harmless does not explain every entry, so nothing is called harmless: entries {shown}"
        return Warned("unexplained_entries", detail, tuple(unexplained))
    why = "facts that it rests on contradict each other"
    if unread or suspended:
        why = "part of the text could not be read" if unread else "a rule that is disabled would fit"
    return Warned("held_back", f"something harmless was found, but {why}, so nothing is called harmless")
