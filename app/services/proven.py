"""A log that is walked to its end before anybody relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import StorageError
from app.services.verify_log import VerifyLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.domain.log_record import LogHead
    from app.domain.verification import Discovery
    from app.storage.audit_log import AuditLog

    Told = Callable[[str, int, int], None]
    """Hears what is being done, how much of it is done, and of how much."""


def proven_head(log: AuditLog, now: Callable[[], datetime], told: Told) -> LogHead:
    """Where the log ends. StorageError where it is not what was recorded."""
    for page in VerifyLog(log, now).pages():
        told("verified", page.place.seq, page.head.seq)
        if page.discovery is not None:
            raise StorageError(f"the log is not what was recorded: {_in_words(page.discovery)}")
        if page.complete:
            return page.head
    raise StorageError("the log has no end")


def _in_words(found: Discovery) -> str:
    where = f"record {found.seq}" if found.seq is not None else f"something beside the records ({found.subject})"
    return f"{where} is {found.what.value}: {found.detail}"
