"""The least change as JSON has it, and as a line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.fact import plain

if TYPE_CHECKING:
    from app.domain.explanation import Reading
    from app.domain.least_change import LeastChange
    from app.render.lines import Json


def applies_with_json(least: LeastChange, reading: Reading) -> Json:
    """What would make a rule apply, and how it would then stand."""
    leads_to = least.leads_to.value if least.leads_to else None
    return {"changes": _changes(least, reading), "leads_to": leads_to, **_else(least)}


def ceases_with_json(least: LeastChange, reading: Reading) -> Json:
    """What would make a finding cease to apply."""
    return {"changes": _changes(least, reading), **_else(least)}


def _changes(least: LeastChange, reading: Reading) -> list[Json]:
    return [
        {
            "fact": one.fact,
            "server": reading.case.server,
            "peer": reading.case.peer,
            "from": None if one.before is None else plain(one.before),
            "to": list(one.to),
        }
        for one in least.changes
    ]


def _else(least: LeastChange) -> Json:
    return {"needs_entries": list(least.needs_entries), "cut_short": least.cut_short}


def least_change_line(least: dict[str, Any]) -> str | None:
    """`It would be possible with mail_flow stopped (instead of normal)`; None where facts do not do it."""
    if not least["changes"]:
        return None
    return f"It would be {least['leads_to']} with {', '.join(_in_words(one) for one in least['changes'])}"


def _in_words(change: dict[str, Any]) -> str:
    before = change["from"]
    shown = str(before).lower() if isinstance(before, bool) else str(before)
    instead = "now not known" if before is None else f"instead of {shown}"
    return f"{change['fact']} {' or '.join(change['to'])} ({instead})"
