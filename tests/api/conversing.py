"""Answering the questions of a diagnosis as a person would: one after the other, each with a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

    from starlette.testclient import TestClient

_NUMBER = re.compile(r"[0-9]+")
_BUILD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[0-9]{4}")
_OTHER = {"event.source": "SomethingElse"}


def value_for(question: dict[str, Any], words: str) -> bool | int | str:
    """A value that an answer in words stands for."""
    fact = question["fact"]
    if words in {"true", "false"}:
        return words == "true"
    if words == "another":
        return _OTHER.get(fact, 4_000_000_000)
    if "build" in fact:
        return _a_build(words)
    if fact.startswith("event.") or "service_pack" in fact:
        numbers = [int(one) for one in _NUMBER.findall(words)]
        return (numbers[0] - 1 if words.startswith("below") else numbers[0]) if numbers else words
    return words


def _a_build(words: str) -> str:
    bounds = _BUILD.findall(words)
    return "4.0.100.0" if words.startswith("below") or not bounds else str(bounds[0])


def answer(client: TestClient, diagnosis: dict[str, Any], question: dict[str, Any], words: str) -> dict[str, Any]:
    """The diagnosis that follows once the question is answered."""
    given = {name: question[name] for name in ("fact", "server", "peer", "entries") if question.get(name)}
    body = {"answers": [given | {"value": value_for(question, words)}]}
    response = client.post(f"/diagnoses/{diagnosis['id']}/answers", json=body)
    assert response.status_code == 201, (body, response.text)
    found: dict[str, Any] = response.json()
    assert found["follows"] == diagnosis["id"]
    return found


def conversation(client: TestClient, first: dict[str, Any], chance: Random, most: int) -> list[dict[str, Any]]:
    """Every diagnosis until one is settled or nothing is asked any more, each question answered by chance."""
    thread = [first]
    while thread[-1]["verdict"] == "needs_information" and thread[-1]["questions"] and len(thread) <= most:
        question = thread[-1]["questions"][0]
        thread.append(answer(client, thread[-1], question, chance.choice(sorted(question["if_answered"]))))
    return thread
