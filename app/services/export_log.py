"""Export the log as NDJSON that is verified without this program."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.verification import Kept
    from app.storage.audit_log import AuditLog

PAGE = 1000


@dataclass(frozen=True, slots=True)
class ExportLog:
    """The service behind `kbdiag audit export`."""

    log: AuditLog

    def lines(self, after: int = 0) -> Iterator[str]:
        """First `{"log": …}`, then a line for each record in its order, with what it seals; no contents.

        NotFound before anything was recorded.
        """
        with self.log.reading() as reader:
            head = reader.head
        if head is None:
            raise NotFound("nothing has been recorded yet")
        yield _line({"log": head.log_id})
        while True:
            with self.log.reading() as reader:
                page = list(reader.after(after, PAGE))
            yield from (_line(_exported(kept)) for kept in page)
            if len(page) < PAGE:
                return
            after = page[-1].record.seq


def _exported(kept: Kept) -> dict[str, object]:
    return {**asdict(kept.record), "body": kept.body}


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
