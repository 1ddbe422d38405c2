"""Every citation of a rule file: what stands under `cites`, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.citation import Citation, read_citation
from app.rulepacks.article_reader import is_draft
from app.rulepacks.yaml_nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.rulepacks.yaml_nodes import Node, Problems


def read_citations(root: Node, problems: Problems) -> Iterator[Citation]:
    """The passages cited; what is no citation is an error. Passages without a number are the file's own article's."""
    article = _text_at(root, "article", "id")
    for cited in _cited(root):
        try:
            passages = read_citation(" ".join(cited.text.split()), article)
        except ValueError as error:
            problems.add(cited.line, "bad-citation", str(error))
        else:
            yield from (Citation(problems.file, cited.line, passage) for passage in passages)


def _cited(node: Node) -> Iterator[Scalar]:
    """Texts under `cites`, those of drafts excepted; what is no text there is an error of whoever reads that part."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _cited(item)
    elif isinstance(node, Mapping) and not is_draft(node):
        for key, below in node.entries:
            yield from _texts(below) if key.text == "cites" else _cited(below)


def _texts(node: Node) -> Iterator[Scalar]:
    below = [value for _, value in node.entries] if isinstance(node, Mapping) else [node]
    yield from (one for one in below if isinstance(one, Scalar) and one.text.strip())


def _text_at(node: Node | None, *path: str) -> str:
    for name in path:
        node = next((value for key, value in getattr(node, "entries", ()) if key.text == name), None)
    return node.text if isinstance(node, Scalar) else ""
