"""Which labels stand together, and which of them begin an entry: a stray "Time:" or "Type:" in prose begins none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.layouts.event_id import read_event_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.domain.vocabulary import Vocabulary
    from app.intake.layouts.labels import Label

_DUMP = re.compile(r"[ \t]*+(?:0x)?[0-9a-f]{4,8}(?::|[ \t]|$)|[ \t]*+<Event\b", re.IGNORECASE | re.MULTILINE)
_LINE_OVER = re.compile(r"[ \t]*+(?:\n|$)")
_WIDEST_GAP = 3
"""Line ends between a label and the next one where the value has a line, or a paragraph, of its own."""
_LOOKED_AHEAD = 8
_LONGEST_VALUE = 100
_LONGEST_INSIDE = 40
_CLOSE = frozenset({"event_id", "source", "type", "category", "log", "description"})
"""Parts that belong to the entry above even over a blank line; a date or a computer there may be another's."""


class LabelGroups:
    """What is known of each label by those around it, found in one pass from the last label to the first."""

    def __init__(self, text: str, labels: list[Label], vocabulary: Vocabulary) -> None:
        self._text = text
        self._labels = labels
        self._vocabulary = vocabulary
        size = len(labels)
        self._joined, self._opens, self._with_id, self._leads = (bytearray(size + 1) for _ in range(4))
        for at in range(size - 1, -1, -1):
            self._look_at(at)

    def _look_at(self, at: int) -> None:
        label = self._labels[at]
        joined = at + 1 < len(self._labels) and self._is_joined(at)
        before_text = joined and self._labels[at + 1].part != "description"
        self._joined[at] = joined
        self._opens[at] = label.telling or (before_text and self._opens[at + 1])
        self._with_id[at] = label.part == "event_id" or (before_text and self._with_id[at + 1])
        self._leads[at] = label.telling or label.part == "description" or (joined and self._leads[at + 1])

    def _is_joined(self, at: int) -> bool:
        """Whether the next label stands in the same line, in the next one, or below a value of this one."""
        label, following = self._labels[at], self._labels[at + 1]
        if label.part in {"description", "data"}:
            return False
        line_ends = self._text.count("\n", label.value, following.begin)
        if line_ends <= 1:
            return line_ends == 0 or following.first or self.is_blank(at)
        return line_ends <= _WIDEST_GAP and (self.is_blank(at) or self._is_known_source(at, following))

    def _is_known_source(self, at: int, following: Label) -> bool:
        if self._labels[at].part != "source" or not following.first:
            return False
        value, _, below = self._text[self._labels[at].value : following.line].partition("\n")
        return not below.strip() and self._vocabulary.source_named(value[:_LONGEST_VALUE]) is not None

    def is_blank(self, at: int) -> bool:
        """Whether nothing stands behind this label in its line."""
        return _LINE_OVER.match(self._text, self._labels[at].value) is not None

    def is_dump(self, at: int) -> bool:
        """Whether this label heads the data or the XML of an event, which end its description."""
        label = self._labels[at]
        if label.part != "data":
            return False
        return (label.first and self.is_blank(at)) or _DUMP.match(self._text, label.value) is not None

    def begins(self, at: int) -> bool:
        """Whether an entry begins at this label."""
        return bool(self._opens[at]) if self._labels[at].first else self._begins_inside(at)

    def _begins_inside(self, at: int) -> bool:
        """Whether an entry begins in the middle of a line: it has an id and one more part, and no prose between."""
        if not (self._labels[at].telling or (self._opens[at] and self._is_tight(at))) or self._is_said(at):
            return False
        parts, readable, last = set(), False, min(at + _LOOKED_AHEAD, len(self._labels))
        for member in range(at, last):
            label = self._labels[member]
            parts.add(label.part)
            readable |= label.part == "event_id" and read_event_id(self._value(label)) is not None
            if not self._joined[member]:
                break
        return readable and len(parts) > 1

    def _is_tight(self, at: int) -> bool:
        """Whether another label stands in the same line, behind a short value."""
        if at + 1 == len(self._labels) or self._labels[at + 1].line != self._labels[at].line:
            return False
        return self._labels[at + 1].begin - self._labels[at].value <= _LONGEST_INSIDE

    def _is_said(self, at: int) -> bool:
        """Whether it is an event id in a sentence, which goes on behind it to the end of the line."""
        label = self._labels[at]
        if label.part != "event_id" or (at + 1 < len(self._labels) and self._labels[at + 1].line == label.line):
            return False
        read = read_event_id(self._value(label))
        return read is None or bool(read.rest)

    def _value(self, label: Label) -> str:
        return self._text[label.value : label.value + _LONGEST_VALUE].partition("\n")[0]

    def after_value(self, parts: Collection[str], at: int) -> int:
        """The label that ends the value of this one: words in it that are labels of parts it has already do not."""
        following = at + 1
        while following < len(self._labels) and self._labels[following].line == self._labels[at].line:
            label = self._labels[following]
            inside = label.part == "data" and not self.is_dump(following)
            if not inside and (label.part not in parts or label.telling):
                break
            following += 1
        return following

    def joins(self, parts: Collection[str], at: int, *, parted: bool, always_parted: bool) -> bool:
        """Whether this label, the first of its line, goes on with an entry that has these parts.

        `parted` tells that a blank line stands between, `always_parted` that one stood between all its labels so far.
        """
        label = self._labels[at]
        if label.part in parts or label.part == "data":
            return False
        if parted and "event_id" in parts and self._with_id[at]:
            return False
        return not parted or label.part in _CLOSE or always_parted or bool(self._leads[at])

    def completes(self, parts: Collection[str], at: int) -> bool:
        """Whether this label and those joined to it bring the id, and nothing that the entry has already."""
        if "event_id" in parts or not self._with_id[at]:
            return False
        for member in range(at, min(at + _LOOKED_AHEAD, len(self._labels))):
            if self._labels[member].part in parts:
                return False
            if not self._joined[member]:
                break
        return True
