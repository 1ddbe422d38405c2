"""Event logs of Windows NT 4.0, 2000, XP and 2003 (.evt)."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Protocol

from app.domain.case import ReportedEvent
from app.intake.files.binary_log import BinaryLog, not_installed
from app.intake.layouts.record_values import text_of, type_word, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from app.intake.allowance import Allowance
    from app.intake.files.content import FileContent

MAGIC = b"0\x00\x00\x00LfLe"
_NUMBERS = struct.Struct("<2I")
_HEADER_NUMBERS = 24
_END_OF_LOG = b"\x11\x11\x11\x11\x22\x22\x22\x22\x33\x33\x33\x33\x44\x44\x44\x44"
_END_NUMBERS = len(_END_OF_LOG) + 8
_SMALLEST_RECORD = 56


class _Record(Protocol):
    identifier: int
    event_identifier: int
    event_type: int
    event_category: int
    source_name: str | None
    computer_name: str | None
    written_time: datetime | None
    strings: Iterable[str | None]


def evt_entries(file: FileContent, data: bytes, allowance: Allowance) -> Iterator[ReportedEvent]:
    """The events, read while they are gone through; what could not be read is told by the file's warnings.

    Records that a damaged log still holds outside their order are read too, unless they are older than its oldest:
    those were overwritten as the log wrapped.
    """
    try:
        import pyevt  # noqa: PLC0415 - an extra, and only such files need the time to load it
    except ImportError:
        return not_installed(file)
    log, opened = BinaryLog(file, allowance), pyevt.file()
    try:
        opened.open_file_object(io.BytesIO(data))
        ordered, recovered = opened.number_of_records, opened.number_of_recovered_records
    except (OSError, ValueError, MemoryError) as error:
        return file.warn("unread_file", f"the log cannot be read: {error}")
    oldest, following = _numbers(data)
    seen: set[int] = set()
    for index in range(ordered + recovered):
        if not log.goes_on():
            return None
        try:
            record = opened.get_record(index) if index < ordered else opened.get_recovered_record(index - ordered)
            number, event = record.identifier, _event(record)
        except (OSError, ValueError, MemoryError) as error:
            log.failed(error)
            continue
        if index < ordered or (number >= oldest and number not in seen):
            seen.add(number)
            file.records += 1
            yield event
    held = following - oldest
    log.conclude(held if held <= len(data) // _SMALLEST_RECORD else 0)
    return None


def _numbers(data: bytes) -> tuple[int, int]:
    """The numbers of the oldest record and of the one to be written next.

    They stand in the record that ends the log; in the header as well, but there they may be out of date.
    """
    end = data.find(_END_OF_LOG)
    at = end + _END_NUMBERS if end >= 0 else _HEADER_NUMBERS
    if at + _NUMBERS.size > len(data):
        return 0, 0
    following, oldest = _NUMBERS.unpack_from(data, at)
    return oldest, following


def _event(record: _Record) -> ReportedEvent:
    category, written_at = record.event_category, record.written_time
    return ReportedEvent(
        record.event_identifier,
        text_of(record.source_name),
        text_of(record.computer_name),
        type_word(record.event_type),
        str(category) if category else None,
        f"{written_at.isoformat()}Z" if written_at else None,
        strings=tuple(written(one) for one in record.strings),
    )
