"""What is recorded of an answer: the decision row, and apart from it the content that can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.erasure import Erasure


def rfc3339(time: datetime) -> str:
    """A UTC time as answers and lists show it, to the microsecond: `2001-06-04T08:12:00.000000Z`."""
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Decision:
    """The part of an answer that is never erased: no ticket text, no server names.

    `id` is a UUIDv7 in its canonical text form, so ids sort by time; `decided_at` is UTC;
    `rules_revision` is `sha256:` and 64 hex digits; `content_digest` likewise, over the content;
    `decided_by` is `engine` where durable-rules and the tree agreed, `tree` where only the tree spoke; `follows` is the
    id of the decision whose questions were answered, where this one came of that.
    """

    id: str
    decided_at: datetime
    verdict: str
    article: str | None
    rule: str | None
    ticket_system: str | None
    ticket_id: str | None
    trial: bool
    rules_revision: str
    program_version: str
    decided_by: str
    content_digest: str
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What was asked and answered, byte for byte; kept apart from the decision so that it can be erased.

    `request` is the body as it arrived and `request_type` its media type; `answer` is the JSON text of
    the answer; `shown` is the text that was sent where the caller asked for another representation,
    and `shown_as` that representation's media type. `salt` keeps the digest from telling what was erased.
    """

    request_type: str
    request: bytes
    answer: str
    shown_as: str | None = None
    shown: str | None = None
    salt: bytes | None = None


@dataclass(frozen=True, slots=True)
class IdempotencyClaim:
    """A caller's key and the SHA-256 (hex) of what it was sent with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """All that one answer adds to the log, in one transaction."""

    decision: Decision
    content: Content
    claim: IdempotencyClaim | None = None


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision read back; `content` is None once erased, and `erasure` then tells by whom."""

    decision: Decision
    content: Content | None
    erasure: Erasure | None = None


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions a list shows; None means any. Times are UTC, `since` inclusive, `until` exclusive.

    `latest` leaves of each ticket the last decision only.
    """

    verdict: str | None = None
    article: str | None = None
    ticket_system: str | None = None
    ticket_id: str | None = None
    follows: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    trial: bool | None = None
    latest: bool = False
