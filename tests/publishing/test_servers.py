"""Servers in processes of their own: told by signal and by command, and killed in the middle of it."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.cli.commands import PATIENCE, kbdiag, serving
from tests.publishing.packs import HARMLESS, LOUD, OPEN, QUIET, many_rules, pack_files, revision_of_pack, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.commands import Serving

Server = tuple["Serving", Path, Path]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server, with its data and its rules directory."""
    rules = write(tmp_path / "rules", pack_files())
    with serving(tmp_path / "data", KBDIAG_RULES_DIR=str(rules)) as one:
        yield one, tmp_path / "data", rules


def revision(server: Serving) -> str:
    response = httpx2.post(f"{server.address}/diagnose", json=OPEN, timeout=PATIENCE)
    assert response.status_code == 201, response.text
    return str(response.json()["rules"]["revision"])


def comes_to_say(server: Serving, words: str) -> bool:
    until = time.monotonic() + PATIENCE
    while words not in "".join(server.said):
        if time.monotonic() > until:
            return False
        Event().wait(0.05)
    return True


def test_a_hangup_reloads_the_rules_and_the_log_says_what_came_of_it(server: Server) -> None:
    one, _, rules = server
    write(rules, pack_files(1))
    one.process.send_signal(signal.SIGHUP)
    assert comes_to_say(one, f"published {revision_of_pack(1)}: 0 rule(s) added, 0 removed, 1 changed")
    assert revision(one) == revision_of_pack(1)
    write(rules, pack_files(2) | {"small/more.yaml": b"article: ["})
    one.process.send_signal(signal.SIGHUP)
    assert comes_to_say(one, "small/more.yaml:1: yaml-syntax")
    assert f"not reloaded, {revision_of_pack(1)} goes on serving" in "".join(one.said)
    assert revision(one) == revision_of_pack(1)
    assert one.stop() == 0
    assert "Traceback" not in "".join(one.said)


def test_a_server_told_to_end_in_a_reload_ends(server: Server) -> None:
    one, _, rules = server
    write(rules, pack_files(1))
    one.process.send_signal(signal.SIGHUP)
    assert one.stop() == 0


def test_a_server_told_to_end_waits_for_no_reload_that_somebody_waits_for(server: Server) -> None:
    one, _, rules = server
    write(rules, many_rules(1500))
    answers: list[httpx2.Response] = []
    url = f"{one.address}/rules/reload"
    waiting = Thread(target=lambda: answers.append(httpx2.post(url, timeout=PATIENCE)), daemon=True)
    waiting.start()
    until = time.monotonic() + PATIENCE
    while len(one.children()) < 2 and time.monotonic() < until:  # the engine's process, and the one that proves
        Event().wait(0.05)
    assert one.stop() == 0
    waiting.join(PATIENCE)
    assert [answer.headers["content-type"] for answer in answers] == ["application/problem+json"]
    assert "the service is ending; the rules were not proven" in "".join(one.said)


