"""Antecedents on which nothing ever hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.antecedent import Leaf
from app.domain.comparison import AtLeast, Below, OneOf
from app.domain.observation import EventTest
from app.domain.soundness import NeverDecides
from app.domain.vocabulary import FactKind
from app.engine.deciding import undeciding_antecedents
from tests.engine.made_up.by_hand import all_of, any_of, follows, knowing, logged, rule, says, says_not

if TYPE_CHECKING:
    from app.engine.knowledge import Knowledge


def idle(knowledge: Knowledge) -> list[tuple[str, str | None, bool]]:
    found = list(undeciding_antecedents(knowledge.pack))
    return [(one.leaf.says, one.field, one.met) for one in found if isinstance(one, NeverDecides)]


def test_of_a_rule_that_is_well_made_every_antecedent_decides() -> None:
    one = rule(
        symptoms=all_of(logged(code=3)), cause=any_of(says("wet"), all_of(says("cold"))), unless=all_of(says("dark"))
    )
    assert not idle(knowing(one))


def test_what_follows_from_the_rest_never_decides() -> None:
    one = rule(cause=all_of(says("rain"), says("wet")))
    assert not idle(knowing(one))
    assert idle(knowing(one, derivations=(follows("wet", says("rain")),))) == [("wet is so", None, False)]


def test_an_alternative_that_another_one_holds_already_carries_nothing() -> None:
    level = any_of(says("level", AtLeast(3)), says("depth", OneOf((4,))), says("level", OneOf((4,))))
    found = idle(knowing(rule(cause=level), level=FactKind.WHOLE_NUMBER, depth=FactKind.WHOLE_NUMBER))
    assert found == [("level is so", None, True)]


def test_one_of_two_never_decides_where_one_is_needed_and_its_contrary_speaks_against_the_rule() -> None:
    one = rule(cause=all_of(says("wet")), unless=any_of(says_not("wet"), says("dark")))
    assert idle(knowing(one)) == [("wet is so", None, False), ("wet is not so", None, True)]


def test_a_field_never_decides_where_another_test_of_the_same_entry_wants_it_too() -> None:
    both = all_of(logged(code=3), Leaf("it was logged low", EventTest((101,), None, (("code", Below(5)),))))
    assert idle(knowing(rule(symptoms=both))) == [
        ("it was logged low", None, False),
        ("it was logged low", "code", False),
    ]


def test_rules_that_nothing_confirms_are_not_looked_at() -> None:
    assert not idle(knowing(rule(cause=all_of(says("wet"), says_not("wet")))))
