"""A rule that is taken out has no part in any answer until it is put back, or a new pack settles it."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import StorageUnavailable
from app.engine.supervisor import Worker
from app.storage.publications import Publications
from tests.api.asking import problem_of
from tests.publishing.packs import (
    BOTH,
    HARMLESS,
    LOUD,
    OPEN,
    QUIET,
    QUIET_ARTICLE,
    diagnosed,
    pack_files,
    revision_of_pack,
    rules_detail,
    serving_pack,
    write,
)
from tests.storage.gate import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from starlette.testclient import TestClient

    from app.domain.publication import Disablement, RulesState
    from app.domain.rule import RulePack
    from app.engine.matcher import Partitions
    from app.wiring import Services

Serving = tuple["TestClient", "Services", "Path"]
WHY = {"why": "it lies"}


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with serving_pack(tmp_path) as found:
        yield found


def rules_of(answer: dict[str, list[dict[str, str]]], member: str = "findings") -> list[str]:
    return [one["rule"] for one in answer[member]]


def test_every_answer_names_the_rules_that_are_disabled(serving: Serving) -> None:
    client, _, _ = serving
    assert diagnosed(client, OPEN)["rules"]["disabled"] == []
    shown = client.post(f"/rules/{LOUD}/disable", json=WHY).json()
    assert (shown["rule"], shown["disabled"], shown["changed"], shown["why"]) == (LOUD, True, True, "it lies")
    for request in (OPEN, HARMLESS, {"text": "Mail is slow."}):
        answer = diagnosed(client, request)
        assert answer["rules"] == {"revision": revision_of_pack(0), "disabled": [LOUD]}
        assert LOUD not in rules_of(answer) + rules_of(answer, "near_misses")
    said = client.post("/diagnose", json=OPEN, headers={"Accept": "text/plain"}).text
    assert f"without {LOUD}" in said
    assert f"disabled: {LOUD}" in rules_detail(client)


def test_a_disabled_rule_can_be_read_and_says_that_it_is(serving: Serving) -> None:
    client, _, _ = serving
    assert not client.get(f"/rules/{LOUD}").json()["disabled"]
    client.post(f"/rules/{LOUD}/disable", json=WHY)
    assert client.get(f"/rules/{LOUD}").json()["disabled"]
    assert [one["id"] for one in client.get("/rules").json()["items"] if one["disabled"]] == [LOUD]


def test_what_a_disabled_rule_would_confirm_is_not_confirmed_and_a_warning_says_so(serving: Serving) -> None:
    client, _, _ = serving
    assert diagnosed(client, HARMLESS)["verdict"] == "expected_behavior"
    client.post(f"/rules/{QUIET}/disable", json=WHY)
    answer = diagnosed(client, HARMLESS)
    assert (answer["verdict"], answer["findings"]) == ("no_match", [])
    assert [(one["code"], one["detail"]) for one in answer["warnings"]] == [
        ("rule_disabled", f"{QUIET} is disabled and was not tried; it would be confirmed")
    ]


def test_nothing_is_called_harmless_while_a_rule_that_would_speak_against_it_is_disabled(serving: Serving) -> None:
    client, _, _ = serving
    assert diagnosed(client, BOTH)["verdict"] == "environment_fault"
    client.post(f"/rules/{LOUD}/disable", json=WHY)
    answer = diagnosed(client, BOTH)
    assert answer["verdict"] == "needs_information"
    assert rules_of(answer) == [QUIET]
    assert [one["code"] for one in answer["warnings"]] == ["rule_disabled", "held_back"]
    assert "a rule that is disabled would fit" in answer["warnings"][1]["detail"]


def test_nothing_is_called_harmless_while_a_rule_that_may_speak_against_it_is_disabled(serving: Serving) -> None:
    client, _, _ = serving
    possible = HARMLESS | {"facts": {name: fact for name, fact in HARMLESS["facts"].items() if name != "server"}}
    client.post(f"/rules/{LOUD}/disable", json=WHY)
    answer = diagnosed(client, possible)
    assert answer["verdict"] == "needs_information"
    assert answer["warnings"][0]["detail"] == f"{LOUD} is disabled and was not tried; it would be possible"


def test_a_disabled_rule_that_does_not_fit_holds_nothing_back(serving: Serving) -> None:
    client, _, _ = serving
    client.post(f"/rules/{LOUD}/disable", json=WHY)
    answer = diagnosed(client, HARMLESS)
    assert (answer["verdict"], answer["warnings"]) == ("expected_behavior", [])


def test_a_rule_that_is_put_back_has_its_part_again(serving: Serving) -> None:
    client, _, _ = serving
    client.post(f"/rules/{QUIET}/disable", json=WHY)
    shown = client.post(f"/rules/{QUIET}/enable").json()
    assert (shown["disabled"], shown["changed"], shown["why"]) == (False, True, "it lies")
    answer = diagnosed(client, HARMLESS)
    assert (answer["verdict"], answer["rules"]["disabled"], answer["warnings"]) == ("expected_behavior", [], [])


def test_saying_it_twice_is_saying_it_once(serving: Serving) -> None:
    client, _, _ = serving
    first = client.post(f"/rules/{QUIET}/disable", json=WHY).json()
    again = client.post(f"/rules/{QUIET}/disable", json={"why": "said again"}).json()
    assert again == first | {"changed": False}
    client.post(f"/rules/{QUIET}/enable")
    assert client.post(f"/rules/{QUIET}/enable").json()["changed"] is False


def test_a_rule_that_a_pack_settles_at_that_moment_is_not_said_to_be_disabled(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, services, rules = serving
    write(rules, pack_files(1))
    publications, disable = services.disable.publications, Publications.disable

    def and_then_publish(self: Publications, disablement: Disablement) -> bool:
        changed = disable(self, disablement)
        services.reload.reload()
        return changed

    monkeypatch.setattr(Publications, "disable", and_then_publish)
    standing = services.disable.disable(QUIET, "it lies")
    assert publications.state().disabled == ()
    assert (standing.disabled, standing.disablement) == (False, None)


def test_all_rules_may_be_disabled_and_the_service_still_answers(serving: Serving) -> None:
    client, _, _ = serving
    for rule in (QUIET, LOUD):
        assert client.post(f"/rules/{rule}/disable", json=WHY).status_code == 200
    answer = diagnosed(client, BOTH)
    assert (answer["verdict"], answer["rules"]["disabled"]) == ("no_match", [LOUD, QUIET])
    assert rules_detail(client).startswith("0 rules, ")


def test_a_pack_in_which_the_rule_is_the_same_leaves_it_disabled(serving: Serving) -> None:
    client, _, rules = serving
    client.post(f"/rules/{LOUD}/disable", json=WHY)
    write(rules, pack_files(1))
    shown = client.post("/rules/reload").json()
    assert (shown["disabled"], shown["lifted"]) == ([LOUD], [])
    assert diagnosed(client, BOTH)["rules"] == {"revision": revision_of_pack(1), "disabled": [LOUD]}


@pytest.mark.parametrize("how", ["changed", "gone", "draft", "retired"])
def test_a_pack_that_settles_the_rule_puts_an_end_to_it(serving: Serving, how: str) -> None:
    client, _, rules = serving
    client.post(f"/rules/{QUIET}/disable", json=WHY)
    files = pack_files(1)
    retired = "status: retired\n    retired: {because: It was wrong.}"
    if how == "gone":
        files.pop("small/Q303156.yaml")
    elif how != "changed":
        status = "status: draft" if how == "draft" else retired
        files["small/Q303156.yaml"] = QUIET_ARTICLE.replace("status: stable", status).encode()
    write(rules, files)
    response = client.post("/rules/reload")
    assert response.status_code == 200, response.text
    assert (response.json()["disabled"], response.json()["lifted"]) == ([], [QUIET])
    assert diagnosed(client, HARMLESS)["rules"]["disabled"] == []


def test_going_back_to_older_files_does_not_put_a_rule_back(serving: Serving, caplog: pytest.LogCaptureFixture) -> None:
    client, _, rules = serving
    client.post(f"/rules/{QUIET}/disable", json=WHY)
    write(rules, pack_files(1))
    assert client.post("/rules/reload").json()["lifted"] == [QUIET]
    write(rules, pack_files(0))
    shown = client.post("/rules/reload").json()
    assert (shown["disabled"], shown["lifted"], shown["disabled_again"]) == ([QUIET], [], [QUIET])
    assert diagnosed(client, HARMLESS)["rules"] == {"revision": revision_of_pack(0), "disabled": [QUIET]}
    assert f"disabled: {QUIET}" in [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert client.post(f"/rules/{QUIET}/enable").json()["why"] == "it lies"
    assert diagnosed(client, HARMLESS)["rules"]["disabled"] == []


def test_a_rule_disabled_while_a_reload_is_published_waits_until_that_serves(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, services, rules = serving
    write(rules, pack_files(1))
    publish, started = Publications.publish, list[Worker]()
    disabling = Thread(target=services.disable.disable, args=(LOUD, "it lies"))

    def and_meanwhile(self: Publications, pack: RulePack, at: datetime, reason: str) -> RulesState:
        disabling.start()
        disabling.join(0.2)  # long enough for one that does not wait
        return publish(self, pack, at, reason)

    def counted(partitions: Partitions) -> Worker:
        started.append(Worker(partitions))
        return started[-1]

    monkeypatch.setattr(Publications, "publish", and_meanwhile)
    monkeypatch.setattr("app.services.edition.Worker", counted)
    assert services.reload.reload().edition.worker is started[0]
    disabling.join()
    assert diagnosed(client, BOTH)["rules"] == {"revision": revision_of_pack(1), "disabled": [LOUD]}


def test_a_refused_reload_leaves_it_disabled(serving: Serving) -> None:
    client, _, rules = serving
    client.post(f"/rules/{QUIET}/disable", json=WHY)
    write(rules, pack_files(1) | {"small/more.yaml": b"["})
    assert client.post("/rules/reload").status_code == 422
    assert diagnosed(client, HARMLESS)["rules"]["disabled"] == [QUIET]


def test_it_outlives_the_process(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, _, _):
        client.post(f"/rules/{QUIET}/disable", json=WHY)
    with serving_pack(tmp_path) as (client, _, _):
        assert diagnosed(client, HARMLESS)["rules"]["disabled"] == [QUIET]


@pytest.mark.parametrize("verb", ["disable", "enable"])
def test_a_rule_that_there_is_not_is_not_found(serving: Serving, verb: str) -> None:
    client, _, _ = serving
    problem_of(client.post(f"/rules/Q303156/none/{verb}", json=WHY), 404, "not-found")


def test_a_draft_has_no_part_that_could_be_taken_from_it(serving: Serving) -> None:
    client, _, rules = serving
    write(rules, pack_files(1) | {"small/Q303156.yaml": QUIET_ARTICLE.replace("stable", "draft").encode()})
    assert client.post("/rules/reload").status_code == 200
    problem = problem_of(client.post(f"/rules/{QUIET}/disable", json=WHY), 422, "invalid-body")
    assert "draft" in problem.detail


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/why"),
        ({"why": None}, "#/why"),
        ({"why": "  "}, "#/why"),
        ({"why": "x" * 1001}, "#/why"),
        ({"why": "two\nlines"}, "#/why"),
        ({"why": "it lies", "who": "I"}, "#/who"),
        (["why"], "#"),
    ],
)
def test_somebody_must_say_why(serving: Serving, body: object, pointer: str) -> None:
    client, services, _ = serving
    problem = problem_of(client.post(f"/rules/{QUIET}/disable", json=body), 422, "invalid-body")
    assert problem.errors is not None
    assert [one.pointer for one in problem.errors] == [pointer]
    assert services.served.current.disabled == ()


def test_the_reason_comes_as_json(serving: Serving) -> None:
    client, _, _ = serving
    text = client.post(f"/rules/{QUIET}/disable", content=b"it lies", headers={"Content-Type": "text/plain"})
    problem_of(text, 415, "unsupported-media-type")
    problem_of(client.post(f"/rules/{QUIET}/disable", content=b"{"), 400, "malformed-body")


def test_what_cannot_be_recorded_does_not_happen(serving: Serving) -> None:
    client, services, rules = serving
    write(rules, pack_files(1))

    def refuse(_: object) -> None:
        message = "as if the disk were full"
        raise StorageUnavailable(message)

    with listening(services.readiness.database, "commit", refuse):
        problem_of(client.post(f"/rules/{QUIET}/disable", json=WHY), 503, "storage-unavailable")
        problem_of(client.post("/rules/reload"), 503, "storage-unavailable")
    assert diagnosed(client, HARMLESS)["rules"] == {"revision": revision_of_pack(0), "disabled": []}
    assert client.post("/rules/reload").json()["previous"] == revision_of_pack(0)
