"""The least change as a line of the sheet, and what older answers lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.render.least_change import least_change_line
from app.render.sheet import as_markdown, as_plain_text

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def answer(client: TestClient) -> dict[str, Any]:
    examples = client.get("/openapi.json").json()["paths"]["/diagnose"]["post"]["requestBody"]["content"]
    request = examples["application/json"]["examples"]["no_match"]["value"]
    found: dict[str, Any] = client.post("/diagnose", json=request).json()
    return found


def change(fact: str, before: object, *to: str) -> dict[str, Any]:
    return {"fact": fact, "server": None, "peer": None, "from": before, "to": list(to)}


def least(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"changes": list(changes), "leads_to": "possible", "needs_entries": [], "cut_short": False}


def test_it_says_what_would_have_to_be_and_what_is() -> None:
    assert (
        least_change_line(least(change("mail_flow", "normal", "delayed", "stopped")))
        == "It would be possible with mail_flow delayed or stopped (instead of normal)"
    )
    assert (
        least_change_line(least(change("peer.multihomed", False, "true"), change("link.wan", None, "true")))  # noqa: FBT003
        == "It would be possible with peer.multihomed true (instead of false), link.wan true (now not known)"
    )
    assert least_change_line(least()) is None


def test_the_sheet_of_no_match_tells_it_of_each_near_miss_that_facts_would_turn(answer: dict[str, Any]) -> None:
    lines = [least_change_line(miss["least_change"]) for miss in answer["near_misses"]]
    told = [line for line in lines if line]
    assert told
    plain = as_plain_text(answer)
    assert plain.count("  - It would be ") == len(told)
    assert all(f"  - {line}\n" in plain for line in told)
    assert "It would be" in as_markdown(answer)


def test_an_answer_from_before_there_were_any_is_shown_without(answer: dict[str, Any]) -> None:
    older = [{name: one for name, one in miss.items() if name != "least_change"} for miss in answer["near_misses"]]
    plain = as_plain_text(answer | {"near_misses": older})
    assert "What came near" in plain
    assert "It would be" not in plain
