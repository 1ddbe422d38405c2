"""The examination of rules as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.render.terminal import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.coverage import Shown
    from app.domain.errors import RuleFileError
    from app.domain.examination import Examination, ExaminedRule

Json = dict[str, object]
_HEAD = ("rule", "status", "examples", "conditions", "")


def examination_json(examination: Examination) -> Json:
    """Every rule with its conditions and the examples that show them, and what is missing."""
    return {
        "proven": examination.proven,
        "unproven_drafts": [one.rule.id for one in examination.rules if not one.owed and not one.proven],
        "rules": [_rule_json(one) for one in examination.rules],
        "baseline": {"reports": examination.unrelated, "errors": _errors_json(examination.noises)},
    }


def _rule_json(one: ExaminedRule) -> Json:
    return {
        "rule": one.rule.id,
        "version": one.rule.version,
        "status": one.rule.status.value,
        "file": one.rule.file,
        "line": one.rule.line,
        "proven": one.proven,
        "examples": len(one.rule.examples),
        "covered": one.covered,
        "conditions": [_condition_json(shown) for shown in one.shown],
        "errors": _errors_json([*one.complaints, *one.gaps()]),
    }


def _condition_json(shown: Shown) -> Json:
    condition = shown.condition
    return {
        "says": condition.leaf.says,
        "field": condition.field,
        "line": condition.leaf.line,
        "met_by": shown.met,
        "not_met_by": shown.not_met,
    }


def _errors_json(errors: Sequence[RuleFileError]) -> list[Json]:
    return [{"file": one.file, "line": one.line, "code": one.code, "detail": one.detail} for one in errors]


def examination_table(examination: Examination) -> str:
    """A line for each rule, and below it what is missing with its file and line."""
    rows = [_HEAD, *(_row(one) for one in examination.rules)]
    shown = columns(rows)
    lines = [shown[0]]
    for line, one in zip(shown[1:], examination.rules, strict=True):
        lines += [line, *_below(one)]
    lines += [
        "",
        f"baseline: {_counted(examination.unrelated, 'report')}, {_counted(len(examination.noises), 'error')}",
    ]
    lines += [f"  {noise}" for noise in examination.noises]
    return "\n".join(lines) + "\n"


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _row(one: ExaminedRule) -> tuple[str, ...]:
    examples = str(len(one.rule.examples))
    covered = f"{one.covered} of {len(one.shown)}"
    word = "proven" if one.proven else "NOT PROVEN" if one.owed else "not proven, a draft need not be"
    return one.rule.id, one.rule.status.value, examples, covered, word


def _below(one: ExaminedRule) -> Iterator[str]:
    yield from (f"  {error}" for error in (*one.complaints, *one.gaps()))
