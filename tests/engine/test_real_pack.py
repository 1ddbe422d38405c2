"""The rules we ship, on thousands of made-up reports: what holds of every diagnosis whatever the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.build import Build
from app.domain.case import Report, ReportedEvent
from app.domain.fact import Fact
from app.domain.rule import rule_facts
from app.domain.verdict import Outcome, Status, Verdict
from app.domain.vocabulary import FactKind
from app.engine.diagnosis import diagnose
from app.engine.headline import finding_order
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.engine.tried import try_case
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_directory, read_pack
from tests.engine.made_up.answering import the_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case, Understanding
    from app.domain.explanation import Diagnosis
    from app.domain.fact import Value
    from app.domain.vocabulary import FactType

REPORTS = 60
RULES = Path(__file__).parents[2] / "rules"
PEERS = ["EXCH-A", "EXCH-A", "exch-a", "EXCH-C", "%5"]
BUILDS = ["2650.24", "2651", "2651.75", "5.5.2651.92", "2653.23", "6.0.4417.5", "5.0.1457.3"]
made_up = settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
seeds = st.integers(0, 2**32)


class Shipped:
    """The rules we ship and an engine that runs them; no dataclass, since hypothesis writes out all parts of those."""

    def __init__(self) -> None:
        self.knowledge = Knowledge(read_pack(read_directory(RULES)))
        self.session = Session(self.knowledge.compiled.definitions)


@pytest.fixture(scope="module")
def shipped() -> Iterator[Shipped]:
    one = Shipped()
    yield one
    one.session.close()


def made_up_reports(seed: int, knowledge: Knowledge) -> Iterator[Understanding]:
    chance = Random(seed)  # noqa: S311 - made-up reports, no secret
    for _ in range(REPORTS):
        telling = chance.choice([0.2, 0.5, 0.8, 1.0])
        stated = {
            name: chance.choice(some_values(fact))
            for name, fact in knowledge.pack.vocabulary.facts.items()
            if fact.kind is not FactKind.HOST_NAME and chance.random() < telling
        }
        if chance.random() < 0.1:
            stated["peer.name"] = "EXCH-A"
        events = tuple(made_up_event(chance) for _ in range(chance.choice([0, 1, 1, 2, 4])))
        understanding = understand(Report(events=events, facts=stated), knowledge.pack.vocabulary)
        yield replace(understanding, cases=tuple(contesting(chance, case) for case in understanding.cases))


def made_up_event(chance: Random) -> ReportedEvent:
    code = chance.choice(["1722", "1722", "1722", "5", "14", "%2"])
    sources = ["MSExchangeMTA", "MSExchangeMTA", "msexchangemta - interface", None, "Disk"]
    strings = ("151", code, code, code, chance.choice(PEERS)) if chance.random() < 0.9 else ()
    return ReportedEvent(chance.choice([9318, 9322, 9322, 1]), chance.choice(sources), strings=strings)


def contesting(chance: Random, case: Case) -> Case:
    facts = {name: replace(fact, contested=chance.random() < 0.05) for name, fact in case.facts.items()}
    return replace(case, facts=facts)


def some_values(fact: FactType) -> list[Value]:
    if fact.kind is FactKind.CHOICE:
        return [choice.value for choice in fact.choices]
    if fact.kind is FactKind.WHOLE_NUMBER:
        return list(range(fact.lowest, fact.highest + 1))
    return list(map(Build.parse, BUILDS)) if fact.kind is FactKind.BUILD else [True, False]


@made_up
@given(seed=seeds)
def test_every_diagnosis_is_agreed_on_and_says_what_the_contract_lets_it(seed: int, shipped: Shipped) -> None:
    knowledge, session = shipped.knowledge, shipped.session
    for understanding in made_up_reports(seed, knowledge):
        diagnosis, agreement = diagnose(understanding, knowledge, session)
        assert agreement.whole
        assert diagnosis.decided_by == "engine"
        findings_are_what_they_say(diagnosis)
        the_headline_is_the_first_that_may_be_said(diagnosis)


def findings_are_what_they_say(diagnosis: Diagnosis) -> None:
    assert list(diagnosis.findings) == sorted(diagnosis.findings, key=finding_order)
    for finding in diagnosis.findings:
        met = {line.outcome == Outcome.MET for line in finding.reading.lines()}
        assert met == {True} if finding.status is Status.CONFIRMED else False in met
        if finding.status is Status.POSSIBLE:
            assert any(seen.outcome == Outcome.NOT_KNOWN for _, seen in finding.reading.leaves())
        assert not finding.reading.failing()
    assert all(reading.failing() for reading in diagnosis.near_misses)
    found = {finding.rule.id for finding in diagnosis.findings}
    assert not found & {reading.rule.id for reading in diagnosis.near_misses}


def the_headline_is_the_first_that_may_be_said(diagnosis: Diagnosis) -> None:
    disputed = {name for one in diagnosis.warnings if one.code == "contradiction" for name in one.facts}
    sayable = [
        one
        for one in diagnosis.findings
        if not (confirmed_harmless(one) and (diagnosis.unexplained or disputed & set(rule_facts(one.rule))))
    ]
    headline = diagnosis.headline
    if sayable:
        sure = sayable[0].status is Status.CONFIRMED
        assert headline.finding is sayable[0]
        assert headline.verdict is (sayable[0].rule.verdict if sure else Verdict.NEEDS_INFORMATION)
        assert sure or diagnosis.questions
    else:
        assert headline.finding is None
        assert headline.verdict is (Verdict.NEEDS_INFORMATION if diagnosis.findings else Verdict.NO_MATCH)
    assert headline.verdict is not Verdict.EXPECTED_BEHAVIOR or not diagnosis.unexplained
    assert (headline.verdict is Verdict.NO_MATCH) == (not diagnosis.findings)


def confirmed_harmless(finding: object) -> bool:
    return getattr(finding, "harmless", False) and getattr(finding, "status", None) is Status.CONFIRMED


@made_up
@given(seed=seeds)
def test_the_order_in_which_rules_were_loaded_does_not_matter(seed: int, shipped: Shipped) -> None:
    knowledge = shipped.knowledge
    chance = Random(seed)  # noqa: S311 - made-up reports, no secret
    rules = list(knowledge.pack.rules)
    chance.shuffle(rules)
    other = Knowledge(replace(knowledge.pack, rules=tuple(rules)))
    one, two = (
        Session({part.name: part.definition for part in each.compiled.partitions}) for each in (knowledge, other)
    )
    for understanding in list(made_up_reports(seed, knowledge))[:10]:
        first, _ = diagnose(understanding, knowledge, one)
        second, _ = diagnose(replace(understanding), other, two)
        assert first == second
    one.close()
    two.close()


@made_up
@given(seed=seeds)
def test_what_is_settled_stays_settled_when_more_becomes_known(seed: int, shipped: Shipped) -> None:
    knowledge = shipped.knowledge
    """But where the new fact contradicts another; then something that was known no longer is."""
    chance = Random(seed)  # noqa: S311 - made-up reports, no secret
    for understanding in made_up_reports(seed, knowledge):
        for case in understanding.cases:
            before, _ = try_case(case, knowledge)
            missing = [name for name in knowledge.dependents if name not in before.settled.facts]
            if not missing or before.disputed:
                continue
            name = chance.choice(missing)
            value = chance.choice(some_values(knowledge.pack.vocabulary.facts[name]))
            after, _ = try_case(replace(case, facts={**case.facts, name: Fact(value)}), knowledge)
            if after.disputed:
                continue
            for old, new in zip(before.readings, after.readings, strict=True):
                for (leaf, was), (_, now) in zip(old.leaves(), new.leaves(), strict=True):
                    assert was.outcome in {now.outcome, Outcome.NOT_KNOWN}, leaf
                if old.status is Status.CONFIRMED and new.status is not Status.CONFIRMED:
                    assert new.blocked
                if old.failing() and all(line.outcome == Outcome.NOT_MET for line in old.failing()):
                    assert new.status is None


@made_up
@given(seed=seeds)
def test_each_answer_leads_to_what_was_promised(seed: int, shipped: Shipped) -> None:
    knowledge, session = shipped.knowledge, shipped.session
    for understanding in list(made_up_reports(seed, knowledge))[:20]:
        diagnosis, _ = diagnose(understanding, knowledge, session)
        for question in diagnosis.questions:
            fact = knowledge.pack.vocabulary.facts.get(question.fact)
            case = next((one for one in understanding.cases if one.peer == question.peer), None)
            several = question.peer is None and len(understanding.cases) > 1
            if fact is None or case is None or several or fact.kind is FactKind.HOST_NAME:
                continue
            for value in some_values(fact):
                if isinstance(value, Build) and value.cut_short:
                    continue
                prospect = question.prospects[the_answer(question.prospects, value)]
                answered = replace(case, facts={**case.facts, question.fact: Fact(value)}, seen={})
                readings = try_case(answered, knowledge)[0].readings
                concerned = [readings[number] for number in knowledge.dependents[question.fact]]
                stand = {one: {r.rule.id for r in concerned if r.status is one} for one in Status}
                assert stand[Status.CONFIRMED] == set(prospect.confirmed)
                assert stand[Status.POSSIBLE] == set(prospect.possible)
