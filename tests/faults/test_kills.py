"""Processes that are killed while they record lose nothing that was acknowledged, and a second try stores no second."""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest

from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.faults.killed import Writing, writing_process
from tests.faults.no_loss import assert_no_loss
from tests.faults.writing import STORED
from tests.storage.gate import PATIENCE
from tests.storage.samples import record

SETTINGS = [("sqlite", 1), ("postgresql", 1), ("postgresql", 2), ("postgresql", 4)]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    found: str = request.getfixturevalue(f"{kind}_url")
    return found


def killed_under_load(url: str, number: int, chance: random.Random) -> tuple[dict[str, str], set[str]]:
    """Let so many processes write one database, and kill one after the other while those left go on.

    What was acknowledged, and the keys of which nobody knows what has become.
    """
    with ExitStack() as stack:
        running = [stack.enter_context(writing_process(url)) for _ in range(number)]
        for one in running:
            one.hear(STORED, 1)
        for one in chance.sample(running, number):
            one.hear(STORED, chance.randint(1, 200))
            one.kill()
    return acknowledged_by(running), {key for one in running for key in one.asked - one.stored.keys()}


def acknowledged_by(writers: list[Writing]) -> dict[str, str]:
    return {key: decision for one in writers for key, decision in one.stored.items()}


def ask_again(url: str, keys: set[str]) -> dict[str, str]:
    with Database.open(url) as database, DecisionWriter(database) as writer:
        futures = {key: writer.append(record(key=key, ticket_id=key)) for key in keys}
        return {key: future.result(PATIENCE).decision_id for key, future in futures.items()}


def kill(url: str, number: int, seed: int) -> int:
    acknowledged, open_ones = killed_under_load(url, number, random.Random(seed))  # noqa: S311 - not a secret
    stored = assert_no_loss(url, acknowledged)
    known = {key: stored[key] for key in open_ones & stored.keys()}
    again = ask_again(url, open_ones | set(list(acknowledged)[-20:]))
    assert known.items() <= again.items(), "what was stored is what is given"
    assert_no_loss(url, acknowledged | again)
    return len(acknowledged)


@pytest.mark.parametrize(("kind", "number"), SETTINGS)
def test_kill_minus_nine_under_load_loses_nothing_and_stores_nothing_twice(
    database_url: str, kind: str, number: int
) -> None:
    assert kill(database_url, number, seed=number) > number


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "number"), SETTINGS)
def test_a_hundred_kills_lose_nothing_and_store_nothing_twice(database_url: str, kind: str, number: int) -> None:
    count = sum(kill(database_url, number, seed) for seed in range(100 // number))
    print(f"{kind}, {number} process(es): 100 kills, {count} acknowledged, none lost")  # noqa: T201 - the figure
