from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, Between, Comparison, OneOf
from app.domain.verdict import Outcome
from tests.domain.made_up import MODERATE

if TYPE_CHECKING:
    from app.domain.fact import Value

BUILD = Build.parse("2651.75")
FIX = Build.parse("2651.92")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(True, 1), (False, 0), (1, True), ("1", 1), ("true", True), ("2651.75", BUILD), (BUILD, "2651.75"), (0, "")],
)
def test_values_of_different_types_are_never_the_same(value: Value, wanted: Value) -> None:
    assert OneOf((wanted,)).outcome(value) == Outcome.NOT_MET


@pytest.mark.parametrize(
    "comparison", [AtLeast(0), Below(9), Between(0, 9), AtLeast(BUILD), Below(FIX), Between(BUILD, FIX)]
)
@pytest.mark.parametrize("value", [True, False, "", "5", "normal"])
def test_what_has_no_order_meets_no_bound(comparison: Comparison, value: Value) -> None:
    assert comparison.outcome(value) == Outcome.NOT_MET


@pytest.mark.parametrize("comparison", [AtLeast(1), Below(9999), Between(1, 9999)])
def test_a_build_meets_no_bound_that_is_a_plain_number(comparison: Comparison) -> None:
    assert comparison.outcome(BUILD) == Outcome.NOT_MET


@pytest.mark.parametrize("comparison", [AtLeast(BUILD), Below(BUILD), Between(BUILD, FIX)])
def test_a_plain_number_meets_no_bound_that_is_a_build(comparison: Comparison) -> None:
    assert comparison.outcome(2651) == Outcome.NOT_MET


@pytest.mark.parametrize("value", ["normal", "NORMAL", "Normal"])
def test_text_compares_without_regard_to_case(value: str) -> None:
    assert OneOf(("delayed", "normal")).outcome(value) == Outcome.MET


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("2651.74", Outcome.NOT_MET),
        ("2651.75", Outcome.MET),
        ("2651.91", Outcome.MET),
        ("2651.92", Outcome.NOT_MET),
        ("2651", Outcome.NOT_KNOWN),
        ("2650", Outcome.NOT_MET),
        ("2652", Outcome.NOT_MET),
    ],
)
def test_between_takes_its_lower_end_in_and_leaves_its_upper_end_out(value: str, outcome: Outcome) -> None:
    assert Between(BUILD, FIX).outcome(Build.parse(value)) == outcome


def test_a_list_with_a_build_cut_short_is_not_known_where_the_build_could_be_one_of_them() -> None:
    assert OneOf((BUILD, FIX)).outcome(Build.parse("2651")) == Outcome.NOT_KNOWN
    assert OneOf((BUILD, FIX)).outcome(Build.parse("2650")) == Outcome.NOT_MET


@MODERATE
@given(st.integers(-5, 20), st.integers(-5, 20), st.integers(-5, 20))
def test_neighbouring_ranges_neither_overlap_nor_leave_a_gap(value: int, low: int, middle: int) -> None:
    low, middle = sorted((low, middle))
    met: list[Comparison] = [Below(low), Between(low, middle), AtLeast(middle)]
    assert [one.outcome(value) for one in met].count(Outcome.MET) == 1


@pytest.mark.parametrize(
    ("comparison", "words", "bounds"),
    [
        (OneOf(("normal",)), "= normal", ("normal",)),
        (OneOf(("delayed", "stopped")), "in (delayed, stopped)", ("delayed", "stopped")),
        (OneOf((True,)), "= true", (True,)),
        (OneOf((3, 4)), "in (3, 4)", (3, 4)),
        (AtLeast(BUILD), "at least 2651.75", (BUILD,)),
        (Below(3), "below 3", (3,)),
        (Between(BUILD, FIX), "at least 2651.75 and below 2651.92", (BUILD, FIX)),
    ],
)
def test_a_comparison_reads_as_words_and_names_its_bounds(
    comparison: Comparison, words: str, bounds: tuple[Value, ...]
) -> None:
    assert comparison.in_words() == words
    assert comparison.bounds() == bounds
