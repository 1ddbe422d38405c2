"""Entries pasted into the ticket's text count like those that are stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.asking import SP4

if TYPE_CHECKING:
    from tests.scenarios.asking import Ask

HARMLESS: dict[str, Any] = {"server": SP4, "peer": {**SP4, "multihomed": True}, "mail_flow": "normal"}
BIND_BACK = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 151, "
    "NT/MTA error code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A, Protocol String "
    "ncacn_ip_tcp:10.1.2.3[1092] [BASE IL INCOMING RPC 39 507] (14)"
)
COPIED = (
    "Event Type:\tWarning\nEvent Source:\tMSExchangeMTA\nEvent Category:\tInterface \nEvent ID:\t9322\n"
    "Date:\t\t6/4/2001\nTime:\t\t8:10:31 AM\nUser:\t\tN/A\nComputer:\tEXCH-B\nDescription:\n" + BIND_BACK + "\n"
)
AS_PRINTED = """
   Event ID: 9322
   Source: MSExchangeMTA
   Description: An interface error has occurred. An MtaBindBack over RPC has
   failed. Locality Table (LTAB) index: %1, NT/MTA error code:1722. Comms error
   %3, Bind error %4,Remote Server Name %5, Protocol String <IP Address of
   Server>.

   Event ID: 9318
   Source: MSExchangeMTA - Interface
   Description: An RPC communications error occurred. Unable to bind over RPC.
   Locality Table (LTAB) index: 151, NT/MTA error code: 1722. Comms error 1722,
   Bind error 1722, Remote Server Name SERVERNAME [MAIN BASE 1 500 %10] (14)
"""


@pytest.mark.parametrize(
    "text",
    [
        COPIED,
        COPIED.replace("\n", "\r\n"),
        COPIED.replace("\t", "   "),
        "Hello,\n\nsince the weekend we see this:\n\n" + COPIED + "\n\nMail arrives, though. Thanks, Emily",
        "".join(f"> {line}\n" for line in COPIED.splitlines()),
        COPIED
        + "\nFor more information, see Help and Support Center at http://example.com/.\nData:\n0000: c0 00 00 5e\n",
    ],
    ids=["as copied", "CRLF", "spaces", "in prose", "quoted", "with data"],
)
def test_an_entry_as_event_viewer_copies_it_is_read_out_of_the_text(ask: Ask, text: str) -> None:
    reply = ask(text=text, **HARMLESS)
    assert reply.verdict == "expected_behavior"
    (entry,) = reply.answer["symptoms"]["events"]
    assert entry["fields"]["nt_error"] == 1722
    assert (entry["peer"], entry["computer"], entry["category"]) == ("EXCH-A", "EXCH-B", "Interface")
    begin, end = entry["origin"]["span"]
    assert "9322" in text[begin:end]


def test_both_entries_of_the_article_as_it_prints_them_make_it_possible_and_ask_for_the_rest(ask: Ask) -> None:
    reply = ask(text=AS_PRINTED)
    first, second = reply.answer["symptoms"]["events"]
    assert first["fields"] == {"nt_error": 1722}
    assert second["fields"]["remote_server"] == "SERVERNAME"
    assert reply.verdict == "needs_information"
    assert {one["article"]["id"] for one in reply.answer["findings"]} >= {"Q303156", "Q279537"}
    assert {"mail_flow", "peer.multihomed", "peer.mta_build"} <= set(reply.asked())


def test_strings_of_an_older_mta_in_a_newer_text_name_no_peer_and_are_not_these_articles(ask: Ask) -> None:
    text = BIND_BACK.replace(
        "code: 1722. Comms error 1722, Bind error 1722", "code: 9260. Comms error BASE IL, Bind error INCOMING RPC"
    )
    event = {"event_id": 9322, "source": "MSExchangeMTA", "description": text.replace("EXCH-A", "106")}
    reply = ask(event, **HARMLESS)
    assert reply.verdict == "no_match"
    assert reply.answer["symptoms"]["events"][0]["peer"] is None


def test_numbers_in_prose_are_no_events(ask: Ask) -> None:
    reply = ask(text="Call extension 9322, room 1722, about ticket 9318.", **HARMLESS)
    assert reply.answer["symptoms"]["events"] == []
    assert "unread_text" in reply.warnings()
