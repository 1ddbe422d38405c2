"""`kbdiag rules passages`: the paragraphs of an article under the numbers by which they are cited."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.outcome import told
from app.domain.citation import Passage, read_citation
from app.domain.errors import InvalidInput
from app.rulepacks.article_directory import read_article_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.rulepacks.article_text import ArticleText


def passages(
    text: Annotated[Path, typer.Argument(metavar="FILE", help="The article as it was printed.")],
    citation: Annotated[
        str | None,
        typer.Argument(metavar="[CITATION]", help="Such as 'SYMPTOMS 2; CAUSE 1-3'; everything without one."),
    ] = None,
) -> None:
    """Show the paragraphs of an article, each under its citation.

    Ends with 2 if the text is of no article, or has no such passage.
    """
    with told():
        article = read_article_file(text)
        shown = [f"{one}\n{_text(article, one)}\n" for one in _chosen(article, citation)]
    typer.echo("\n".join(shown), nl=False)


def _chosen(article: ArticleText, citation: str | None) -> Sequence[Passage]:
    if citation is None:
        counts = {name: len(paragraphs) for name, paragraphs in article.sections.items()}
        return [Passage(article.id, name, at, at) for name, count in counts.items() for at in range(1, count + 1)]
    try:
        return read_citation(citation, article.id)
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _text(article: ArticleText, passage: Passage) -> str:
    found = article.passage(passage) if passage.article == article.id else None
    if found is None:
        raise InvalidInput(f"{article.id} has no passage {passage}")
    return found
