from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.build import Build
from app.domain.case import FileRead, Report, Warned
from app.domain.fact import Origin
from app.intake.allowance import Limits
from app.intake.understand import MOST_PEERS, understand
from tests.intake.reports import LONG_9318, LONG_9322, VALUES, event, report, vocabulary

if TYPE_CHECKING:
    from app.domain.case import Case, Understanding

TEXT_ENTRY = (
    f"Event Source: MSExchangeMTA\nEvent ID: 9322\nComputer: EXCH-B\nDescription:\n{LONG_9322.format(**VALUES)}\n"
)


def _understood(told: Report) -> Understanding:
    return understand(told, vocabulary())


def _cases(told: Report) -> dict[str | None, Case]:
    cases = _understood(told).cases
    assert len({case.peer for case in cases}) == len(cases)
    return {case.peer: case for case in cases}


def _codes(told: Report) -> list[str]:
    return [warning.code for warning in _understood(told).warnings]


def test_entries_are_grouped_by_the_peer_they_name() -> None:
    cases = _cases(report(event("EXCH-A"), event("EXCH-C"), event("exch-a", event_id=9318)))
    assert {peer: [entry.index for entry in case.entries] for peer, case in cases.items()} == {
        "EXCH-A": [0, 2],
        "EXCH-C": [1],
    }


def test_a_bare_and_a_fully_qualified_name_are_one_peer() -> None:
    assert list(_cases(report(event("EXCH-A"), event("exch-a.example.com")))) == ["EXCH-A"]


def test_a_bare_name_that_two_qualified_ones_begin_with_stays_apart() -> None:
    assert len(_cases(report(event("a"), event("a.net1.com"), event("a.net2.com")))) == 3


def test_entries_of_events_come_before_those_of_the_text_and_both_are_numbered_through() -> None:
    understood = _understood(report(event("EXCH-C"), text=f"Look:\n\n{TEXT_ENTRY}"))
    first, second = understood.entries
    assert (first.index, first.origin) == (0, Origin("event", index=0))
    assert (second.index, second.peer) == (1, "EXCH-A")
    assert second.origin == Origin("text", span=(7, 6 + len(TEXT_ENTRY)))


def test_without_entries_there_is_one_case_with_all_the_facts() -> None:
    (case,) = _understood(report(mail_flow="stopped", server__clustered=True, peer__name="EXCH-A")).cases
    assert (case.peer, case.entries) == ("EXCH-A", ())
    assert set(case.facts) == {"mail_flow", "server.clustered", "peer.name"}


def test_facts_belong_to_the_only_peer_there_is() -> None:
    understood = _understood(report(event(), mail_flow="normal", peer__multihomed=True, link__wan=False))
    (case,) = understood.cases
    assert set(case.facts) >= {"mail_flow", "peer.multihomed", "link.wan"}
    assert understood.unplaced == ()


def test_facts_belong_to_the_named_peer_and_to_no_other() -> None:
    told = report(event("EXCH-A"), event("EXCH-C"), mail_flow="normal", peer__name="exch-c.example.com")
    cases = _cases(told)
    assert "mail_flow" not in cases["EXCH-A"].facts
    assert cases["exch-c.example.com"].facts["mail_flow"].value == "normal"
    assert _understood(told).unplaced == ()


def test_facts_of_a_named_peer_that_no_entry_names_are_given_to_none_of_the_others() -> None:
    cases = _cases(report(event("EXCH-A"), mail_flow="normal", peer__name="EXCH-Z"))
    assert "mail_flow" not in cases["EXCH-A"].facts
    assert cases["EXCH-Z"].entries == ()
    assert "mail_flow" in cases["EXCH-Z"].facts


def test_facts_that_could_belong_to_any_of_several_peers_are_placed_with_none() -> None:
    told = report(event("EXCH-A"), event("EXCH-C"), mail_flow="normal", link__wan=True, server__service_pack=4)
    understood = _understood(told)
    assert set(understood.unplaced) == {"mail_flow", "link.wan"}
    for case in understood.cases:
        assert {"mail_flow", "link.wan"}.isdisjoint(case.facts)
        assert case.facts["server.service_pack"].value == 4


