"""`kbdiag rules codes`: what the codes of errors in rule files mean."""

from __future__ import annotations

import typer

from app.render.rule_errors import codes_page


def codes() -> None:
    """Print what each code of an error means, and what to do about it, as Markdown (docs/rule-errors.md)."""
    typer.echo(codes_page(), nl=False)
