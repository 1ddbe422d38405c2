"""A clock that is set back changes times and ids, and never the order of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.domain.decision import DecisionFilter
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.api.asking import JSON, NOISE, answer_of, service_in
from tests.faults.no_loss import assert_no_loss
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, FILES, PACK, new_id, record

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.decision import DecisionRecord

JUMPS = [timedelta(0), timedelta(minutes=-10), timedelta(seconds=1), timedelta(days=-365), timedelta(days=400)]
TICKETS = ("10081", "10082")


def decided_at(time: datetime, ticket: str) -> DecisionRecord:
    return record(id=new_id(int(time.timestamp() * 1000)), decided_at=time, ticket_id=ticket)


def test_the_last_of_a_ticket_is_the_one_that_was_recorded_last(url: str) -> None:
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
            recorded = {
                ticket: [
                    writer.append(decided_at(AT + jump, ticket)).result(PATIENCE).decision_id
                    for jump in (*JUMPS, -timedelta(days=800))
                ]
                for ticket in TICKETS
            }
        archive = DecisionArchive(database)
        for ticket, ids in recorded.items():
            assert sorted(ids) != ids
            thread = archive.of_ticket("zammad", ticket, size=50, before=None)
            assert [one.id for _, one in reversed(thread)] == ids
            assert [seq for seq, _ in thread] == sorted((seq for seq, _ in thread), reverse=True)
        latest = archive.page(DecisionFilter(latest=True), size=50, before=None)
        assert {one.id for one in latest} == {ids[-1] for ids in recorded.values()}
        everything = archive.page(DecisionFilter(), size=50, before=None)
        assert [one.id for one in everything] == sorted((one for ids in recorded.values() for one in ids), reverse=True)


@pytest.mark.parametrize("back", [timedelta(minutes=10), timedelta(days=365)], ids=["ten minutes", "a year"])
def test_a_service_whose_clock_is_set_back_goes_on_with_the_conversation(tmp_path: Path, back: timedelta) -> None:
    times = [datetime.now(UTC)]
    with service_in(tmp_path) as (client, services):
        services.diagnose.now = lambda: times[-1]
        services.diagnose.new_id = lambda: new_id(int(times[-1].timestamp() * 1000))
        ids, key = [], str(uuid4())
        asked = NOISE | {"ticket": {"system": "zammad", "id": "10081"}}
        for number in range(4):
            headers = JSON | {"Idempotency-Key": f"{key} {number}"}
            ids.append(answer_of(client.post("/diagnose", json=asked, headers=headers))["id"])
            times.append(times[-1] - back)
        followed = client.post(f"/diagnoses/{ids[-1]}/answers", json={"text": "Mail is stopped."})
        ids.append(answer_of(followed)["id"])
        assert sorted(ids, reverse=True) == ids
        again = client.post("/diagnose", json=asked, headers=JSON | {"Idempotency-Key": f"{key} 0"})
        assert answer_of(again, 200)["id"] == ids[0]
        thread = client.get("/tickets/zammad/10081").json()
        assert [one["id"] for one in thread["items"]] == ids[::-1]
        assert thread["latest"]["id"] == ids[-1]
        latest = client.get("/diagnoses", params={"latest": True}).json()["items"]
        assert [one["id"] for one in latest] == [ids[-1]]
        shown = client.get("/audit/verification").json()
        assert (shown["verified"], shown["complete"], shown["last_seq"]) == (True, True, 5)


def test_a_clock_that_jumps_about_loses_nothing(url: str) -> None:
    stored = {}
    with Database.open(url) as database:
        database.upgrade()
        with DecisionWriter(database) as writer:
            writer.keep_pack(PACK, FILES, AT)
            for jump in JUMPS * 3:
                key, time = new_id(), AT + jump
                one = record(key=key, ticket_id=key, decided_at=time, id=new_id(int(time.timestamp() * 1000)))
                stored[key] = writer.append(one).result(PATIENCE).decision_id
    assert assert_no_loss(url, stored) == stored
