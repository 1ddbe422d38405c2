"""Back up all that is kept, beside the service that may be writing it: a whole and proven file, or none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.services.proven import proven_head
from app.storage.audit_log import AuditLog
from app.storage.backup import exists, fill, finish, look_whole, unfinished, url_of
from app.storage.database import Database
from app.storage.failures import told_why

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from app.domain.log_record import LogHead
    from app.services.proven import Told


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: where its log ends, and how many bytes it has."""

    head: LogHead
    size: int


@dataclass(frozen=True, slots=True)
class BackUp:
    """The service behind `kbdiag db backup`; the database may be opened for reading only."""

    database: Database
    now: Callable[[], datetime]

    def to(self, target: Path, told: Told) -> Backup:
        """InvalidInput where the file exists, SchemaMismatch where the schema is another, else StorageError."""
        if target.exists():
            raise exists(target)
        self.database.schema_state()
        with told_why(f"{target} was not made"), unfinished(target.absolute()) as path:
            fill(path, self.database, partial(told, "copied"))
            with Database.open(url_of(path), writes=False) as copy:
                look_whole(copy)
                head = proven_head(AuditLog(copy), self.now, told)
            size = path.stat().st_size
            finish(path, target.absolute())
        return Backup(head, size)
