"""Rules that do not apply: the three nearest, and what each lacked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.case import Case
from app.domain.rule import Article
from app.domain.verdict import Verdict
from tests.engine.made_up.by_hand import (
    all_of,
    any_of,
    case,
    diagnosed,
    entry,
    knowing,
    logged,
    one_of,
    rule,
    says,
    stated,
)

if TYPE_CHECKING:
    from app.domain.antecedent import Group
    from app.domain.fact import Value


def failing(
    cause: Group | None, unless: Group | None = None, symptoms: Group | None = None, **facts: Value
) -> list[str]:
    made = rule("r", cause=cause, unless=unless, symptoms=symptoms)
    known = Case("HERE", None, (entry(),), frozenset(), stated(**facts))
    diagnosis, _ = diagnosed(knowing(made), known)
    (reading,) = diagnosis.near_misses
    return [line.says for line in reading.failing()]


def test_the_three_nearest_are_named_those_that_lack_least_first() -> None:
    far = rule("far", cause=all_of(says("a"), says("b")))
    near = [rule(f"near-{number}", cause=all_of(says("a"), says("c"))) for number in range(3)]
    diagnosis, _ = diagnosed(knowing(far, *reversed(near)), case(entry(), a=False, b=False, c=True))
    assert diagnosis.headline.verdict is Verdict.NO_MATCH
    assert [one.rule.id for one in diagnosis.near_misses] == ["Q1/near-0", "Q1/near-1", "Q1/near-2"]


def test_of_rules_that_lack_as_much_the_one_with_more_met_is_nearer_then_the_later_article() -> None:
    later = Article("Q2", "Later", date(2002, 2, 2))
    rules = [
        rule("old", cause=all_of(says("a"))),
        rule("new", cause=all_of(says("a")), article=later),
        rule("more", cause=all_of(says("a"), says("b"))),
    ]
    diagnosis, _ = diagnosed(knowing(*rules), case(entry(), a=False, b=True))
    assert [one.rule.id for one in diagnosis.near_misses] == ["Q1/more", "Q2/new", "Q1/old"]


def test_a_rule_that_is_found_for_one_peer_is_no_near_miss_of_another() -> None:
    knowledge = knowing(rule(cause=all_of(says("a"))))
    diagnosis, _ = diagnosed(knowledge, case(entry(0), peer="A", a=True), case(entry(1), peer="B", a=False))
    assert len(diagnosis.findings) == 1
    assert not diagnosis.near_misses


def test_the_failing_lines_are_those_not_met() -> None:
    assert failing(all_of(says("a"), says("b")), a=False) == ["a is so"]


def test_of_any_all_members_fail() -> None:
    assert failing(any_of(says("a"), says("b")), a=False, b=False) == ["a is so", "b is so"]


def test_of_exactly_one_those_too_many_fail() -> None:
    assert failing(one_of(says("a"), says("b"), says("c")), a=True, b=True, c=False) == [
        "a is so",
        "b is so",
    ]


def test_of_exactly_one_all_fail_where_none_is_met() -> None:
    assert failing(one_of(says("a"), says("b")), a=False, b=False) == ["a is so", "b is so"]


def test_a_symptom_that_is_not_known_fails_since_it_does_not_show() -> None:
    assert failing(None, None, all_of(logged(), says("a"))) == ["a is so"]
    assert failing(None, None, one_of(says("a"), says("b")), a=True) == ["b is so"]


def test_what_speaks_against_a_rule_is_the_line_it_fails_on() -> None:
    assert failing(all_of(says("a")), any_of(says("b"), says("c")), a=True, c=True) == ["c is so"]
