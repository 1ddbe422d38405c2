"""Processes that share a database serve the same rules, whichever of them was told to change them."""

from __future__ import annotations

import time
from contextlib import ExitStack
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import httpx2
import pytest

from app.domain.rule import RulePack
from app.services.disable_rules import DisableRules
from app.storage.publications import Publications
from tests.cli.commands import PATIENCE, kbdiag, serving
from tests.publishing.packs import HARMLESS, LOUD, QUIET, pack_files, revision_of_pack, write
from tests.publishing.test_starting import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.wiring import Services
    from tests.cli.commands import Serving


@pytest.fixture
def fleet(tmp_path: Path, postgresql_url: str) -> Iterator[tuple[list[Serving], Path]]:
    """Two servers on one database, with one rules directory."""
    rules = write(tmp_path / "rules", pack_files())
    more = {"KBDIAG_DATABASE_URL": postgresql_url, "KBDIAG_RULES_DIR": str(rules)}
    with ExitStack() as stack:
        yield [stack.enter_context(serving(tmp_path, **more)) for _ in range(2)], rules


def named(server: Serving) -> dict[str, object]:
    """The rules that an answer of this server names."""
    response = httpx2.post(f"{server.address}/diagnose", json=HARMLESS, timeout=PATIENCE)
    assert response.status_code == 201, response.text
    rules: dict[str, object] = response.json()["rules"]
    return rules


def comes_true(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        Event().wait(0.05)
    return True


def comes_to_name(server: Serving, revision: str, *disabled: str) -> bool:
    return comes_true(lambda: named(server) == {"revision": revision, "disabled": list(disabled)})


def test_all_servers_switch_when_one_reloads_or_disables(
    fleet: tuple[list[Serving], Path], tmp_path: Path, postgresql_url: str
) -> None:
    (one, other), rules = fleet
    write(rules, pack_files(1))
    assert httpx2.post(f"{one.address}/rules/reload", timeout=PATIENCE).status_code == 200
    assert named(one)["revision"] == revision_of_pack(1)
    assert comes_to_name(other, revision_of_pack(1))
    httpx2.post(f"{other.address}/rules/{LOUD}/disable", json={"why": "it lies"}, timeout=PATIENCE)
    assert named(other)["disabled"] == [LOUD]
    assert comes_to_name(one, revision_of_pack(1), LOUD)
    command = ("rules", "disable", QUIET, "--why", "so does this")
    result = kbdiag(tmp_path, *command, KBDIAG_DATABASE_URL=postgresql_url, KBDIAG_RULES_DIR=str(rules))
    assert result.exit_code == 0, result.stderr
    for server in (one, other):
        assert comes_to_name(server, revision_of_pack(1), LOUD, QUIET)


def test_a_process_that_looks_finds_what_others_have_done(tmp_path: Path, postgresql_url: str) -> None:
    with started(tmp_path, 0, postgresql_url) as one, started(tmp_path, 0, postgresql_url) as other:
        write(other.reload.directory, pack_files(1))
        other.reload.reload()
        assert one.reload.catch_up.now().revision == revision_of_pack(1)
        one.disable.disable(QUIET, "it lies")
        assert other.reload.catch_up.now().disabled == (QUIET,)
        other.disable.enable(QUIET)
        assert one.reload.catch_up.now().disabled == ()


def test_two_that_reload_different_rules_at_once_end_with_the_same(tmp_path: Path, postgresql_url: str) -> None:
    with started(tmp_path, 0, postgresql_url) as one, started(tmp_path, 0, postgresql_url) as other:
        one_directory = write(tmp_path / "one", pack_files(1))
        one.reload.directory = one_directory
        write(other.reload.directory, pack_files(2))
        for services in (one, other):
            services.reload.reload()
        assert one.reload.catch_up.now().revision == other.served.current.revision == revision_of_pack(2)


def test_a_rule_disabled_just_when_another_content_of_it_is_published_is_out_all_the_same(
    tmp_path: Path, postgresql_url: str
) -> None:
    with started(tmp_path, 0, postgresql_url) as one, started(tmp_path, 0, postgresql_url) as other:
        before = one.served.current.pack
        write(other.reload.directory, pack_files(1))
        other.reload.reload()
        packs = iter([before])
        catch_up = one.reload.catch_up
        late = DisableRules(one.disable.publications, lambda: next(packs, None) or catch_up.now().pack, one.disable.now)
        late.disable(QUIET, "it lies")
        assert one.served.current.disabled == (QUIET,)
        assert one.served.current.revision == revision_of_pack(1)


def publish_strange_rules(one: Services) -> Publications:
    """As a newer version of the program would, with files that this one cannot read."""
    pack, publications = one.served.current.pack, Publications(one.readiness.database)
    strange = RulePack("sha256:strange", pack.vocabulary, pack.rules, files={"a.yaml": "of: [another, version]"})
    publications.publish(strange, one.reload.now(), "reload")
    return publications


def test_rules_that_cannot_be_followed_leave_those_before_and_readiness_says_so(
    tmp_path: Path, postgresql_url: str
) -> None:
    with started(tmp_path, 0, postgresql_url) as one:
        publications = publish_strange_rules(one)
        follow = one.readiness.follow
        assert follow is not None
        assert comes_true(lambda: follow.trouble is not None)
        assert one.served.current.revision == revision_of_pack(0)
        [rules] = [check for check in one.readiness.checks() if check.name == "rules"]
        assert rules.ok
        assert "cannot be followed" in rules.detail
        write(one.reload.directory, pack_files())
        done = one.reload.reload()
        assert (done.edition.revision, done.previous) == (revision_of_pack(0), revision_of_pack(0))
        assert not done.unchanged
        assert publications.state().newest == done.edition.publication
        assert comes_true(lambda: follow.trouble is None)


def test_a_rule_can_be_taken_out_where_what_is_published_cannot_be_served(tmp_path: Path, postgresql_url: str) -> None:
    with started(tmp_path, 0, postgresql_url) as one:
        publish_strange_rules(one)
        disable = partial(one.disable.disable, QUIET, "it lies")
        for change, out in ((disable, (QUIET,)), (partial(one.disable.enable, QUIET), ())):
            assert change().changed
            assert one.served.current.disabled == out
        assert one.served.current.revision == revision_of_pack(0)


def test_a_process_that_cannot_serve_what_is_published_can_publish_something_else(
    tmp_path: Path, postgresql_url: str
) -> None:
    with started(tmp_path, 0, postgresql_url) as one:
        publish_strange_rules(one)
        write(one.reload.directory, pack_files(1))
        assert one.reload.reload().edition.revision == revision_of_pack(1)
