"""Assumed facts take the place of known ones in the cases they are about, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.case import Report, ReportedEvent
from app.domain.errors import InvalidInput
from app.intake.assumptions import ASSUMED, assuming
from app.intake.understand import understand

if TYPE_CHECKING:
    from app.domain.case import Understanding
    from app.domain.fact import Value
    from app.wiring import Services


def logged(peer: str, computer: str | None = None) -> ReportedEvent:
    return ReportedEvent(9322, "MSExchangeMTA", computer, strings=("151", "1722", "1722", "1722", peer))


def supposed(services: Services, report: Report, **assumed: Value) -> Understanding:
    vocabulary = services.knowledge.pack.vocabulary
    named = {name.replace("__", "."): value for name, value in assumed.items()}
    return assuming(understand(report, vocabulary), named, vocabulary)


def known(understanding: Understanding, name: str) -> dict[tuple[str | None, str | None], Any]:
    return {
        (case.server, case.peer): case.facts[name].value if name in case.facts else None for case in understanding.cases
    }


def contradictions(understanding: Understanding) -> list[tuple[str, ...]]:
    return [one.facts for one in understanding.warnings if one.code == "contradiction"]


def test_an_assumption_outranks_whatever_is_known_and_says_what_it_is(services: Services) -> None:
    report = Report(text="No mail is delivered to EXCH-A.", events=(logged("EXCH-A"),), facts={"mail_flow": "normal"})
    found = supposed(services, report, mail_flow="delayed")
    (fact,) = (case.facts["mail_flow"] for case in found.cases)
    assert (fact.value, fact.origin, fact.contested) == ("delayed", ASSUMED, False)
    assert found.facts["mail_flow"] == fact
    assert contradictions(found) == []


def test_a_contradiction_about_another_fact_stays(services: Services) -> None:
    report = Report(text="No mail is delivered to EXCH-A.", events=(logged("EXCH-A"),), facts={"mail_flow": "normal"})
    assert contradictions(supposed(services, report, peer__multihomed=True)) == [("mail_flow",)]


def test_a_contradiction_about_one_peer_stays_if_something_is_assumed_of_another(services: Services) -> None:
    events = (logged("EXCH-A"), logged("EXCH-C"))
    facts: dict[str, Value] = {"peer.name": "EXCH-A", "mail_flow": "normal"}
    report = Report(text="No mail is delivered to EXCH-A.", events=events, facts=facts)
    assert contradictions(supposed(services, report, mail_flow="normal", peer__name="EXCH-C")) == [("mail_flow",)]
    assert contradictions(supposed(services, report, mail_flow="normal", peer__name="EXCH-A")) == []


def test_what_a_text_says_in_two_ways_is_settled_where_it_is_assumed_of_everybody(services: Services) -> None:
    text = "EXCH-B runs Exchange 5.5 SP3. EXCH-B runs Exchange 5.5 SP4."
    report = Report(text=text, events=(logged("EXCH-A", "EXCH-B"),))
    whole = understand(report, services.knowledge.pack.vocabulary)
    assert contradictions(whole) == [("server.service_pack",)]
    assert contradictions(supposed(services, report, server__service_pack=4)) == []


def test_facts_of_the_server_hold_for_the_one_that_the_ticket_is_about(services: Services) -> None:
    events = (logged("EXCH-A", "EXCH-B"), logged("EXCH-A", "EXCH-Z"))
    stated = Report(events=events, facts={"server.name": "EXCH-B"})
    found = supposed(services, stated, server__service_pack=4, peer__multihomed=True)
    assert known(found, "server.service_pack") == {("EXCH-B", "EXCH-A"): 4, ("EXCH-Z", "EXCH-A"): None}
    assert known(found, "peer.multihomed") == {("EXCH-B", "EXCH-A"): True, ("EXCH-Z", "EXCH-A"): True}
    named = supposed(services, stated, server__service_pack=4, server__name="EXCH-Z")
    assert known(named, "server.service_pack") == {("EXCH-B", "EXCH-A"): None, ("EXCH-Z", "EXCH-A"): 4}
    each = supposed(services, Report(events=events), server__service_pack=4)
    assert set(known(each, "server.service_pack").values()) == {4}


def test_a_server_and_a_peer_that_have_nothing_to_do_with_each_other_are_refused(services: Services) -> None:
    report = Report(events=(logged("EXCH-A", "EXCH-B"), logged("EXCH-C", "EXCH-Z")))
    with pytest.raises(InvalidInput) as refused:
        supposed(services, report, link__wan=True, peer__multihomed=True, server__name="EXCH-B", peer__name="EXCH-C")
    assert [fault.pointer for fault in refused.value.faults] == ["#/assume/link/wan"]


def test_a_fact_that_had_no_place_has_one_once_it_is_assumed_of_each(services: Services) -> None:
    report = Report(events=(logged("EXCH-A"), logged("EXCH-C")), facts={"mail_flow": "stopped"})
    each = supposed(services, report, mail_flow="normal")
    assert (each.unplaced, each.facts["mail_flow"].value) == ((), "normal")
    one = supposed(services, report, mail_flow="normal", peer__name="EXCH-A")
    assert (one.unplaced, one.facts["mail_flow"].value) == (("mail_flow",), "stopped")


def test_a_ticket_that_names_nobody_is_about_whoever_is_meant(services: Services) -> None:
    found = supposed(services, Report(facts={"mail_flow": "stopped"}), peer__multihomed=True, peer__name="EXCH-A")
    assert known(found, "peer.multihomed") == {(None, None): True}


def test_another_way_of_writing_a_name_means_the_same_computer(services: Services) -> None:
    report = Report(events=(logged("EXCH-A"), logged("EXCH-C")))
    found = supposed(services, report, peer__multihomed=True, peer__name="exch-a.corp.example.com")
    assert known(found, "peer.multihomed") == {(None, "EXCH-A"): True, (None, "EXCH-C"): None}


def test_somebody_whom_the_ticket_does_not_know_is_refused(services: Services) -> None:
    report = Report(events=(logged("EXCH-A", "EXCH-B"),))
    for side in ("server", "peer"):
        with pytest.raises(InvalidInput, match="nothing in this ticket is about EXCH-Z") as refused:
            supposed(services, report, mail_flow="normal", **{f"{side}__name": "EXCH-Z"})
        assert [fault.pointer for fault in refused.value.faults] == [f"#/assume/{side}/name"]
