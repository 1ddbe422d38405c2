"""The answers a question offers: every value in exactly one of them, and one to stand for it."""

from __future__ import annotations

from random import Random

import pytest

from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, Between, OneOf
from app.domain.verdict import Outcome
from app.domain.vocabulary import FactKind, FactType
from app.engine.answers import answers_to
from tests.engine.made_up.answering import holds, sayable, the_answer
from tests.engine.made_up.vocabularies import made_up_comparison, made_up_fact

NUMBER = FactType("n", FactKind.WHOLE_NUMBER, "n", highest=9)
BUILD = FactType("b", FactKind.BUILD, "b")


def build(text: str) -> Build:
    return Build.parse(text)


def words(fact: FactType, *comparisons: AtLeast | Below | Between | OneOf) -> list[str]:
    return [answer.in_words() for answer in answers_to(fact, comparisons)]


def test_a_yes_or_no_is_answered_so() -> None:
    assert words(FactType("f", FactKind.YES_NO, "f")) == ["true", "false"]


def test_numbers_fall_into_the_ranges_that_rules_tell_apart() -> None:
    assert words(NUMBER, AtLeast(3)) == ["0 to 2", "3 to 9"]
    assert words(NUMBER, Below(3), OneOf((4,))) == ["0 to 2", "3", "4", "5 to 9"]
    assert words(NUMBER, Between(2, 5)) == ["0 to 1", "2 to 4", "5 to 9"]
    assert words(NUMBER, AtLeast(0), Below(20)) == ["0 to 9"]


def test_builds_fall_into_the_ranges_that_rules_tell_apart() -> None:
    assert words(BUILD, AtLeast(build("2651.75"))) == ["below 2651.75", "at least 2651.75"]
    assert words(BUILD, Below(build("5.5.2651.92")), AtLeast(build("2651.75"))) == [
        "below 2651.75",
        "at least 2651.75 and below 5.5.2651.92",
        "at least 5.5.2651.92",
    ]


def test_one_build_alone_is_told_apart_from_those_on_either_side() -> None:
    assert words(BUILD, OneOf((build("2651.75"),))) == [
        "below 2651.75",
        "at least 2651.75 and below 2651.76",
        "at least 2651.76",
    ]


def test_a_bound_of_the_earliest_version_has_builds_below_it() -> None:
    first, _ = answers_to(BUILD, [AtLeast(build("4.0.837"))])
    assert isinstance(first.stands_for, Build)
    assert first.stands_for.at_least(build("4.0.837")) == Outcome.NOT_MET


def test_one_bound_written_twice_is_one_bound() -> None:
    assert len(words(BUILD, AtLeast(build("2651")), AtLeast(build("5.5.2651.0")))) == 2


def test_any_name_may_be_the_answer_to_who_it_is() -> None:
    assert not answers_to(FactType("f", FactKind.HOST_NAME, "f"), [OneOf(("EXCH-A",))])


def test_neighbouring_ranges_are_joined() -> None:
    low, middle, high = answers_to(NUMBER, [Between(2, 5)])
    assert low.joined(middle).in_words() == "0 to 4"
    assert low.joined(middle).joined(high).in_words() == "0 to 9"
    below, above = answers_to(BUILD, [AtLeast(build("2651.75"))])
    assert below.joined(above).in_words() == "any"


@pytest.mark.parametrize("kind", [FactKind.CHOICE, FactKind.YES_NO, FactKind.WHOLE_NUMBER, FactKind.BUILD])
@pytest.mark.parametrize("seed", range(50))
def test_every_value_has_one_answer_and_means_the_same_as_what_stands_for_it(kind: FactKind, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up comparisons, no secret
    fact = made_up_fact(chance, "f", kind)
    comparisons = [made_up_comparison(chance, fact) for _ in range(chance.randint(1, 5))]
    answers = {answer.in_words(): answer for answer in answers_to(fact, comparisons)}
    assert all(holds(says, answer.stands_for) for says, answer in answers.items())
    for value in sayable(fact):
        standing_for_it = answers[the_answer(answers, value)].stands_for
        for one in comparisons:
            assert one.outcome(value) == one.outcome(standing_for_it), (value, standing_for_it, one)


def test_a_range_that_crosses_versions_says_of_which_version_its_end_is() -> None:
    cuts = [Between(build("5.0.1960"), build("837")), Between(build("2651"), build("2653"))]
    said = words(BUILD, *cuts)
    assert said[1] == "at least 5.0.1960 and below 5.5.837"
    assert said[3] == "at least 2651 and below 2653"
