"""`kbdiag rules new`: begins the file of an article, out of its text where there is one."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import Annotated

import typer

from app.cli.outcome import UNUSABLE, say, told
from app.rulepacks.article_directory import read_article_file
from app.rulepacks.pack_reader import read_directory
from app.services.draft_rule import draft_rule
from app.settings import Settings


def new(
    number: Annotated[str, typer.Argument(metavar="Q…", help="The article's number.")],
    text: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="The article as it was printed.")] = None,
) -> None:
    """Write a rule file to fill in, with all that the article's text gives, and say where it is.

    The rule in it is a draft, which stands in nobody's way; TODO marks what is left to do. A file that is there is
    never written over. Ends with 2 if it is, or if the text is of no article or of another one.
    """
    with told():
        rules = Settings().rules_dir
        article = read_article_file(text) if text is not None else None
        path, content = draft_rule(number, read_directory(rules), article)
    try:
        with (rules / path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError as error:
        say(f"kbdiag: {rules / path}: {error.strerror}")
        raise typer.Exit(UNUSABLE) from None
    typer.echo(rules / path)
