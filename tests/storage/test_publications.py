"""Publications and disablements: one state at any moment, whoever changes it, and whatever dies meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.domain.errors import StorageUnavailable
from app.domain.publication import RELOAD, START, RulesState
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.publications import Publications
from app.storage.tables import rule_disablements, rule_publications
from tests.storage.gate import listening
from tests.storage.running import running
from tests.storage.samples import AT, DISABLED, RULE, pack

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)


@pytest.fixture
def publications(database: Database) -> Publications:
    return Publications(database)


def published(publications: Publications) -> str:
    newest = publications.state().newest
    assert newest is not None
    return newest.revision


def lifted(database: Database) -> list[tuple[object, ...]]:
    with database.reader() as connection:
        columns = rule_disablements.c
        return [tuple(row) for row in connection.execute(select(columns.rule, columns.lifted_at, columns.lifted_by))]


def test_before_anything_is_published_there_is_no_newest(publications: Publications) -> None:
    assert publications.state() == RulesState(None)
    assert not publications.was_published(pack("1").revision)


def test_what_is_published_last_is_the_newest_and_all_of_them_are_kept(publications: Publications) -> None:
    first = publications.publish(pack("1"), AT, START).newest
    second = publications.publish(pack("2"), AT + timedelta(seconds=1), RELOAD).newest
    again = publications.publish(pack("1"), AT + timedelta(seconds=2), RELOAD).newest
    assert first is not None
    assert second is not None
    assert again is not None
    assert first.seq < second.seq < again.seq
    assert (first.reason, second.reason, second.published_at) == (START, RELOAD, AT + timedelta(seconds=1))
    assert publications.state().newest == again
    assert publications.was_published(pack("2").revision)


def test_a_pack_that_is_published_can_be_read_back(publications: Publications, database: Database) -> None:
    publications.publish(pack("1"), AT, START)
    assert DecisionArchive(database).pack(pack("1").revision) == {"a.yaml": "1"}


def test_publishing_what_is_the_newest_changes_nothing(publications: Publications) -> None:
    first = publications.publish(pack("1"), AT, START)
    assert publications.publish(pack("1"), AT + DAY, RELOAD) == first


def test_a_rule_is_disabled_once_however_often_it_is_said(publications: Publications) -> None:
    assert publications.disable(DISABLED)
    assert not publications.disable(replace(DISABLED, why="said again"))
    assert publications.state().disabled == (DISABLED,)


def test_a_rule_of_another_content_is_disabled_anew(publications: Publications) -> None:
    other = replace(DISABLED, digest=pack("2").revision)
    assert publications.disable(DISABLED)
    assert publications.disable(other)
    assert publications.state().disabled == (other,)


def test_a_rule_that_is_put_back_may_be_disabled_again_and_both_stay_on_record(
    publications: Publications, database: Database
) -> None:
    publications.disable(DISABLED)
    assert publications.enable(RULE, AT)
    assert not publications.enable(RULE, AT)
    assert publications.state().disabled == ()
    assert publications.disable(DISABLED)
    assert lifted(database) == [(RULE, AT, "enable"), (RULE, None, None)]


def test_a_pack_with_the_same_rule_leaves_it_disabled(publications: Publications) -> None:
    publications.publish(pack("1"), AT, START)
    publications.disable(DISABLED)
    same = replace(pack("1"), revision=pack("3").revision)
    assert publications.publish(same, AT, RELOAD).disabled == (DISABLED,)


def test_a_pack_with_another_content_of_the_rule_settles_it(publications: Publications, database: Database) -> None:
    publications.publish(pack("1"), AT, START)
    publications.disable(DISABLED)
    assert publications.publish(pack("2"), AT, RELOAD).disabled == ()
    assert lifted(database) == [(RULE, AT, pack("2").revision)]


def test_going_back_to_the_rule_as_it_was_disables_it_again(publications: Publications, database: Database) -> None:
    publications.publish(pack("1"), AT, START)
    publications.disable(DISABLED)
    publications.publish(pack("2"), AT, RELOAD)
    assert publications.expected(pack("1")) == RulesState(None, (DISABLED,))
    back = publications.publish(pack("1"), AT + DAY, RELOAD)
    assert back.disabled == (replace(DISABLED, disabled_at=AT + DAY),)
    assert lifted(database) == [(RULE, AT, pack("2").revision), (RULE, None, None)]
    assert publications.publish(pack("2"), AT + DAY, RELOAD).disabled == ()
    assert publications.enable(RULE, AT + DAY) is False


def test_going_back_to_a_rule_that_somebody_put_back_leaves_it_enabled(publications: Publications) -> None:
    publications.publish(pack("1"), AT, START)
    for _ in range(2):
        publications.disable(DISABLED)
        publications.publish(pack("2"), AT, RELOAD)
        publications.publish(pack("1"), AT, RELOAD)
        assert publications.enable(RULE, AT)
        publications.publish(pack("2"), AT, RELOAD)
        assert publications.publish(pack("1"), AT, RELOAD).disabled == ()


@pytest.mark.parametrize("shelved", [False, True], ids=["gone", "retired or a draft"])
def test_a_pack_without_the_rule_settles_it(publications: Publications, shelved: bool) -> None:  # noqa: FBT001
    publications.disable(DISABLED)
    without = replace(pack("1"), rules=(), shelved=pack("1").rules if shelved else ())
    assert publications.publish(without, AT, RELOAD).disabled == ()


def test_a_publication_that_cannot_be_committed_leaves_no_trace(publications: Publications, database: Database) -> None:
    publications.publish(pack("1"), AT, START)
    publications.disable(DISABLED)

    def refuse(_: object) -> None:
        message = "as if the disk were full"
        raise StorageUnavailable(message)

    with listening(database, "commit", refuse), pytest.raises(StorageUnavailable):
        publications.publish(pack("2"), AT, RELOAD)
    assert published(publications) == pack("1").revision
    assert publications.state().disabled == (DISABLED,)
    assert DecisionArchive(database).pack(pack("2").revision) is None


def test_a_kill_at_any_statement_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    with running("crash", str(tmp_path), "publish") as program:
        assert program.wait() == 0
    states = []
    for path in sorted(tmp_path.glob("*.db")):
        with Database.open(f"sqlite:///{path}") as database:
            publications = Publications(database)
            kept = DecisionArchive(database).pack(pack("2").revision) is not None
            states.append((published(publications), len(publications.state().disabled), kept))
            assert publications.publish(pack("2"), AT, RELOAD).disabled == ()
            assert published(publications) == pack("2").revision
    before, after = (pack("1").revision, 1, False), (pack("2").revision, 0, True)
    assert set(states) == {before, after}
    assert len(states) > 8


def test_processes_that_publish_at_once_take_turns(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as one, Database.open(postgresql_url) as other:
        one.upgrade()
        writers = [Publications(one), Publications(other)] * 4
        contents = "abcdef01"
        with ThreadPoolExecutor(len(writers)) as threads:
            packs = [pack(content) for content in contents]
            states = list(threads.map(lambda each, pack: each.publish(pack, AT, RELOAD), writers, packs))
        with one.reader() as connection:
            rows = connection.execute(select(rule_publications.c.seq, rule_publications.c.revision)).all()
    told = {(state.newest.seq, state.newest.revision) for state in states if state.newest}
    assert told == {tuple(row) for row in rows}
    assert {revision for _, revision in told} == {pack(content).revision for content in contents}
