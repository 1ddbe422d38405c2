"""`kbdiag rules explain`: why one rule is confirmed by one request, or is not."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.given import read_given
from app.cli.outcome import told
from app.cli.rules.choosing import rules_named
from app.cli.shown import Shown, as_table
from app.render.explained import explained_json, explained_lines
from app.services.explain_rule import explain_rule
from app.settings import Settings
from app.wiring import load_knowledge

NOT_CONFIRMED = 1


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id, such as Q303156/multihomed-peer.")],
    case: Annotated[
        list[str], typer.Argument(metavar="CASE...", help="What kbdiag diagnose takes; - reads standard input.")
    ],
    shown: Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
) -> None:
    """Show every antecedent of a rule on a request: met, not met or not known, from what, and what follows from what.

    Drafts and retired rules can be explained, too. Nothing is recorded. Ends with 0 if the rule is confirmed, with 1 if
    it is not, with 2 if the input cannot be used, with 3 if the rules cannot be read.
    """
    with told():
        settings = Settings()
        pack = load_knowledge(settings).pack
        (chosen, *others) = rules_named([rule], pack.every_rule)
        if others:
            message = f"'{rule}' has {len(others) + 1} rules: {', '.join(one.id for one in (chosen, *others))}"
            raise typer.BadParameter(message, param_hint="RULE")
        explained = explain_rule(chosen, pack, read_given(case, settings).received())
    result = explained_json(explained)
    if as_table(shown):
        typer.echo("\n".join(explained_lines(result)))
    else:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
    if not explained.confirmed:
        raise typer.Exit(NOT_CONFIRMED)
