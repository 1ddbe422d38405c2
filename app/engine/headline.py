"""The total order of findings, and the one that is said first; neither depends on the order of loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.explanation import Finding, Headline
from app.domain.verdict import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    """The first of the ordered findings that may be said; "harmless" may not while an entry is unexplained."""
    held_back = False
    for finding in findings:
        if finding.status is Status.POSSIBLE:
            return _held(Headline(Verdict.NEEDS_INFORMATION, finding), unexplained, warnings, held_back=held_back)
        if finding.harmless and unexplained:
            held_back = True
            continue
        return Headline(finding.rule.verdict, finding)
    if held_back:
        return _held(Headline(Verdict.NEEDS_INFORMATION), unexplained, warnings, held_back=True)
    return Headline(Verdict.NO_MATCH)


def _held(headline: Headline, unexplained: Sequence[int], warnings: list[Warned], *, held_back: bool) -> Headline:
    if held_back:
        shown = ", ".join(map(str, unexplained[:20])) + (" and more" if len(unexplained) > 20 else "")  # noqa: PLR2004
        detail = (
            f"what was found harmless does not explain every entry, so nothing is called harmless yet: entries {shown}"
        )
        warnings.append(Warned("unexplained_entries", detail, tuple(unexplained)))
    return headline
