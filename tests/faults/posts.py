"""Every POST that records something, each with a key, and how much there is on record."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.domain.errors import StorageError
from app.services.verify_log import VerifyLog
from app.storage.audit_log import AuditLog
from app.storage.database import Database
from app.storage.tables import decisions, log_records, outcomes, replays
from tests.publishing.packs import OPEN
from tests.storage.samples import AT

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "a-secret-of-the-desk"  # noqa: S105 - of no real one
SETTINGS = {"KBDIAG_WEBHOOK_SECRET_ZAMMAD": SECRET}
_BOUNDARY = "a-boundary"
_TEXT = b"Event Source:\tMSExchangeMTA\nEvent ID:\t9322\n"


@dataclass(frozen=True, slots=True)
class Post:
    """`{first}` in the path is the id of a diagnosis; `key` names the header; `adds` what is on record once more."""

    path: str
    body: bytes
    adds: str = "decisions"
    status: int = 201
    key: str = "Idempotency-Key"
    media_type: str = "application/json"

    def headers(self, key: str) -> dict[str, str]:
        signature = hmac.new(SECRET.encode(), self.body, hashlib.sha1).hexdigest()
        return {"Content-Type": self.media_type, self.key: key, "X-Hub-Signature": f"sha1={signature}"}


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value).encode()


_TICKET = {
    "ticket": {"id": 81, "number": "10081", "title": "Mail"},
    "article": {"content_type": "text/plain", "body": _TEXT.decode()},
}
_UPLOAD = (
    f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n" + _TEXT.decode() + f"\r\n--{_BOUNDARY}--\r\n"
).encode()
POSTS = {
    "a diagnosis": Post("/diagnose", _json(OPEN)),
    "a diagnosis of text": Post("/diagnose", _TEXT, media_type="text/plain"),
    "an upload": Post("/diagnose", _UPLOAD, media_type=f"multipart/form-data; boundary={_BOUNDARY}"),
    "a delivery": Post("/webhooks/zammad", _json(_TICKET), key="X-Zammad-Delivery"),
    "answers": Post("/diagnoses/{first}/answers", _json({"text": "The server runs service pack 4."})),
    "an outcome": Post("/diagnoses/{first}/outcome", _json({"right": True}), adds="outcomes"),
    "a replay": Post("/replays", _json({"against": "own"}), adds="replays", status=202),
}


def on_record(url: str) -> dict[str, int]:
    """How much there is; the log verifies."""
    with Database.open(url, writes=False) as database:
        *_, last = VerifyLog(AuditLog(database), lambda: AT).pages()
        if last.discovery is not None:
            raise StorageError(str(last.discovery))
        with database.snapshot() as connection:
            counts = {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (decisions, outcomes, replays, log_records)
            }
    assert counts["log_records"] == counts["decisions"] + counts["outcomes"]
    return counts
