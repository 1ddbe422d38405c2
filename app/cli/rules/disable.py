"""`kbdiag rules disable` and `enable`: take a rule out at once, and put it back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from app.cli.outcome import told
from app.cli.posting import posted
from app.cli.shown import Shown
from app.domain.errors import DatabaseInUse
from app.render.rule_changes import standing_json, standing_sentence
from app.settings import Settings
from app.wiring import disabling

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.publication import RuleStanding
    from app.services.disable_rules import DisableRules

Rule = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id, such as Q303156/multihomed-peer.")]
Server = Annotated[str | None, typer.Option(help="Post to the service at this address instead.")]
Format = Annotated[Shown, typer.Option("--format", help="How the outcome is shown.")]


def disable(
    rule: Rule,
    why: Annotated[str, typer.Option(help="Why, in one line; it is recorded.")],
    server: Server = None,
    shown: Format = Shown.TABLE,
) -> None:
    """Take a rule out at once, until it is put back or rules are published in which it is another.

    Every answer names the rules that are disabled; while one of them would fit, nothing is called harmless.
    """
    standing = _change(rule, server, "disable", lambda service: service.disable(rule, why), {"why": why})
    _show(standing, shown)


def enable(rule: Rule, server: Server = None, shown: Format = Shown.TABLE) -> None:
    """Put a rule back that was disabled."""
    _show(_change(rule, server, "enable", lambda service: service.enable(rule), None), shown)


def _change(
    rule: str, server: str | None, verb: str, change: Callable[[DisableRules], RuleStanding], body: object
) -> dict[str, Any]:
    """Made in the database, or by the service that holds it."""
    with told():
        try:
            if server is None:
                with disabling(Settings()) as service:
                    return standing_json(change(service))
        except DatabaseInUse as error:
            if error.server is None:
                raise
            server = error.server
        standing: dict[str, Any] = json.loads(posted(server, f"/rules/{quote(rule)}/{verb}", json=body))
        return standing


def _show(standing: dict[str, Any], shown: Shown) -> None:
    whole = json.dumps(standing, ensure_ascii=False, indent=2)
    typer.echo(whole if shown is Shown.JSON else standing_sentence(standing))
