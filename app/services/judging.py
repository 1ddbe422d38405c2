"""A request becomes a diagnosis and an answer by one edition of the rules: no clock, no database, nothing recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.engine.diagnosis import diagnose
from app.intake.understand import understand
from app.render.answer import answer_json, to_text

if TYPE_CHECKING:
    from app.domain.case import Report, Understanding
    from app.domain.explanation import Diagnosis
    from app.engine.diagnosis import Agreement
    from app.engine.matcher import Matcher
    from app.intake.request_body import RequestReader
    from app.services.edition import Edition

JSON = "application/json"
PLAIN_TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was stated, what the rules make of it, and whether the engine agreed."""

    report: Report
    diagnosis: Diagnosis
    agreement: Agreement
    edition: Edition

    def answer(self, decision_id: str, decided_at: str, follows: str | None = None) -> str:
        """The answer's JSON text; `decided_at` is RFC 3339 in UTC."""
        return to_text(
            answer_json(
                self.diagnosis,
                decision_id=decision_id,
                decided_at=decided_at,
                revision=self.edition.revision,
                disabled=self.edition.disabled,
                ticket=self.report.ticket,
                trial=self.report.trial,
                follows=follows,
            )
        )


def judge(body: bytes, media_type: str, edition: Edition, matcher: Matcher | None = None) -> Judged:
    """Read, match and explain; by the edition's own engine, unless another is given. InputError for unusable bodies."""
    report = report_in(body, media_type, edition.reader)
    return judged(report, understood(report, edition), edition, matcher)


def judged(report: Report, understanding: Understanding, edition: Edition, matcher: Matcher | None = None) -> Judged:
    """The same of a report that is understood already."""
    diagnosis, agreement = diagnose(understanding, edition.knowledge, matcher or edition.worker)
    return Judged(report, diagnosis, agreement, edition)


def understood(report: Report, edition: Edition) -> Understanding:
    """The cases that a report holds, in the edition's words."""
    return understand(report, edition.pack.vocabulary, edition.reader.limits)


def report_in(body: bytes, media_type: str, reader: RequestReader) -> Report:
    """What a body states; InputError if it cannot be used."""
    return reader.read_text(body) if media_type == PLAIN_TEXT else reader.read_json(body)
