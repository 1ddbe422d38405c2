"""Condition coverage: which examples show a condition to matter, group by group and field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.antecedent import GroupKind, Leaf
from app.domain.comparison import AtLeast, OneOf
from app.domain.coverage import Shown, coverage_of
from app.domain.observation import EventTest
from app.domain.verdict import Outcome, Status
from tests.domain.made_up import case, entry, group, leaf, rule, yes_no_facts

if TYPE_CHECKING:
    from app.domain.case import Case
    from app.domain.rule import Rule

MET, NOT_MET, NOT_KNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_KNOWN
Cases = dict[str, "Case"]
Sides = dict[str, tuple[str | None, str | None]]


def shown(tried: Rule, examples: Cases) -> list[Shown]:
    return coverage_of(tried, [(name, tried.read(one)) for name, one in examples.items()])


def sides(tried: Rule, **examples: Case) -> Sides:
    """For each condition, the example that shows it met and the one that shows it not met."""
    found = shown(tried, dict(examples))
    return {one.condition.field or one.condition.leaf.says[0]: (one.met, one.not_met) for one in found}


def confirmed(tried: Rule, one: Case) -> bool:
    return tried.read(one).status is Status.CONFIRMED


# --- groups ---


def test_each_member_of_all_needs_a_near_miss_of_its_own() -> None:
    tried = rule(group(leaf("a"), leaf("b")))
    both, no_b, neither = (yes_no_facts(a=a, b=b) for a, b in ((MET, MET), (MET, NOT_MET), (NOT_MET, NOT_MET)))
    assert sides(tried, both=both, no_b=no_b, neither=neither) == {"a": ("both", None), "b": ("both", "no_b")}


def test_what_is_not_known_shows_nothing_of_a_cause() -> None:
    tried = rule(group(leaf("a")), group(leaf("b")))
    examples = {"both": yes_no_facts(a=MET, b=MET), "open": yes_no_facts(a=MET, b=NOT_KNOWN)}
    assert sides(tried, **examples)["b"] == ("both", None)


def test_each_member_of_any_needs_an_example_in_which_it_alone_holds() -> None:
    tried = rule(group(leaf("a"), leaf("b"), kind=GroupKind.ANY))
    one, both, none = (yes_no_facts(a=a, b=b) for a, b in ((MET, NOT_MET), (MET, MET), (NOT_MET, NOT_MET)))
    assert sides(tried, both=both, none=none) == {"a": (None, "none"), "b": (None, "none")}
    assert sides(tried, one=one, both=both, none=none) == {"a": ("one", "none"), "b": (None, "none")}


def test_of_exactly_one_each_member_needs_two_examples_that_come_out_differently() -> None:
    tried = rule(group(leaf("a"), leaf("b"), kind=GroupKind.EXACTLY_ONE))
    only_a, only_b, both = (yes_no_facts(a=a, b=b) for a, b in ((MET, NOT_MET), (NOT_MET, MET), (MET, MET)))
    assert sides(tried, only_a=only_a, only_b=only_b) == {"a": ("only_a", None), "b": ("only_b", None)}
    assert sides(tried, only_a=only_a, only_b=only_b, both=both) == {"a": ("both", "only_b"), "b": ("both", "only_a")}


def test_what_speaks_against_a_rule_is_shown_by_the_one_case_it_blocks_and_by_any_that_is_confirmed() -> None:
    tried = rule(group(leaf("a")), unless=group(leaf("b"), leaf("c"), kind=GroupKind.ANY))
    fine, blocked, twice = (yes_no_facts(a=MET, b=b, c=c) for b, c in ((NOT_KNOWN,) * 2, (MET, NOT_MET), (MET, MET)))
    assert sides(tried, fine=fine, blocked=blocked, twice=twice) == {
        "a": ("fine", None),
        "b": ("blocked", "fine"),
        "c": (None, "fine"),
    }


def test_a_group_below_another_masks_what_lies_in_it() -> None:
    tried = rule(group(leaf("a"), group(leaf("b"), leaf("c"), kind=GroupKind.ANY)))
    only_b = yes_no_facts(a=MET, b=MET, c=NOT_MET)
    without_a = yes_no_facts(a=NOT_MET, b=NOT_MET, c=NOT_MET)
    assert sides(tried, only_b=only_b, without_a=without_a) == {
        "a": ("only_b", None),
        "b": ("only_b", None),
        "c": (None, None),
    }


# --- fields of event entries ---

TWO_CODES = EventTest((9322,), "MSExchangeMTA", (("nt_error", OneOf((1722,))), ("comms_error", OneOf((1722,)))))
OF_TWO_CODES = rule(group(Leaf("e", TWO_CODES)))


def codes(*pairs: tuple[int | None, int | None], **more: Any) -> Case:  # noqa: ANN401 - any field of an entry
    names = ("nt_error", "comms_error")
    fields = [{name: code for name, code in zip(names, pair, strict=True) if code is not None} for pair in pairs]
    return case(tuple(entry(index, fields=one, **more) for index, one in enumerate(fields)))


def test_a_field_is_shown_by_an_entry_in_which_it_alone_differs() -> None:
    examples = {"fits": codes((1722, 1722)), "differs": codes((5, 1722))}
    assert sides(OF_TWO_CODES, **examples) == {
        "e": ("fits", "differs"),
        "nt_error": ("fits", "differs"),
        "comms_error": ("fits", None),
    }


@pytest.mark.parametrize(
    "near",
    [
        codes((5, 5)),
        codes((5, None)),
        codes((None, 1722)),
        codes((5, 1722), source="Disk", known_source=None),
        codes((5, 1722), source=None, known_source=None),
        codes((5, 1722), event_id=9318),
        codes((5, 1722), (None, 1722)),
        case(),
    ],
    ids=["both differ", "other unknown", "unknown", "source", "no source", "event", "another is open", "no entry"],
)
def test_a_field_is_not_shown_where_anything_else_differs_or_is_open(near: Case) -> None:
    assert sides(OF_TWO_CODES, fits=codes((1722, 1722)), near=near)["nt_error"] == ("fits", None)


def test_of_several_entries_one_in_which_the_field_alone_differs_is_enough() -> None:
    examples = {"fits": codes((1722, 1722)), "several": codes((5, 5), (1722, 5), (5, 1722))}
    assert sides(OF_TWO_CODES, **examples)["nt_error"] == ("fits", "several")
    assert sides(OF_TWO_CODES, **examples)["comms_error"] == ("fits", "several")


def test_a_number_of_entries_is_a_field_of_them_all_together() -> None:
    often = EventTest((9322,), "MSExchangeMTA", (("nt_error", OneOf((1722,))), ("count", AtLeast(10))))
    tried = rule(group(Leaf("e", often)))

    def logged(*entries: tuple[int | None, int]) -> Case:
        return case(tuple(entry(at, nt_error=code, count=n, counted=True) for at, (code, n) in enumerate(entries)))

    examples = {"many": logged((1722, 6), (1722, 5)), "few": logged((1722, 9)), "others": logged((5, 10))}
    assert sides(tried, **examples) == {
        "e": ("many", "few"),
        "nt_error": ("many", "others"),
        "count": ("many", "few"),
    }
    assert sides(tried, many=logged((1722, 10)), few=logged((1722, 4), (5, 6)))["nt_error"] == ("many", "few")
    assert sides(tried, many=logged((1722, 10)), few=logged((1722, 4), (5, 5)))["nt_error"] == ("many", None)
    open_beside = logged((1722, 4), (None, 3), (5, 3))
    assert sides(tried, many=logged((1722, 10)), few=open_beside)["nt_error"] == ("many", None)


def test_of_what_speaks_against_a_rule_a_field_may_be_open_where_it_is_not_met() -> None:
    tried = rule(group(leaf("a")), unless=group(Leaf("e", TWO_CODES), kind=GroupKind.ANY))

    def beside(one: Case) -> Case:
        return one.supposing(yes_no_facts(a=MET).facts)

    blocked = beside(codes((1722, 1722)))
    assert sides(tried, blocked=blocked, fine=beside(codes((None, 1722))))["nt_error"] == ("blocked", "fine")
    assert sides(tried, blocked=blocked, fine=beside(codes((None, 5))))["nt_error"] == ("blocked", None)
