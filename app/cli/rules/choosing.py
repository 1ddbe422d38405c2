"""Rules named on the command line: by their ids, or by the article, which means all of its rules."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.rule import Rule


def rules_named(names: Sequence[str], rules: Sequence[Rule]) -> list[Rule]:
    """Those that are meant, all without a name; a name that means none is misuse."""
    known = {rule.id for rule in rules} | {rule.article.id for rule in rules}
    for name in names:
        if name not in known:
            close = get_close_matches(name, sorted(known), n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            message = f"there is no rule and no article '{name}'{hint}"
            raise typer.BadParameter(message, param_hint="RULE")
    return [rule for rule in rules if not names or {rule.id, rule.article.id} & set(names)]