def test_the_commands_find_the_server_that_holds_the_database(server: Server) -> None:
    one, data, rules = server
    write(rules, pack_files(1))
    done = kbdiag(data, "rules", "reload", "--format", "json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["changes"]["changed"] == [QUIET]
    again = kbdiag(data, "rules", "reload")
    assert (again.exit_code, again.stdout) == (0, f"unchanged: {revision_of_pack(1)} serves already\n")
    out = kbdiag(data, "rules", "disable", QUIET, "--why", "it lies", "--format", "json")
    assert (out.exit_code, json.loads(out.stdout)["why"]) == (0, "it lies")
    answer = httpx2.post(f"{one.address}/diagnose", json=HARMLESS, timeout=PATIENCE).json()
    assert answer["rules"] == {"revision": revision_of_pack(1), "disabled": [QUIET]}
    back = kbdiag(data, "rules", "enable", QUIET, "--server", one.address)
    assert (back.exit_code, back.stdout) == (0, f"{QUIET} is enabled\n")


def test_a_reload_that_is_refused_ends_the_command_with_2_and_every_error(server: Server) -> None:
    _, data, rules = server
    write(rules, pack_files(1) | {"small/more.yaml": b"article: ["})
    refused = kbdiag(data, "rules", "reload")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "small/more.yaml" in refused.stderr
    assert "yaml-syntax" in refused.stderr


def test_a_rule_can_be_disabled_before_any_server_runs(tmp_path: Path) -> None:
    rules = str(write(tmp_path / "rules", pack_files()))
    data = tmp_path / "data"
    out = kbdiag(data, "rules", "disable", LOUD, "--why", "it lies", KBDIAG_RULES_DIR=rules)
    assert out.exit_code == 0, out.stderr
    assert out.stdout.startswith(f"{LOUD} is disabled since ")
    diagnosed = kbdiag(data, "diagnose", "-", given=json.dumps(OPEN).encode(), KBDIAG_RULES_DIR=rules)
    assert json.loads(diagnosed.stdout)["rules"]["disabled"] == [LOUD]
    with serving(data, KBDIAG_RULES_DIR=rules) as one:
        answer = httpx2.post(f"{one.address}/diagnose", json=OPEN, timeout=PATIENCE).json()
        assert answer["rules"]["disabled"] == [LOUD]
    unknown = kbdiag(data, "rules", "disable", "Q303156/none", "--why", "it lies", KBDIAG_RULES_DIR=rules)
    assert (unknown.exit_code, unknown.stdout) == (3, "")


def test_without_a_server_there_is_nothing_to_reload(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "rules", "reload")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no service runs" in result.stderr


def killed_in_a_reload(where: Path, number: int, after: float) -> None:
    """Kill a server so many seconds after it was told to reload; the next one must be whole."""
    data, rules = where / "data", write(where / "rules", pack_files(number - 1))
    with serving(data, KBDIAG_RULES_DIR=str(rules)) as one:
        before = httpx2.post(f"{one.address}/diagnose", json=OPEN, timeout=PATIENCE)
        write(rules, pack_files(number))

        def reload() -> None:
            with suppress(httpx2.HTTPError):
                httpx2.post(f"{one.address}/rules/reload", timeout=PATIENCE)

        telling = Thread(target=reload)
        telling.start()
        Event().wait(after)
        one.stop(signal.SIGKILL)
        telling.join()
    with serving(data, KBDIAG_RULES_DIR=str(rules)) as one:
        assert revision(one) == revision_of_pack(number)
        for found in (number - 1, number):
            shown = httpx2.get(f"{one.address}/rules/{QUIET}", params={"revision": revision_of_pack(found)})
            assert f"has {found} cards." in shown.json()["because"]
        assert httpx2.get(one.address + before.headers["location"]).content == before.content


def test_a_server_killed_in_a_reload_starts_again_whole(tmp_path: Path) -> None:
    killed_in_a_reload(tmp_path, 1, 0.3)


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_servers_killed_at_any_moment_of_a_reload_start_again_whole(tmp_path: Path) -> None:
    moments = random.Random(4)  # noqa: S311 - no secret
    for number in range(1, 31):
        killed_in_a_reload(tmp_path, number, moments.uniform(0, 1.5))


def resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc")
def test_fifty_reloads_leave_one_engine_and_no_more_memory(server: Server) -> None:
    one, _, rules = server
    sizes = []
    for number in range(1, 71):
        write(rules, pack_files(number))
        assert httpx2.post(f"{one.address}/rules/reload", timeout=PATIENCE).status_code == 200
        assert revision(one) == revision_of_pack(number)
        [engine] = one.children()
        sizes.append((resident_bytes(one.process.pid), resident_bytes(engine)))
    settled, last = sizes[19], sizes[-1]
    sys.stderr.write(f"after 20 reloads {settled}, after 70 {last}\n")
    assert last[0] - settled[0] < 8 * 1024 * 1024
    assert last[1] - settled[1] < 4 * 1024 * 1024
