"""Atlassian Document Format, in which Jira's REST v3 writes text.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.html_text import STRUCK_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = {"mention": "text", "emoji": "shortName", "inlineCard": "url", "date": "timestamp", "status": "text"}
_IN_LINE = {"text", "hardBreak", *_SHOWN}
_CELLS = {"tableCell", "tableHeader"}


def is_document(value: object) -> bool:
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def document_text(document: object) -> str:
    """Its text, a line for each block and each hard break, a tab between cells."""
    return "".join(_pieces(document)).strip("\n")


def _pieces(node: object) -> Iterator[str]:
    """Nesting is bounded by the reader of JSON."""
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind == "text":
        yield STRUCK_OUT if _is_struck(node) else str(node.get("text", ""))
    elif kind == "hardBreak":
        yield "\n"
    elif kind in _SHOWN:
        attributes = node.get("attrs")
        yield str(attributes.get(_SHOWN[kind], "")) if isinstance(attributes, dict) else ""
    elif kind == "tableRow":
        yield "\t".join("".join(_pieces(cell)).strip("\n") for cell in _content(node)) + "\n"
    else:
        for one in _content(node):
            yield from _pieces(one)
        if kind not in _CELLS and all(_in_line(one) for one in _content(node)):
            yield "\n"


def _is_struck(node: dict[str, object]) -> bool:
    marks = node.get("marks")
    return isinstance(marks, list) and any(isinstance(mark, dict) and mark.get("type") == "strike" for mark in marks)


def _content(node: dict[str, object]) -> list[object]:
    content = node.get("content")
    return content if isinstance(content, list) else []


def _in_line(node: object) -> bool:
    return isinstance(node, dict) and node.get("type") in _IN_LINE
