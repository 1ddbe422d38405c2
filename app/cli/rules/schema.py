"""`kbdiag rules schema`: the JSON Schemas by which editors complete and check rule files."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.outcome import told
from app.rulepacks.article_schema import article_schema
from app.rulepacks.vocabulary_schema import vocabulary_schema
from app.settings import Settings
from app.wiring import load_knowledge


class Of(StrEnum):
    """The files there is a schema of."""

    ARTICLE = "article"
    VOCABULARY = "vocabulary"


_SCHEMAS = {Of.ARTICLE: article_schema, Of.VOCABULARY: vocabulary_schema}


def schema(
    of: Annotated[Of, typer.Argument(metavar="[article|vocabulary]", help="Which files.")] = Of.ARTICLE,
) -> None:
    """Print the JSON Schema of an article's file or of the vocabulary's, with every fact and event there is.

    Those of the rules here are in rules/schema/. An editor uses one if the first line of a file names it:
    "# yaml-language-server: $schema=../schema/article.schema.json".
    """
    with told():
        vocabulary = load_knowledge(Settings()).pack.vocabulary
    typer.echo(json.dumps(_SCHEMAS[of](vocabulary), ensure_ascii=False, indent=2))
