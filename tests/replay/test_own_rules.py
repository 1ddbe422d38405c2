"""Every answer on record is given back byte for byte by the rules that gave it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from app.domain.decision import DecisionFilter
from app.domain.errors import EngineFault
from app.domain.replay import Effect, Report, Selection
from app.services.representation import Representation
from app.services.run_replays import OWN
from tests.api.asking import PASTED, answer_of, noise, service_in
from tests.api.conversing import conversation
from tests.replay.waiting import finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from app.wiring import Services

RULE = "/rules/Q303156/multihomed-peer"
EVERYTHING = Selection(DecisionFilter())
ENTRIES = "Event ID,Source,Description\n9322,MSExchangeMTA,An MtaBindBack over RPC has failed.\n" * 3


@contextmanager
def engine_that_fails(patch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_: object) -> None:
        raise EngineFault("as if it had died")

    with patch.context() as meanwhile:
        meanwhile.setattr("app.engine.supervisor.Worker.match", fail)
        yield


def ask_in_every_way(client: TestClient, patch: pytest.MonkeyPatch) -> None:
    plain = {"Content-Type": "text/plain"}
    for accept in ("application/json", "text/markdown", "text/plain"):
        assert client.post("/diagnose", json=noise(), headers={"Accept": accept}).status_code == 201
        assert client.post("/diagnose", content=PASTED, headers=plain | {"Accept": accept}).status_code == 201
    log, said = {"file": ("log.csv", ENTRIES.encode())}, {"text": "Both servers run Exchange 5.5 SP4."}
    assert client.post("/diagnose", files=log, data=said).status_code == 201
    hook = {"id": 10081, "title": "Mail", "text": PASTED}
    assert client.post("/webhooks/generic", json=hook, headers={"X-API-Key": "s"}).status_code == 201
    with engine_that_fails(patch):
        assert client.post("/diagnose", json=noise()).status_code == 201
    assert client.post(f"{RULE}/disable", json={"why": "to see"}).status_code == 200
    assert "Q303156/multihomed-peer" in answer_of(client.post("/diagnose", json=noise()))["rules"]["disabled"]
    assert client.post(f"{RULE}/enable").status_code == 200
    assert client.post("/diagnose", content="\ufeff" + PASTED, headers=plain).status_code == 201
    examples_asked(client, Random(7))  # noqa: S311 - not a secret


def examples_asked(client: TestClient, chance: Random) -> None:
    rules = client.get("/rules", params={"page_size": 200}).json()["items"]
    for rule in chance.sample(rules, 15):
        example = chance.choice(client.get(f"/rules/{rule['id']}").json()["examples"])
        first = answer_of(client.post("/diagnose", json=example["request"] | {"trial": chance.random() < 0.5}))
        conversation(client, first, chance, most=3)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    given = {"webhook_secret_generic": SecretStr("s")}
    with service_in(tmp_path_factory.mktemp("desk"), **given) as (client, services):
        with pytest.MonkeyPatch.context() as patch:
            ask_in_every_way(client, patch)
        erased = client.get("/diagnoses").json()["items"][0]["id"]
        client.post(f"/diagnoses/{erased}/erasure", json={"by": "an officer", "why": "asked for"})
        yield client, services


def test_every_answer_that_is_not_erased_comes_back_byte_for_byte(desk: tuple[TestClient, Services]) -> None:
    _, services = desk
    report, editions = Report(), services.replays.rules.editions(services.replays.rules.pack(OWN))
    try:
        replayed = [one for page in services.replays.cases.replayed(EVERYTHING, editions, report) for one in page]
    finally:
        editions.close()
    assert report.cases == len(replayed) > 30
    assert report.erased > 0
    for one in replayed:
        assert one.answer == one.given, one.decision.id
        assert one.effect is Effect.SAME
    assert {one.decision.decided_by for one in replayed} == {"engine", "tree"}
    assert any(json.loads(one.given)["rules"]["disabled"] for one in replayed)


def test_what_was_shown_comes_back_as_well(desk: tuple[TestClient, Services]) -> None:
    _, services = desk
    shown = 0
    for page in services.replays.cases.cases.pages(EVERYTHING):
        for stored in page:
            content = stored.content
            if content is not None and content.shown is not None:
                assert Representation(content.shown_as or "").of(content.answer) == content.shown
                shown += 1
    assert shown == 4


def test_a_replay_on_record_finds_the_same(desk: tuple[TestClient, Services]) -> None:
    client, _ = desk
    begun = client.post("/replays", json={"against": "own", "select": {"trial": None}})
    assert begun.status_code == 202, begun.text
    address = begun.headers["location"]
    replay = finished(client, address)
    assert replay["state"] == "finished", replay
    assert replay["report"]["effects"] == {
        "same": replay["report"]["cases"],
        "details": 0,
        "changed": 0,
        "unreadable": 0,
    }
    assert client.get(f"{address}/changes").json()["items"] == []
