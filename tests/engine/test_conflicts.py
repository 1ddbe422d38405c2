"""Two rules with different verdicts on one case: what is a conflict, and what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.antecedent import Leaf
from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, OneOf
from app.domain.observation import EventTest
from app.domain.soundness import Conflict, Unconfirmable, Undecided
from app.domain.verdict import Verdict
from app.domain.vocabulary import EventTemplate, FactKind
from app.engine.conflicts import conflicts, unconfirmable_rules
from tests.engine.made_up.by_hand import all_of, any_of, follows, knowing, logged, one_of, rule, says, says_not

if TYPE_CHECKING:
    from app.domain.rule import RulePack

QUIET = Verdict.EXPECTED_BEHAVIOR
CAUSE = all_of(says("wet"))


def in_conflict(pack: RulePack) -> list[tuple[str, str]]:
    found = list(conflicts(pack))
    assert all(isinstance(one, Conflict) for one in found)
    return [(one.rules[0].id, one.rules[1].id) for one in found]


def test_one_entry_with_one_set_of_facts_that_confirms_two_verdicts_is_a_conflict() -> None:
    pack = knowing(rule("a", cause=CAUSE), rule("b", cause=all_of(says("cold")), verdict=QUIET)).pack
    (found,) = conflicts(pack)
    assert isinstance(found, Conflict)
    assert [one.event_id for one in found.case.entries] == [101]
    assert {name: fact.value for name, fact in found.case.facts.items()} == {"wet": True, "cold": True}


def test_the_same_verdict_twice_is_no_conflict() -> None:
    assert not in_conflict(knowing(rule("a", cause=CAUSE), rule("b", cause=CAUSE)).pack)


def test_a_fact_that_both_want_otherwise_separates_them() -> None:
    assert not in_conflict(
        knowing(rule("a", cause=CAUSE), rule("b", cause=all_of(says_not("wet")), verdict=QUIET)).pack
    )


def test_a_fact_that_speaks_against_one_and_belongs_to_the_other_separates_them() -> None:
    pack = knowing(rule("a", cause=CAUSE), rule("b", cause=all_of(says("cold")), unless=CAUSE, verdict=QUIET)).pack
    assert not in_conflict(pack)


def test_what_follows_of_facts_separates_them_too() -> None:
    two = rule("a", cause=all_of(says("rain"))), rule("b", cause=all_of(says_not("wet")), verdict=QUIET)
    assert in_conflict(knowing(*two).pack)
    assert not in_conflict(knowing(*two, derivations=(follows("wet", says("rain")),)).pack)


def test_different_entries_are_different_matters() -> None:
    pack = knowing(rule("a"), rule("b", symptoms=all_of(logged(102)), verdict=QUIET)).pack
    assert not in_conflict(pack)


def test_different_codes_of_one_event_are_different_matters() -> None:
    one, other = all_of(logged(code=3)), all_of(logged(code=5))
    assert not in_conflict(knowing(rule("a", symptoms=one), rule("b", symptoms=other, verdict=QUIET)).pack)


def test_a_rule_without_a_code_shares_the_entry_of_one_with_a_code() -> None:
    pack = knowing(rule("a", symptoms=all_of(logged(code=3))), rule("b", verdict=QUIET)).pack
    (found,) = conflicts(pack)
    assert isinstance(found, Conflict)
    assert [dict(one.fields) for one in found.case.entries] == [{"code": 3}]


def test_rules_that_rest_on_facts_alone_are_in_conflict_over_a_fact_they_share() -> None:
    one = rule("a", symptoms=all_of(says("wet"), says("cold")))
    shared, apart = (rule("b", symptoms=all_of(says(fact)), verdict=QUIET) for fact in ("cold", "dark"))
    assert in_conflict(knowing(one, shared).pack)
    assert not in_conflict(knowing(one, apart).pack)


def test_an_entry_may_come_in_through_any_member_of_a_group() -> None:
    one = rule("a", symptoms=any_of(logged(103), logged(102)))
    other = rule("b", symptoms=one_of(logged(102), logged(101)), verdict=QUIET)
    (found,) = conflicts(knowing(one, other).pack)
    assert isinstance(found, Conflict)
    assert 102 in {entry.event_id for entry in found.case.entries}


def times(code: int, wanted: AtLeast | Below) -> Leaf:
    return Leaf(
        f"{code} came {wanted.in_words()} times", EventTest((101,), None, (("code", OneOf((code,))), ("count", wanted)))
    )


def test_entries_of_one_event_are_counted_apart_by_their_codes() -> None:
    often, seldom = all_of(times(3, AtLeast(100))), all_of(times(5, Below(10)), logged(code=3))
    pack = knowing(rule("a", symptoms=often), rule("b", symptoms=seldom, verdict=QUIET)).pack
    (found,) = conflicts(pack)
    assert isinstance(found, Conflict)
    assert min((one.fields["code"], one.count, one.counted) for one in found.case.entries) == (3, 100, True)
    apart = rule("b", symptoms=all_of(times(3, Below(10))), verdict=QUIET)
    assert [one.code for one in conflicts(knowing(rule("a", symptoms=often), apart).pack)] == ["undecided"]


def test_a_search_that_is_cut_off_says_so() -> None:
    pack = knowing(rule("a", cause=CAUSE), rule("b", cause=all_of(says("cold")), verdict=QUIET)).pack
    (found,) = conflicts(pack, most_steps=1)
    assert isinstance(found, Undecided)
    assert found.rules == pack.rules


def test_a_rule_that_wants_two_things_at_once_is_confirmed_by_nothing() -> None:
    pack = knowing(rule("a", cause=all_of(says("wet"), says_not("wet"))), rule("b", cause=CAUSE)).pack
    assert list(unconfirmable_rules(pack)) == [Unconfirmable((pack.rules[0],))]


def test_a_rule_that_what_follows_rules_out_is_confirmed_by_nothing() -> None:
    pack = knowing(
        rule("a", cause=all_of(says("rain")), unless=CAUSE), derivations=(follows("wet", says("rain")),)
    ).pack
    assert [one.rules[0].id for one in unconfirmable_rules(pack)] == ["Q1/a"]


def test_numbers_that_bounds_leave_nothing_between_are_found_out() -> None:
    level = [says("level", AtLeast(3)), says("level", Below(4)), says("level", OneOf((3,)))]
    assert not list(unconfirmable_rules(knowing(rule("a", cause=all_of(*level)), level=FactKind.WHOLE_NUMBER).pack))
    empty = all_of(*level[:2], says("level", OneOf((4,))))
    assert [
        one.code for one in unconfirmable_rules(knowing(rule("a", cause=empty), level=FactKind.WHOLE_NUMBER).pack)
    ] == ["unconfirmable"]


def test_a_field_that_no_text_of_the_event_gives_is_never_there() -> None:
    pack = knowing(rule("a", symptoms=all_of(logged(code=3)))).pack
    texts = (EventTemplate(101, "Alpha", "something", ("It failed.",), ()),)
    object.__setattr__(pack.vocabulary, "templates", texts)
    assert [one.code for one in unconfirmable_rules(pack)] == ["unconfirmable"]


def test_an_entry_more_may_be_what_lets_both_be_confirmed() -> None:
    """Exactly one of two speaks against the first rule, and one of them holds in every case that confirms it."""
    spoilt = rule("a", cause=CAUSE, unless=one_of(says("wet"), logged(102)))
    (found,) = conflicts(knowing(spoilt, rule("b", verdict=QUIET)).pack)
    assert isinstance(found, Conflict)
    assert sorted(one.event_id for one in found.case.entries) == [101, 102]


def test_where_one_more_entry_might_still_change_it_the_search_does_not_say_never() -> None:
    one = rule("a", cause=CAUSE, unless=one_of(says("wet"), all_of(logged(102), says_not("wet"))))
    assert [found.code for found in unconfirmable_rules(knowing(one).pack)] == ["undecided"]


def test_a_build_of_a_later_version_of_the_product_is_no_less_there_than_its_neighbour() -> None:
    """Beyond 6.0 comes 6.5: no Emsmta.exe is a 6.1."""
    later = says("build", AtLeast(Build.parse("6.0.4417.5")))
    not_cut_short = one_of(later, says("build", OneOf((Build.parse("6.0"),))))
    pack = knowing(rule("a", cause=not_cut_short), build=FactKind.BUILD).pack
    assert not list(unconfirmable_rules(pack))
