"""Labels that stand together and what stands between them: the block of one entry, before it is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.intake.layouts.description_extent import DescriptionExtents
from app.intake.layouts.event_id import read_event_id
from app.intake.layouts.event_texts import event_texts
from app.intake.layouts.label_groups import LabelGroups
from app.intake.layouts.lost_description import lost_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.vocabulary import Vocabulary
    from app.intake.layouts.labels import Label

_SPACE = re.compile(r"\s*+")
_LONGEST_BELOW = 60
"""Characters of a value that stands in the line below its label; more is prose."""
_ROOM_FOR_TEXT = 20
"""Characters of a value from which on an event's text, its label lost, may stand in it."""
_LOOKED_AT = 600
_LOW_WORD = 0xFFFF
_AROUND = " \t*_"


@dataclass(slots=True)
class Block:
    """The values of one entry by their parts, as written, and the first and the last of its characters.

    `event_id` is the low word of its id, by which event texts are known; None if it has none that can be read.
    `description` are its first character and the one after its last, `margin` the marks before the first label.
    `parted` tells whether a blank line stands between all of its labels; None until there are two.
    """

    begin: int
    end: int
    margin: str = ""
    parted: bool | None = None
    values: dict[str, str] = field(default_factory=dict)
    description: tuple[int, int] | None = None
    event_id: int | None = None

    @property
    def parts(self) -> set[str]:
        return {*self.values, "description"} if self.description else set(self.values)

    def take(self, part: str, value: str) -> None:
        self.values[part] = value
        if part == "event_id":
            read = read_event_id(value)
            self.event_id = read.event_id & _LOW_WORD if read else None


class _Next(NamedTuple):
    """The label to look at next, and whether it belongs to the same entry."""

    at: int
    joins: bool = False


