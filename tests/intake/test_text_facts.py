"""What several statements come to: by themselves, together, and beside what the caller states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.build import Build
from app.intake.prose.statement import Statement
from app.intake.text_facts import stated_and_read, text_facts
from tests.intake.reports import vocabulary

if TYPE_CHECKING:
    from app.domain.fact import Value
    from app.intake.text_facts import TextFacts


def said(*statements: tuple[str, Value] | tuple[str, Value, str | None, str | None]) -> TextFacts:
    """The facts of statements (fact, value, and maybe a server and a peer) in a ticket of EXCH-B about EXCH-A."""
    told = [
        Statement(one[0], one[1], (10 * number, 10 * number + 5), *one[2:]) for number, one in enumerate(statements)
    ]
    return text_facts(told, vocabulary(), "EXCH-B", "EXCH-A")


def values(read: TextFacts) -> dict[str, Value]:
    return {name: fact.value for name, fact in read.general.items()}


def test_a_statement_becomes_a_fact_with_its_place_in_the_text() -> None:
    fact = said(("mail_flow", "stopped")).general["mail_flow"]
    assert (fact.value, fact.origin.kind, fact.origin.span, fact.contested) == ("stopped", "text", (0, 5), False)


def test_the_same_said_twice_is_one_fact_of_the_first_place() -> None:
    read = said(("peer.multihomed", True), ("peer.multihomed", True))
    assert read.general["peer.multihomed"].origin.span == (0, 5)
    assert read.warnings == []


def test_two_statements_that_contradict_each_other_state_nothing() -> None:
    read = said(("peer.multihomed", True), ("peer.multihomed", False))
    assert values(read) == {}
    (warned,) = read.warnings
    assert (warned.code, warned.facts, warned.span) == ("contradiction", ("peer.multihomed",), (0, 15))
    assert "true, false" in warned.detail


def test_of_two_bad_states_of_the_mail_the_worse_counts() -> None:
    assert values(said(("mail_flow", "delayed"), ("mail_flow", "stopped"))) == {"mail_flow": "stopped"}


@pytest.mark.parametrize("bad", ["delayed", "stopped"])
def test_mail_that_flows_and_does_not_is_a_contradiction(bad: str) -> None:
    read = said(("mail_flow", bad), ("mail_flow", "normal"))
    assert values(read) == {}
    assert [one.code for one in read.warnings] == ["contradiction"]


def test_the_longer_of_two_builds_that_fit_each_other_is_taken() -> None:
    builds = [Build.parse(text) for text in ("2653", "5.5.2653.23")]
    read = said(*(("server.mta_build", one) for one in builds))
    assert values(read) == {"server.mta_build": builds[1]}


def test_a_named_host_that_the_ticket_is_about_needs_no_name() -> None:
    read = said(("server.clustered", True, "EXCH-B", None), ("peer.multihomed", True, None, "EXCH-A"))
    assert values(read) == {"server.clustered": True, "peer.multihomed": True}
    assert read.of_hosts == {}


def test_what_is_said_of_another_host_is_known_of_that_host_alone() -> None:
    read = said(("peer.multihomed", True, None, "EXCH-C"), ("server.clustered", True, "EXCH-D", None))
    assert values(read) == {}
    about = {
        pair: {name: fact.value for name, fact in read.with_those_about(*pair, {}).items()}
        for pair in (("EXCH-B", "EXCH-C"), ("EXCH-D", "EXCH-C"), ("EXCH-B", "EXCH-A"))
    }
    assert about == {
        ("EXCH-B", "EXCH-C"): {"peer.multihomed": True},
        ("EXCH-D", "EXCH-C"): {"peer.multihomed": True, "server.clustered": True},
        ("EXCH-B", "EXCH-A"): {},
    }


def test_what_is_said_of_a_peer_and_of_the_way_to_it_is_contested_where_it_differs() -> None:
    read = said(("mail_flow", "normal", None, "EXCH-C"), ("mail_flow", "stopped", "EXCH-D", "EXCH-C"))
    assert not read.with_those_about("EXCH-B", "EXCH-C", {})["mail_flow"].contested
    assert read.with_those_about("EXCH-D", "EXCH-C", {})["mail_flow"].contested


def test_two_hosts_do_not_contradict_each_other() -> None:
    read = said(("peer.multihomed", True, None, "EXCH-A"), ("peer.multihomed", False, None, "EXCH-C"))
    assert values(read) == {"peer.multihomed": True}
    assert read.warnings == []


def test_what_the_caller_states_stands_and_is_contested_by_a_text_that_differs() -> None:
    facts, warnings = stated_and_read({"mail_flow": "normal"}, said(("mail_flow", "stopped")))
    assert (facts["mail_flow"].value, facts["mail_flow"].contested) == ("normal", True)
    assert facts["mail_flow"].origin.kind == "facts"
    assert [(one.code, one.facts, one.span) for one in warnings] == [("contradiction", ("mail_flow",), (0, 5))]


def test_what_the_caller_states_is_not_contested_by_a_text_that_agrees() -> None:
    facts, warnings = stated_and_read(
        {"mail_flow": "stopped", "server.mta_build": Build.parse("2653.23")},
        said(("mail_flow", "stopped"), ("server.mta_build", Build.parse("5.5.2653.23"))),
    )
    assert [fact.contested for fact in facts.values()] == [False, False]
    assert warnings == []


def test_the_text_adds_what_the_caller_does_not_state() -> None:
    facts, _ = stated_and_read({"mail_flow": "stopped"}, said(("link.firewall", True)))
    assert {name: fact.origin.kind for name, fact in facts.items()} == {"mail_flow": "facts", "link.firewall": "text"}
