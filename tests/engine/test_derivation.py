"""What follows from facts, and what becomes of facts that contradict each other."""

from __future__ import annotations

from app.domain.fact import Fact
from app.engine.derivation import settle
from tests.engine.made_up.by_hand import case, follows, says

WET = follows("wet", says("rain"), name="rain-wets")
DRY = follows("wet", says("roof"), value=False, name="roofs-keep-dry")
SLIPPERY = follows("slippery", says("wet"), name="wet-is-slippery")


def test_what_follows_says_from_what_it_follows() -> None:
    settled, warnings = settle(case(rain=True), [WET])
    assert settled.facts["wet"].value is True
    assert settled.facts["wet"].origin.kind == "derived"
    assert settled.facts["wet"].origin.rule == "rain-wets"
    assert settled.facts["wet"].origin.used == ("rain",)
    assert not warnings


def test_nothing_follows_from_what_is_not_known_or_not_so() -> None:
    assert "wet" not in settle(case(), [WET])[0].facts
    assert "wet" not in settle(case(rain=False), [WET])[0].facts


def test_one_step_builds_on_another() -> None:
    assert settle(case(rain=True), [WET, SLIPPERY])[0].facts["slippery"].value is True


def test_a_stated_fact_that_also_follows_stays_the_stated_one() -> None:
    settled, warnings = settle(case(rain=True, wet=True), [WET])
    assert settled.facts["wet"].origin.kind == "facts"
    assert not warnings


def test_a_stated_fact_that_contradicts_what_follows_is_not_known_and_both_are_named() -> None:
    settled, (warning,) = settle(case(rain=True, wet=False), [WET, SLIPPERY])
    assert "wet" not in settled.facts
    assert "slippery" not in settled.facts
    assert warning.code == "contradiction"
    assert warning.facts == ("wet", "rain")
    assert "false is stated" in warning.detail
    assert "true follows from rain (rain-wets)" in warning.detail


def test_two_derivations_that_contradict_leave_the_fact_not_known_and_both_are_named() -> None:
    settled, (warning,) = settle(case(rain=True, roof=True), [WET, DRY])
    assert "wet" not in settled.facts
    assert warning.facts == ("wet", "rain", "roof")
    assert "rain-wets" in warning.detail
    assert "roofs-keep-dry" in warning.detail


def test_what_follows_from_contested_facts_is_contested_all_along() -> None:
    settled, warnings = settle(case(rain=Fact(value=True, contested=True)), [WET, SLIPPERY])
    assert settled.facts["wet"].contested
    assert settled.facts["slippery"].contested
    assert not warnings


def test_the_case_as_stated_is_left_alone() -> None:
    one = case(rain=True, wet=False)
    settle(one, [WET])
    assert set(one.facts) == {"rain", "wet"}
