"""The largest ticket there may be is diagnosed, whether its entries name one peer or ten thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.case import Report, ReportedEvent
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_directory, read_pack

RULES = Path(__file__).parents[2] / "rules"
ENTRIES = 10_000


@pytest.mark.parametrize("peers", [1, ENTRIES])
@pytest.mark.parametrize("code", ["1722", "%2"])
@pytest.mark.parametrize("source", ["MSExchangeMTA", None])
def test_ten_thousand_entries_are_diagnosed(peers: int, code: str, source: str | None) -> None:
    knowledge = Knowledge(read_pack(read_directory(RULES)))
    events = tuple(
        ReportedEvent(9322, source, strings=("151", code, code, code, f"EXCH-{number % peers}"))
        for number in range(ENTRIES)
    )
    session = Session(knowledge.compiled.definitions)
    report = Report(events=events, facts={"mail_flow": "normal"})
    diagnosis, agreement = diagnose(understand(report, knowledge.pack.vocabulary), knowledge, session)
    session.close()
    assert agreement.whole
    assert len(diagnosis.understanding.entries) == ENTRIES
    assert len(diagnosis.unexplained) == ENTRIES
    assert diagnosis.questions
