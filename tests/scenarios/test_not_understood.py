"""What a ticket says beside its harmless facts, in ways that no phrase knows: nothing is called harmless then.

The sentences are from an attack of two thousand tickets on the harmless verdict; each of them once got through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.asking import bind_back_failure
from tests.scenarios.test_sentences import ENTRY

if TYPE_CHECKING:
    from tests.scenarios.asking import Ask

FACTS: dict[str, Any] = {"peer": {"mta_build": "2653.23", "multihomed": True}, "mail_flow": "normal"}
SAID = "EXCH-A runs Exchange 5.5 SP4. EXCH-A has two NICs. Mail is flowing normally."
CONTRADICTIONS = [
    "It got worse. Since this morning not a single message has come from Hamburg.",
    "Mail flow: stopped",
    "Impact: no mail between sites",
    "SUBJECT: NO MAIL FROM HAMBURG",
    "Users in Berlin wait two hours for every mail from Hamburg.",
    "The MTA queue for EXCH-A holds 4000 messages.",
    "Backlog is growing.",
    "Every third message is lost.",
    "Users get NDRs.",
    "Users get NDRs. There is no firewall between them.",
    "Mail to Hamburg is dead.",
    "The MTA on EXCH-A is stopped.",
    "EXCH-A has been down since 8.",
    "We restart the MTA every two hours.",
    "mails r not going thru",
    "Die Mails kommen nicht an.",
    "We removed the second NIC from EXCH-A yesterday.",
    "EXCH-A never had two NICs.",
    "I doubt that EXCH-A runs SP4.",
    "EXCH-A was downgraded to SP2.",
    "EXCH-A has one NIC.",
    "Multihomed: no",
    "The other server has only one card.",
    "Emsmta.exe on EXCH-A is 2448.8.",
    "We use X.400 between EXCH-A and EXCH-B.",
    "We also see 9322 with error 5 for EXCH-C.",
    "9318: error 5 to EXCH-C",
    "ID: 9318",
    "event \uff19\uff13\uff11\uff18",
    "event 3221234790",
    "Unable to bind over RPC. NT/MTA error code: 5.",
    "<EventID>9318</EventID>",
    '{"Id": 9318,',
]
NOT_SO = [
    "It is not EXCH-A that has two NICs.",
    "All but EXCH-A have two NICs.",
    "Alice denies that EXCH-A is multihomed.",
    "We ruled out that EXCH-A has two NICs.",
    "Ruled out:\n- EXCH-A has two NICs",
    "EXCH-A is multihomed (tbc).",
    "Option B: EXCH-A is multihomed.",
    "The second NIC in EXCH-A is gone.",
    "EXCH-A has two NICs in the drawer.",
    "EXCH-A has another card for the tape drive.",
    "EXCH-A has a dual NIC driver.",
    "EXCH-A has two NICs. Sorry, I meant EXCH-C.",
    "\u274c EXCH-A is multihomed",
    "~~EXCH-A is multihomed~~",
    "> EXCH-A is multihomed.\n\nThat was last year.",
]
HARMLESS = [
    "Hello,\n\nwe get these all day. Please help.\n\nThanks, Emily (extension 9322, room 1722)",
    "Event 9322 is logged every ten minutes.",
    "What does that mean?",
    "Mail arrives, though.",
]


@pytest.mark.parametrize("said", CONTRADICTIONS)
def test_what_contradicts_the_facts_holds_the_verdict_back(ask: Ask, said: str) -> None:
    for reply in (
        ask(bind_back_failure(), text=said, **FACTS),
        ask(text=f"{ENTRY}\n{SAID}\n\n{said}\n"),
        ask(text=f"{said}\n\n{ENTRY}\n{SAID}\n"),
    ):
        assert reply.verdict != "expected_behavior", said


@pytest.mark.parametrize("said", NOT_SO)
def test_a_sentence_that_takes_back_what_it_says_settles_nothing(ask: Ask, said: str) -> None:
    peer = {"mta_build": "2653.23"}
    assert ask(bind_back_failure(), text=said, peer=peer, mail_flow="normal").verdict != "expected_behavior"


@pytest.mark.parametrize("said", HARMLESS)
def test_what_harmless_tickets_say_beside_does_not_matter(ask: Ask, said: str) -> None:
    assert ask(bind_back_failure(), text=said, **FACTS).verdict == "expected_behavior"


def test_the_first_of_the_sentences_is_shown_with_its_place(ask: Ask) -> None:
    text = "Hello,\nplease have a look. Backlog is growing. And nobody knows why.\n"
    warnings = ask(bind_back_failure(), text=text, **FACTS).answer["warnings"]
    (warned,) = [one for one in warnings if one["code"] == "not_understood"]
    assert warned["detail"].startswith("2 sentence(s)")
    assert text[slice(*warned["span"])] == "Backlog is growing."
    assert "held_back" in [one["code"] for one in warnings]


def test_a_human_answer_within_an_answer_of_ours_is_not_lost(ask: Ask) -> None:
    ours = ask(text=f"{ENTRY}\n{SAID}")
    shown = (
        "Expected behavior\n-----------------\n\nNothing is broken.\n\n"
        "No, EXCH-A has one card, and mail is stuck.\n\n"
        f"kbdiag {ours.answer['id']}, rules {ours.answer['rules']['revision'][:19]}\n"
    )
    reply = ask(text=f"{ENTRY}\n{SAID}\n\n{shown}")
    assert "own_answer" in reply.warnings()
    assert reply.verdict != "expected_behavior"
