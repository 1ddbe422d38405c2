"""Thousands of entries of a log become a few that say how often and when."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.folding import fold
from tests.intake.reports import LONG_9318, LONG_9322, MODERATE, VALUES, vocabulary

CANCEL = (
    "The MTA has issued an RPC Cancel call for thread {thread}, Locality Table Index: 142, Time (ms): {time}, "
    "Cancel result: {result} [TRUMAN RPC inactive ncacn_ip_tcp:192.168.20.3[1966] BASE IL] (14)"
)
FIRST = ReportedEvent(9322, "MSExchangeMTA", "EXCH-B", logged_at="2001-06-04T08:00:00Z", counted=True)


def folded(*events: ReportedEvent) -> list[ReportedEvent]:
    return [event for _, event in fold(events, vocabulary())]


def described(text: str = LONG_9322, **values: int | str) -> ReportedEvent:
    return replace(FIRST, description=text.format(**(VALUES | values)))


def test_alike_entries_become_one_with_their_number_and_the_times_of_the_first_and_the_last() -> None:
    days = ["2001-06-05T08:00:00Z", "2001-06-03T08:00:00Z", "2001-06-04T08:00:00Z"]
    (one,) = folded(*(replace(described(), logged_at=day) for day in days))
    assert (one.count, one.logged_at, one.last_logged_at) == (3, days[1], days[0])
    assert one.counted


def test_times_that_nobody_can_read_stay_in_the_order_of_the_log() -> None:
    (one,) = folded(*(replace(described(), logged_at=time) for time in ("late", "later")))
    assert (one.logged_at, one.last_logged_at) == ("late", "later")


def test_an_entry_by_itself_stays_as_it_is() -> None:
    assert folded(described()) == [replace(described(), last_logged_at=None)]


def test_counts_that_were_given_are_added_up() -> None:
    (one,) = folded(replace(described(), count=40), replace(described(), count=2))
    assert one.count == 42


def test_together_they_are_counted_only_if_each_of_them_is() -> None:
    (one,) = folded(described(), replace(described(), counted=False))
    assert not one.counted


def test_entries_whose_source_is_a_dash_are_told_apart_by_what_they_say() -> None:
    one, other = (replace(described(remote_server=peer), source="-") for peer in ("EXCH-A", "EXCH-C"))
    assert folded(one, other) == [one, other]


def test_codes_peers_computers_ids_and_sources_tell_entries_apart() -> None:
    apart = [
        described(),
        described(nt_error=5),
        described(bind_error=0),
        described(remote_server="EXCH-C"),
        replace(described(), computer="EXCH-D"),
        replace(described(LONG_9318), event_id=9318),
        replace(described(), source="Netlogon"),
        replace(described(), source=None),
    ]
    assert len(folded(*apart)) == len(apart)


def test_letter_case_of_names_does_not_tell_entries_apart() -> None:
    assert len(folded(described(), replace(described(remote_server="exch-a"), computer="exch-b"))) == 1


def test_what_is_no_code_does_not_tell_entries_apart() -> None:
    assert len(folded(described(protocol_string="ncacn_np:x"), described(protocol_string="ncacn_ip_tcp:y"))) == 1


def test_where_no_peer_is_named_the_locality_table_index_tells_peers_apart() -> None:
    short = "An RPC communications error occurred. Unable to bind over RPC. The locality table (LTAB) index is {}. "
    events = [replace(FIRST, event_id=9318, description=short.format(number)) for number in (76, 76, 151)]
    assert [one.count for one in folded(*events)] == [2, 1]


def test_an_entry_that_cannot_be_read_is_like_no_entry_that_can() -> None:
    assert len(folded(described(), replace(FIRST, description="Something else altogether."))) == 2


def test_cancelled_calls_of_any_thread_are_alike() -> None:
    events = [
        replace(FIRST, event_id=9277, description=CANCEL.format(thread=number, time=number * 1000, result=0))
        for number in range(300)
    ]
    (one,) = folded(*events)
    assert (one.event_id, one.count) == (9277, 300)


def test_entries_of_sources_that_no_rule_speaks_of_are_told_apart_by_id_and_computer_alone() -> None:
    events = [ReportedEvent(10009, "DCOM", "EXCH-B", description=str(number)) for number in range(5)]
    assert [one.count for one in folded(*events, ReportedEvent(10010, "DCOM", "EXCH-B"))] == [5, 1]


@MODERATE
@given(st.lists(st.sampled_from([described(), described(nt_error=5), replace(FIRST, event_id=9318)]), max_size=30))
def test_nothing_is_lost_and_the_first_of_each_stands_where_it_stood(events: list[ReportedEvent]) -> None:
    found = fold(events, vocabulary())
    assert sum(event.count for _, event in found) == len(events)
    positions = [position for position, _ in found]
    assert positions == sorted(positions)
    assert all(events[position].description == event.description for position, event in found)
    assert fold([event for _, event in found], vocabulary()) == list(enumerate(event for _, event in found))
