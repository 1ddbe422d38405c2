"""Restore a backup into an empty database, of whichever kind: all of it, proven, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput, StorageError
from app.services.back_up import Backup
from app.services.proven import proven_head
from app.storage.audit_log import AuditLog
from app.storage.backup import opened
from app.storage.failures import told_why
from app.storage.restoring import filled, make_ready

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from app.services.proven import Told
    from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class Restore:
    """The service behind `kbdiag db restore`."""

    database: Database
    now: Callable[[], datetime]

    def from_file(self, file: Path, told: Told) -> Backup:
        """InvalidInput where the file is no backup, or is not right; StorageError where the database has rows."""
        with opened(file) as backup:
            try:
                proven_head(AuditLog(backup), self.now, told)
            except StorageError as error:
                raise InvalidInput(f"{file} is not restored: {error}") from error
            with told_why("the database cannot be filled, and holds nothing"):
                make_ready(self.database)
                with filled(self.database, backup, partial(told, "copied")) as rows:
                    head = proven_head(AuditLog(rows), self.now, told)
        return Backup(head, file.stat().st_size)
