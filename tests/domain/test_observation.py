from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, OneOf
from app.domain.observation import EventTest, FactTest
from app.domain.verdict import Outcome
from tests.domain.made_up import REFUSED, case, entry

if TYPE_CHECKING:
    from app.domain.event_entry import EventEntry

ANY_9322 = EventTest((9322,))
OFTEN = EventTest((9322,), fields=(("count", AtLeast(3)),))


@pytest.mark.parametrize(
    ("entries", "outcome"),
    [
        ((), Outcome.NOT_MET),
        ((entry(),), Outcome.MET),
        ((entry(event_id=9318),), Outcome.NOT_MET),
        ((entry(nt_error=None),), Outcome.NOT_KNOWN),
        ((entry(nt_error=5),), Outcome.NOT_MET),
        ((entry(source=None, known_source=None),), Outcome.NOT_KNOWN),
        ((entry(source=None, known_source=None, nt_error=5),), Outcome.NOT_MET),
        ((entry(source="Netlogon", known_source=None),), Outcome.NOT_MET),
        ((entry(source="Netlogon", known_source=None, nt_error=None),), Outcome.NOT_MET),
        ((entry(0, nt_error=5), entry(1)), Outcome.MET),
        ((entry(0, nt_error=5), entry(1, nt_error=None)), Outcome.NOT_KNOWN),
        ((entry(0, nt_error=None), entry(1)), Outcome.MET),
    ],
    ids=[
        "no entry", "the entry", "another event", "unknown code", "another code", "no source", "no source, a 5",
        "another source", "another source, unknown code", "the second of two", "one unknown", "one met, one unknown",
    ],
)  # fmt: skip
def test_an_event_test_is_as_good_as_the_best_entry(entries: tuple[EventEntry, ...], outcome: Outcome) -> None:
    assert REFUSED.look(case(entries), trusting=True).outcome == outcome


def test_an_event_test_names_the_entries_that_it_was_met_by_and_no_others() -> None:
    seen = REFUSED.look(case((entry(3, nt_error=5), entry(4), entry(5, nt_error=None), entry(6))), trusting=True)
    assert seen.entries == (4, 6)
    assert seen.origin is not None
    assert seen.origin.index == 4


def test_an_event_test_that_is_not_met_names_no_entries() -> None:
    seen = REFUSED.look(case((entry(nt_error=5),)), trusting=True)
    assert (seen.entries, seen.origin) == ((), None)


def test_an_event_test_without_a_source_takes_any() -> None:
    assert ANY_9322.outcome(entry(source="Netlogon", known_source=None)) == Outcome.MET


def test_an_event_test_takes_any_of_its_ids() -> None:
    either = EventTest((9318, 9322))
    assert [either.outcome(entry(event_id=one)) for one in (9318, 9322, 9320)] == [2, 2, 0]


def test_an_entry_that_nobody_counted_was_logged_so_often_at_least() -> None:
    assert [OFTEN.outcome(entry(count=count)) for count in (1, 3)] == [Outcome.NOT_KNOWN, Outcome.MET]
    assert [OFTEN.outcome(entry(count=count, counted=True)) for count in (1, 3)] == [Outcome.NOT_MET, Outcome.MET]


def test_a_count_that_can_only_be_too_low_rules_out_what_is_below_it() -> None:
    seldom = EventTest((9322,), fields=(("count", Below(3)),))
    assert [seldom.outcome(entry(count=count)) for count in (1, 3)] == [Outcome.NOT_KNOWN, Outcome.NOT_MET]
    thrice = EventTest((9322,), fields=(("count", OneOf((3,))),))
    assert [thrice.outcome(entry(count=count)) for count in (2, 3, 4)] == [Outcome.NOT_KNOWN] * 2 + [Outcome.NOT_MET]


@pytest.mark.parametrize(
    ("entries", "outcome", "named"),
    [
        ((entry(0, count=2, counted=True), entry(1, count=1, counted=True)), Outcome.MET, (0, 1)),
        ((entry(0, count=2, counted=True), entry(1, nt_error=5, count=9, counted=True)), Outcome.NOT_MET, ()),
        ((entry(0, count=2, counted=True), entry(1, nt_error=None, counted=True)), Outcome.NOT_KNOWN, (0, 1)),
        ((entry(0, nt_error=None, count=9, counted=True),), Outcome.NOT_KNOWN, (0,)),
        ((entry(0, nt_error=None, count=1, counted=True),), Outcome.NOT_MET, ()),
        ((entry(0, count=3), entry(1, nt_error=None)), Outcome.MET, (0,)),
        ((entry(0, count=2),), Outcome.NOT_KNOWN, (0,)),
        ((), Outcome.NOT_MET, ()),
    ],
    ids=[
        "together", "another code", "one more may fit", "may fit", "too few even so", "enough without it", "uncounted",
        "none",
    ],
)  # fmt: skip
def test_entries_that_fit_are_counted_together(
    entries: tuple[EventEntry, ...], outcome: Outcome, named: tuple[int, ...]
) -> None:
    often = EventTest((9322,), "MSExchangeMTA", (("nt_error", OneOf((1722,))), ("count", AtLeast(3))))
    seen = often.look(case(entries), trusting=True)
    assert (seen.outcome, seen.entries) == (outcome, named)


def test_a_count_that_would_have_to_be_known_is_named() -> None:
    assert list(OFTEN.unknown_fields(entry(count=2))) == ["count"]
    assert list(OFTEN.unknown_fields(entry(count=2, counted=True))) == []


def test_what_would_have_to_be_known_of_an_entry_is_named() -> None:
    assert list(REFUSED.unknown_fields(entry())) == []
    assert list(REFUSED.unknown_fields(entry(nt_error=None, source=None, known_source=None))) == ["source", "nt_error"]


def test_a_test_reads_as_words() -> None:
    assert REFUSED.in_words() == "event 9322 from MSExchangeMTA, nt_error = 1722"
    assert EventTest((9318, 9322)).in_words() == "event 9318 or 9322"
    assert FactTest("mail_flow", OneOf(("normal",))).in_words() == "mail_flow = normal"


def test_a_build_cut_short_leaves_a_fact_test_not_known_with_its_value_shown() -> None:
    test = FactTest("peer.mta_build", AtLeast(Build.parse("2651.75")))
    seen = test.look(case(peer__mta_build=Build.parse("2651")), trusting=True)
    assert seen.outcome == Outcome.NOT_KNOWN
    assert str(seen.value) == "2651"


def test_what_the_entries_show_does_not_change_with_the_facts() -> None:
    before = case((entry(),))
    assert REFUSED.look(before, trusting=True).outcome == Outcome.MET
    after = before.supposing(dict(case(mail_flow="normal").facts))
    assert REFUSED.look(after, trusting=True).entries == (0,)
