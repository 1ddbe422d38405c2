"""`kbdiag rules lock`: writes the lock file, once every change has a version of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import UNUSABLE, say, told
from app.domain.errors import RulesInvalid
from app.rulepacks.article_directory import read_articles
from app.rulepacks.pack_reader import read_directory
from app.services.lock_rules import NewLock, lock_rules
from app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rulepacks.article_text import ArticleText


def lock(
    articles: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The printed articles (*.txt), to take the cited passages from."),
    ] = None,
) -> None:
    """Write lock.yaml: each rule's version and content, and each cited passage, as digests.

    A rule whose content has changed must have a higher version than before; versions are raised by hand. Without the
    articles, digests of passages stay as they are, and passages cited for the first time are marked as unread. Ends
    with 2, and writes nothing, if something must be put right first.
    """
    with told():
        directory = Settings().rules_dir
        made = _made(directory, read_articles(articles) if articles is not None else {})
        _write(directory / made.path, made.text)
    for passage in made.changed:
        say(f"kbdiag: {passage} says something else than before; look whether what cites it still holds")
    for article, number in sorted(Counter(passage.article for passage in made.unread).items()):
        say(f"kbdiag: {number} passage(s) of {article} are unread; give --articles a directory that has it")
    typer.echo(made.path)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: half a lock would be no lock."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)


def _made(directory: Path, articles: Mapping[str, ArticleText]) -> NewLock:
    try:
        return lock_rules(read_directory(directory), articles)
    except RulesInvalid as error:
        say(f"kbdiag: not locked, {len(error.errors)} error(s):\n{error}")
        raise typer.Exit(UNUSABLE) from None
