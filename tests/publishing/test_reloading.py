"""POST /rules/reload: new rules serve as a whole, and what cannot serve changes nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import RulesRefused
from app.rulepacks.pack_reader import read_pack
from tests.api.asking import problem_of
from tests.publishing.packs import (
    HARMLESS,
    LOUD,
    OPEN,
    QUIET,
    diagnosed,
    expected,
    many_rules,
    pack_files,
    revision_of_pack,
    rules_detail,
    serving_pack,
    stripped,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from app.wiring import Services

Serving = tuple["TestClient", "Services", "Path"]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with serving_pack(tmp_path) as found:
        yield found


def test_rules_that_serve_already_are_said_to_be_unchanged(serving: Serving) -> None:
    client, _, _ = serving
    response = client.post("/rules/reload")
    assert response.status_code == 200
    shown = response.json()
    assert shown["unchanged"] is True
    assert shown["revision"] == shown["previous"] == revision_of_pack(0)
    assert shown["examples"] == 0
    assert shown["changes"] == {"added": [], "removed": [], "changed": []}


def test_a_reload_says_what_changed(serving: Serving) -> None:
    client, _, rules = serving
    files = pack_files(1)
    added = files["small/Q279537.yaml"].replace(b"Q279537", b"Q251318").replace(b"status: stable", b"status: draft")
    write(rules, {path: data for path, data in files.items() if "Q279537" not in path} | {"small/Q251318.yaml": added})
    response = client.post("/rules/reload")
    assert response.status_code == 200, response.text
    shown = response.json()
    assert (shown["unchanged"], shown["previous"]) == (False, revision_of_pack(0))
    assert shown["changes"] == {"added": ["Q251318/loud"], "removed": [LOUD], "changed": [QUIET]}
    assert shown["rules"] == {"draft": 1, "test": 0, "stable": 1, "retired": 0}
    assert shown["examples"] == 3
    assert shown["published_at"].endswith("Z")


def test_after_a_reload_answers_are_wholly_those_of_the_new_rules(serving: Serving) -> None:
    client, services, rules = serving
    before = diagnosed(client, OPEN)
    write(rules, pack_files(1))
    assert client.post("/rules/reload").status_code == 200
    for request in (HARMLESS, OPEN):
        answer = diagnosed(client, request)
        assert answer["rules"] == {"revision": revision_of_pack(1), "disabled": []}
        assert stripped(answer) == expected(request, read_pack(pack_files(1)))
    assert stripped(before) == expected(OPEN, read_pack(pack_files(0)))
    assert services.diagnose.engine.disagreements == services.diagnose.engine.faults == 0


def test_what_may_be_stated_changes_with_the_vocabulary_and_so_does_its_documentation(serving: Serving) -> None:
    client, _, rules = serving
    request = {"facts": {"server": {"memory": 3}}}
    assert client.post("/diagnose", json=request).status_code == 422
    assert '"memory"' not in client.get("/openapi.json").text
    files = pack_files(1)
    fact = (
        b"facts:\n  memory: {of: [server, peer], type: whole_number, from: 0, to: 9, means: it, ask: It, how: Look.}\n"
    )
    write(rules, files | {"small/vocabulary.yaml": files["small/vocabulary.yaml"].replace(b"facts:\n", fact)})
    assert client.post("/rules/reload").status_code == 200
    assert client.post("/diagnose", json=request).status_code == 201
    assert '"memory"' in client.get("/openapi.json").text


def test_readiness_names_the_rules_that_serve_and_those_that_were_refused(serving: Serving) -> None:
    client, _, rules = serving
    assert rules_detail(client) == f"2 rules, {revision_of_pack(0)}"
    write(rules, pack_files(1) | {"small/broken.yaml": b"article: ["})
    problem = problem_of(client.post("/rules/reload"), 422, "rules-refused")
    assert problem.errors is not None
    [error] = problem.errors
    assert (error.file, error.line, error.code) == ("small/broken.yaml", 1, "yaml-syntax")
    detail = rules_detail(client)
    assert f"2 rules, {revision_of_pack(0)}" in detail
    assert "the last reload, at " in detail
    assert "1 error(s)" in detail
    assert detail.count("sha256:") == 2
    write(rules, pack_files(1))
    assert client.post("/rules/reload").status_code == 200
    assert rules_detail(client) == f"2 rules, {revision_of_pack(1)}"


def test_rules_served_before_can_still_be_read(serving: Serving) -> None:
    client, _, rules = serving
    write(rules, pack_files(1))
    assert client.post("/rules/reload").status_code == 200
    for number in (0, 1):
        shown = client.get(f"/rules/{QUIET}", params={"revision": revision_of_pack(number)})
        assert shown.status_code == 200, shown.text
        assert f"has {number} cards." in shown.json()["because"]
        assert shown.json()["revision"] == revision_of_pack(number)
    problem_of(client.get(f"/rules/{QUIET}", params={"revision": "sha256:" + "0" * 64}), 404, "not-found")


def test_rules_can_be_taken_back_to_what_they_were(serving: Serving) -> None:
    client, _, rules = serving
    for number in (1, 0):
        write(rules, pack_files(number))
        assert client.post("/rules/reload").json()["revision"] == revision_of_pack(number)
    assert diagnosed(client, OPEN)["rules"]["revision"] == revision_of_pack(0)


def test_a_pack_that_does_not_end_is_refused_when_its_time_is_up(tmp_path: Path) -> None:
    with serving_pack(tmp_path, max_proving_seconds=0.05) as (client, _, rules):
        write(rules, pack_files(1))
        problem = problem_of(client.post("/rules/reload"), 422, "rules-refused")
        assert problem.errors is not None
        assert [(one.file, one.code) for one in problem.errors] == [("*", "takes-too-long")]
        assert diagnosed(client, OPEN)["rules"]["revision"] == revision_of_pack(0)


def test_a_pack_that_eats_all_memory_is_refused(serving: Serving) -> None:
    client, services, rules = serving
    services.reload.prover._memory_bytes = 64 * 1024 * 1024  # it has more by then, so it gets no more
    write(rules, many_rules(500))
    problem = problem_of(client.post("/rules/reload"), 422, "rules-refused")
    assert problem.errors is not None
    assert [one.code for one in problem.errors] in (["too-much-memory"], ["not-survived"])
    assert diagnosed(client, OPEN)["rules"]["revision"] == revision_of_pack(0)


def test_files_that_are_being_written_are_not_half_read(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    _, services, _ = serving
    readings = iter([pack_files(1), pack_files(2)])
    monkeypatch.setattr("app.services.reload_rules.read_directory", lambda _: next(readings))
    with pytest.raises(RulesRefused, match="unsettled"):
        services.reload.reload()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, names of files are text")
def test_a_file_whose_name_is_no_text_is_refused_by_what_can_be_told_of_it(serving: Serving) -> None:
    client, _, rules = serving
    Path(os.fsdecode(os.fsencode(rules) + b"/small/\xff.yaml")).write_bytes(b"article: {}\n")
    problem = problem_of(client.post("/rules/reload"), 422, "rules-refused")
    assert problem.errors is not None
    assert [(one.file, one.code) for one in problem.errors] == [("small/\ufffd.yaml", "unreadable")]


def test_a_service_that_ends_ends_the_reload_under_way(tmp_path: Path) -> None:
    with serving_pack(tmp_path) as (client, services, rules):
        write(rules, pack_files(1))
        services.reload.close()
        problem_of(client.post("/rules/reload"), 503, "service-ending")
        assert services.served.current.revision == revision_of_pack(0)
