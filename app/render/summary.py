"""The answer's summary: why, in two or three sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.verdict import Outcome, Status, Verdict
from app.render.wording import for_case

if TYPE_CHECKING:
    from app.domain.antecedent import Line
    from app.domain.explanation import Diagnosis, Finding, Reading

_IN_WORDS = {
    Verdict.EXPECTED_BEHAVIOR: "expected behavior",
    Verdict.MISCONFIGURATION: "a misconfiguration",
    Verdict.PRODUCT_DEFECT: "a product defect",
    Verdict.ENVIRONMENT_FAULT: "a fault of the environment",
}

_STANDS = {Outcome.MET: "known to be so", Outcome.NOT_MET: "known not to be so", Outcome.NOT_KNOWN: "not known"}


def summary_of(diagnosis: Diagnosis) -> str:
    """For a settled verdict the rule's own words; otherwise what is open, and which article is the most likely."""
    lead = diagnosis.headline.finding
    if lead is None:
        return _nothing_found(diagnosis)
    because = for_case(lead.rule.because, lead.reading.case)
    if lead.status is Status.CONFIRMED:
        return because
    return f"{_open(diagnosis, lead)} It would mean: {because}"


def _open(diagnosis: Diagnosis, lead: Finding) -> str:
    possible = sum(one.status is Status.POSSIBLE for one in diagnosis.findings)
    article = f"{lead.rule.article.id}, {_IN_WORDS[lead.rule.verdict]}"
    found = (
        f"one finding is possible: {article}"
        if possible == 1
        else f"{possible} findings are possible, the most likely {article}"
    )
    return f"Not settled yet: {found}; the questions say what would settle it."


def _nothing_found(diagnosis: Diagnosis) -> str:
    if diagnosis.headline.verdict is Verdict.NEEDS_INFORMATION:
        return (
            "Part of what was logged is harmless, but not all of it is explained. Nothing is called harmless until the "
            "unexplained entries are accounted for."
        )
    if not diagnosis.near_misses:
        return "No rule fits what was reported."
    return f"No rule fits what was reported. {_nearest(diagnosis.near_misses[0])}"


def _stands(line: Line) -> str:
    """That no such entry was pasted is all that is known where none is found."""
    nothing_found = line.outcome == Outcome.NOT_MET and line.node.observable
    return "no such entry was reported" if nothing_found else _STANDS[line.outcome]


def _nearest(reading: Reading) -> str:
    lacked = "; ".join(f"{line.says or 'one of its symptoms'} ({_stands(line)})" for line in reading.failing())
    return f"The nearest is {reading.rule.article.id} ({reading.rule.id}), for which this stands in the way: {lacked}."
