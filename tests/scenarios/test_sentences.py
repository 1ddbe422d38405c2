"""Whole tickets in prose: what their sentences settle, what they leave open, and what they must never settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.asking import SP4, bind_back_failure

if TYPE_CHECKING:
    from tests.scenarios.asking import Ask

ENTRY = (
    "Event Type:\tWarning\nEvent Source:\tMSExchangeMTA\nEvent Category:\tInterface \nEvent ID:\t9322\n"
    "Date:\t\t6/4/2001\nTime:\t\t8:10:31 AM\nUser:\t\tN/A\nComputer:\tEXCH-B\nDescription:\n"
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 151, "
    "NT/MTA error code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A, Protocol String "
    "ncacn_ip_tcp:10.1.2.3[1092] [BASE IL INCOMING RPC 39 507] (14)\n"
)
HARMLESS = (
    "Hello,\n\nsince we put the second NIC into EXCH-A we get this on EXCH-B:\n\n"
    f"{ENTRY}\n"
    "Both servers run Exchange 5.5 SP4. Mail flow is not affected.\n\nThanks,\nEmily\n"
)


def test_a_ticket_that_says_it_all_in_prose_is_settled(ask: Ask) -> None:
    reply = ask(text=HARMLESS)
    assert (reply.verdict, reply.rule) == ("expected_behavior", "Q303156/multihomed-peer")
    facts = reply.answer["symptoms"]["facts"]
    begin, end = facts["mail_flow"]["origin"]["span"]
    assert HARMLESS[begin:end] == "Mail flow is not affected"
    begin, end = facts["peer.multihomed"]["origin"]["span"]
    assert "second NIC" in HARMLESS[begin:end]


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("Mail flow is not affected.", "Is mail flow affected?"),
        ("Mail flow is not affected.", "I think mail flow is not affected."),
        ("Mail flow is not affected.", "Mail flow was not affected until yesterday."),
        ("Mail flow is not affected.", "Mail flow is not affected, but the queue to EXCH-A is backing up."),
        ("Mail flow is not affected.", "Mail from EXCH-A arrives."),
        ("Mail flow is not affected.", "Nothing is delivered to EXCH-A."),
        ("Mail flow is not affected.", "According to Q303156 mail flow is not affected."),
        ("Mail flow is not affected.", "Mail flow is not affected. Correction: nothing is delivered to EXCH-A."),
        ("since we put the second NIC into EXCH-A", "since we thought about a second NIC for EXCH-A"),
        ("since we put the second NIC into EXCH-A", "since we took the second NIC out of EXCH-A"),
        ("since we put the second NIC into EXCH-A", "since we put the second NIC into EXCH-C"),
        ("since we put the second NIC into EXCH-A", "since we put the second NIC into EXCH-B"),
        ("since we put the second NIC into EXCH-A", "(EXCH-A is not multihomed)"),
        ("Both servers run Exchange 5.5 SP4.", "Both servers will get Exchange 5.5 SP4."),
        ("Both servers run Exchange 5.5 SP4.", "EXCH-B runs Exchange 5.5 SP4."),
        ("Both servers run Exchange 5.5 SP4.", "Both servers run Exchange 5.5 SP2."),
        (ENTRY, ENTRY + "\nThere is event 9318, too.\n"),
        (ENTRY, ENTRY.replace("error code: 1722", "error code: 5")),
        (ENTRY, ENTRY + "\nEvent Source:\tMSExchangeMTA\nEvent ID:\t\nDescription:\nunreadable\n"),
    ],
)
def test_a_ticket_that_says_anything_else_is_not_called_harmless(ask: Ask, said: str, instead: str) -> None:
    assert said in HARMLESS
    assert ask(text=HARMLESS.replace(said, instead)).verdict != "expected_behavior"


def test_what_is_said_of_nobody_in_particular_is_asked(ask: Ask) -> None:
    reply = ask(text=HARMLESS.replace("since we put the second NIC into EXCH-A", "since there are two network cards"))
    assert reply.verdict == "needs_information"
    assert "ambiguous_subject" in reply.warnings()
    assert {"peer.multihomed", "server.multihomed"} <= set(reply.asked())


def test_two_statements_that_contradict_each_other_leave_the_fact_open_and_it_is_asked(ask: Ask) -> None:
    reply = ask(text=HARMLESS + "EXCH-A is not multihomed.\n")
    assert "contradiction" in reply.warnings()
    assert "peer.multihomed" in reply.asked()
    assert "peer.multihomed" not in reply.answer["symptoms"]["facts"]


def test_a_stated_fact_outranks_the_text_and_the_contradiction_is_told(ask: Ask) -> None:
    reply = ask(text=HARMLESS, mail_flow="stopped")
    fact = reply.answer["symptoms"]["facts"]["mail_flow"]
    assert (fact["value"], fact["origin"], fact["contested"]) == ("stopped", {"from": "facts"}, True)
    assert reply.verdict != "expected_behavior"


def test_the_whole_ticket_is_read_alike_when_it_comes_quoted_by_a_mail_program(ask: Ask) -> None:
    quoted = "".join(f"> {line}\r\n" for line in HARMLESS.split("\n"))
    assert ask(text="FYI\r\n\r\n" + quoted).verdict == "expected_behavior"


def test_a_computer_that_begins_the_next_clause_is_not_the_subject_of_this_one(ask: Ask) -> None:
    text = HARMLESS.replace("into EXCH-A we get this on EXCH-B:", "into EXCH-A, EXCH-B logs these all day:")
    assert ask(text=text).verdict == "expected_behavior"


@pytest.mark.parametrize(
    "said",
    [
        "We list the IP address on the Stack tab.",
        "What happens if you just list the IP address on the Stack tab?",
        "Perhaps somebody put the IP address on the Stack page.",
        "There is no IP address on the Stack page.",
    ],
)
def test_what_a_ticket_merely_speaks_of_is_noted_as_that_and_as_nothing_more(ask: Ask, said: str) -> None:
    facts = ask(text=said).answer["symptoms"]["facts"]
    assert facts["link.stack_address_in_question"]["value"] is True
    assert facts["link.stack_address_in_question"]["origin"]["from"] == "text"
    assert set(facts) <= {"link.stack_address_in_question", "server.stack_address", "peer.stack_address"}


def test_what_is_merely_spoken_of_keeps_a_ticket_from_being_called_harmless(ask: Ask) -> None:
    facts = {"peer": {**SP4, "multihomed": True}, "mail_flow": "normal"}
    assert ask(bind_back_failure(), **facts).verdict == "expected_behavior"
    spoken = ask(bind_back_failure(), text="I wonder about the IP address on the Stack tab.", **facts)
    assert spoken.verdict != "expected_behavior"
