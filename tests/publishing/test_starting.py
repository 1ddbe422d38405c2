"""What a process serves when it starts: its directory, unless others that share the database have moved on since."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import RulesInvalid
from app.services.start_rules import prove
from app.settings import Settings
from app.storage.publications import Publications
from app.wiring import build
from tests.publishing.packs import QUIET, pack_files, revision_of_pack, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.rule import RulePack
    from app.wiring import Services


@contextmanager
def started(where: Path, number: int, url: str = "", *, publishes: bool = True) -> Iterator[Services]:
    """A process whose directory holds the pack of this number."""
    rules = write(where / f"rules{number}", pack_files(number))
    with build(Settings(data_dir=where / "data", database_url=url, rules_dir=rules), publishes=publishes) as services:
        yield services


def served(services: Services) -> str:
    return services.served.current.revision


def newest(services: Services) -> tuple[str, str]:
    found = Publications(services.readiness.database).state().newest
    assert found is not None
    return found.revision, found.reason


def test_the_first_start_publishes_its_directory(tmp_path: Path) -> None:
    with started(tmp_path, 0) as services:
        assert newest(services) == (revision_of_pack(0), "start")
        assert services.served.current.publication == Publications(services.readiness.database).state().newest


def test_a_database_of_one_process_has_nobody_who_could_have_moved_on(tmp_path: Path) -> None:
    for number in (0, 1, 0):
        with started(tmp_path, number) as services:
            assert served(services) == revision_of_pack(number)
            assert newest(services)[0] == revision_of_pack(number)


def test_a_start_with_what_is_published_publishes_nothing(tmp_path: Path) -> None:
    sequence = []
    for _ in range(2):
        with started(tmp_path, 0) as services:
            publication = services.served.current.publication
            assert publication is not None
            sequence.append(publication.seq)
    assert sequence == [1, 1]


def test_broken_rules_are_not_published_by_a_start(tmp_path: Path) -> None:
    with started(tmp_path, 0):
        pass
    rules = write(tmp_path / "broken", pack_files(1) | {"small/more.yaml": b"["})
    settings = Settings(data_dir=tmp_path / "data", database_url="", rules_dir=rules)
    with pytest.raises(RulesInvalid):
        build(settings)
    with started(tmp_path, 0) as services:
        publication = services.served.current.publication
        assert publication is not None
        assert publication.seq == 1


def test_a_command_serves_its_directory_to_itself_and_tells_nobody(tmp_path: Path) -> None:
    with started(tmp_path, 0) as services:
        services.disable.disable(QUIET, "it lies")
    with started(tmp_path, 1, publishes=False) as services:
        assert served(services) == revision_of_pack(1)
        assert newest(services) == (revision_of_pack(0), "start")
        assert services.served.current.disabled == ()
        assert services.reload.catch_up.now().revision == revision_of_pack(1)
    with started(tmp_path, 0, publishes=False) as services:
        assert services.served.current.disabled == (QUIET,)


@pytest.mark.parametrize("publishes", [True, False])
def test_a_start_with_older_files_keeps_a_rule_out_that_newer_ones_had_settled(
    tmp_path: Path,
    publishes: bool,  # noqa: FBT001
    caplog: pytest.LogCaptureFixture,
) -> None:
    with started(tmp_path, 0) as services:
        services.disable.disable(QUIET, "it lies")
    with started(tmp_path, 1) as services:
        assert services.served.current.disabled == ()
    with caplog.at_level(logging.WARNING, "kbdiag.rules"), started(tmp_path, 0, publishes=publishes) as services:
        assert services.served.current.disabled == (QUIET,)
    assert f"disabled: {QUIET}" in caplog.messages


def test_a_start_with_rules_nobody_has_seen_publishes_them_to_all(tmp_path: Path, postgresql_url: str) -> None:
    with started(tmp_path, 0, postgresql_url) as one, started(tmp_path, 1, postgresql_url) as other:
        assert newest(one) == newest(other) == (revision_of_pack(1), "start")
        assert one.reload.catch_up.now().revision == served(other) == revision_of_pack(1)


def test_a_start_with_rules_that_others_have_replaced_follows_the_others(
    tmp_path: Path, postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with started(tmp_path, 0, postgresql_url), started(tmp_path, 1, postgresql_url):
        pass
    with caplog.at_level(logging.WARNING, "kbdiag.rules"), started(tmp_path, 0, postgresql_url) as late:
        assert served(late) == revision_of_pack(1)
        assert newest(late) == (revision_of_pack(1), "start")
    [warning] = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert revision_of_pack(0) in warning
    assert revision_of_pack(1) in warning


def test_a_start_that_others_overtake_while_it_proves_its_rules_follows_the_others(
    tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(tmp_path, 0, postgresql_url) as one:

        def meanwhile(pack: RulePack) -> None:
            prove(pack)
            write(one.reload.directory, pack_files(1))
            one.reload.reload()

        monkeypatch.setattr("app.services.start_rules.prove", meanwhile)
        with started(tmp_path / "late", 0, postgresql_url) as late:
            assert served(late) == newest(late)[0] == revision_of_pack(1)


def test_rules_that_others_have_replaced_can_be_published_again_by_a_reload(
    tmp_path: Path, postgresql_url: str
) -> None:
    with started(tmp_path, 0, postgresql_url), started(tmp_path, 1, postgresql_url):
        pass
    with started(tmp_path, 0, postgresql_url) as late:
        done = late.reload.reload()
        assert (done.edition.revision, done.previous) == (revision_of_pack(0), revision_of_pack(1))
        assert newest(late) == (revision_of_pack(0), "reload")
