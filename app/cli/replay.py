"""`kbdiag replay`: what other rules would have said of past cases; a gate for changes of rules."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.outcome import say, told
from app.cli.posting import gotten, posted
from app.cli.shown import Format
from app.domain.decision import DecisionFilter
from app.domain.replay import Effect, Report, Selection
from app.domain.verdict import Verdict  # noqa: TC001 - likewise
from app.render.replay import change_json, report_json
from app.render.replay_sheet import replay_sheet
from app.services.run_replays import DIRECTORY, OWN
from app.settings import Settings
from app.wiring import replaying

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGED = 1
_PAUSE = 0.5
_SINCE = "Those decided at this time or later (UTC)."
_UNTIL = "Those decided before this time (UTC)."


@dataclass(frozen=True, slots=True)
class _Found:
    """The report, and every case that changed, as JSON has them."""

    report: dict[str, Any]
    changes: list[dict[str, Any]]


def replay(  # noqa: PLR0913 - one option for each thing that may be chosen
    *,
    rules: Annotated[
        Path | None, typer.Option(help="Directory of rules to replay against, instead of KBDIAG_RULES_DIR.")
    ] = None,
    revision: Annotated[str | None, typer.Option(help="A kept revision to replay against.")] = None,
    own: Annotated[bool, typer.Option("--own", help="Replay each case against the rules that answered it.")] = False,
    verdict: Annotated[Verdict | None, typer.Option(help="Those with this verdict.")] = None,
    article: Annotated[str | None, typer.Option(help="Those of which this article was the headline's.")] = None,
    ticket_system: Annotated[str | None, typer.Option(help="Those of tickets of this system.")] = None,
    ticket_id: Annotated[str | None, typer.Option(help="Those of the ticket with this id.")] = None,
    since: Annotated[datetime | None, typer.Option(help=_SINCE)] = None,
    until: Annotated[datetime | None, typer.Option(help=_UNTIL)] = None,
    trials: Annotated[bool, typer.Option("--trials", help="Trials as well.")] = False,
    latest: Annotated[bool, typer.Option("--latest", help="Of each ticket only the last.")] = False,
    judged: Annotated[bool, typer.Option("--judged", help="Only those with a known outcome.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="So many at most, the first recorded first.")] = None,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="End with 1 if a headline changes, or a case cannot be read.")
    ] = False,
    shown: Annotated[Format | None, typer.Option("--format", help="table on a terminal, json elsewhere.")] = None,
    server: Annotated[str | None, typer.Option(help="Let the service at this address do it.")] = None,
) -> None:
    """Judge past cases by other rules, and show what would change, side by side; nothing is recorded.

    Reads the database beside a service that may be running on it. Ends with 0, with 1 if something changed and
    --fail-on-change was given, with 2 if what was given cannot be used, with 3 if something else failed.
    """
    if sum((rules is not None, revision is not None, own)) > 1:
        raise typer.BadParameter("give one of --rules, --revision and --own", param_hint="--rules")
    if rules is not None and server is not None:
        raise typer.BadParameter("a service replays against its own directory", param_hint="--rules")
    wanted = DecisionFilter(
        verdict=verdict.value if verdict else None,
        article=article,
        ticket_system=ticket_system,
        ticket_id=ticket_id,
        since=_utc(since),
        until=_utc(until),
        trial=None if trials else False,
        latest=latest,
    )
    selection = Selection(wanted, judged=judged, limit=limit)
    against = OWN if own else revision or DIRECTORY
    with told():
        found = _by_server(server, against, selection) if server else _here(rules, against, selection)
    _show(found, shown or (Format.TABLE if sys.stdout.isatty() else Format.JSON))
    effects = found.report["effects"]
    if fail_on_change and effects[Effect.CHANGED.value] + effects[Effect.UNREADABLE.value]:
        raise typer.Exit(CHANGED)


def _utc(time_given: datetime | None) -> datetime | None:
    return time_given and time_given.replace(tzinfo=UTC)


def _here(directory: Path | None, against: str, selection: Selection) -> _Found:
    settings = Settings()
    if directory is not None:
        settings = settings.model_copy(update={"rules_dir": directory})
    report, changes = Report(), []
    with replaying(settings) as (rules, cases):
        editions = rules.editions(rules.pack(against))
        total = cases.cases.count(selection)
        try:
            for page in cases.replayed(selection, editions, report):
                changes += [
                    change_json(one.decision.id, one.effect.value, one.given, one.answer)
                    for one in page
                    if one.effect is not Effect.SAME
                ]
                _tell(report.cases + report.erased, total)
        finally:
            editions.close()
    return _Found(report_json(report), changes)


def _by_server(server: str, against: str, selection: Selection) -> _Found:
    wanted = selection.wanted
    select = {
        "verdict": wanted.verdict,
        "article": wanted.article,
        "ticket_system": wanted.ticket_system,
        "ticket_id": wanted.ticket_id,
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "trial": wanted.trial,
        "latest": wanted.latest,
        "judged": selection.judged,
        "limit": selection.limit,
    }
    begun = json.loads(posted(server, "/replays", json={"against": against, "select": select}))
    address = f"/replays/{begun['id']}"
    while begun["state"] == "running":
        _tell(begun["done"], begun["total"])
        time.sleep(_PAUSE)
        begun = json.loads(gotten(server, address))
    if begun["report"] is None:
        say(f"kbdiag: the replay is {begun['state']}: {begun['error'] or 'its process has ended'}")
        raise typer.Exit(3)
    return _Found(begun["report"], list(_changes(server, address)))


def _changes(server: str, address: str) -> Iterator[dict[str, Any]]:
    token: str | None = ""
    while token is not None:
        page = json.loads(gotten(server, f"{address}/changes", params={"page_token": token} if token else {}))
        yield from page["items"]
        token = page["next_page_token"]


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done} of {total} cases ", nl=done >= total, err=True)


def _show(found: _Found, shown: Format) -> None:
    if shown is Format.TABLE:
        typer.echo("\n".join(replay_sheet(found.report, found.changes)))
    elif shown is Format.JSON:
        whole = {"report": found.report, "changes": found.changes}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for change in found.changes:
            typer.echo(json.dumps({"change": change}, ensure_ascii=False))
        typer.echo(json.dumps({"report": found.report}, ensure_ascii=False))
