"""A replay as a person reads it: what would change, how right it was and would be, and each changed case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.render.terminal import columns, in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WIDEST = 60
_MATRICES = (("verdicts", "Verdict by verdict"), ("articles", "Article by article"), ("rules", "Rule by rule"))
_NOTHING = "-"


def replay_sheet(report: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Line by line, out of what `report_json` and `change_json` made."""
    yield from _summary(report)
    for name, title in _MATRICES:
        changed = [pair for pair in report[name] if pair["before"] != pair["after"]]
        if changed:
            yield from ("", title)
            yield from _table(["before", "after", "cases"], [[one[head] for head in one] for one in changed])
    if report["judged"]:
        yield from ("", f"How right the answers were and would be ({report['judged']} cases with an outcome)")
        yield from _table(["article", "precision", "", "recall", ""], list(_scores(report["scores"])))
        rules = [row[:3] for row in _scores(report["rule_scores"])]
        yield from _table(["rule", "precision", ""], rules)
    for change in changes:
        yield from ("", *_case(change))


def _summary(report: Mapping[str, Any]) -> Iterator[str]:
    effects = report["effects"]
    counts = [f"{effects['same']} the same", f"{effects['changed']} changed", f"{effects['details']} only in details"]
    yield f"{report['cases']} cases: {', '.join(counts)}, {effects['unreadable']} unreadable"
    if report["erased"]:
        yield f"{report['erased']} more were erased and are passed over"
    if report["other_versions"]:
        yield f"{report['other_versions']} were answered by another version of kbdiag"


def _scores(scores: Mapping[str, Mapping[str, Any]]) -> Iterator[list[str]]:
    before, after = scores["before"], scores["after"]
    for article in sorted({*before, *after}):
        was, now = before.get(article, {}), after.get(article, {})
        yield [article, *(_share(one.get(name)) for name in ("precision", "recall") for one in (was, now))]


def _share(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.0%}"


def _case(change: Mapping[str, Any]) -> Iterator[str]:
    """The headline, and each rule that a headline is taken from or that has a line which differs."""
    differs_in = f", in {', '.join(change['differs_in'])}" if change["differs_in"] else ""
    yield f"{change['diagnosis']}: {change['effect']}{differs_in}"
    if change["reason"]:
        yield f"  {in_one_line(change['reason'])}"
    groups: dict[tuple[str | None, str | None], list[Mapping[str, Any]]] = {}
    for line in change["compared"]:
        groups.setdefault((line["rule"], line["peer"]), []).append(line)
    leading = {answer["rule"] for answer in (change["before"], change["after"]) if answer}
    for (rule, peer), lines in groups.items():
        if rule is None or rule in leading or any(line["differs"] for line in lines):
            if rule is not None:
                yield "  " + ", ".join(in_one_line(one) for one in (rule, peer) if one)
            rows = [[f"{'*' if one['differs'] else ' '} {one['says']}", one["before"], one["after"]] for one in lines]
            yield from _table(["", "before", "after"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if rows:
        yield from (f"  {line}" for line in columns([heads, *([_cell(one) for one in row] for row in rows)]))


def _cell(value: object) -> str:
    text = _NOTHING if value is None else in_one_line(str(value))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}\u2026"
