"""Try one rule on a report: not what the answer would be, but why this rule is confirmed, or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.explained import Explained
from app.engine.derivation import settle
from app.intake.request_body import RequestReader
from app.intake.understand import understand
from app.services.diagnose import whole_body
from app.services.judging import report_in

if TYPE_CHECKING:
    from app.domain.rule import Rule, RulePack
    from app.services.diagnose import Received


def explain_rule(rule: Rule, pack: RulePack, received: Received) -> Explained:
    """The rule may be any of the pack's, a draft or a retired one too. InputError if the request cannot be used."""
    reader = RequestReader(pack.vocabulary)
    report = report_in(whole_body(received, reader, pack.vocabulary), received.media_type, reader)
    understanding = understand(report, pack.vocabulary, reader.limits)
    settled = [settle(case, pack.derivations) for case in understanding.cases]
    warnings = [*understanding.warnings, *(one for _, contradictions in settled for one in contradictions)]
    return Explained(rule, tuple(rule.read(case) for case, _ in settled), report.text, tuple(warnings))
