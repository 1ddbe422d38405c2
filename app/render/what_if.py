"""What would change, as JSON has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.fact import plain
from app.render.answer import finding_json, near_misses_json, question_json, steps, warning_json
from app.render.least_change import ceases_with_json
from app.render.lines import article_json
from app.render.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.explanation import Diagnosis
    from app.domain.fact import Value
    from app.domain.what_if import Examined, Turned, WhatIf
    from app.render.lines import Json


def what_if_json(
    found: WhatIf,
    assumed: Mapping[str, Value],
    *,
    diagnosis: str | None,
    revision: str,
    disabled: Sequence[str],
) -> Json:
    """The whole answer. `diagnosis` is the id of that whose request is the case, if it is one's."""
    return {
        "diagnosis": diagnosis,
        "assumed": {name: plain(value) for name, value in assumed.items()},
        "changes": _changes(found),
        "before": _side(found.before),
        "after": _side(found.after),
        "rules": {"revision": revision, "disabled": list(disabled)},
    }


def _side(one: Examined) -> Json:
    diagnosis = one.diagnosis
    lead = diagnosis.headline.finding
    return {
        "verdict": diagnosis.headline.verdict.value,
        "article": article_json(lead.rule.article) if lead else None,
        "rule": lead.rule.id if lead else None,
        "summary": summary_of(diagnosis),
        "remediation": steps(lead) if lead else [],
        "findings": [
            finding_json(finding) | {"ceases_with": ceases_with_json(ceases, finding.reading)}
            for finding, ceases in zip(diagnosis.findings, one.ceases, strict=True)
        ],
        "near_misses": near_misses_json(diagnosis),
        "questions": [question_json(question) for question in diagnosis.questions],
        "unexplained": list(diagnosis.unexplained),
        "warnings": [warning_json(warning) for warning in diagnosis.warnings],
    }


def _changes(found: WhatIf) -> Json:
    was, now = _headline(found.before.diagnosis), _headline(found.after.diagnosis)
    turned = [(one, _turned_json(one)) for one in found.turned]
    return {
        **{name: None if was[name] == now[name] else {"from": was[name], "to": now[name]} for name in was},
        "gained": [shown for one, shown in turned if one.before.status is None],
        "lost": [shown for one, shown in turned if one.after.status is None],
        "changed": [shown for one, shown in turned if one.before.status and one.after.status],
    }


def _headline(diagnosis: Diagnosis) -> dict[str, str | None]:
    lead = diagnosis.headline.finding
    return {
        "verdict": diagnosis.headline.verdict.value,
        "article": lead.rule.article.id if lead else None,
        "rule": lead.rule.id if lead else None,
    }


def _turned_json(one: Turned) -> Json:
    statuses = [reading.status.value if reading.status else None for reading in (one.before, one.after)]
    return {
        "rule": one.after.rule.id,
        "article": article_json(one.after.rule.article),
        "verdict": one.after.rule.verdict.value,
        "server": one.after.case.server,
        "peer": one.after.case.peer,
        "from": statuses[0],
        "to": statuses[1],
        "antecedents": [
            {"says": now.says or "one of these", "before": was.outcome.word, "after": now.outcome.word}
            for was, now in one.lines()
        ],
    }
