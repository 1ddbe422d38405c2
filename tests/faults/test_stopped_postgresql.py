"""PostgreSQL is stopped and started while decisions are recorded: what was answered is there, once."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING

import pytest

from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.faults.cluster import running_cluster
from tests.faults.no_loss import assert_no_loss
from tests.faults.writing import Clients, Heard
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, FILES, PACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.faults.cluster import Cluster


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with running_cluster() as one:
        yield one


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        Event().wait(0.01)


def stopped_under_load(cluster: Cluster, modes: Iterable[str]) -> Heard:
    """Clients go on asking through every stop, and each that was refused asks again with its key."""
    heard = Heard()
    with Database.open(cluster.url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
            with Clients(writer, heard):
                for mode in modes:
                    stored, refused = len(heard.stored), len(heard.failures)
                    wait_until(lambda stored=stored: len(heard.stored) > stored + 50)  # type: ignore[misc]
                    cluster.stop(mode)
                    wait_until(lambda refused=refused: len(heard.failures) > refused)  # type: ignore[misc]
                    cluster.start()
                stored = len(heard.stored)
                wait_until(lambda: len(heard.stored) > stored + 50)
    return heard


def test_a_database_stopped_and_started_in_mid_flight_loses_nothing(cluster: Cluster) -> None:
    heard = stopped_under_load(cluster, ["immediate", "fast"])
    stored = assert_no_loss(cluster.url, heard.stored)
    assert all("may be sent again" in failure for failure in heard.failures)
    assert len(stored) >= len(heard.stored) > 150


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_fifty_stops_lose_nothing(cluster: Cluster) -> None:
    heard = stopped_under_load(cluster, ["immediate", "fast"] * 25)
    assert_no_loss(cluster.url, heard.stored)
    print(f"50 stops, {len(heard.failures)} refused, {len(heard.stored)} acknowledged, none lost")  # noqa: T201 - the figure
