"""What is asked: whatever findings wait for, by what it follows from, and what each answer leads to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.antecedent import Leaf
from app.domain.build import Build
from app.domain.case import Report, ReportedEvent
from app.domain.comparison import AtLeast, OneOf
from app.domain.explanation import Prospect, Question
from app.domain.fact import Fact
from app.domain.observation import EventTest
from app.domain.verdict import Status, Verdict
from app.domain.vocabulary import FactKind, FactType, Vocabulary
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.engine.questions import MOST, asked_once
from app.engine.session import Session
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_directory, read_pack
from tests.engine.made_up.by_hand import (
    all_of,
    any_of,
    case,
    diagnosed,
    entry,
    follows,
    knowing,
    logged,
    one_of,
    rule,
    says,
    says_not,
)

if TYPE_CHECKING:
    from app.domain.case import Case
    from app.domain.explanation import Diagnosis
    from app.domain.fact import Value

RULES = Path(__file__).parents[2] / "rules"
NEW = AtLeast(Build.parse("2651.75"))


def asked(knowledge: Knowledge, *cases: Case) -> dict[str, Question]:
    diagnosis, _ = diagnosed(knowledge, *(cases or (case(entry()),)))
    return {question.fact: question for question in diagnosis.questions}


def test_what_a_finding_waits_for_is_asked_with_what_each_answer_leads_to() -> None:
    questions = asked(knowing(rule(cause=all_of(says("a")))))
    assert questions["a"].prospects == {"true": Prospect(("Q1/rule",), ()), "false": Prospect((), ())}
    assert questions["a"].settles == 1


def test_nothing_is_asked_that_no_longer_matters() -> None:
    cause = any_of(says("a"), says("b"))
    assert not asked(knowing(rule(cause=cause)), case(entry(), a=True))
    assert not asked(knowing(rule(cause=all_of(says("a"), says("b")))), case(entry(), a=False))


def test_what_speaks_against_a_confirmed_finding_is_asked_and_the_finding_stays() -> None:
    knowledge = knowing(rule(cause=all_of(says("a")), unless=all_of(says("u"))))
    diagnosis, _ = diagnosed(knowledge, case(entry(), a=True))
    assert diagnosis.findings[0].status is Status.CONFIRMED
    (question,) = diagnosis.questions
    assert question.prospects == {"true": Prospect((), ()), "false": Prospect(("Q1/rule",), ())}


def test_what_no_single_answer_settles_is_asked_all_the_same() -> None:
    questions = asked(knowing(rule(cause=one_of(says("a"), says("b")))))
    assert set(questions) == {"a", "b"}
    assert questions["a"].settles == 0
    assert questions["a"].prospects["true"] == Prospect((), ("Q1/rule",))


def test_a_fact_that_follows_from_others_is_asked_by_those() -> None:
    derivations = (follows("new", says("build", NEW)),)
    knowledge = knowing(rule(cause=all_of(says("new"))), derivations=derivations, build=FactKind.BUILD)
    questions = asked(knowledge)
    assert set(questions) == {"build"}
    assert questions["build"].prospects["at least 2651.75"] == Prospect(("Q1/rule",), ())
    assert questions["build"].prospects["below 2651.75"] == Prospect((), ("Q1/rule",))


def test_a_fact_that_does_not_follow_from_what_is_known_is_asked_itself() -> None:
    derivations = (follows("new", says("build", NEW)),)
    knowledge = knowing(rule(cause=all_of(says("new"))), derivations=derivations, build=FactKind.BUILD)
    assert set(asked(knowledge, case(entry(), build=Build.parse("2650.24")))) == {"new"}


def test_what_contradicts_a_stated_fact_is_asked_again() -> None:
    derivations = (
        follows("new", says("build", NEW)),
        follows("new", says("old"), value=False, name="old"),
    )
    knowledge = knowing(rule(cause=all_of(says_not("new"))), derivations=derivations, build=FactKind.BUILD)
    questions = asked(knowledge, case(entry(), build=Build.parse("2653.23"), new=False, old=True))
    assert questions["build"].prospects["below 2651.75"] == Prospect(("Q1/rule",), ())
    assert questions["build"].prospects["at least 2651.75"] == Prospect((), ("Q1/rule",))


def test_a_build_cut_short_is_asked_again_where_it_could_be_either() -> None:
    knowledge = knowing(rule(cause=all_of(says("build", NEW))), build=FactKind.BUILD)
    assert set(asked(knowledge, case(entry(), build=Build.parse("2651")))) == {"build"}
    assert not asked(knowledge, case(entry(), build=Build.parse("2652")))


def test_a_contested_fact_is_asked_again_by_what_would_be_harmless_only() -> None:
    contested = Fact(value=True, contested=True)
    harmless = rule(cause=all_of(says("a")), verdict=Verdict.EXPECTED_BEHAVIOR)
    assert set(asked(knowing(harmless), case(entry(), a=contested))) == {"a"}
    assert not asked(knowing(rule(cause=all_of(says("a")))), case(entry(), a=contested))


def test_a_missing_code_is_asked_of_the_entries_that_lack_it() -> None:
    knowledge = knowing(rule(symptoms=all_of(logged(101, code=1722))))
    questions = asked(knowledge, case(entry(0), entry(1, 102), entry(2)))
    question = questions["event.code"]
    assert (question.entries, question.ask) == ((0, 2), "Which code?")
    assert question.prospects == {"1722": Prospect(("Q1/rule",), ()), "another": Prospect((), ())}


def test_a_code_that_is_compared_with_a_bound_is_asked_by_ranges() -> None:
    symptoms = all_of(Leaf("big", EventTest((101,), None, (("code", AtLeast(5)),))))
    question = asked(knowing(rule(symptoms=symptoms)))["event.code"]
    assert question.prospects == {"0 to 4": Prospect(), "5 to 4294967295": Prospect(("Q1/rule",), ())}


def test_a_missing_source_is_asked() -> None:
    knowledge = knowing(rule(symptoms=all_of(logged(101, "Alpha"))))
    question = asked(knowledge, case(entry(source=None)))["event.source"]
    assert question.prospects == {"Alpha": Prospect(("Q1/rule",), ()), "another": Prospect((), ())}


def test_a_missing_code_that_could_speak_against_a_confirmed_finding_is_asked() -> None:
    knowledge = knowing(rule(unless=all_of(logged(101, code=5))))
    question = asked(knowledge)["event.code"]
    assert question.prospects == {"5": Prospect((), ()), "another": Prospect(("Q1/rule",), ())}


def test_the_most_decisive_question_comes_first_then_as_in_the_vocabulary() -> None:
    rules = [
        rule("one", cause=all_of(says("z"), says("b"))),
        rule("two", cause=all_of(says("z"), says("a"))),
    ]
    assert list(asked(knowing(*rules))) == ["z", "b", "a"]


def test_at_most_forty_questions_are_asked() -> None:
    rules = [rule(f"r{number:02}", cause=all_of(says(f"f{number:02}"))) for number in range(60)]
    assert len(asked(knowing(*rules))) == MOST == 40


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return Knowledge(read_pack(read_directory(RULES)))


def of_peers(knowledge: Knowledge, **more: Value) -> Diagnosis:
    events = tuple(
        ReportedEvent(9322, "MSExchangeMTA", strings=("151", "1722", "1722", "1722", peer))
        for peer in ("EXCH-A", "EXCH-C")
    )
    facts: dict[str, Value] = {
        "peer.mta_build": Build.parse("2653.23"),
        "peer.multihomed": True,
        "mail_flow": "normal",
        **more,
    }
    report = Report(events=events, facts=facts)
    session = Session(knowledge.compiled.definitions)
    diagnosis, _ = diagnose(understand(report, knowledge.pack.vocabulary), knowledge, session)
    session.close()
    return diagnosis


@pytest.mark.parametrize("peer", ["EXCH-A", "EXCH-C"])
def test_facts_that_could_belong_to_either_of_two_peers_are_asked_for_and_the_promise_is_kept(
    peer: str, shipped: Knowledge
) -> None:
    undecided = of_peers(shipped)
    (question,) = (one for one in undecided.questions if one.fact == "peer.name")
    assert list(question.prospects) == ["EXCH-A", "EXCH-C"]
    decided = of_peers(shipped, **{"peer.name": peer})
    mine = [one for one in decided.findings if one.peer == peer]
    stand = {status: {one.rule.id for one in mine if one.status is status} for status in Status}
    assert stand[Status.CONFIRMED] == set(question.prospects[peer].confirmed) == {"Q303156/multihomed-peer"}
    assert stand[Status.POSSIBLE] == set(question.prospects[peer].possible)
    assert not any(one.fact == "peer.name" for one in decided.questions)


def test_a_code_of_a_list_is_offered_value_by_value() -> None:
    symptoms = all_of(Leaf("some", EventTest((101,), None, (("code", OneOf((9, 5))),))))
    assert list(asked(knowing(rule(symptoms=symptoms)))["event.code"].prospects) == ["5", "9", "another"]


def test_a_question_about_the_server_is_asked_once_however_many_peers_raise_it() -> None:
    raised = [
        Question("server.low_memory", "?", "!", "B", peer, (), {"true": Prospect(confirmed), "false": Prospect()}, 1)
        for peer, confirmed in (("EXCH-A", ("Q1/a",)), ("EXCH-C", ("Q1/c",)))
    ]
    facts = {"server.low_memory": FactType("server.low_memory", FactKind.YES_NO, "short of memory")}
    (merged,) = asked_once(raised, Vocabulary(facts=facts))
    assert (merged.peer, merged.settles) == (None, 2)
    assert merged.prospects["true"].confirmed == ("Q1/a", "Q1/c")


def test_a_question_about_a_peer_is_asked_for_each() -> None:
    peers = ("EXCH-A", "EXCH-C")
    raised = [Question("peer.multihomed", "?", "!", "B", peer, (), {"true": Prospect()}, 1) for peer in peers]
    facts = {"peer.multihomed": FactType("peer.multihomed", FactKind.YES_NO, "several cards")}
    assert list(asked_once(raised, Vocabulary(facts=facts))) == raised
