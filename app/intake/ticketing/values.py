"""What stands at a place of a payload, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.field_map import EACH
from app.intake.ticketing.adf import document_text, is_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.field_map import FieldPath


def texts_at(payload: object, path: FieldPath) -> list[str]:
    """The texts and whole numbers that stand there, in their order; blank ones and everything else are left out."""
    found = [payload]
    for step in path.steps:
        found = [below for value in found for below in _below(value, step)]
    texts = (_text(value) for value in found)
    return [text for text in texts if text.strip()]


def first_at(payload: object, paths: Iterable[FieldPath]) -> list[str]:
    """What stands at the first of the places where something stands; nothing if there is none."""
    return next((texts for path in paths if (texts := texts_at(payload, path))), [])


def _below(value: object, step: str) -> list[object]:
    if step == EACH:
        return value if isinstance(value, list) else []
    return [value[step]] if isinstance(value, dict) and step in value else []


def _text(value: object) -> str:
    """ServiceNow's pairs give their value, or what they display where that is empty, as it is for journals."""
    if is_document(value):
        return document_text(value)
    if isinstance(value, dict) and "display_value" in value:
        return _text(value.get("value")) or _text(value["display_value"])
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
