"""The printed articles in a directory, for those who have them; the rules do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput
from app.rulepacks.article_text import read_article_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.rulepacks.article_text import ArticleText

MOST_BYTES = 1_048_576


def read_articles(directory: Path) -> dict[str, ArticleText]:
    """The articles by their numbers; texts that are none are passed over. InvalidInput where there is no article."""
    found = {one.id: one for one in _articles(directory)}
    if not found:
        raise InvalidInput(f"{directory}: there is no article (*.txt with a line that begins with DOCUMENT:)")
    return found


def read_article_file(path: Path) -> ArticleText:
    """The article in the file; InvalidInput for a file that cannot be read or holds none."""
    try:
        with path.open("rb") as file:
            return read_article_text(file.read(MOST_BYTES))
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise InvalidInput(f"{path}: {error}") from error


def _articles(directory: Path) -> Iterator[ArticleText]:
    paths = sorted(directory.iterdir()) if directory.is_dir() else []
    for path in paths:
        if path.suffix.lower() == ".txt" and path.is_file():
            try:
                yield read_article_file(path)
            except InvalidInput:
                continue
