"""An answer is worth what a stated fact is, and settles what was asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from app.domain.case import GivenAnswer, Report, ReportedEvent
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_directory, read_pack

if TYPE_CHECKING:
    from app.domain.rule import RulePack

RULES = Path(__file__).parents[2] / "rules"
NAMES = {"server.name", "peer.name"}
LOST = ReportedEvent(9322, "MSExchangeMTA", strings=("151", "", "", "", "EXCH-A"))


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return read_pack(read_directory(RULES))


def test_a_fact_that_is_answered_is_understood_like_one_that_is_stated(pack: RulePack) -> None:
    chance = Random(20010604)  # noqa: S311 - not a secret
    examples = [example for rule in pack.rules for example in rule.examples]
    for example in chance.sample(examples, 200):
        stated = example.report
        asked = sorted(stated.facts.keys() - NAMES)
        if not asked or NAMES & stated.facts.keys():
            continue
        name = chance.choice(asked)
        left = {other: value for other, value in stated.facts.items() if other != name}
        answered = replace(stated, facts=left, answers=(GivenAnswer(name, stated.facts[name]),))
        before, after = (understand(one, pack.vocabulary) for one in (stated, answered))
        values = [{name: fact.value for name, fact in case.facts.items()} for case in before.cases]
        assert [{name: fact.value for name, fact in case.facts.items()} for case in after.cases] == values, example.name
        assert after.unplaced == before.unplaced or set(after.unplaced) == set(before.unplaced)


def test_an_answer_about_one_peer_is_known_of_that_peer_alone(pack: RulePack) -> None:
    events = tuple(replace(LOST, strings=("151", "1722", "1722", "1722", peer)) for peer in ("EXCH-A", "EXCH-C"))
    report = Report(events=events, answers=(GivenAnswer("peer.multihomed", value=True, peer="exch-a"),))
    understood = understand(report, pack.vocabulary)
    assert {case.peer: "peer.multihomed" in case.facts for case in understood.cases} == {
        "EXCH-A": True,
        "EXCH-C": False,
    }


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (GivenAnswer("event.nt_error", 1722, entries=(0,)), {"nt_error": 1722}),
        (GivenAnswer("event.remote_server", "EXCH-Z", entries=(0,)), {"remote_server": "EXCH-Z"}),
    ],
)
def test_a_field_that_is_answered_is_the_entrys(
    pack: RulePack, answer: GivenAnswer, shown: dict[str, int | str]
) -> None:
    understood = understand(Report(events=(LOST,), answers=(answer,)), pack.vocabulary)
    assert shown.items() <= understood.entries[0].fields.items()
    assert understood.cases[0].peer == shown.get("remote_server", "EXCH-A")


def test_how_often_and_from_where_an_entry_came_can_be_answered(pack: RulePack) -> None:
    answers = (
        GivenAnswer("event.count", 250, entries=(0,)),
        GivenAnswer("event.source", "msexchangemta", entries=(0,)),
    )
    entry = understand(Report(events=(replace(LOST, source=None),), answers=answers), pack.vocabulary).entries[0]
    assert (entry.count, entry.counted, entry.known_source) == (250, True, "MSExchangeMTA")


def test_what_the_text_says_otherwise_is_told_and_no_longer_in_the_way(pack: RulePack) -> None:
    report = Report(text="EXCH-A has two network cards.", events=(LOST,), facts={"peer.multihomed": False})
    at_odds = understand(report, pack.vocabulary)
    assert at_odds.cases[0].facts["peer.multihomed"].contested
    settled = understand(replace(report, answers=(GivenAnswer("peer.multihomed", value=False),)), pack.vocabulary)
    assert not settled.cases[0].facts["peer.multihomed"].contested
    assert [one.code for one in settled.warnings if "peer.multihomed" in one.facts] == ["settled_by_answer"]