class LabelBlocks:
    """The blocks of a text, each gathered from its first label on; no character is looked at more than a few times."""

    def __init__(self, text: str, labels: list[Label], vocabulary: Vocabulary) -> None:
        self._text = text
        self._labels = labels
        self._vocabulary = vocabulary
        self._texts = event_texts(vocabulary)
        self._groups = LabelGroups(text, labels, vocabulary)
        self._extents = DescriptionExtents(text, labels, self._groups)

    def __iter__(self) -> Iterator[Block]:
        at = 0
        while at < len(self._labels):
            if self._groups.begins(at):
                block, at = self._gathered(at)
                yield block
            else:
                at += 1

    def _gathered(self, at: int) -> tuple[Block, int]:
        first = self._labels[at]
        margin = self._text[first.line : first.begin].strip() if first.first else ""
        block, following = Block(first.begin, first.value, margin), _Next(at, joins=True)
        while following.joins:
            at = following.at
            if self._labels[at].part == "description":
                following = self._described(block, self._labels[at].value, at + 1)
            else:
                following = self._taken(block, at)
        return block, following.at

    def _taken(self, block: Block, at: int) -> _Next:
        """Take the value of one label."""
        label, following = self._labels[at], self._groups.after_value(block.parts | {self._labels[at].part}, at)
        stop = self._begin_of(following)
        line_end = self._text.find("\n", label.value, stop)
        end = line_end if line_end >= 0 else stop
        value = self._text[label.value : end]
        block.take(label.part, label.number or value)
        block.end = max(block.end, label.value + len(value.rstrip()))
        if label.number and value.strip():
            return self._after_number(block, at, value, following)
        if (inside := self._text_in(block, label.value, end)) is not None:
            block.take(label.part, self._without_heading(self._text[label.value : inside]))
            return self._described(block, inside, following)
        if line_end < 0:
            return _Next(following, following < len(self._labels) and self._joins(block, following, parted=False))
        if not block.description and (plain := self._without_heading(value)) != value:
            block.take(label.part, plain)
            if not self._heads_line(following, self._nonblank(line_end)):
                return self._described(block, line_end, following)
        if not value.strip() and (below := self._below(block, label, line_end, following)) is not None:
            block.take(label.part, self._text[slice(*below)])
            block.end = below[1]
            line_end = below[1]
        return self._next_line(block, line_end, following)

    def _begin_of(self, at: int) -> int:
        return self._labels[at].begin if at < len(self._labels) else len(self._text)

    def _joins(self, block: Block, at: int, *, parted: bool) -> bool:
        joins = self._groups.joins(block.parts, at, parted=parted, always_parted=bool(block.parted))
        if joins:
            block.parted = parted and block.parted is not False
        return joins

    def _after_number(self, block: Block, at: int, value: str, following: int) -> _Next:
        """What follows the colon of "Event ID 9277:" in its line: its source, its text, or prose of no concern."""
        label = self._labels[at]
        if self._vocabulary.source_named(value[:_LONGEST_BELOW]):
            block.values["source"] = value
            return self._next_line(block, block.end, following)
        if self._may_describe(block, label.value, following, parted=False):
            return self._described(block, label.value, following)
        block.end = label.value
        return _Next(at + 1)

    def _text_in(self, block: Block, start: int, end: int) -> int | None:
        """Where in a value the event's text begins, in a line that was several before its breaks were lost."""
        if end - start < _ROOM_FOR_TEXT or block.event_id is None or block.description:
            return None
        return self._texts.start_of(block.event_id, self._text, start, end)

    def _without_heading(self, value: str) -> str:
        """The value without the label of the description that stands at its end without a colon."""
        before, _, word = value.rstrip().rpartition(" ")
        return before if before.strip() and self._heads_text(word) else value

    def _heads_text(self, word: str) -> bool:
        return self._vocabulary.labels.get(word.strip(_AROUND).casefold()) == "description"

    def _below(self, block: Block, label: Label, line_end: int, following: int) -> tuple[int, int] | None:
        """The value of a label that stands in the line below it, or in the next paragraph before another label."""
        begin, stop = self._nonblank(line_end), self._begin_of(following)
        if begin >= stop or self._heads_line(following, begin):
            return None
        end = self._text.find("\n", begin, min(stop, begin + _LONGEST_BELOW))
        end = end if end >= 0 else stop
        value = self._text[begin : min(end, begin + _LONGEST_BELOW + 1)].strip()
        if len(value) > _LONGEST_BELOW or not _is_plausible(label.part, value):
            return None
        if block.event_id is not None and self._texts.openings.begins(self._text, begin, block.event_id):
            return None
        headed = following < len(self._labels) and (end == stop or self._heads_line(following, self._nonblank(end)))
        parted = self._text.count("\n", line_end, begin) > 1
        return None if parted and not headed and label.part != "event_id" else (begin, begin + len(value))

    def _nonblank(self, position: int) -> int:
        return _SPACE.match(self._text, position).end()  # type: ignore[union-attr] # it matches nothing too

    def _heads_line(self, at: int, position: int) -> bool:
        """Whether the text from `position` on begins with this label, or with marks and this label."""
        if at == len(self._labels):
            return False
        label = self._labels[at]
        return position >= (label.line if label.first else label.begin)

    def _next_line(self, block: Block, line_end: int, following: int) -> _Next:
        """Go on below a value: with a label, with the event's text without one, or not at all."""
        begin = self._nonblank(line_end)
        parted = self._text.count("\n", line_end, begin) > 1
        if self._heads_line(following, begin):
            return _Next(following, self._joins(block, following, parted=parted))
        if begin == len(self._text) or block.event_id is None or block.description:
            return _Next(following)
        word = self._text[begin : begin + _LOOKED_AT].partition("\n")[0]
        if self._heads_text(word):
            return self._described(block, begin + len(word), following)
        if self._may_describe(block, begin, following, parted=parted):
            return self._described(block, begin, following)
        return _Next(following)

    def _may_describe(self, block: Block, begin: int, following: int, *, parted: bool) -> bool:
        """Whether the text from here on, up to a blank line or to the next entry, can be the description."""
        if block.event_id is None:
            return False
        another = following < len(self._labels) and self._groups.begins(following)
        end = min(begin + _LOOKED_AT, self._begin_of(following) if another else len(self._text))
        if self._texts.openings.begins(self._text, begin, block.event_id) or lost_at(self._text, begin) is not None:
            return True
        return not parted and self._texts.openings.may_begin(self._text[begin:end].partition("\n\n")[0], block.event_id)

    def _described(self, block: Block, begin: int, at: int) -> _Next:
        """Take the description that begins here."""
        wording_known = block.event_id is not None and self._texts.openings.begins(self._text, begin, block.event_id)
        extent = self._extents.extent(begin, at, block.parts | {"description"}, wording_known=wording_known)
        block.description = (extent.begin, extent.end)
        block.end = max(block.end, extent.end) if extent.end > extent.begin else block.end
        return _Next(extent.following, extent.goes_on)


def _is_plausible(part: str, value: str) -> bool:
    """Whether a line by itself can be the value of this part; a sentence cannot."""
    if part == "event_id":
        read = read_event_id(value)
        return read is not None and not read.rest
    if part in {"date", "time"}:
        return any(character.isdigit() for character in value)
    return not value.endswith((".", "!", "?", ":")) and (part != "computer" or not value.split()[1:])
