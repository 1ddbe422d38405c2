"""Past cases against rules that have changed: what would be said, case by case, and how right it would be."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from app.render.replay import side_by_side
from tests.api.asking import problem_of
from tests.cli.commands import kbdiag
from tests.publishing.packs import BOTH, HARMLESS, LOUD, OPEN, QUIET, diagnosed, pack_files, serving_pack, write
from tests.replay.waiting import finished, replayed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from app.wiring import Services

ERASING = {"by": "an officer", "why": "asked for"}


def changed_files() -> dict[str, bytes]:
    """The loud rule asks for service pack 3 instead of 4."""
    files = pack_files()
    written = files["small/Q279537.yaml"]
    loud = written.replace(b"pack: 4}\n    because", b"pack: 3}\n    because")
    assert loud != files["small/Q279537.yaml"]
    return files | {"small/Q279537.yaml": loud}


@contextmanager
def desk(where: Path) -> Iterator[tuple[TestClient, Services, dict[str, str]]]:
    """Answers of pack 0 to each request, by name; then the directory holds other rules."""
    with serving_pack(where) as (client, services, rules):
        requests = {"harmless": HARMLESS, "both": BOTH, "open": OPEN, "trial": HARMLESS | {"trial": True}}
        ids = {name: diagnosed(client, request)["id"] for name, request in requests.items()}
        write(rules, changed_files())
        yield client, services, ids


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services, dict[str, str]]]:
    with desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


Desk = tuple["TestClient", "Services", dict[str, str]]


def test_the_report_says_verdict_by_verdict_and_article_by_article_what_would_change(shared: Desk) -> None:
    client, _, _ = shared
    replay = replayed(client, against="directory")
    report = replay["report"]
    assert (replay["state"], replay["done"], replay["total"], report["cases"]) == ("finished", 3, 3, 3)
    assert report["effects"] == {"same": 0, "details": 1, "changed": 2, "unreadable": 0}
    assert report["verdicts"] == [
        {"before": "environment_fault", "after": "expected_behavior", "cases": 1},
        {"before": "expected_behavior", "after": "environment_fault", "cases": 1},
        {"before": "needs_information", "after": "needs_information", "cases": 1},
    ]
    changed = [(one["before"], one["after"]) for one in report["articles"] if one["before"] != one["after"]]
    assert changed == [("Q279537", "Q303156"), ("Q303156", "Q279537")]
    assert [(one["before"], one["after"]) for one in report["rules"]][:2] == [(LOUD, QUIET), (QUIET, LOUD)]


def test_each_changed_case_has_both_explanations_side_by_side(shared: Desk) -> None:
    client, _, ids = shared
    replay = replayed(client, select={"ids": [ids["harmless"]]})
    [change] = client.get(f"/replays/{replay['id']}/changes").json()["items"]
    assert (change["diagnosis"], change["effect"]) == (ids["harmless"], "changed")
    assert change["before"] == client.get(f"/diagnoses/{ids['harmless']}").json()
    assert change["after"]["rule"] == LOUD
    assert change["after"]["id"] == ids["harmless"]
    lines = {(one["rule"], one["says"]): (one["before"], one["after"], one["differs"]) for one in change["compared"]}
    assert lines[None, "verdict"] == ("expected_behavior", "environment_fault", True)
    assert lines[LOUD, "status"] == ("does not apply", "confirmed", True)
    assert lines[LOUD, "the server has pack 4"] == ("not_met", "met", True)
    assert lines[QUIET, "status"] == ("confirmed", "confirmed", False)


def test_a_stored_revision_can_be_replayed_against_too(shared: Desk) -> None:
    client, services, _ = shared
    report = replayed(client, against=services.served.current.revision)["report"]
    assert report["effects"] == {"same": 3, "details": 0, "changed": 0, "unreadable": 0}


@pytest.mark.parametrize(
    ("select", "cases"),
    [
        ({"trial": None}, 4),
        ({"trial": True}, 1),
        ({"verdict": "expected_behavior"}, 1),
        ({"article": "Q279537"}, 2),
        ({"limit": 2}, 2),
        ({"judged": True}, 0),
        ({"since": "2001-01-01T00:00:00Z"}, 3),
        ({"until": "2001-01-01T00:00:00Z"}, 0),
        ({"ids": [str(uuid4())]}, 0),
    ],
)
def test_a_selection_leaves_what_fits(shared: Desk, select: dict[str, Any], cases: int) -> None:
    client, _, _ = shared
    replay = replayed(client, select=select)
    assert (replay["report"]["cases"], replay["total"]) == (cases, cases)


def test_precision_and_recall_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    with desk(tmp_path) as (client, _, ids):
        more = {name: diagnosed(client, HARMLESS)["id"] for name in ("a", "b", "c")}
        told = {
            ids["harmless"]: {"right": True},  # Q303156 was true; now Q279537 is claimed: wrong
            ids["both"]: {"right": False, "article": "Q303156"},  # Q279537 was claimed; now the truth is
            more["a"]: {"right": False},  # only known that it was not Q303156; the new claim is not judged
            more["b"]: {"right": False, "article": "none"},  # nothing applied: wrong before and after
            more["c"]: {"right": False, "article": "Q279537"},  # now the truth is claimed
        }
        for diagnosis, outcome in told.items():
            assert client.post(f"/diagnoses/{diagnosis}/outcome", json=outcome).status_code == 201
        report = replayed(client, select={"judged": True})["report"]
    assert (report["cases"], report["judged"]) == (5, 5)
    before, after = report["scores"]["before"], report["scores"]["after"]
    shares = ("precision", "recall", "right", "judged", "known")
    assert [before["Q303156"][one] for one in shares] == [1 / 4, 1 / 2, 1, 4, 2]
    assert [before["Q279537"][one] for one in shares] == [0.0, 0.0, 0, 1, 1]
    assert [before["all"][one] for one in shares] == [1 / 5, 1 / 3, 1, 5, 3]
    assert [after["Q303156"][one] for one in shares] == [1.0, 1 / 2, 1, 1, 2]
    assert [after["Q279537"][one] for one in shares] == [1 / 3, 1.0, 1, 3, 1]
    assert [after["all"][one] for one in shares] == [2 / 4, 2 / 3, 2, 4, 3]
    rules = report["rule_scores"]
    assert {name: one["precision"] for name, one in rules["before"].items()} == {QUIET: 1 / 4, LOUD: 0.0}
    assert {name: one["precision"] for name, one in rules["after"].items()} == {QUIET: 1.0, LOUD: 1 / 3}


def test_nothing_of_an_erased_case_is_replayed_or_left_in_a_replay(tmp_path: Path) -> None:
    with desk(tmp_path) as (client, _, ids):
        before = replayed(client)
        assert len(client.get(f"/replays/{before['id']}/changes").json()["items"]) == 3
        assert client.post(f"/diagnoses/{ids['harmless']}/erasure", json=ERASING).status_code == 200
        left = client.get(f"/replays/{before['id']}/changes").json()["items"]
        assert [one["diagnosis"] for one in left] == [ids["both"], ids["open"]]
        report = replayed(client)["report"]
        assert (report["cases"], report["erased"]) == (2, 1)


def test_a_request_that_the_other_vocabulary_cannot_read_is_a_change_of_its_own(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, _, rules):
        diagnosed(client, HARMLESS)
        files = pack_files()
        renamed = {path: text.replace(b"mta_build", b"mta_version") for path, text in files.items()}
        write(rules, renamed)
        replay = replayed(client)
        assert replay["report"]["effects"]["unreadable"] == 1, replay
        [change] = client.get(f"/replays/{replay['id']}/changes").json()["items"]
        assert (change["effect"], change["after"], change["compared"]) == ("unreadable", None, [])
        assert "#/facts/peer/mta_build" in change["reason"]


def test_a_replay_is_begun_once_for_its_key(shared: Desk) -> None:
    client, _, _ = shared
    key = {"Idempotency-Key": str(uuid4())}
    posts = [client.post("/replays", json=body, headers=key) for body in ({}, {}, {"against": "own"})]
    assert [one.status_code for one in posts] == [202, 200, 422]
    assert posts[0].json()["id"] == posts[1].json()["id"]
    finished(client, posts[0].headers["location"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"against": "elsewhere"}, "#/against"),
        ({"select": {"verdit": "no_match"}}, "#/select/verdit"),
        ({"select": {"verdict": "maybe"}}, "#/select/verdict"),
        ({"select": {"since": "yesterday"}}, "#/select/since"),
        ({"select": {"limit": "2"}}, "#/select/limit"),
        ({"selection": {}}, "#/selection"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(shared: Desk, body: dict[str, Any], pointer: str) -> None:
    client, _, _ = shared
    problem = problem_of(client.post("/replays", json=body), 422, "invalid-body")
    assert [one.pointer for one in problem.errors or ()] == [pointer]


def test_there_is_no_replay_against_rules_that_there_are_not(shared: Desk, tmp_path: Path) -> None:
    client, _, _ = shared
    problem_of(client.post("/replays", json={"against": "sha256:" + "0" * 64}), 404, "not-found")
    problem_of(client.get(f"/replays/{uuid4()}"), 404, "not-found")
    problem_of(client.get(f"/replays/{uuid4()}/changes"), 404, "not-found")
    with serving_pack(tmp_path) as (other, _, rules):
        write(rules, {"small/Q303156.yaml": b"article: ["})
        problem = problem_of(other.post("/replays", json={}), 422, "rules-refused")
        assert problem.errors


def test_replays_are_listed_newest_first_and_a_page_at_a_time(shared: Desk) -> None:
    client, _, _ = shared
    begun = [replayed(client, select={"limit": 1})["id"] for _ in range(3)]
    first = client.get("/replays", params={"page_size": 2}).json()
    assert [one["id"] for one in first["items"]] == begun[:0:-1]
    rest = client.get("/replays", params={"page_size": 1, "page_token": first["next_page_token"]}).json()
    assert rest["items"][0]["id"] == begun[0]


def test_changes_are_read_a_page_at_a_time(shared: Desk) -> None:
    client, _, ids = shared
    address = f"/replays/{replayed(client)['id']}/changes"
    first = client.get(address, params={"page_size": 2}).json()
    rest = client.get(address, params={"page_size": 2, "page_token": first["next_page_token"]}).json()
    assert [one["diagnosis"] for one in first["items"] + rest["items"]] == [ids["harmless"], ids["both"], ids["open"]]
    assert rest["next_page_token"] is None


def test_a_replay_whose_process_is_gone_does_not_run_for_ever(shared: Desk) -> None:
    client, services, _ = shared
    replay = services.replays.replays.get(replayed(client)["id"])
    assert replay is not None
    long_ago = replay.created_at - timedelta(minutes=3)
    fields = {name: getattr(replay, name) for name in replay.__slots__}
    lost = type(replay)(**fields | {"id": str(UUID(int=7)), "state": "running", "updated_at": long_ago, "report": None})
    services.replays.replays.begin(lost, {}, None)
    assert client.get(f"/replays/{lost.id}").json()["state"] == "interrupted"


def test_what_was_begun_is_given_up_when_the_service_ends(tmp_path: Path) -> None:
    with desk(tmp_path) as (client, services, _):
        services.replays.close()
        services.replays._thread = type(services.replays._thread)(1)
        replay = replayed(client)
    assert (replay["state"], replay["report"]) == ("failed", None)
    assert "stopped" in replay["error"]


def run(where: Path, *arguments: str) -> tuple[int, str, str]:
    rules = {"KBDIAG_RULES_DIR": str(where / "rules")}
    done = kbdiag(where / "data", "replay", *arguments, given=None, **rules)
    return done.exit_code, done.stdout, done.stderr


def test_the_command_is_a_gate_for_changed_rules(tmp_path: Path) -> None:
    with desk(tmp_path):  # beside the service
        code, said, complaint = run(tmp_path, "--format", "json", "--fail-on-change")
        assert (code, complaint) == (1, "")
        found = json.loads(said)
        assert found["report"]["effects"]["changed"] == len(found["changes"]) - 1 == 2
        assert run(tmp_path, "--format", "json")[0] == 0
        assert run(tmp_path, "--own", "--fail-on-change", "--format", "jsonl")[0] == 0
        rules = write(tmp_path / "same", pack_files(1))
        code, said, _ = run(tmp_path, "--rules", str(rules), "--fail-on-change", "--trials", "--format", "jsonl")
        assert code == 0
        assert json.loads(said.splitlines()[-1])["report"]["effects"]["details"] == 4


def test_the_command_shows_people_both_explanations_side_by_side(tmp_path: Path) -> None:
    with desk(tmp_path) as (client, _, ids):
        client.post(f"/diagnoses/{ids['both']}/outcome", json={"right": False, "article": "Q303156"})
        code, said, _ = run(tmp_path, "--format", "table")
    assert code == 0
    assert "3 cases: 0 the same, 2 changed, 1 only in details, 0 unreadable" in said
    assert "* the server has pack 4" in said
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "environment_fault expected_behavior 1" in lines
    assert "* verdict expected_behavior environment_fault" in lines
    assert "Q303156 - 100% 0% 100%" in lines
    assert f"{LOUD} 0% -" in lines


@pytest.mark.parametrize(
    "arguments",
    [("--own", "--revision", "sha256:x"), ("--rules", ".", "--server", "http://127.0.0.1:1"), ("--limit", "0")],
)
def test_the_command_refuses_what_contradicts_itself(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments)[0] == 2


def test_a_rule_that_only_one_answer_speaks_of_is_compared_with_nothing() -> None:
    bare: dict[str, Any] = {"verdict": "no_match", "article": None, "rule": None, "summary": "", "findings": []}
    near = {"rule": QUIET, "peer": None, "antecedents": [{"says": "it is so", "outcome": "not_met"}]}
    lines = side_by_side(bare | {"near_misses": []}, bare | {"near_misses": [near]})
    assert lines[-1] == {
        "rule": QUIET,
        "peer": None,
        "says": "it is so",
        "before": None,
        "after": "not_met",
        "differs": True,
    }
