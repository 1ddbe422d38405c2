"""Blocks of labels and values, as Event Viewer copies them and articles write them.

One reader for all: the clipboard of Windows NT to 2003, the short style of articles with its labels in any order, the
"Log Name:" layout of Vista and later, and what mail, HTML and translation make of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent, Warned
from app.intake.layouts.event_id import read_event_id
from app.intake.layouts.found import Found, Reading, runs_of
from app.intake.layouts.label_blocks import Block, LabelBlocks
from app.intake.layouts.labels import labels_in
from app.intake.layouts.lost_description import strings_of
from app.intake.layouts.row_cells import stated

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "labelled"
_BEFORE = " \t*_|"
_BEHIND = " \t,;|\\*_/\u2022-"
_DIGIT = re.compile("[0-9]")


def read_labelled(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader."""
    reading = Reading()
    unread: list[tuple[int, int]] = []
    for block in LabelBlocks(text, list(labels_in(text, vocabulary.labels)), vocabulary):
        if allowance.spent:
            reading.stop(text, block.begin)
            break
        event = _event(text, block, vocabulary)
        if event is not None:
            reading.entries.append(Found(event, (block.begin, block.end), LAYOUT))
        elif _claims_to_be_one(block):
            unread.append((block.begin, block.end))
    reading.warnings += [
        Warned("unread_entry", _sentence(count), span=(begin, end)) for begin, end, count in runs_of(unread, text)
    ]
    return reading


def _event(text: str, block: Block, vocabulary: Vocabulary) -> ReportedEvent | None:
    """What the block states; None if its id cannot be read, or is one in a sentence."""
    read = read_event_id(block.values.get("event_id", ""))
    if read is None or _is_sentence(block, vocabulary):
        return None
    values = {part: value.lstrip(_BEFORE).rstrip(_BEHIND) for part, value in block.values.items()}
    description = _description(text, block)
    lost = strings_of(description) if description else None
    when = " ".join(value for part in ("date", "time") if _DIGIT.search(value := values.get(part, "")))
    return ReportedEvent(
        read.event_id,
        stated(values.get("source")) or (_aside(read.rest) if vocabulary.source_named(_aside(read.rest)) else None),
        stated(values.get("computer")),
        values.get("type") or None,
        values.get("category") or None,
        when or None,
        description=description,
        strings=lost.strings if lost and lost.event_id == read.event_id & 0xFFFF else (),
    )


def _is_sentence(block: Block, vocabulary: Vocabulary) -> bool:
    """Whether nothing but an id was found, and words go on behind it: "Event ID: 9322 is logged all day"."""
    read = read_event_id(block.values.get("event_id", ""))
    if read is None or not read.rest or len(block.parts) > 1:
        return False
    return not read.rest.startswith(("(", "[")) and vocabulary.source_named(_aside(read.rest)) is None


def _aside(rest: str) -> str:
    return rest.strip(" \t()[]-,;:")


def _description(text: str, block: Block) -> str | None:
    """The lines as they are, each without its indentation and without the marks that the whole block has."""
    if block.description is None:
        return None
    lines = text[slice(*block.description)].split("\n")
    return "\n".join(line.strip(" \t\\").removeprefix(block.margin).strip() for line in lines).strip() or None


def _claims_to_be_one(block: Block) -> bool:
    """Whether it has what nothing but an event entry has, or gives what entries must give."""
    read = read_event_id(block.values.get("event_id", ""))
    return read is None and ("event_id" in block.values or {"source", "type"} <= block.values.keys())


def _sentence(count: int) -> str:
    if count == 1:
        return "an event entry in the text has no event id that can be read"
    return f"{count} event entries in the text have no event id that can be read"
