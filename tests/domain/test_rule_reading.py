from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.antecedent import GroupKind, Leaf
from app.domain.fact import Fact
from app.domain.rule import Derivation
from app.domain.verdict import Outcome, Status, Verdict
from tests.domain.made_up import MODERATE, REFUSED, case, entry, group, leaf, rule, yes_no_facts

MET, NOT_MET, NOT_KNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_KNOWN
OUTCOMES = st.sampled_from(list(Outcome))
SEEN = Leaf("a bind back was refused", REFUSED)
HARMLESS = rule(group(SEEN), group(leaf("mail_flow", "normal")), verdict=Verdict.EXPECTED_BEHAVIOR, explains=(REFUSED,))


@pytest.mark.parametrize(
    ("symptom", "cause", "speaks_against", "status"),
    [
        (MET, MET, NOT_MET, Status.CONFIRMED),
        (MET, MET, NOT_KNOWN, Status.CONFIRMED),
        (MET, MET, MET, None),
        (MET, NOT_KNOWN, NOT_MET, Status.POSSIBLE),
        (MET, NOT_KNOWN, NOT_KNOWN, Status.POSSIBLE),
        (MET, NOT_KNOWN, MET, None),
        (MET, NOT_MET, NOT_MET, None),
        (NOT_KNOWN, MET, NOT_MET, None),
        (NOT_KNOWN, NOT_KNOWN, NOT_MET, None),
        (NOT_MET, MET, NOT_MET, None),
    ],
)
def test_a_rule_is_confirmed_possible_or_neither(
    symptom: Outcome, cause: Outcome, speaks_against: Outcome, status: Status | None
) -> None:
    tried = rule(group(leaf("a")), group(leaf("b")), group(leaf("c"), kind=GroupKind.ANY))
    assert tried.read(yes_no_facts(a=symptom, b=cause, c=speaks_against)).status is status


@pytest.mark.parametrize(
    ("nt_error", "status"), [(1722, Status.CONFIRMED), (None, Status.POSSIBLE), (5, None)], ids=["met", "unknown", "5"]
)
def test_an_entry_presents_itself_while_its_code_is_not_known(nt_error: int | None, status: Status | None) -> None:
    assert rule(group(SEEN)).read(case((entry(nt_error=nt_error),))).status is status


def test_a_rule_without_a_cause_is_confirmed_by_its_symptoms() -> None:
    assert rule(group(leaf("a"))).read(yes_no_facts(a=MET)).status is Status.CONFIRMED


def test_either_of_two_symptoms_is_enough_to_show() -> None:
    either = rule(group(SEEN, leaf("a"), kind=GroupKind.ANY), group(leaf("b")))
    assert either.read(case((entry(nt_error=None),))).status is Status.POSSIBLE
    assert either.read(yes_no_facts(a=MET)).status is Status.POSSIBLE
    assert either.read(yes_no_facts(a=NOT_KNOWN, b=MET)).status is None


@MODERATE
@given(OUTCOMES, OUTCOMES, OUTCOMES, st.sampled_from(list(GroupKind)))
def test_a_rule_that_does_not_apply_names_the_line_it_fails_on_and_no_other_does(
    symptom: Outcome, cause: Outcome, speaks_against: Outcome, kind: GroupKind
) -> None:
    tried = rule(group(leaf("a")), group(leaf("b"), kind=kind), group(leaf("c"), kind=GroupKind.ANY))
    reading = tried.read(yes_no_facts(a=symptom, b=cause, c=speaks_against))
    assert bool(reading.failing()) == (reading.status is None)


def test_the_failing_line_is_the_one_that_fails() -> None:
    tried = rule(group(leaf("a")), group(leaf("b"), leaf("c")), group(leaf("d"), kind=GroupKind.ANY))
    assert [line.says for line in tried.read(yes_no_facts(a=MET, b=MET, c=NOT_MET)).failing()] == [
        "c is as it should be"
    ]
    assert [line.says for line in tried.read(yes_no_facts(a=MET, b=MET, c=MET, d=MET)).failing()] == [
        "d is as it should be"
    ]


def test_single_tests_that_are_met_are_counted_down_to_the_leaves() -> None:
    tried = rule(group(leaf("a")), group(leaf("b"), group(leaf("c"), leaf("d"), kind=GroupKind.ANY)))
    assert tried.read(yes_no_facts(a=MET, b=NOT_KNOWN, c=MET, d=MET)).met == 3


def test_a_contested_fact_never_confirms_that_all_is_well() -> None:
    disputed = case((entry(),), mail_flow=Fact("normal").disputed())
    assert HARMLESS.read(disputed).status is Status.POSSIBLE
    assert HARMLESS.read(case((entry(),), mail_flow="normal")).status is Status.CONFIRMED


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.EXPECTED_BEHAVIOR])
def test_a_contested_fact_may_confirm_that_something_is_wrong(verdict: Verdict) -> None:
    broken = rule(group(SEEN), group(leaf("mail_flow", "stopped")), verdict=verdict)
    assert broken.read(case((entry(),), mail_flow=Fact("stopped").disputed())).status is Status.CONFIRMED


def test_a_contested_symptom_never_presents_a_harmless_case() -> None:
    harmless = rule(group(leaf("mail_flow", "normal")), verdict=Verdict.EXPECTED_BEHAVIOR)
    assert harmless.read(case(mail_flow=Fact("normal").disputed())).status is None


def test_a_contested_fact_that_speaks_against_harmlessness_still_blocks() -> None:
    careful = rule(group(SEEN), unless=group(leaf("link.wan"), kind=GroupKind.ANY), verdict=Verdict.EXPECTED_BEHAVIOR)
    assert careful.read(case((entry(),), link__wan=Fact(value=True).disputed())).status is None


def test_a_rule_explains_the_entries_that_are_met_and_no_others() -> None:
    assert HARMLESS.explained(case((entry(0, nt_error=5), entry(1), entry(2, nt_error=None), entry(3)))) == (1, 3)
    assert HARMLESS.explained(case((entry(0, nt_error=None),))) == ()
    assert HARMLESS.explained(case((entry(0, source=None, known_source=None),))) == ()


def test_an_assumed_entry_is_never_called_harmless() -> None:
    assumed = case((entry(0), entry(1)), assumed=frozenset({1}))
    assert HARMLESS.explained(assumed) == (0,)
    assert rule(group(SEEN), explains=(REFUSED,)).explained(assumed) == (0, 1)


def test_a_derivation_names_each_fact_it_reads_once() -> None:
    pack, version = "server.service_pack", "server.exchange_version"
    when = group(leaf(pack, 4), leaf(version, "5.5"), leaf(pack, 3))
    assert Derivation("sp4", "server.offers_names", value=True, when=when, because="so").used() == (pack, version)
