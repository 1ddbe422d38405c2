"""While rules are reloaded, every answer names one pack, is wholly that pack's, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app.rulepacks.pack_reader import read_pack
from tests.publishing.packs import (
    BOTH,
    HARMLESS,
    OPEN,
    QUIET,
    diagnosed,
    expected,
    pack_files,
    revision_of_pack,
    serving_pack,
    stripped,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.testclient import TestClient

REQUESTS = {"harmless": HARMLESS, "both": BOTH, "open": OPEN}
Answers = list[tuple[str, dict[str, Any]]]


def asking(client: TestClient, done: Event) -> Answers:
    answers: Answers = []
    for name, request in cycle(REQUESTS.items()):
        answers.append((name, diagnosed(client, request)))
        if done.is_set() and len(answers) >= len(REQUESTS):
            return answers
    return answers


def under_load(client: TestClient, change: Callable[[], None]) -> Answers:
    """What was answered while it ran."""
    done = Event()
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(asking, client, done) for _ in range(2)]
        try:
            change()
        finally:
            done.set()
        return [answer for one in asked for answer in one.result()]


def check(answers: Answers) -> set[tuple[str, tuple[str, ...]]]:
    """Every answer is what the rules it names say of the request; these rules are returned."""
    packs = {revision_of_pack(number): read_pack(pack_files(number)) for number in range(4)}
    said: dict[tuple[str, str, tuple[str, ...]], dict[str, Any]] = {}
    for name, answer in answers:
        revision, disabled = answer["rules"]["revision"], tuple(answer["rules"]["disabled"])
        key = (name, revision, disabled)
        if key not in said:
            said[key] = expected(REQUESTS[name], packs[revision], disabled)
        assert stripped(answer) == said[key]
    return {(revision, disabled) for _, revision, disabled in said}


def reloading(client: TestClient, rules: Path, times: int) -> None:
    for one in range(1, times + 1):
        write(rules, pack_files(one % 3))
        response = client.post("/rules/reload")
        assert response.status_code == 200, response.text
        assert response.json()["revision"] == revision_of_pack(one % 3)


def test_every_answer_during_twenty_reloads_is_wholly_of_the_pack_it_names(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, services, rules):
        answers = under_load(client, lambda: reloading(client, rules, 20))
        assert services.diagnose.engine.disagreements == services.diagnose.engine.faults == 0
    assert {revision for revision, _ in check(answers)} == {revision_of_pack(number) for number in range(3)}
    assert len(answers) > 50


def test_every_answer_while_a_rule_is_taken_out_and_put_back_is_of_the_rules_it_names(tmp_path: Path) -> None:
    def change(client: TestClient) -> None:
        for _ in range(10):
            assert client.post(f"/rules/{QUIET}/disable", json={"why": "it lies"}).status_code == 200
            assert client.post(f"/rules/{QUIET}/enable").status_code == 200

    with serving_pack(tmp_path) as (client, services, _):
        answers = under_load(client, lambda: change(client))
        assert services.diagnose.engine.disagreements == services.diagnose.engine.faults == 0
    assert check(answers) == {(revision_of_pack(0), ()), (revision_of_pack(0), (QUIET,))}


def test_reloads_at_once_take_turns(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, services, rules), ThreadPoolExecutor(4) as threads:
        write(rules, pack_files(1))
        shown = [one.json() for one in threads.map(lambda _: client.post("/rules/reload"), range(4))]
        assert [one["revision"] for one in shown] == [revision_of_pack(1)] * 4
        assert sorted(one["unchanged"] for one in shown) == [False, True, True, True]
        assert services.served.current.revision == revision_of_pack(1)


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_every_answer_during_two_hundred_reloads_is_wholly_of_the_pack_it_names(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, _, rules):
        answers = under_load(client, lambda: reloading(client, rules, 200))
    assert {revision for revision, _ in check(answers)} == {revision_of_pack(number) for number in range(3)}
