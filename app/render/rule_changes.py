"""What became of a reload, or of a rule that was disabled or put back, as data and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.decision import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.publication import RuleStanding
    from app.render.lines import Json


def standing_json(standing: RuleStanding) -> Json:
    """Whether the rule is disabled, and why it is or was."""
    since = standing.disablement
    return {
        "rule": standing.rule,
        "disabled": standing.disabled,
        "changed": standing.changed,
        "why": since.why if since else None,
        "disabled_at": rfc3339(since.disabled_at) if since else None,
    }


def standing_sentence(shown: dict[str, Any]) -> str:
    """The same for people."""
    if not shown["disabled"]:
        return f"{shown['rule']} is enabled" if shown["changed"] else f"{shown['rule']} was not disabled"
    word = "" if shown["changed"] else "already "
    return f"{shown['rule']} is {word}disabled since {shown['disabled_at']}: {shown['why']}"


def reload_lines(shown: dict[str, Any]) -> Iterator[str]:
    """A reload's outcome, as the service tells it, for people."""
    if shown["unchanged"]:
        yield f"unchanged: {shown['revision']} serves already"
        return
    yield f"{shown['revision']} serves; before it {shown['previous']}"
    counts = ", ".join(f"{count} {status}" for status, count in shown["rules"].items() if count)
    yield f"rules: {counts}; {shown['examples']} examples came out as written"
    again = shown["disabled_again"]
    named = shown["changes"] | {
        "still disabled": [one for one in shown["disabled"] if one not in again],
        "disabled again, as before": again,
        "no longer disabled": shown["lifted"],
    }
    yield from (f"{what}: {', '.join(rules)}" for what, rules in named.items() if rules)
