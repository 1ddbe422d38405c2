"""What would change if something were assumed of a case. Nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InputError, InvalidInput
from app.engine.what_if import compared
from app.intake.assumptions import assuming
from app.intake.what_if_body import read_what_if
from app.render.answer import to_text
from app.render.what_if import what_if_json
from app.services.follow_up import stored_content
from app.services.judging import judged, report_in, understood

if TYPE_CHECKING:
    from app.domain.case import Report, Understanding
    from app.domain.explanation import Diagnosis
    from app.services.diagnose import EngineRecord
    from app.services.edition import Edition
    from app.services.served_rules import ServedRules
    from app.storage.archive import DecisionArchive


@dataclass(frozen=True, slots=True)
class AskWhatIf:
    """The service behind POST /what-if. Safe to use from several threads."""

    archive: DecisionArchive
    rules: ServedRules
    engine: EngineRecord

    def answer(self, body: bytes) -> str:
        """The JSON text. InputError if the body cannot be used; NotFound or Erased if the diagnosis cannot be read."""
        with self.rules.lease() as edition:
            asked = read_what_if(body, edition.reader)
            report = asked.case or self._recorded(str(asked.diagnosis), edition)
            understanding = understood(report, edition)
            supposed = assuming(understanding, asked.assumed, edition.pack.vocabulary)
            before, after = (self._diagnosis(report, one, edition) for one in (understanding, supposed))
            found = compared(before, after, edition.knowledge)
            return to_text(
                what_if_json(
                    found,
                    asked.assumed,
                    diagnosis=asked.diagnosis,
                    revision=edition.revision,
                    disabled=edition.disabled,
                )
            )

    def _recorded(self, decision_id: str, edition: Edition) -> Report:
        _, content = stored_content(self.archive, decision_id)
        try:
            return report_in(content.request, content.request_type, edition.reader)
        except InputError as error:
            detail = f"what was asked then cannot be read by the rules that serve now: {error}"
            raise InvalidInput(detail, [Fault(detail, "#/diagnosis")]) from error

    def _diagnosis(self, report: Report, understanding: Understanding, edition: Edition) -> Diagnosis:
        found = judged(report, understanding, edition)
        self.engine.note(found.agreement)
        return found.diagnosis
