"""An answer that was written back into the ticket is not evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.domain.case import Report
from app.domain.errors import InvalidInput
from app.domain.verdict import Verdict
from app.intake.own_answers import LEFT_OUT, without_own_answers
from app.intake.understand import understand
from tests.api.asking import noise
from tests.intake.reports import vocabulary
from tests.intake.ticketing.payloads import ANSWER, text_of, zammad

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.mark.parametrize("accepted", ["text/plain", "text/markdown"])
def test_what_the_service_answers_is_known_again(client: TestClient, accepted: str) -> None:
    answer = client.post("/diagnose", json=noise(), headers={"Accept": accepted}).text
    assert without_own_answers(f"before\n\n{answer}\nafter").split("\n") == ["before", "", LEFT_OUT, "", "after"]


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_heads_an_answer(verdict: Verdict) -> None:
    heading = verdict.value.replace("_", " ").capitalize()
    assert without_own_answers(ANSWER.replace("Expected behavior", heading)).strip() == LEFT_OUT


def test_a_quoted_answer_is_known_too() -> None:
    quoted = "\n".join(f"> {line}" for line in ANSWER.split("\n"))
    assert without_own_answers(f"Mail is held up now.\n{quoted}").startswith(f"Mail is held up now.\n{LEFT_OUT}")


def test_only_the_answer_is_left_out() -> None:
    text = f"No match\nfor this I found:\nEvent ID: 9322\n{ANSWER}\nand {ANSWER}end"
    shown = without_own_answers(text)
    assert shown.split("\n")[:4] == ["No match", "for this I found:", "Event ID: 9322", LEFT_OUT]


@pytest.mark.parametrize("text", ["", "Expected behavior\nis what I want", ANSWER.split("Nothing.")[1]])
def test_text_without_a_whole_answer_is_left_alone(text: str) -> None:
    assert without_own_answers(text) == text


def test_a_note_that_is_only_an_answer_is_not_diagnosed_again() -> None:
    with pytest.raises(InvalidInput, match="is an answer of this program"):
        text_of("zammad", zammad(ANSWER, "text/plain"))
    created = {"issue": {"key": "IT-4", "fields": {"summary": "S", "description": "D"}}, "comment": {"body": ANSWER}}
    with pytest.raises(InvalidInput, match="is an answer of this program"):
        text_of("jira", created)


def test_an_answer_among_the_comments_does_not_keep_a_ticket_from_being_diagnosed() -> None:
    fields = {"summary": "S", "description": "D", "comment": {"comments": [{"body": ANSWER}, {"body": "C"}]}}
    payload = json.loads(json.dumps({"issue": {"key": "IT-4", "fields": fields}}))
    assert text_of("jira", payload) == f"S\n\nD\n\n{LEFT_OUT}\n\nC"


def test_an_answer_that_stands_in_a_text_is_no_part_of_the_ticket() -> None:
    text = f"Hello,\r\n\r\n> {ANSWER.replace(chr(10), chr(10) + '> ')}\r\n\r\nNothing is delivered."
    understood = understand(Report(text=text), vocabulary())
    (warned,) = [one for one in understood.warnings if one.code == "own_answer"]
    assert warned.span is not None
    assert text[slice(*warned.span)].startswith("Expected behavior")
    assert {name: fact.value for name, fact in understood.facts.items()} == {"mail_flow": "stopped"}
