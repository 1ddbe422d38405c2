"""A request with files attached becomes the request that it stands for: entries folded, texts joined, oddities named.

That request, in the contract's own shape, is what is recorded, so that an answer can be replayed without the files.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from types import NoneType
from typing import TYPE_CHECKING, Any

from app.domain.case import Warned
from app.domain.errors import InvalidInput
from app.intake.entries import LOG_FROM
from app.intake.files.reading import read_file
from app.intake.folding import fold
from app.intake.layouts.reading import read_text
from app.intake.request_body import FREE_TEXT
from app.intake.request_model import LONGEST_NAME, MOST_FILE_WARNINGS, MOST_STRINGS
from app.intake.strict_json import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.case import ReportedEvent
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance, Limits
    from app.intake.files.reading import FileContent

WHOLE_LOGS = frozenset({"evtx", "evt"})
LONGEST_TEXT = 1_000_000
"""Characters of text files, together, whose sentences are read; the text is kept with the answer."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_LONGEST_DETAIL = 1000
_BETWEEN = "\n\n"


def with_files(
    request: bytes | None,
    texts: Sequence[str],
    files: Sequence[tuple[str, bytes]],
    vocabulary: Vocabulary,
    limits: Limits,
) -> bytes:
    """The whole as one JSON request. `files` are names and contents; one that was attached twice counts once.

    InputError if `request` is no JSON object; a file that cannot be read is no error, it is named among the warnings.
    """
    stated = {} if request is None else read_json(request, free_text=FREE_TEXT)
    if not isinstance(stated, dict):
        raise InvalidInput("the part called request must be a JSON object")
    allowance = limits.allowance()
    files = list({hashlib.sha256(data).digest(): (name, data) for name, data in reversed(files)}.values())[::-1]
    read, room_for_text = [], LONGEST_TEXT
    for name, data in files:
        file = _as_log_if_long(read_file(name, data, vocabulary, allowance), room_for_text, vocabulary, allowance)
        room_for_text -= len(file.text or "")
        read.append(file)
    _join_texts(stated, [*texts, *(one.text or "" for one in read)])
    folded = [event for _, event in fold((event for one in read for event in _logged(one)), vocabulary)]
    told = [] if stated.get("events") is None else stated["events"]
    if read and isinstance(told, list):
        room = max(0, limits.most_entries - len(told))
        stated["events"] = [*told, *map(_event_stated, folded[:room])]
        shown = [_file_stated(one, beyond=len(folded) - room if one is read[-1] else 0) for one in read]
        before = stated.get("files")
        stated["files"] = [*before, *shown] if isinstance(before, list) else shown if before is None else before
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")).encode()


def _logged(file: FileContent) -> Iterator[ReportedEvent]:
    """The entries of a file. Those of a log are all there are; a few exported ones may have been picked."""
    events = list(file.entries)
    counted = file.format in WHOLE_LOGS or len(events) > LOG_FROM
    return (replace(event, counted=counted) for event in events)


def _join_texts(stated: dict[str, Any], texts: Sequence[str]) -> None:
    """What the request itself says comes first. A text of another type is left for the model to refuse."""
    told = stated.get("text")
    whole = [text for text in (told, *texts) if text]
    if whole and isinstance(told, (str, NoneType)):
        stated["text"] = _BETWEEN.join(whole)


def _as_log_if_long(file: FileContent, room: int, vocabulary: Vocabulary, allowance: Allowance) -> FileContent:
    """A text too long to be kept with the answer: its entries count, its sentences do not, and the answer says so."""
    if file.text is None or len(file.text) <= room:
        return file
    read = read_text(file.text, vocabulary, allowance)
    detail = f"texts may have {LONGEST_TEXT} characters together; of this one the entries were read, the sentences not"
    warnings = (*file.warnings, *read.warnings, Warned("sentences_not_read", detail))
    events = [one.event for one in read.entries]
    return replace(file, text=None, entries=events, records=len(events), warnings=warnings)


def _event_stated(event: ReportedEvent) -> dict[str, Any]:
    """The entry as a request states it, cut to what the request's model takes."""
    names = ("source", "computer", "type", "category", "logged_at", "last_logged_at")
    stated: dict[str, Any] = {"event_id": event.event_id, "count": event.count, "counted": event.counted}
    stated |= {name: short for name in names if (short := _short(getattr(event, name) or "", LONGEST_NAME))}
    if event.description:
        stated["description"] = _LONE.sub("\ufffd", event.description)
    if event.strings:
        stated["strings"] = [_LONE.sub("\ufffd", text) for text in event.strings[:MOST_STRINGS]]
    return stated


def _file_stated(file: FileContent, *, beyond: int) -> dict[str, Any]:
    """`beyond` is how many entries were more than a ticket may have."""
    warnings = list(file.warnings)
    if beyond > 0:
        warnings.insert(0, Warned("too_many_entries", f"{beyond} entries are more than are looked at in one ticket"))
    stated = {
        "name": _short(file.name.replace("\\", "/").rpartition("/")[2], LONGEST_NAME) or "unnamed",
        "format": file.format,
        "records": file.records,
    }
    return stated | ({"warnings": [_warning_stated(one) for one in _cut(warnings)]} if warnings else {})


def _cut(warnings: list[Warned]) -> list[Warned]:
    """As many as a request may state; that there are more is a warning too, of the gravest of their kinds."""
    if len(warnings) <= MOST_FILE_WARNINGS:
        return warnings
    rest = warnings[MOST_FILE_WARNINGS - 1 :]
    codes = dict.fromkeys(one.code for one in rest)
    more = [Warned(code, f"and {sum(one.code == code for one in rest)} more warnings of this kind") for code in codes]
    return [*warnings[: MOST_FILE_WARNINGS - len(more)], *more]


def _warning_stated(one: Warned) -> dict[str, Any]:
    stated: dict[str, Any] = {"code": one.code, "detail": _short(one.detail, _LONGEST_DETAIL)}
    return stated | ({"span": list(one.span)} if one.span else {})


def _short(text: str, most: int) -> str:
    return _UNFIT.sub(" ", text)[:most].strip()
