"""Event logs of Windows Vista and later (.evtx)."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from app.intake.files.binary_log import BinaryLog, not_installed
from app.intake.files.evtx_records import MAGIC, chunks_missing, records_held, with_whole_chunks
from app.intake.layouts.json_dialects import EVTX, read_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import ReportedEvent
    from app.intake.allowance import Allowance
    from app.intake.files.content import FileContent

__all__ = ["MAGIC", "evtx_entries"]


def evtx_entries(file: FileContent, data: bytes, allowance: Allowance) -> Iterator[ReportedEvent]:
    """The events, read while they are gone through; what could not be read is told by the file's warnings."""
    try:
        from evtx import PyEvtxParser  # noqa: PLC0415 - an extra, and only such files need the time to load it
    except ImportError:
        return not_installed(file)
    log = BinaryLog(file, allowance)
    try:
        records = iter(PyEvtxParser(io.BytesIO(with_whole_chunks(data)), 1).records_json())
    except BaseException as error:  # noqa: BLE001 - a panic is none of Exception's; see BinaryLog.failed
        log.failed(error)
        return file.warn("unread_file", f"the log cannot be read: {log.first_failure}")
    while log.goes_on():
        try:
            record = next(records)
            event = read_record(json.loads(_json_of(record)), EVTX)
        except StopIteration:
            _conclude(log, data)
            break
        except BaseException as error:  # noqa: BLE001 - likewise
            log.failed(error)
            continue
        if event is None:
            log.failed("a record has no event id")
        else:
            file.records += 1
            yield event


def _json_of(record: dict[str, Any] | None) -> str:
    if record is None:
        raise ValueError("a record is empty")
    return str(record["data"])


def _conclude(log: BinaryLog, data: bytes) -> None:
    log.conclude(records_held(data))
    if missing := chunks_missing(data):
        log.file.warn("unread_file", f"the log is cut off: {missing} of its chunks are missing")
