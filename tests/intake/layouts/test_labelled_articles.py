"""Entries as articles and people write them, and what is no entry at all."""

from __future__ import annotations

import pytest

from app.domain.case import ReportedEvent
from tests.intake.layouts.labelled_entries import ENTRY, PROSE, READ, events, read

BIND = "An RPC communications error occurred.\nUnable to bind over RPC. The locality table (LTAB) index is 76."
CONNECT = (
    "A sockets error 10061 on a connect() call was detected.\nControl block index: 1. [BASE IL TCP/IP DRVR 8 274] (12)"
)
ENDED = "An association with entity\n/O=MICROSOFT/OU=THEFORCE ended abnormally. [4 1 0 0 PLATFORM KERNEL 16 130] (10)"
LIMIT = "The limit on the number of associations allowed to and from entity\n/O=ORG has been reached. The limit is 9."
CANCEL = (
    "The MTA has issued an RPC Cancel call for thread 1, Locality\nTable\nIndex: 192, Cancel result: 0 [RESFW01 MtaBind"
)
LOGON = "No Windows NT Domain Controller is available for domain CRM. (This event is\nexpected.)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Event ID: 9318\nSource: MSExchangeMTA\nType: Warning Category: Interface Description\n{BIND}",
            ReportedEvent(9318, "MSExchangeMTA", None, "Warning", "Interface", description=BIND),
        ),
        (
            f"Event ID: 9318\nSource: MSExchangeMTA\nType: Warning\nCategory: Interface Description\n{BIND}",
            ReportedEvent(9318, "MSExchangeMTA", None, "Warning", "Interface", description=BIND),
        ),
        (
            f"Event ID: 9215\nSource: MSExchangeMTA\nType: Warning Category: Operating System\n{CONNECT}",
            ReportedEvent(9215, "MSExchangeMTA", None, "Warning", "Operating System", description=CONNECT),
        ),
        (f"Event: 1294\nSource: MTA\n{ENDED}", ReportedEvent(1294, "MTA", description=ENDED)),
        (
            f"Source: MSExchangeMTA\nCategory: X.400 Service\nEvent:57\nUser: N/A\nDescription:\n{LIMIT}",
            ReportedEvent(57, "MSExchangeMTA", category="X.400 Service", description=LIMIT),
        ),
        (
            f"Event ID: 4284\nCategory: X.400 Service Source: MSExchangeMTA\nDescription: {ENDED}",
            ReportedEvent(4284, "MSExchangeMTA", category="X.400 Service", description=ENDED),
        ),
        (
            "Event ID: 9321 Source: MSExchangeMTA Description: An RPC communication error\nhas occurred.",
            ReportedEvent(9321, "MSExchangeMTA", description="An RPC communication error\nhas occurred."),
        ),
        (
            f"Event ID: 9318\nSource: MSExchangeMTA - Interface\nDescription: {BIND}",
            ReportedEvent(9318, "MSExchangeMTA - Interface", description=BIND),
        ),
        (
            f"Event ID: 5719\nSource: Netlogon\nType: error\n{LOGON}",
            ReportedEvent(5719, "Netlogon", type="error", description=LOGON),
        ),
        (
            f"Event ID 9318\nSource: MSExchangeMTA\nDescription: {BIND}",
            ReportedEvent(9318, "MSExchangeMTA", description=BIND),
        ),
        (f"Event ID 9318:\n{BIND}", ReportedEvent(9318, description=BIND)),
        (f"Event ID 9277: {CANCEL}", ReportedEvent(9277, description=CANCEL)),
        (f"Event ID: 9318\nDescription:\n{BIND}", ReportedEvent(9318, description=BIND)),
        (f"Event ID : 9318\n{BIND}", ReportedEvent(9318, description=BIND)),
        ("Event id = 9318", ReportedEvent(9318)),
        ("Event ID: 9322", ReportedEvent(9322)),
        ("Event ID: 9322 (MSExchangeMTA)", ReportedEvent(9322, "MSExchangeMTA")),
        ("Event ID: 9322 - MSExchangeMTA", ReportedEvent(9322, "MSExchangeMTA")),
        ("Event ID: 9322 (0x246A)", ReportedEvent(9322)),
        ("Event ID: 9322\nComputer: EXCH-B", ReportedEvent(9322, computer="EXCH-B")),
        (
            f"Event Source: MSExchangeMTA\nDescription: {BIND}\nEvent ID: 9318",
            ReportedEvent(9318, "MSExchangeMTA", description=BIND),
        ),
        (
            f"Event ID: 9318\nDescription: {BIND}\nSource: MSExchangeMTA\nComputer: EXCH-B",
            ReportedEvent(9318, "MSExchangeMTA", "EXCH-B", description=BIND),
        ),
        (
            "Source: MSExchangeMTA\n\nEvent ID: 9318\n\nType: Warning",
            ReportedEvent(9318, "MSExchangeMTA", type="Warning"),
        ),
    ],
)
def test_the_short_style_is_read_with_its_labels_in_any_order(text: str, expected: ReportedEvent) -> None:
    assert events(text) == [expected]
    assert events(PROSE.format(text)) == [expected]
    assert events("\n".join(f"   {line}" for line in text.split("\n"))) == [expected]


