"""What a rule may do follows from its status: a stable one leads, one in test only watches, a draft is only named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.antecedent import Group, GroupKind
from app.domain.observation import EventTest
from app.domain.rule import Rule, RulePack
from app.domain.verdict import RuleStatus, Status, Verdict
from app.engine.knowledge import Knowledge
from tests.engine.made_up.by_hand import all_of, case, diagnosed, entry, knowing, rule, says

SURE = rule("sure", cause=all_of(says("down")), explains=(EventTest((101,)),))
HARMLESS = rule(
    "harmless", cause=all_of(says("fine")), verdict=Verdict.EXPECTED_BEHAVIOR, explains=(EventTest((101,)),)
)


def with_status(one: Rule, status: RuleStatus) -> Rule:
    return replace(one, status=status)


def knowing_all(*rules: Rule) -> Knowledge:
    """Of every status, as the reader would sort them."""
    pack = knowing(*rules).pack
    evaluated = tuple(one for one in rules if one.status.evaluated)
    shelved = tuple(one for one in rules if not one.status.evaluated)
    return Knowledge(replace(pack, rules=evaluated, shelved=shelved))


def test_a_rule_in_test_is_evaluated_and_reported_but_is_neither_finding_nor_headline() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.TEST))
    diagnosis, agreement = diagnosed(knowledge, case(entry(), down=True))
    assert agreement.whole
    assert diagnosis.headline.verdict is Verdict.NO_MATCH
    assert not diagnosis.findings
    assert [(one.rule.id, one.status) for one in diagnosis.in_test] == [(SURE.id, Status.CONFIRMED)]


def test_a_rule_in_test_accounts_for_no_entry() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.TEST))
    assert diagnosed(knowledge, case(entry(), down=True))[0].unexplained == (0,)


def test_a_rule_in_test_asks_nothing_and_is_no_near_miss() -> None:
    knowledge = knowing_all(HARMLESS, with_status(SURE, RuleStatus.TEST))
    diagnosis, _ = diagnosed(knowledge, case(entry()))
    assert [one.fact for one in diagnosis.questions] == ["fine"]
    assert all(SURE.id not in one.confirmed for asked in diagnosis.questions for one in asked.prospects.values())
    misses, _ = diagnosed(knowledge, case(entry(), down=False, fine=False))
    assert [one.rule.id for one in misses.near_misses] == [HARMLESS.id]


def test_a_rule_in_test_does_not_hold_a_harmless_verdict_back() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.TEST), HARMLESS)
    diagnosis, _ = diagnosed(knowledge, case(entry(), fine=True, down=True))
    assert diagnosis.headline.verdict is Verdict.EXPECTED_BEHAVIOR


def test_a_draft_that_would_fit_is_named_and_decides_nothing() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.DRAFT))
    diagnosis, _ = diagnosed(knowledge, case(entry(), down=True))
    assert diagnosis.headline.verdict is Verdict.NO_MATCH
    assert not diagnosis.findings
    assert not diagnosis.in_test
    assert [one.rule.id for one in diagnosis.drafts] == [SURE.id]


def test_a_draft_that_something_known_speaks_against_is_not_named() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.DRAFT))
    assert not diagnosed(knowledge, case(entry(), down=False))[0].drafts


def test_a_draft_without_a_single_symptom_is_not_named() -> None:
    empty = replace(with_status(SURE, RuleStatus.DRAFT), symptoms=Group(GroupKind.ALL, ()), cause=None)
    assert not diagnosed(knowing_all(empty), case(entry(), down=True))[0].drafts


def test_a_retired_rule_is_not_heard_of() -> None:
    knowledge = knowing_all(with_status(SURE, RuleStatus.RETIRED))
    diagnosis, _ = diagnosed(knowledge, case(entry(), down=True))
    heard_of = [diagnosis.findings, diagnosis.in_test, diagnosis.drafts, diagnosis.near_misses]
    assert not any(heard_of)


def test_a_pack_counts_its_stable_rules_first() -> None:
    mixed = RulePack("", knowing(SURE).pack.vocabulary, (with_status(SURE, RuleStatus.TEST), HARMLESS))
    assert [one.id for one in mixed.rules] == [HARMLESS.id, SURE.id]
    assert all(one.leads for one in mixed.as_if_stable().rules)


@pytest.mark.parametrize("status", [RuleStatus.TEST, RuleStatus.DRAFT, RuleStatus.RETIRED])
@settings(max_examples=20, deadline=None)
@given(down=st.sampled_from([True, False, None]), fine=st.sampled_from([True, False, None]))
def test_but_for_what_it_reports_beside_a_rule_that_does_not_lead_changes_nothing(
    *, status: RuleStatus, down: bool | None, fine: bool | None
) -> None:
    known: dict[str, Any] = {name: value for name, value in (("down", down), ("fine", fine)) if value is not None}
    there = diagnosed(knowing_all(HARMLESS, with_status(SURE, status)), case(entry(), **known))[0]
    gone = diagnosed(knowing_all(HARMLESS), case(entry(), **known))[0]
    for part in ("headline", "findings", "near_misses", "unexplained", "warnings", "decided_by"):
        assert getattr(there, part) == getattr(gone, part)
    assert [one.fact for one in there.questions] == [one.fact for one in gone.questions]
