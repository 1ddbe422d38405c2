"""A diagnosis becomes the answer object of the contract, in its order of members."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.domain.fact import plain
from app.domain.verdict import Status
from app.render.least_change import applies_with_json
from app.render.lines import article_json, derived_json, line_json, origin_json, step_json
from app.render.summary import summary_of
from app.render.wording import for_case, with_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.case import FileRead, Ticket, Warned
    from app.domain.event_entry import EventEntry
    from app.domain.explanation import Diagnosis, Finding, Question, Reading
    from app.render.lines import Json


def answer_json(  # noqa: PLR0913 - what the answer holds beside the diagnosis, each by its name
    diagnosis: Diagnosis,
    *,
    decision_id: str,
    decided_at: str,
    revision: str,
    disabled: Sequence[str] = (),
    ticket: Ticket,
    trial: bool,
    follows: str | None = None,
) -> Json:
    """The whole answer. `decided_at` is RFC 3339 in UTC, `revision` the rule pack's digest, `disabled` are rule ids."""
    lead = diagnosis.headline.finding
    return {
        "id": decision_id,
        "verdict": diagnosis.headline.verdict.value,
        "article": article_json(lead.rule.article) if lead else None,
        "rule": lead.rule.id if lead else None,
        "summary": summary_of(diagnosis),
        "remediation": steps(lead) if lead else [],
        "findings": [finding_json(one) for one in diagnosis.findings],
        "in_test": [finding_json(one) for one in diagnosis.in_test],
        "drafts": [_draft_json(one) for one in diagnosis.drafts],
        "near_misses": near_misses_json(diagnosis),
        "questions": [question_json(one) for one in diagnosis.questions],
        "symptoms": {
            "events": [_entry_json(one) for one in diagnosis.understanding.entries],
            "facts": _facts_json(diagnosis),
            "files": [_file_json(one) for one in diagnosis.understanding.files],
        },
        "unexplained": list(diagnosis.unexplained),
        "warnings": [warning_json(one) for one in diagnosis.warnings],
        "rules": {"revision": revision, "disabled": list(disabled)},
        "ticket": _without_none(
            {"system": ticket.system, "id": ticket.id, "title": ticket.title, "opened_at": ticket.opened_at}
        ),
        "trial": trial,
        "decided_at": decided_at,
        "follows": follows,
    }


def to_text(answer: Json) -> str:
    """The answer's JSON text; what is stored and sent is these characters in UTF-8."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def steps(finding: Finding) -> list[Json]:
    """What to do; of a finding that is not settled, it says so."""
    settled = finding.status is Status.CONFIRMED
    return [step_json(step, finding.reading.case, settled=settled) for step in finding.rule.remediation]


def finding_json(finding: Finding) -> Json:
    """A finding with its conditions and what to do."""
    case = finding.reading.case
    unless = finding.reading.unless
    return {
        "rule": finding.rule.id,
        "version": finding.rule.version,
        "article": article_json(finding.rule.article),
        "verdict": finding.rule.verdict.value,
        "status": finding.status.value,
        "server": case.server,
        "peer": finding.peer,
        "explains": list(finding.explains),
        "because": for_case(finding.rule.because, case),
        "cites": finding.rule.cites,
        "antecedents": [line_json(line, case) for line in finding.reading.lines()],
        "unless": [line_json(line, case) for line in unless.lines] if unless else [],
        "derived": derived_json(finding.reading),
        "remediation": steps(finding),
    }


def _read_json(reading: Reading) -> Json:
    """Which rule was read on which case."""
    return {
        "rule": reading.rule.id,
        "article": article_json(reading.rule.article),
        "verdict": reading.rule.verdict.value,
        "server": reading.case.server,
        "peer": reading.case.peer,
    }


def _draft_json(reading: Reading) -> Json:
    return _read_json(reading) | {"because": for_case(reading.rule.because, reading.case)}


def near_misses_json(diagnosis: Diagnosis) -> list[Json]:
    """The rules that do not apply, each with what would make it apply."""
    pairs = zip(diagnosis.near_misses, diagnosis.least_changes, strict=True)
    return [_near_miss_json(reading) | {"least_change": applies_with_json(least, reading)} for reading, least in pairs]


def _near_miss_json(reading: Reading) -> Json:
    failing = reading.failing()
    return _read_json(reading) | {
        "failing_on": [line.says for line in failing],
        "antecedents": [line_json(line, reading.case) for line in failing],
    }


def question_json(question: Question) -> Json:
    """A question with what each answer leads to."""
    leads = {
        words: {"confirmed": list(one.confirmed), "possible": list(one.possible)}
        for words, one in question.prospects.items()
    }
    shown: Json = {
        "fact": question.fact,
        "server": question.server,
        "peer": question.peer,
        "ask": with_names(question.ask, question.server, question.peer),
        "how": with_names(question.how, question.server, question.peer),
        "if_answered": {words: [*one["confirmed"], *one["possible"]] for words, one in leads.items()},
        "leads_to": leads,
        "settles": question.settles,
    }
    return shown | ({"entries": list(question.entries)} if question.entries else {})


def _entry_json(entry: EventEntry) -> Json:
    return {
        "index": entry.index,
        "event_id": entry.event_id,
        **_without_none(
            {
                "qualified_id": entry.qualified_id,
                "source": entry.source,
                "known_source": entry.known_source,
                "computer": entry.computer,
                "type": entry.type,
                "category": entry.category,
                "logged_at": entry.logged_at,
                "last_logged_at": entry.last_logged_at,
            }
        ),
        "count": entry.count,
        "counted": entry.counted,
        **_without_none({"description": entry.description}),
        "strings": list(entry.strings),
        "fields": dict(entry.fields),
        **({"meanings": dict(entry.meanings)} if entry.meanings else {}),
        "peer": entry.peer,
        "origin": origin_json(entry.origin),
    }


def _file_json(file: FileRead) -> Json:
    return {"name": file.name, "format": file.format, "records": file.records}


def _facts_json(diagnosis: Diagnosis) -> Json:
    shown: Json = {}
    for name, fact in diagnosis.facts.items():
        one: Json = {"value": plain(fact.value), "origin": origin_json(fact.origin)}
        if fact.contested:
            one["contested"] = True
        if name in diagnosis.understanding.unplaced:
            one["unplaced"] = True
        shown[name] = one
    return shown


def warning_json(warned: Warned) -> Json:
    """A warning with what it is about."""
    return {
        "code": warned.code,
        "detail": warned.detail,
        **({"entries": list(warned.entries)} if warned.entries else {}),
        **({"facts": list(warned.facts)} if warned.facts else {}),
        **({"span": list(warned.span)} if warned.span else {}),
    }


def _without_none(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}
