"""Diagnose a ticket: read, match, explain, record; answered only once it is recorded."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import app
from app.domain.decision import Content, Decision, DecisionRecord, IdempotencyClaim, rfc3339
from app.domain.errors import Erased, KeyInProgress, KeyReused
from app.domain.log_record import content_digest
from app.intake.attachments import with_files
from app.services.judging import JSON, judge
from app.services.representation import Representation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from app.domain.decision import StoredDecision
    from app.domain.vocabulary import Vocabulary
    from app.engine.diagnosis import Agreement
    from app.intake.request_body import RequestReader
    from app.services.judging import Judged
    from app.services.served_rules import ServedRules
    from app.storage.archive import DecisionArchive
    from app.storage.decision_log import DecisionWriter, Recorded

logger = logging.getLogger("kbdiag.diagnose")
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Attached:
    """Texts, and files with their names, that came with a request or instead of one."""

    texts: Sequence[str] = ()
    files: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Received:
    """A request as it arrived. `media_type` is `application/json` or `text/plain`.

    `sent` is what the key was sent with, where that is not the body. With something `attached` the body is JSON, and
    may be missing. `follows` is the decision whose questions it answers.
    """

    body: bytes | None
    media_type: str = JSON
    wanted: Representation = Representation.JSON
    key: str | None = None
    sent: bytes | None = None
    attached: Attached | None = None
    follows: str | None = None

    @cached_property
    def claim(self) -> IdempotencyClaim | None:
        """The key with the digest of what it was sent with."""
        if self.key is None:
            return None
        sent = (self.body or b"") if self.sent is None else self.sent
        digest = hashlib.sha256(self.media_type.encode() + b"\0" + sent)
        return IdempotencyClaim(self.key, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Answered:
    """What to send. `replayed` tells an answer that was stored before."""

    decision_id: str
    body: str
    media_type: str
    replayed: bool = False


@dataclass(slots=True)
class EngineRecord:
    """How often the engine was set aside, since the program was started."""

    faults: int = 0
    disagreements: int = 0

    def note(self, agreement: Agreement) -> None:
        """Count it, and tell the log, if the engine failed or disagreed."""
        if agreement.fault is not None:
            self.faults += 1
            logger.error("the rule engine failed, the tree answered: %s", agreement.fault)
        elif agreement.differing:
            self.disagreements += 1
            logger.error("the rule engine disagreed with the tree on %s", ", ".join(agreement.differing))


@dataclass(slots=True)
class DiagnoseTicket:
    """The service behind POST /diagnose and `kbdiag diagnose`. Safe to use from several threads."""

    rules: ServedRules
    writer: DecisionWriter
    archive: DecisionArchive
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    engine: EngineRecord = field(default_factory=EngineRecord)
    _running: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def claimed(self, received: Received) -> Iterator[None]:
        """Hold the request's key while it runs; KeyInProgress if another request holds it."""
        if received.key is None:
            yield
            return
        with self._lock:
            if received.key in self._running:
                raise KeyInProgress("the first request with this Idempotency-Key is still running")
            self._running.add(received.key)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(received.key)

    def stored_answer(self, received: Received) -> Answered | None:
        """The answer given before to this key; KeyReused if that was to another body."""
        claim = received.claim
        known = self.archive.by_key(claim.key) if claim else None
        if claim is None or known is None:
            return None
        fingerprint, stored = known
        if stored.erasure is None and fingerprint != claim.fingerprint:
            raise KeyReused("this Idempotency-Key was used before with another body")
        return _replayed(stored, received.wanted)

    def prepare(self, received: Received) -> DecisionRecord:
        """Everything but the commit, by one edition of the rules. InputError if the body cannot be used."""
        with self.rules.lease() as edition:
            body = whole_body(received, edition.reader, edition.pack.vocabulary)
            judged = judge(body, received.media_type, edition)
            self.engine.note(judged.agreement)
            return self._record(judged, replace(received, body=body))

    def begin(self, received: Received) -> Answered | DecisionRecord:
        """The answer stored under the request's key, or a new record that waits for its commit."""
        return self.stored_answer(received) or self.prepare(received)

    def record(self, record: DecisionRecord) -> Future[Recorded]:
        """Hand the record to the one writer; the future is done when it is committed."""
        return self.writer.append(record)

    def answered(self, record: DecisionRecord, recorded: Recorded, wanted: Representation) -> Answered:
        """What to send once it is recorded; the stored answer where another process was first with the key."""
        if recorded.stored is not None:
            return _replayed(recorded.stored, wanted)
        content = record.content
        return Answered(record.decision.id, content.shown or content.answer, wanted.value)

    def answer(self, received: Received) -> Answered:
        """All of it, waiting for the commit."""
        with self.claimed(received):
            begun = self.begin(received)
            if isinstance(begun, Answered):
                return begun
            return self.answered(begun, self.record(begun).result(), received.wanted)

    def _record(self, judged: Judged, received: Received) -> DecisionRecord:
        decision_id, now = self.new_id(), self.now()
        answer = judged.answer(decision_id, rfc3339(now), received.follows)
        shown = None if received.wanted is Representation.JSON else received.wanted.of(answer)
        content = Content(
            received.media_type,
            received.body or b"",
            answer,
            received.wanted.value if shown else None,
            shown,
            secrets.token_bytes(SALT_BYTES),
        )
        diagnosis, report, claim = judged.diagnosis, judged.report, received.claim
        lead = diagnosis.headline.finding
        decision = Decision(
            id=decision_id,
            decided_at=now,
            verdict=diagnosis.headline.verdict.value,
            article=lead.rule.article.id if lead else None,
            rule=lead.rule.id if lead else None,
            ticket_system=report.ticket.system,
            ticket_id=report.ticket.id,
            trial=report.trial,
            rules_revision=judged.edition.revision,
            program_version=app.__version__,
            decided_by=diagnosis.decided_by,
            content_digest=content_digest(content, claim.fingerprint if claim else None),
            follows=received.follows,
        )
        return DecisionRecord(decision, content, claim)


def whole_body(received: Received, reader: RequestReader, vocabulary: Vocabulary) -> bytes:
    """The body, or the request that body and attachments together stand for; see `with_files`."""
    if received.attached is None:
        return received.body or b""
    texts, files = received.attached.texts, received.attached.files
    return with_files(received.body, texts, files, vocabulary, reader.limits)


def _replayed(stored: StoredDecision, wanted: Representation) -> Answered:
    if stored.content is None:
        raise Erased(f"the answer to this Idempotency-Key was {stored.erasure}")
    return Answered(stored.decision.id, wanted.of_stored(stored.content), wanted.value, replayed=True)
