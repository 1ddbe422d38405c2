"""The trickiest of the texts that articles print, line breaks and slips included, give what a person reads in them."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.descriptions import FieldsRead, read_fields
from app.intake.openings import beginnings
from tests.intake.reports import vocabulary

PRINTED: dict[str, tuple[int, str, dict[str, Any]]] = {
    "Q169113": (
        9301,
        (
            "The message transfer gateway that uses the network address\n   4E434F5354455354 and the transport "
            "stack\n   /o=Microsoft/ou=sitename/cn=Configuration/cn=Servers\n   /cn=servername/cn=TCP (mtaname) "
            "could not be found. Check the\n   configuration of the mail gateway. [BASE IL TCP/IP DRVR 36 218] (10)"
        ),
        {
            "network_address": "4E434F5354455354",
            "transport_stack": "/o=Microsoft/ou=sitename/cn=Configuration/cn=Servers/cn=servername/cn=TCP (mtaname)",
            "location": "BASE IL TCP/IP DRVR 36 218",
            "severity": 10,
        },
    ),
    "Q189345": (
        9301,
        (
            '"The message transfer gateway that uses the network address xxxxxxxx and\n   the transport stack\n   '
            "/o=EXORG/ou=EXSITE/cn=Configuration/cn=Servers/cn=EXSERVER/cn=TCP\n   (EXSERVER) could not be found. "
            'Check the configuration of the mail\n   gateway.\n   [BASE IL TCP/IP DRVR 8 218] (10)"'
        ),
        {
            "transport_stack": "/o=EXORG/ou=EXSITE/cn=Configuration/cn=Servers/cn=EXSERVER/cn=TCP (EXSERVER)",
            "location": "BASE IL TCP/IP DRVR 8 218",
            "severity": 10,
        },
    ),
    "Q256844": (
        9301,
        (
            "The message transfer gateway that uses the network address %2 and the\n   transport stack %1 could "
            "not be found. Check the configuration of the mail\n   gateway."
        ),
        {},
    ),
    "Q181513": (
        1294,
        (
            "An association with entity\n   /O=MICROSOFT/OU=THEFORCE/CN=CONFIGURATION/CN=CONNECTIONS/CN=DAGOBAH "
            "TO\n   PLEASUREDOME ended abnormally. [4 1 0 0 PLATFORM KERNEL 16 130] (10)"
        ),
        {
            "entity": "/O=MICROSOFT/OU=THEFORCE/CN=CONFIGURATION/CN=CONNECTIONS/CN=DAGOBAH TO PLEASUREDOME",
            "location": "4 1 0 0 PLATFORM KERNEL 16 130",
            "severity": 10,
        },
    ),
    "Q158279": (
        289,
        (
            "A connection to\n   /O=MSFT/OU=RANDYYEH_CC1/CN=CONFIGURATION/CN=CONNECTIONS/CN=RAS_CON_80 could\n   "
            "not be opened. [MTA XFER-IN 19 26] (12)"
        ),
        {
            "entity": "/O=MSFT/OU=RANDYYEH_CC1/CN=CONFIGURATION/CN=CONNECTIONS/CN=RAS_CON_80",
            "location": "MTA XFER-IN 19 26",
            "severity": 12,
        },
    ),
    "Q199971, 9311": (
        9311,
        (
            "A RAS communications error has occurred for gateway\n   "
            "/o=MS/ou=PSS/cn=Configuration/cn=Connections/cn=DR. RAS error\n   code returned: 718, RAS Table "
            "index: 0. The MTA will attempt to\n   recover the RAS connection. [BASE IL PIPE RAS 35 230] (12)"
        ),
        {
            "gateway": "/o=MS/ou=PSS/cn=Configuration/cn=Connections/cn=DR",
            "ras_error": 718,
            "ras_index": 0,
            "location": "BASE IL PIPE RAS 35 230",
            "severity": 12,
        },
    ),
    "Q199971, 9316": (
        9316,
        (
            "An RPC communications error occurred. No data was sent over the\n   RPC connection. Locality table "
            "(LTAB) index: <x>. Windows NT\n   error: 9301.The MTA will attempt to recover the RPC connection.\n   "
            "[BASE IL PIPE RAS xxxxx] (12)"
        ),
        {"nt_error": 9301, "location": "BASE IL PIPE RAS xxxxx", "severity": 12},
    ),
    "Q247782": (
        9316,
        (
            "An RPC communications error occurred. No data was sent over the\n   RPC connection. Locality table "
            "(LTAB) index: x. Windows NT error: 9317."
        ),
        {"nt_error": 9317},
    ),
    "Q189494": (
        9277,
        (
            "The MTA has issued an RPC Cancel call for thread 22, Locality Table\n   Index:\n   142, Time (ms): "
            "1804070, Cancel result: 0 [TRUMAN RPC inactive\n   ncacn_ip_tcp:192.168.20.3[1966] BASE IL] (14)"
        ),
        {
            "thread": 22,
            "ltab_index": 142,
            "time_ms": 1804070,
            "cancel_result": 0,
            "remote_server": "TRUMAN",
            "protocol_string": "ncacn_ip_tcp:192.168.20.3[1966]",
            "severity": 14,
        },
    ),
    "Q225206, 9277": (
        9277,
        (
            "The MTA has issued an RPC Cancel call for thread 1, Locality\n   Table\n   Index: 192, Time (ms): "
            "1318100, Cancel result: 0 [RESFW01 MtaBind\n   ncacn_ip_tcp:166.35.134.1[1092] BASE IL] (14)"
        ),
        {
            "thread": 1,
            "ltab_index": 192,
            "time_ms": 1318100,
            "cancel_result": 0,
            "remote_server": "RESFW01",
            "call": "MtaBind",
            "protocol_string": "ncacn_ip_tcp:166.35.134.1[1092]",
            "severity": 14,
        },
    ),
    "Q225206, 25": (
        25,
        (
            "An internal error occurred while transferring a message or report.\n   [2474Receive RT-TRANSFER ind "
            "Send - pop-mta has the turn MTA XFER-IN 21 58]\n   (14)"
        ),
        {
            "location": "2474Receive RT-TRANSFER ind Send - pop-mta has the turn MTA XFER-IN 21 58",
            "severity": 14,
        },
    ),
    "Q225206, 1131": (
        1131,
        (
            "An interoperability error occurred with entity\n   "
            "/O=ORG/OU=USAE001/CN=CONFIGURATION/CN=SERVERS/CN=BRB45/CN=MICROSOFT MTA. A\n   reliable transport "
            "service element (RTSE) error occurred. There is an\n   incorrect internal connector handle (LPI) on "
            "the message. The incorrect LPI\n   is 1-13-37. Control block index 2004. [PLATFORM RTSE 33 147] (14)"
        ),
        {
            "entity": "/O=ORG/OU=USAE001/CN=CONFIGURATION/CN=SERVERS/CN=BRB45/CN=MICROSOFT MTA",
            "lpi": "1-13-37",
            "control_block": 2004,
            "location": "PLATFORM RTSE 33 147",
            "severity": 14,
        },
    ),
    "Q225206, 1001": (
        1001,
        (
            "There has been an association error with entity:. The internal connection\n   handle (LPT) is "
            "incorrect. The incorrect LPI is 1-13-33.\n   Control block index 2004 [PLATFORM RTSE 34 146] (14)"
        ),
        {"lpi": "1-13-33", "control_block": 2004, "location": "PLATFORM RTSE 34 146", "severity": 14},
    ),
    "Q225206, 1153": (
        1153,
        (
            "An interoperability error occurred. A reliable transport service element\n   (RTSE) error occurred. "
            "Incorrect session protocol data unit (SPDU).\n   SPDU ID 29, SPDU field in error 41. [PLATFORM RTSE "
            "34 151](14)"
        ),
        {"location": "PLATFORM RTSE 34 151", "severity": 14},
    ),
    "Q228901": (
        9322,
        (
            "An interface error has occurred mta bind back over rpc has failed locatility\n   table 108, mta "
            "error: 1722 1722 bind error 0, remote server name... protocol\n   string id-tcp:ipaddress of server."
        ),
        {"ltab_index": 108, "nt_error": 1722, "comms_error": 1722, "bind_error": 0},
    ),
    "Q300048": (
        57,
        (
            "The limit on the number of associations allowed to and from entity\n   "
            "/O=ORGANIZATION/OU=SITENAME/CN=CONFIGURATION/CN=SERVERS/CN=SERVERNAME/CN=MICROSOFT\n   MTA has been "
            "reached. The limit is 9. [MTA MAIN BASE 1 43] (14)"
        ),
        {
            "entity": "/O=ORGANIZATION/OU=SITENAME/CN=CONFIGURATION/CN=SERVERS/CN=SERVERNAME/CN=MICROSOFT MTA",
            "limit": 9,
            "location": "MTA MAIN BASE 1 43",
            "severity": 14,
        },
    ),
    "Q306959, 1209": (
        1209,
        (
            "Unable to recognize an internal message identifier (LPI) from\n   entity <x.500 name>. The incorrect "
            "LPI is %1 - % 2 - %3. Control block\n   index %4."
        ),
        {},
    ),
    "Q306959, 4283": (
        4283,
        (
            "Unable to recognize an internal message identifier. Internal\n   connection handle (LP1) 1-3-14 Error "
            "code=8464 [POP4 POP4 UP 5 228] (14)"
        ),
        {"lpi": "1-3-14", "error_code": 8464, "location": "POP4 POP4 UP 5 228", "severity": 14},
    ),
    "Q306959, 4287": (
        4287,
        (
            "An internal MTA occurred. Contact Microsoft Product Support\n   Services. Error code=8650 [POP4 POP4 "
            "DOWN4 18] (14)"
        ),
        {"error_code": 8650, "location": "POP4 POP4 DOWN4 18", "severity": 14},
    ),
    "Q279415": (
        9321,
        (
            "An RPC communications error occurred. An attempt to listen over RPC has\n   failed. NT Error: 11004. "
            "[ BASE IL MAIN BASE 1 504] (14)"
        ),
        {"nt_error": 11004, "location": "BASE IL MAIN BASE 1 504", "severity": 14},
    ),
    "Q320200, 9321": (
        9321,
        "An RPC communication error\n   has occurred.",
        {},
    ),
    "Q320200, 9406": (
        9406,
        (
            "there is not enough\n   Performance Monitor Memory to display the MTA connections information. "
            "Stop\n   attached performance monitors and re-start the MTA."
        ),
        {},
    ),
    "Q193380": (
        9202,
        (
            "A sockets error 0 on an accept() call was detected. The MTA will attempt\n   to recover the sockets "
            "connection. Control block index: 1. [BASE IL\n   TCP/IP DRVR 8 256] (12)"
        ),
        {
            "sockets_error": 0,
            "control_block": 1,
            "location": "BASE IL TCP/IP DRVR 8 256",
            "severity": 12,
        },
    ),
    "Q170056": (
        9215,
        (
            "A sockets error 10061 on a connect() call was detected.\n   The MTA will attempt to recover the "
            "sockets connection.\n   Control block index: 1. [BASE IL TCP/IP DRVR 8 274] (12)"
        ),
        {
            "sockets_error": 10061,
            "control_block": 1,
            "location": "BASE IL TCP/IP DRVR 8 274",
            "severity": 12,
        },
    ),
    "Exchange 2000": (
        9322,
        (
            "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 62, "
            "Windows 2000/MTA error code: 1722. Comms error 1722, Bind error 0, Remote Server Name EXCH-A, "
            "Protocol String ncacn_ip_tcp:EXCH-A[1151] [BASE IL INCOMING RPC 25 507] (14)"
        ),
        {
            "ltab_index": 62,
            "nt_error": 1722,
            "comms_error": 1722,
            "bind_error": 0,
            "remote_server": "EXCH-A",
            "protocol_string": "ncacn_ip_tcp:EXCH-A[1151]",
            "location": "BASE IL INCOMING RPC 25 507",
            "severity": 14,
        },
    ),
}


@pytest.mark.parametrize("article", PRINTED)
def test_a_printed_text_gives_what_a_person_reads_in_it(article: str) -> None:
    event_id, text, values = PRINTED[article]
    for description in (text, " ".join(text.split()), text.replace("\n", "\r\n")):
        assert read_fields(vocabulary(), event_id, "MSExchangeMTA", description, ()) == FieldsRead(values, fits=True)
        assert beginnings(vocabulary(), description) == 1


@pytest.mark.parametrize(
    ("event_id", "strings", "values"),
    [
        (9318, ("76", "1722", "BASE IL", "MAIN BASE", "1", "500"), {"location": "BASE IL MAIN BASE 1 500"}),
        (
            9318,
            ("76", "1722", "1722", "0", "EXCH-A"),
            {"comms_error": 1722, "bind_error": 0, "remote_server": "EXCH-A", "location": "BASE IL MAIN BASE 1 500"},
        ),
    ],
    ids=["old", "new"],
)
def test_strings_in_the_order_of_either_version_add_to_the_older_text(
    event_id: int, strings: tuple[str, ...], values: dict[str, Any]
) -> None:
    text = (
        "An RPC communications error occurred. Unable to bind over RPC. The locality table (LTAB) index is 76. Windows "
        "NT error code: 1722. [BASE IL MAIN BASE 1 500] (12)"
    )
    read = read_fields(vocabulary(), event_id, "MSExchangeMTA", text, strings)
    assert read == FieldsRead({"ltab_index": 76, "nt_error": 1722, "severity": 12} | values, fits=True)


def test_the_strings_of_a_9301_name_the_stack_before_the_address() -> None:
    strings = ("/o=Org/ou=Site/cn=TCP (MTA)", "91F5C11B")
    read = read_fields(vocabulary(), 9301, "MSExchangeMTA", None, strings)
    assert read.values == {"transport_stack": strings[0], "network_address": strings[1]}
