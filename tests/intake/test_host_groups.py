from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.host_groups import HostGroups
from tests.intake.reports import MODERATE


@pytest.mark.parametrize(
    ("names", "computers"),
    [
        ([], []),
        (["EXCH-A", "exch-a", "Exch-A"], ["EXCH-A"]),
        (["EXCH-A", "exch-a.example.com"], ["EXCH-A"]),
        (["exch-a.example.com", "EXCH-A"], ["exch-a.example.com"]),
        (["EXCH-A", "EXCH-AB", "exch"], ["EXCH-A", "EXCH-AB", "exch"]),
        (["a.net1.com", "a.net2.com"], ["a.net1.com", "a.net2.com"]),
        (["A", "a.net1.com", "a.net2.com"], ["A", "a.net1.com", "a.net2.com"]),
        (["10.1.2.3", "10"], ["10.1.2.3", "10"]),
        (["10.1.2.3", "10.1.2.4"], ["10.1.2.3", "10.1.2.4"]),
        (["fe80::1", "fe80::2"], ["fe80::1", "fe80::2"]),
        (["10.example.com", "10"], ["10.example.com", "10"]),
    ],
)
def test_names_of_one_computer_are_told_from_those_of_others(names: list[str], computers: list[str]) -> None:
    assert HostGroups(names).computers == computers


def test_a_computer_is_known_by_any_of_its_names_and_case() -> None:
    groups = HostGroups(["EXCH-A", "exch-a.example.com", "EXCH-C"])
    assert [groups.of(name) for name in ("exch-A", "EXCH-A.EXAMPLE.COM", "exch-c")] == ["EXCH-A", "EXCH-A", "EXCH-C"]


@pytest.mark.parametrize("name", [None, "", "other", "exch-a.example.org"])
def test_what_was_not_named_is_no_computer(name: str | None) -> None:
    assert HostGroups(["EXCH-A", "exch-a.example.com"]).of(name) is None


NAMES = st.lists(st.from_regex(r"[abAB](\.(x|y|X)){0,2}|10\.1|10", fullmatch=True), max_size=8)


@MODERATE
@given(NAMES)
def test_every_name_has_one_computer_which_is_named_first(names: list[str]) -> None:
    groups = HostGroups(names)
    for name in names:
        computer = groups.of(name)
        assert computer in groups.computers
        assert groups.of(computer) == computer
        of_it = [one for one in names if groups.of(one) == computer]
        assert of_it[0] == computer
    assert len(groups.computers) == len({groups.of(name) for name in names})


@MODERATE
@given(NAMES, st.randoms(use_true_random=False))
def test_which_names_belong_together_does_not_depend_on_their_order(names: list[str], chance: object) -> None:
    shuffled = list(names)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # it is a random.Random
    one, other = HostGroups(names), HostGroups(shuffled)
    for name in names:
        assert [one.of(name) == one.of(each) for each in names] == [other.of(name) == other.of(each) for each in names]


def test_a_hundred_thousand_names_are_grouped_in_reasonable_time() -> None:
    names = [f"exch-{number}{suffix}" for number in range(50_000) for suffix in ("", ".example.com")]
    assert len(HostGroups(names).computers) == 50_000
