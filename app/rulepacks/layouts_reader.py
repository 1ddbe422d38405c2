"""The labels of event-log layouts out of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.vocabulary import ENTRY_PARTS
from app.rulepacks.shape import nearest, texts_of

if TYPE_CHECKING:
    from app.rulepacks.sections import Section


def read_labels(section: Section) -> dict[str, str]:
    """The part of an entry that each label names, by the label, case-folded and with single spaces."""
    labels: dict[str, str] = {}
    for key, node in section.entries():
        if key.text not in ENTRY_PARTS:
            detail = f"no part of an entry is called '{key.text}'{nearest(key.text, ENTRY_PARTS)}"
            section.problems.add(key.line, "unknown-part", detail)
        for label in texts_of(node, section.problems):
            folded = " ".join(label.split()).casefold()
            if labels.setdefault(folded, key.text) != key.text:
                detail = f"'{label}' is a label of {labels[folded]} already"
                section.problems.add(node.line, "duplicate-label", detail)
    return labels
