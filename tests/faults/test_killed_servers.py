"""Servers that are killed while they answer: whatever a client was told is on record."""

from __future__ import annotations

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.cli.commands import PATIENCE
from tests.faults.no_loss import assert_no_loss
from tests.faults.test_one_key import Desk
from tests.publishing.packs import OPEN
from tests.storage.samples import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.commands import Serving

CLIENTS = 16


def post_until_it_dies(server: Serving, told: dict[str, str], enough: Event, wanted: int) -> None:
    """Post under key after key; what was answered is told."""
    with httpx2.Client(base_url=server.address, timeout=PATIENCE) as client:
        while True:
            key = new_id()
            asked = OPEN | {"ticket": {"system": "zammad", "id": key}}
            try:
                response = client.post("/diagnose", json=asked, headers={"Idempotency-Key": key})
            except httpx2.HTTPError:
                return
            assert response.status_code == 201, response.text
            told[key] = response.json()["id"]
            if len(told) >= wanted:
                enough.set()


def killed_under_load(desk: Desk, number: int, told: dict[str, str], more: int) -> None:
    enough = Event()
    with ExitStack() as stack:
        servers = desk.serving(stack, number)
        threads = stack.enter_context(ThreadPoolExecutor(CLIENTS))
        wanted = len(told) + more
        posting = [
            threads.submit(post_until_it_dies, servers[one % number], told, enough, wanted) for one in range(CLIENTS)
        ]
        assert enough.wait(PATIENCE)
        for server in servers:
            server.stop(signal.SIGKILL)
        for one in posting:
            one.result(PATIENCE)


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("kind", "number"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 2), ("postgresql", 4)])
def test_twelve_kills_of_servers_lose_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, number: int
) -> None:
    desk, told = Desk(tmp_path, request.getfixturevalue(f"{kind}_url")), dict[str, str]()
    chance = random.Random(number)  # noqa: S311 - not a secret
    for _ in range(12 // number):
        killed_under_load(desk, number, told, chance.randint(1, 200))
        assert_no_loss(desk.url, told)
    print(f"{kind}, {number} server(s): {12 // number} rounds, {len(told)} answered, none lost")  # noqa: T201 - the figure