def test_an_entry_that_names_no_peer_goes_to_the_only_one_named_as_an_assumption() -> None:
    cases = _cases(report(event(), event(None)))
    assert [entry.index for entry in cases["EXCH-A"].entries] == [0, 1]
    assert cases["EXCH-A"].assumed == {1}


def test_an_entry_that_names_no_peer_belongs_to_the_one_the_caller_names() -> None:
    cases = _cases(report(event(None), peer__name="EXCH-A"))
    assert [entry.index for entry in cases["EXCH-A"].entries] == [0]
    assert cases["EXCH-A"].assumed == frozenset()


def test_an_entry_that_names_no_peer_stays_by_itself_beside_several() -> None:
    cases = _cases(report(event("EXCH-A"), event("EXCH-C"), event(None)))
    assert [entry.index for entry in cases[None].entries] == [2]


def test_entries_that_all_name_no_peer_are_one_case() -> None:
    (case,) = _understood(report(event(None), event(None, event_id=9318), mail_flow="normal")).cases
    assert (case.peer, len(case.entries), case.facts["mail_flow"].value) == (None, 2, "normal")


def test_shifted_strings_name_no_peer() -> None:
    told = report(event(strings=("213", "9260", "BASE IL", "INCOMING RPC", "106", "507")))
    assert _understood(told).peers == ()
    assert "shifted_strings" in _codes(told)


def test_what_entries_name_becomes_a_fact_with_its_entry() -> None:
    (case,) = _understood(report(event(None), event())).cases
    assert (case.facts["peer.name"].value, case.facts["peer.name"].origin.index) == ("EXCH-A", 1)
    assert (case.facts["server.name"].value, case.facts["server.name"].origin.index) == ("EXCH-B", 0)


def test_what_the_caller_states_outranks_what_entries_name() -> None:
    (case,) = _understood(report(event(), peer__name="exch-a.example.com", server__name="EXCH-B")).cases
    assert case.facts["peer.name"].value == "exch-a.example.com"
    assert case.facts["peer.name"].origin == Origin("facts")


def test_entries_of_another_computer_get_no_facts_of_the_server() -> None:
    told = report(event("EXCH-A", "EXCH-B"), event("EXCH-A", "EXCH-D"), server__name="EXCH-B", server__service_pack=4)
    cases = {case.server: case for case in _understood(told).cases}
    assert "server.service_pack" in cases["EXCH-B"].facts
    assert "server.service_pack" not in cases["EXCH-D"].facts
    assert [entry.index for entry in cases["EXCH-D"].entries] == [1]
    (warned,) = [one for one in _understood(told).warnings if one.code == "other_computer"]
    assert warned.entries == (1,)


def test_with_several_computers_and_no_name_no_one_gets_facts_of_the_server() -> None:
    told = report(event("EXCH-A", "EXCH-B"), event("EXCH-A", "EXCH-D"), server__service_pack=4)
    understood = _understood(told)
    assert all("server.service_pack" not in case.facts for case in understood.cases)
    assert "server.service_pack" in understood.unplaced
    assert "several_servers" in _codes(told)


def test_one_computer_by_two_names_is_one_server() -> None:
    told = report(event("EXCH-A", "EXCH-B"), event("EXCH-A", "exch-b.example.com"), server__service_pack=4)
    (case,) = _understood(told).cases
    assert case.facts["server.service_pack"].value == 4


def test_entries_of_strange_sources_are_kept_but_belong_to_no_case() -> None:
    understood = _understood(report(event("EXCH-C", "EXCH-Z", source="Netlogon"), event()))
    assert [entry.known_source for entry in understood.entries] == [None, "MSExchangeMTA"]
    assert [[entry.index for entry in case.entries] for case in understood.cases] == [[1]]
    assert understood.servers == ("EXCH-B",)


