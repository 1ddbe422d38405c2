"""`kbdiag rules conflicts`: cases that confirm two rules with different verdicts, and rules or lines without effect."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.outcome import say, told
from app.cli.shown import Shown, as_table
from app.render.soundness import soundness_json, soundness_lines
from app.services.find_conflicts import find_conflicts
from app.settings import Settings
from app.wiring import load_knowledge

FOUND = 1


def conflicts(
    shown: Annotated[Shown | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
) -> None:
    """Search for cases that confirm two rules with different verdicts, and for what never has any effect.

    Each conflict comes with a request that shows it. Excused are those that excuses.yaml names; drafts are looked at,
    and what is found of them is left for later. Ends with 0 if nothing else is found, with 1 if something is, with 3 if
    the rules cannot be read.
    """
    with told():
        soundness = find_conflicts(load_knowledge(Settings()))
    if as_table(shown):
        typer.echo("\n".join(soundness_lines(soundness)))
    else:
        typer.echo(json.dumps(soundness_json(soundness), ensure_ascii=False, indent=2))
    if not soundness.sound:
        say("kbdiag: the rules are not sound: what is found and not excused must be mended or excused")
        raise typer.Exit(FOUND)
