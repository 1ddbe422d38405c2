"""`kbdiag rules show`: the rules there are, or one of them as a person reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import told
from app.cli.rules.choosing import rules_named
from app.cli.shown import Shown, as_table
from app.render.rule_sheet import rule_sheet, rules_table
from app.render.rules import rule_events, rule_listed, rule_whole
from app.settings import Settings
from app.wiring import load_knowledge

if TYPE_CHECKING:
    from app.domain.rule import Rule


def show(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RULE]...", help="Ids such as Q303156/multihomed-peer, or articles; a list without any."
        ),
    ] = None,
    event: Annotated[int | None, typer.Option(help="Only rules that look for this event.")] = None,
    shown: Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
) -> None:
    """List all rules with version, status and verdict, or show some whole, with tests, citations and examples."""
    with told():
        pack = load_knowledge(Settings()).pack
    named = rules_named(names or [], pack.every_rule)
    rules = sorted((one for one in named if event is None or event in rule_events(one)), key=lambda rule: rule.id)
    if as_table(shown):
        typer.echo("\n\n".join(map(_sheet, rules)) if names else "\n".join(rules_table([*map(rule_listed, rules)])))
    else:
        made = rule_whole if names else rule_listed
        typer.echo(json.dumps([made(rule) for rule in rules], ensure_ascii=False, indent=2))


def _sheet(rule: Rule) -> str:
    return "\n".join(rule_sheet(rule_whole(rule)))