@pytest.mark.parametrize("source", [None, "msexchangemta", "MSEXCHANGEMTA - interface"])
def test_entries_of_a_known_source_or_none_belong_to_a_case(source: str | None) -> None:
    (case,) = _understood(report(event(source=source))).cases
    assert [entry.index for entry in case.entries] == [0]


def test_an_entry_without_a_source_is_not_known_to_come_from_any() -> None:
    (entry,) = _understood(report(event(source=None))).entries
    assert (entry.source, entry.known_source, entry.fields["nt_error"]) == (None, None, 1722)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (report(event(description="something else", strings=())), "unread_description"),
        (report(event(description=LONG_9322.format(**VALUES), strings=("151", "5"))), "contradiction"),
        (report(text="Event ID: x\nSource: y\n"), "unread_entry"),
        (report(text="a\x00b", mail_flow="normal"), "control_characters"),
    ],
)
def test_what_is_odd_about_a_report_is_said(told: Report, code: str) -> None:
    assert code in _codes(told)


def test_a_code_that_description_and_strings_give_differently_is_named_and_not_known() -> None:
    told = report(event(description=LONG_9318.format(**VALUES), event_id=9318, strings=("151", "5")))
    (entry,) = _understood(told).entries
    assert "nt_error" not in entry.fields
    (warned,) = _understood(told).warnings
    assert (warned.entries, warned.facts) == ((0,), ("event.nt_error",))


def test_nothing_odd_is_said_of_a_clean_report() -> None:
    assert _codes(report(event(), text=f"Look:\n\n{TEXT_ENTRY}", mail_flow="normal")) == []


def test_as_many_peers_as_the_limit_are_diagnosed_and_the_entries_of_others_named() -> None:
    at_limit = report(*(event(f"EXCH-{number}") for number in range(MOST_PEERS)))
    assert len(_understood(at_limit).cases) == MOST_PEERS
    assert _codes(at_limit) == []
    beyond = report(*(event(f"EXCH-{number}") for number in range(MOST_PEERS + 2)), peer__name=f"EXCH-{MOST_PEERS + 1}")
    understood = _understood(beyond)
    assert len(understood.cases) == MOST_PEERS
    assert understood.cases[0].peer == f"EXCH-{MOST_PEERS + 1}"
    (warned,) = understood.warnings
    assert (warned.code, warned.entries) == ("too_many_peers", (MOST_PEERS - 1, MOST_PEERS))


@pytest.mark.parametrize("peers", [True, False], ids=["each its peer", "none a peer"])
@pytest.mark.parametrize("servers", [True, False], ids=["each its server", "one server"])
@pytest.mark.timeout(20)
def test_ten_thousand_entries_are_grouped_in_reasonable_time(peers: bool, servers: bool) -> None:  # noqa: FBT001 - made up
    entries = (
        event(f"A{number}" if peers and number % 2 == 0 else None, f"B{number}" if servers else "EXCH-B")
        for number in range(10_000)
    )
    assert len(_understood(report(*entries)).entries) == 10_000


@pytest.mark.timeout(20)
def test_a_text_of_ten_thousand_computers_is_read_in_reasonable_time() -> None:
    text = "".join(f"Event ID: 9322\nComputer: B{number}\n" for number in range(10_000))
    assert len(_understood(report(text=text)).servers) == 10_000


def test_of_a_text_that_holds_more_entries_than_a_ticket_may_have_the_first_are_read_and_the_rest_is_told() -> None:
    text = "".join(f"Event ID: 9322\nComputer: B{number}\n" for number in range(5))
    understood = understand(report(event(), text=text), vocabulary(), Limits(most_entries=3))
    assert [one.computer for one in understood.entries] == ["EXCH-B", "B0", "B1"]
    (warned,) = [one for one in understood.warnings if one.code == "too_many_entries"]
    assert warned.span == (text.index("Event ID: 9322\nComputer: B2"), len(text) - 1)


def test_a_text_of_many_entries_that_are_alike_is_folded_like_the_log_it_is() -> None:
    alike = "Event ID: 9322\nComputer: B\n"
    assert [(one.count, one.counted) for one in _understood(report(text=alike * 101)).entries] == [(101, False)]
    assert len(_understood(report(text=alike * 100)).entries) == 100


