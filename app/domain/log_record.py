"""The decision log as a chain: what each record seals, and how it is sealed.

A record's digest is `sha256:` and the hex SHA-256 over the RFC 8785 (JSON Canonicalization Scheme) form of
`{"body", "kind", "previous", "seq", "subject"}`; `previous` is the digest of the record before, or for the first one
the digest over `{"log": log_id}`. The body of a decision holds the digest of its content, never the content, so that
what is personal can be erased and the chain still be verified.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.decision import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.decision import Content, Decision
    from app.domain.erasure import Erasure
    from app.domain.outcome import Outcome

Body = dict[str, str | int | bool | None]


class Kind(StrEnum):
    """What a record is of."""

    DECISION = "decision"
    ERASURE = "erasure"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be chained: `subject` is the id of its decision, or of its outcome."""

    kind: Kind
    subject: str
    body: Body


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One link of the chain. `seq` counts from 1 without a gap."""

    seq: int
    kind: str
    subject: str
    previous: str
    digest: str

    def seals(self, body: Body | None, *, at: int | None = None) -> bool:
        """Whether the digest is that of this body in this place, or in another."""
        seq = self.seq if at is None else at
        return body is not None and self.digest == digest_of(seq, self.kind, self.subject, self.previous, body)


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the log ends: the last record's number and digest. An empty one has number 0."""

    log_id: str
    seq: int
    digest: str


def canonical(value: Mapping[str, object]) -> bytes:
    """RFC 8785 of an object whose names are ASCII and which holds no fractions; the standard library writes it so."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def genesis(log_id: str) -> str:
    """What the first record of a log names as its predecessor."""
    return _sha256(canonical({"log": log_id}))


def digest_of(seq: int, kind: str, subject: str, previous: str, body: Body) -> str:
    """The seal of a record."""
    return _sha256(canonical({"body": body, "kind": kind, "previous": previous, "seq": seq, "subject": subject}))


def chained(head: LogHead, entries: Sequence[Entry]) -> tuple[LogHead, list[LogRecord]]:
    """The records of these entries in their order, and where the log ends then."""
    records = []
    for entry in entries:
        seq, previous = head.seq + 1, head.digest
        digest = digest_of(seq, entry.kind, entry.subject, previous, entry.body)
        records.append(LogRecord(seq, entry.kind.value, entry.subject, previous, digest))
        head = LogHead(head.log_id, seq, digest)
    return head, records


def decision_entry(decision: Decision, key: str | None) -> Entry:
    """A decision as it is chained, with the Idempotency-Key that it was asked for with."""
    return Entry(Kind.DECISION, decision.id, _plain(decision) | {"idempotency_key": key})


def erasure_entry(erasure: Erasure) -> Entry:
    """An erasure as it is chained."""
    return Entry(Kind.ERASURE, erasure.decision_id, _plain(erasure))


def outcome_entry(outcome: Outcome, key: str | None, fingerprint: str | None) -> Entry:
    """An outcome as it is chained, with the key that it was sent with and the digest of what was sent."""
    claimed: Body = {"idempotency_key": key, "fingerprint": fingerprint}
    return Entry(Kind.OUTCOME, outcome.id, _plain(outcome) | claimed)


def content_digest(content: Content, fingerprint: str | None) -> str:
    """Digest over the parts of a content, each with its length in eight bytes before it.

    With the content's salt, and the digest of what its Idempotency-Key was sent with, so that nobody can prove by
    guessing what an erased content was. Contents stored before there was a log of records have no salt. ValueError for
    what is shown as nothing, which could not be told from a content that is not shown.
    """
    if (content.shown_as or None, content.shown is None) != (content.shown_as, content.shown_as is None):
        raise ValueError("what is shown has a media type")
    parts: list[str | bytes] = [content.request_type, content.request, content.answer]
    parts += [content.shown_as or "", content.shown or ""]
    if content.salt is not None:
        given = (content.shown_as, content.shown, fingerprint)
        parts += [fingerprint or "", content.salt, "".join("-" if one is None else "+" for one in given)]
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"sha256:{digest.hexdigest()}"


def _plain(one: Decision | Erasure | Outcome) -> Body:
    body: Body = {}
    for name in one.__slots__:
        value = getattr(one, name)
        if isinstance(value, datetime):
            body[name] = rfc3339(value)
        elif value is None or isinstance(value, (str, int)):
            body[name] = value
        else:
            raise TypeError(f"{name} cannot be chained")
    return body


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
