"""`kbdiag rules test`: proves rules by their examples, condition by condition, and their silence over the baseline."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import say, told
from app.cli.rules.choosing import rules_named
from app.cli.shown import Shown, as_table
from app.engine.supervisor import Worker
from app.render.examination import examination_json, examination_table
from app.services.examine_rules import examine_rules
from app.services.start_rules import TRIAL_CPU_SECONDS
from app.settings import Settings
from app.wiring import load_knowledge

if TYPE_CHECKING:
    from app.domain.examination import Examination
    from app.engine.matcher import Partitions

UNPROVEN = 1


def prove(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE]...", help="Ids such as Q303156/multihomed-peer, or articles; all without any."),
    ] = None,
    shown: Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
) -> None:
    """Run the examples of rules, and find conditions that no example shows to matter.

    Of each condition there must be an example in which it is met, and one in which it is known not to be met, while it
    alone decides whether the rule is confirmed. No rule may be found by anything in baseline.yaml. Drafts are shown and
    need not be proven. Ends with 0 if all is proven, with 1 if not, with 3 if the rules cannot be read.
    """
    with told():
        examination = _examined(rules or [])
    if as_table(shown):
        typer.echo(examination_table(examination), nl=False)
    else:
        typer.echo(json.dumps(examination_json(examination), ensure_ascii=False, indent=2))
    failures = sum(1 for _ in examination.failures())
    if failures:
        say(f"kbdiag: the rules are not proven, {failures} error(s)")
        raise typer.Exit(UNPROVEN)


def _examined(names: list[str]) -> Examination:
    """With an engine in a process of its own, as a service has it."""
    pack = load_knowledge(Settings()).pack
    chosen = {rule.id for rule in rules_named(names, (*pack.rules, *pack.shelved))}
    with ExitStack() as stack:

        def matcher(partitions: Partitions) -> Worker:
            return stack.enter_context(Worker(partitions, cpu_seconds=TRIAL_CPU_SECONDS))

        return examine_rules(pack, matcher, chosen)
