"""A disk that is full refuses decisions, and loses none; once there is space again, it goes on by itself."""

from __future__ import annotations

import random

import pytest

from app.storage.archive import DecisionArchive
from app.storage.database import Database
from tests.faults.killed import writing_process
from tests.faults.no_loss import assert_no_loss
from tests.faults.writing import FAILED, STORED


def filled(url: str, space: int) -> int:
    """Record until nothing can be written any more, read meanwhile, then with space again; how many were refused."""
    with writing_process(url, str(space)) as one:
        one.hear(FAILED, 20)
        assert all("nothing was recorded" in failure for failure in one.failures)
        with Database.open(url, writes=False) as database:
            archive = DecisionArchive(database)
            assert all(archive.get(decision) for decision in list(one.stored.values())[-20:])
        one.tell()
        before = len(one.stored)
        one.hear(STORED, 50)
        one.tell()
        one.hear_out()
        assert one.process.returncode == 0
        assert len(one.stored) > before
    assert one.asked == one.stored.keys() | (one.asked - assert_no_loss(url, one.stored).keys())
    return len(one.failures)


def test_a_full_disk_loses_nothing_and_space_makes_it_work_again(sqlite_url: str) -> None:
    assert filled(sqlite_url, 100_000) >= 20


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_fifty_full_disks_lose_nothing(sqlite_url: str) -> None:
    chance = random.Random(50)  # noqa: S311 - not a secret
    refused = sum(filled(sqlite_url, chance.randint(0, 400_000)) for _ in range(50))
    print(f"50 full disks, {refused} refused, none lost")  # noqa: T201 - the figure
