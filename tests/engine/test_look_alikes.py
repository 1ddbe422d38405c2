"""What tells an article from others that the same events present."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.comparison import AtLeast, Below
from app.domain.look_alikes import Role
from app.domain.rule import Article
from app.domain.verdict import RuleStatus
from app.domain.vocabulary import FactKind
from app.engine.look_alikes import look_alikes
from tests.engine.made_up.by_hand import all_of, any_of, knowing, logged, rule, says, says_not

if TYPE_CHECKING:
    from app.domain.look_alikes import Difference, LookAlikes
    from app.domain.rule import Rule

OTHER = Article("Q2", "The second", date(2001, 1, 1))
THIRD = Article("Q3", "The third", date(2001, 1, 1))


def alike(*rules: Rule) -> LookAlikes:
    return look_alikes(knowing(*rules, level=FactKind.WHOLE_NUMBER).pack, "Q1")


def difference(found: LookAlikes, name: str) -> Difference:
    (one,) = (one for one in found.differences if one.name == name)
    return one


def test_rules_of_other_articles_that_the_same_event_presents_are_look_alikes() -> None:
    near = rule("near", article=OTHER, symptoms=any_of(logged(103), logged(101)))
    far = rule("far", article=THIRD, symptoms=all_of(logged(102)))
    found = alike(rule("own"), near, far)
    assert [one.id for one in found.own] == ["Q1/own"]
    assert [one.id for one in found.others] == ["Q2/near"]
    assert found.events == (101,)
    assert found.rules == (*found.own, *found.others)


def test_an_answer_leaves_the_rules_that_it_does_not_rule_out() -> None:
    own = rule("own", cause=all_of(says("wet")))
    dry = rule("dry", article=OTHER, cause=all_of(says_not("wet")))
    one = difference(alike(own, dry), "wet")
    assert one.ask == "wet?"
    assert one.how == "Look."
    assert one.leaves == {"true": ("Q1/own",), "false": ("Q2/dry",)}
    assert {name: [(each.words, each.role) for each in demands] for name, demands in one.demands.items()} == {
        "Q1/own": [("= true", Role.NEEDED)],
        "Q2/dry": [("= false", Role.NEEDED)],
    }


def test_what_speaks_against_a_rule_separates_it_as_well() -> None:
    own = rule("own", unless=any_of(says("level", AtLeast(4)), says("dark")))
    found = alike(own, rule("other", article=OTHER, cause=all_of(says("level", Below(2)))))
    one = difference(found, "level")
    assert [each.words for each in one.demands["Q1/own"]] == ["not at least 4"]
    assert one.leaves == {"0 to 1": ("Q1/own", "Q2/other"), "2 to 3": ("Q1/own",), "4 to 9": ()}
    assert difference(found, "dark").leaves == {"true": (), "false": ("Q1/own",)}


def test_what_both_demand_alike_is_no_difference() -> None:
    own, other = (rule("same", article=article, cause=all_of(says("wet"))) for article in (OTHER, THIRD))
    assert not look_alikes(knowing(own, other).pack, "Q2").differences


def test_an_alternative_rules_nothing_out() -> None:
    own = rule("own", cause=any_of(says("wet"), says("cold")))
    assert not alike(own, rule("other", article=OTHER)).differences


def test_codes_of_the_common_event_separate() -> None:
    own = rule("own", symptoms=all_of(logged(101, code=3)))
    one = difference(alike(own, rule("other", article=OTHER, symptoms=all_of(logged(101, code=5)))), "code of 101")
    assert one.leaves == {"3": ("Q1/own",), "5": ("Q2/other",), "another": ()}
    assert one.ask == "Which code?"


def test_an_entry_that_one_rule_needs_and_another_does_not_separates() -> None:
    own = rule("own", symptoms=all_of(logged(101), logged(102)))
    one = difference(alike(own, rule("other", article=OTHER)), "event 102")
    assert one.leaves == {"logged": ("Q1/own",), "not logged": ()}
    assert [each.words for each in one.demands["Q1/own"]] == ["logged"]


def test_what_separates_most_pairs_stands_first() -> None:
    own = rule("own", cause=all_of(says("wet"), says("cold")))
    others = [
        rule("one", article=OTHER, cause=all_of(says("wet"), says_not("cold"))),
        rule("two", article=OTHER, cause=all_of(says_not("wet"), says_not("cold"))),
    ]
    assert [one.name for one in alike(own, *others).differences] == ["cold", "wet"]


def test_drafts_are_no_look_alikes_and_an_article_of_drafts_has_none() -> None:
    draft = replace(rule("draft", article=OTHER), status=RuleStatus.DRAFT)
    pack = replace(knowing(rule("own")).pack, shelved=(draft,))
    assert not look_alikes(pack, "Q1").others
    assert look_alikes(pack, "Q2").article is OTHER
    assert not look_alikes(pack, "Q2").rules


def test_an_article_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        look_alikes(knowing(rule("own")).pack, "Q9")