def test_reading_stops_where_the_time_of_a_ticket_is_over_and_says_so() -> None:
    understood = understand(report(text=TEXT_ENTRY * 50), vocabulary(), Limits(most_seconds=0.0))
    assert "reading_stopped" in [one.code for one in understood.warnings]


def test_what_was_unread_in_a_file_is_told_with_its_name() -> None:
    unread = FileRead("a.evtx", "evtx", 3, (Warned("unread_entry", "one record is torn", span=(1, 9)),))
    (warned,) = understand(Report(files=(unread,)), vocabulary()).warnings
    assert (warned.code, warned.detail) == ("unread_entry", "a.evtx, characters 1 to 9: one record is torn")


def test_many_warnings_of_one_kind_are_told_in_few() -> None:
    entries = [event(description="In no known wording.", strings=()) for _ in range(200)]
    warnings = [one for one in _understood(report(*entries)).warnings if one.code == "unread_description"]
    assert len(warnings) == 21
    assert warnings[-1].detail == "and 180 more warnings of this kind"
    assert {index for one in warnings for index in one.entries} == set(range(200))


def test_an_event_that_a_sentence_names_is_no_other_than_the_entry_beside_it() -> None:
    assert len(_understood(report(event(), text="We see event 9322 every hour.")).entries) == 1
    assert [one.event_id for one in _understood(report(event(), text="And event 9318, too.")).entries] == [9322, 9318]


def test_the_strings_of_a_lost_description_are_read() -> None:
    lost = (
        "The description for Event ID ( 9322 ) in Source ( MSExchangeMTA ) could not be found. It contains the "
        "following insertion string(s): 151, 1722, 1722, 1722, EXCH-A."
    )
    (entry,) = _understood(report(event(description=lost, strings=()))).entries
    assert (entry.fields["nt_error"], entry.peer, entry.doubtful) == (1722, "EXCH-A", False)


def test_a_sentence_about_the_peer_is_known_of_the_peer() -> None:
    (case,) = _understood(report(event(), text="Since we put the second NIC into EXCH-A, we see these.")).cases
    fact = case.facts["peer.multihomed"]
    assert (fact.value, fact.origin.kind) == (True, "text")


def test_a_sentence_about_one_of_several_peers_is_known_of_that_one_alone() -> None:
    cases = _cases(report(event("EXCH-A"), event("EXCH-C"), text="EXCH-C has two network cards."))
    assert [name for name, case in cases.items() if "peer.multihomed" in case.facts] == ["EXCH-C"]


def test_a_sentence_about_nobody_in_particular_is_known_of_nobody_and_left_open() -> None:
    understood = _understood(report(event(), text="There are two network cards."))
    assert understood.open == ("server.multihomed", "peer.multihomed")
    assert [one.code for one in understood.warnings] == ["ambiguous_subject"]
    assert all("multihomed" not in name for case in understood.cases for name in case.facts)


def test_a_text_without_any_entry_is_said_not_to_have_been_read() -> None:
    assert [one.code for one in _understood(report(text="error 1722 since Monday")).warnings] == ["unread_text"]


def test_facts_about_a_peer_that_no_entry_names_are_said_to_be_so() -> None:
    understood = _understood(report(event(), peer__name="EXCH-Z", peer__multihomed=True))
    assert [one.code for one in understood.warnings] == ["peer_not_named"]


def test_what_a_server_makes_of_one_peer_belongs_to_none_of_several() -> None:
    strings = ("1", "1722", "1722", "1722")
    understood = _understood(
        report(
            event(strings=(*strings, "EXCH-A")), event(strings=(*strings, "EXCH-C")), server__resolves_peer_fqdn=False
        )
    )
    assert understood.unplaced == ("server.resolves_peer_fqdn",)


def test_facts_keep_their_types() -> None:
    (case,) = _understood(report(event(), peer__mta_build=Build.parse("2651"))).cases
    assert case.facts["peer.mta_build"].value == Build.parse("2651")