def test_short_entries_that_begin_with_the_source_are_told_apart() -> None:
    text = "Source: A\nEvent ID: 1\nType: Error\n\nSource: B\nEvent ID: 2\n\nEvent ID: 3\n\nSource: C\nEvent ID: 4"
    assert [(event.event_id, event.source) for event in events(text)] == [(1, "A"), (2, "B"), (3, None), (4, "C")]


@pytest.mark.parametrize(
    "prose",
    [
        "This happens since we put the second NIC into EXCH-A.",
        "The server is multihomed, and mail is not delivered.",
    ],
)
@pytest.mark.parametrize("entry", ["Event ID: 9318\nSource: MSExchangeMTA", "Event ID 9318:", "Event ID: 9318"])
def test_prose_below_an_entry_without_a_text_is_not_its_text(entry: str, prose: str) -> None:
    for between in ("\n", "\n\n"):
        text = f"{entry}{between}{prose}"
        (found,) = read(text).entries
        assert found.event.description is None
        assert text[found.span[1] :].strip() == prose


def test_a_foreign_text_with_codes_below_the_labels_is_taken_for_the_description() -> None:
    text = "Ein RPC-Kommunikationsfehler ist aufgetreten. NT/MTA-Fehlercode: 5."
    assert events(f"Event ID: 9318\nSource: MSExchangeMTA\n{text}")[0].description == text


def test_a_computer_below_a_blank_line_is_not_that_of_the_entry() -> None:
    text = "Event ID: 9318\nSource: MSExchangeMTA\n\nUser: Bob\nComputer: BOBS-PC"
    assert [event.computer for event in events(text)] == [None]


def test_a_ticket_form_above_an_entry_is_none_of_it() -> None:
    text = "Type: Incident\nSource: e-mail\nComputer: BOBS-PC\n\nEvent ID: 9318\nSource: MSExchangeMTA"
    assert events(text) == [ReportedEvent(9318, "MSExchangeMTA")]


@pytest.mark.parametrize(
    "text",
    [
        "Please call me at extension 9322, room 1722",
        "Time: 10:00",
        "Type: urgent\nUser: Bob",
        "Time: 10:00\nDate: tomorrow\nComputer: EXCH-B",
        "id: 9322",
        "Ticket ID: 9322",
        "User ID: 9322",
        "The Event ID 9322 is logged.",
        "We see Event ID: 9322 all day",
        "Event ID: 9322 is logged all day",
        "Event: Summer party\nDate: 6/4/2001",
        "event: 9322 and others, we think",
        "source: the firewall",
        "Source: the firewall\nType: urgent",
        "Description: mail is slow",
        "description: 9322\ncategory: 1722",
        "Data:\n0000: c0 00 00 5e",
        "Event ID 9318\nEvent ID 9322",
        "Technology        : kbExchange550\nIssue type        : kbprb",
        "",
        "\n\n",
        ":",
        "Event ID",
    ],
)
def test_prose_is_no_entry_whatever_numbers_it_holds(text: str) -> None:
    assert read(text).entries == []
    assert [one for one in read(text).warnings if one.code == "unread_entry"] == []


@pytest.mark.parametrize("line", ["User: Bob", "Type: 4", "Date: 6/5/2001", "Data: 5", "Event: the bind back failed"])
def test_a_label_in_a_description_is_a_part_of_it(line: str) -> None:
    text = ENTRY.replace("has failed. ", f"has failed.\n{line}\n")
    (event,) = events(text)
    assert event.description is not None
    assert line in event.description.split("\n")
    assert event.type == READ.type


@pytest.mark.parametrize(
    "event_id", ["", "abc", "93 22", "-1", "4294967296", "99999999999", "9322 (0x1111)", "9318, 9322", "9318 and 9322"]
)
def test_an_entry_whose_id_cannot_be_read_is_reported_with_its_place(event_id: str) -> None:
    block = ENTRY.replace("9322", event_id, 1)
    text = PROSE.format(block)
    reading = read(text)
    (warned,) = reading.warnings
    assert reading.entries == []
    assert warned.code == "unread_entry"
    assert warned.span is not None
    assert text[slice(*warned.span)] == block


def test_a_block_without_an_id_is_reported_with_its_place() -> None:
    block = ENTRY.replace("Event ID:\t9322\n", "")
    text = PROSE.format(block)
    (warned,) = read(text).warnings
    assert warned.span is not None
    assert text[slice(*warned.span)] == block


def test_unreadable_entries_in_a_row_are_one_warning_that_tells_how_many() -> None:
    reading = read("Event ID:\n" * 5 + "\nMail is slow.\n\nEvent ID:\n")
    assert [(one.detail.split()[0], one.span) for one in reading.warnings] == [("5", (0, 49)), ("an", (66, 75))]


def test_every_unreadable_entry_is_told_with_its_place() -> None:
    text = "Event ID:\nfoo\n" * 300
    spans = [one.span for one in read(text).warnings if one.span]
    assert [text[slice(*span)] for span in spans] == ["Event ID:"] * 300
