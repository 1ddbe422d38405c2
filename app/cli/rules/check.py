"""`kbdiag rules check`: all that is wrong with rule files, for people, programs and code hosts."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

import app
from app.cli.outcome import say, told
from app.domain.errors import RulesInvalid
from app.render.rule_errors import error_lines, errors_json
from app.render.sarif import sarif
from app.rulepacks.article_directory import read_articles
from app.rulepacks.pack_reader import read_directory
from app.services.check_rules import Checked, check_rules
from app.settings import Settings

if TYPE_CHECKING:
    from app.rulepacks.article_text import ArticleText

FOUND = 1


class Report(StrEnum):
    """How errors are shown."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


def check(
    shown: Annotated[Report, typer.Option("--format", help="How the errors are shown.")] = Report.TABLE,
    articles: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The printed articles (*.txt), to compare what is cited with."),
    ] = None,
) -> None:
    """List every error in the rule files, with file, line, a stable code, and what to do.

    Remarks are about drafts, and about what could not be compared; they keep nothing from being served. What the codes
    mean is in docs/rule-errors.md. Ends with 0 if there is no error, with 1 if there is one, with 2 if there is no
    article in DIR.
    """
    with told():
        checked = _checked(Settings().rules_dir, read_articles(articles) if articles is not None else None)
    _show(checked, shown)
    if checked.errors:
        say(f"kbdiag: {len(checked.errors)} error(s) in the rules")
        raise typer.Exit(FOUND)


def _checked(directory: Path, articles: dict[str, ArticleText] | None) -> Checked:
    try:
        files = read_directory(directory)
    except RulesInvalid as error:
        return Checked(error.errors, ())
    return check_rules(files, articles)


def _show(checked: Checked, shown: Report) -> None:
    errors, remarks = checked
    if shown is Report.TABLE:
        typer.echo("".join(f"{line}\n" for line in error_lines(errors, remarks)), nl=False)
        return
    found = errors_json(errors, remarks) if shown is Report.JSON else sarif(errors, remarks, app.__version__)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
