"""Diagnose a ticket: read, match, explain, record; answered only once it is recorded."""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import app
from app.domain.decision import Content, Decision, DecisionRecord, IdempotencyClaim, rfc3339
from app.domain.errors import KeyInProgress, KeyReused, NotFound
from app.engine.diagnosis import diagnose
from app.intake.attachments import with_files
from app.intake.understand import understand
from app.render.answer import answer_json, to_text
from app.services.representation import Representation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from app.domain.case import Report
    from app.domain.decision import StoredDecision
    from app.domain.explanation import Diagnosis
    from app.domain.vocabulary import Vocabulary
    from app.engine.diagnosis import Agreement
    from app.intake.request_body import RequestReader
    from app.services.edition import Edition
    from app.services.served_rules import ServedRules
    from app.storage.archive import DecisionArchive
    from app.storage.decision_log import DecisionWriter, Recorded

logger = logging.getLogger("kbdiag.diagnose")
JSON = "application/json"
PLAIN_TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Attached:
    """Texts, and files with their names, that came with a request or instead of one."""

    texts: Sequence[str] = ()
    files: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Received:
    """A request as it arrived. `media_type` is `application/json` or `text/plain`.

    `sent` is what the key was sent with, where that is not the body. With something `attached` the body is JSON, and
    may be missing.
    """

    body: bytes | None
    media_type: str = JSON
    wanted: Representation = Representation.JSON
    key: str | None = None
    sent: bytes | None = None
    attached: Attached | None = None

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
        if fingerprint != claim.fingerprint:
            raise KeyReused("this Idempotency-Key was used before with another body")
        return _replayed(stored, received.wanted)

    def prepare(self, received: Received) -> DecisionRecord:
        """Everything but the commit, by one edition of the rules. InputError if the body cannot be used."""
        with self.rules.lease() as edition:
            body = whole_body(received, edition.reader, edition.pack.vocabulary)
            report = report_in(body, received.media_type, edition.reader)
            understanding = understand(report, edition.pack.vocabulary, edition.reader.limits)
            diagnosis, agreement = diagnose(understanding, edition.knowledge, edition.worker)
            self._note(agreement)
            return self._record(report, diagnosis, replace(received, body=body), edition)

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

    def _note(self, agreement: Agreement) -> None:
        if agreement.fault is not None:
            self.engine.faults += 1
            logger.error("the rule engine failed, the tree answered: %s", agreement.fault)
        elif agreement.differing:
            self.engine.disagreements += 1
            logger.error("the rule engine disagreed with the tree on %s", ", ".join(agreement.differing))

    def _record(self, report: Report, diagnosis: Diagnosis, received: Received, edition: Edition) -> DecisionRecord:
        decision_id, now = self.new_id(), self.now()
        answer = to_text(
            answer_json(
                diagnosis,
                decision_id=decision_id,
                decided_at=rfc3339(now),
                revision=edition.revision,
                disabled=edition.disabled,
                ticket=report.ticket,
                trial=report.trial,
            )
        )
        shown = None if received.wanted is Representation.JSON else received.wanted.of(answer)
        content = Content(
            received.media_type, received.body or b"", answer, received.wanted.value if shown else None, shown
        )
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
            rules_revision=edition.revision,
            program_version=app.__version__,
            decided_by=diagnosis.decided_by,
            content_digest=content_digest(content),
        )
        return DecisionRecord(decision, content, received.claim)


def whole_body(received: Received, reader: RequestReader, vocabulary: Vocabulary) -> bytes:
    """The body, or the request that body and attachments together stand for; see `with_files`."""
    if received.attached is None:
        return received.body or b""
    texts, files = received.attached.texts, received.attached.files
    return with_files(received.body, texts, files, vocabulary, reader.limits)


def report_in(body: bytes, media_type: str, reader: RequestReader) -> Report:
    """What a body states; InputError if it cannot be used."""
    return reader.read_text(body) if media_type == PLAIN_TEXT else reader.read_json(body)


def content_digest(content: Content) -> str:
    """`sha256:` and the hex digest over the parts of the content, each with its length before it."""
    digest = hashlib.sha256()
    parts = (content.request_type, content.request, content.answer, content.shown_as or "", content.shown or "")
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"sha256:{digest.hexdigest()}"


def _replayed(stored: StoredDecision, wanted: Representation) -> Answered:
    if stored.content is None:
        raise NotFound("the answer to this Idempotency-Key has been erased")
    return Answered(stored.decision.id, wanted.of_stored(stored.content), wanted.value, replayed=True)
