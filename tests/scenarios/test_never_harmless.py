"""What must never be called harmless, however much it looks like the harmless case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.asking import bind_back_failure, bind_failure

if TYPE_CHECKING:
    from tests.scenarios.asking import Ask

FACTS: dict[str, Any] = {"peer": {"mta_build": "2653.23", "multihomed": True}, "mail_flow": "normal"}
NAMED: dict[str, Any] = {**FACTS, "peer": {**FACTS["peer"], "name": "EXCH-A"}}
GOOD = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 151, "
    "NT/MTA error code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A, "
    "Protocol String ncacn_ip_tcp:10.1.2.3[1092]"
)
DEAD = (
    "An RPC communications error occurred. Unable to bind over RPC. Locality Table (LTAB) index: 152, "
    "NT/MTA error code: 5. Comms error 5, Bind error 0, Remote Server Name EXCH-C [MAIN BASE 1 500 %10] (14)"
)


def test_the_case_that_is_varied_here_is_harmless(ask: Ask) -> None:
    assert ask(bind_back_failure(), **FACTS).verdict == "expected_behavior"
    assert ask(bind_back_failure(description=GOOD), **NAMED).verdict == "expected_behavior"


@pytest.mark.parametrize(
    "name",
    [
        "MÜNCHEN-2",
        "EXCH C",
        "EXCH-C (branch)",
        "EXCH-C$",
        "/O=ORG/OU=S/CN=EXCH-C",
        "EXCH\u2011C",
        "\uff25XCH-C",
        "EXCH-C\0",
    ],
)
def test_a_name_that_no_host_can_have_is_still_another_peer(ask: Ask, name: str) -> None:
    assert ask(bind_back_failure(name), **NAMED).verdict != "expected_behavior"
    assert ask(bind_back_failure("EXCH-A"), bind_failure(name), **NAMED).verdict != "expected_behavior"


@pytest.mark.parametrize(
    "entry",
    [
        {"description": GOOD, "strings": ["151", "1722", "1722", "1722", "EXCH-C"]},
        {"description": GOOD + "\n\n" + DEAD},
        {"description": DEAD},
        {"description": GOOD.replace("Comms error 1722", "Comms error 5")},
        {"strings": ["5", "1722", "1722", "EXCH-A"]},
        {"strings": ["151", "1722 or 5", "1722", "1722", "EXCH-A"]},
        {"strings": ["151", "1722,5", "1722", "1722", "EXCH-A"]},
        {"strings": ["151", "1722", "5", "1722", "EXCH-A"]},
    ],
    ids=str,
)
def test_an_entry_that_is_at_odds_with_itself_is_not_explained(ask: Ask, entry: dict[str, Any]) -> None:
    assert ask(bind_back_failure(**entry), **NAMED).verdict != "expected_behavior"


@pytest.mark.parametrize(
    "text",
    [
        f"Event Source:\tMSExchangeMTA\nEvent ID:\t9318 (0x2466)\nComputer:\tEXCH-B\nDescription:\n{DEAD}\n",
        f"Ereigniskennung:\t9318\nBeschreibung:\n{DEAD}\n",
        f"EventID: 9318\n{DEAD}",
        f"6/4/2001,8:10:31 AM,MSExchangeMTA,Warning,Interface,9318,N/A,EXCH-B,{DEAD}",
        f"Event ID: 9322\nSource: MSExchangeMTA\nDescription: {DEAD}\nDescription: {GOOD}\n",
        f"Event ID: 9322\nSource: MSExchangeMTA\nDescription: {GOOD}\n\n{DEAD}\n",
    ],
    ids=["hex", "German", "one word", "list line", "two descriptions", "below a good one"],
)
def test_an_event_text_that_could_not_be_read_as_an_entry_holds_the_verdict_back(ask: Ask, text: str) -> None:
    assert ask(bind_back_failure(), text=text, **NAMED).verdict != "expected_behavior"


@pytest.mark.parametrize(
    "source", [" ", "-", "N/A", "MSExchangeMTA:", "MSExchangeMTA \u2013 Interface", "MSExchangeMTA (Interface)"]
)
def test_a_source_in_disguise_still_counts(ask: Ask, source: str) -> None:
    assert (
        ask(bind_back_failure(), bind_failure("EXCH-C", code=5, source=source), **NAMED).verdict != "expected_behavior"
    )


@pytest.mark.parametrize("computer", ["MÜNCHEN-1", "EXCH C", "EXCH-C (node 2)", "EXCH\u2011C"])
def test_an_entry_from_a_computer_with_an_odd_name_is_another_computers(ask: Ask, computer: str) -> None:
    facts = {**NAMED, "server": {"name": "EXCH-B"}}
    assert ask(bind_back_failure(), bind_back_failure(computer=computer), **facts).verdict != "expected_behavior"


def test_entries_without_a_name_that_give_two_ltab_indexes_are_about_two_peers(ask: Ask) -> None:
    first, second = (bind_back_failure(strings=[index, "1722"]) for index in ("151", "152"))
    assert ask(first, second, **FACTS).verdict != "expected_behavior"


@pytest.mark.parametrize(
    "facts",
    [
        {"server": {"exchange_version": "5.5", "mta_build": "6.0.4417.5"}},
        {"server": {"service_pack": 4, "exchange_build": "5.5.2232.9"}},
        {"peer": {"exchange_version": "5.5", "mta_build": "6.0.4417.5", "multihomed": True}},
    ],
    ids=str,
)
def test_facts_that_contradict_each_other_hold_the_verdict_back(ask: Ask, facts: dict[str, Any]) -> None:
    assert ask(bind_back_failure(), **{**FACTS, **facts}).verdict != "expected_behavior"


@pytest.mark.parametrize(
    "server",
    [
        {"exchange_build": "6.0.4417.5"},
        {"exchange_build": "1457.10"},
        {"exchange_build": "1960.4"},
        {"mta_build": "5.0.1457.3"},
    ],
    ids=str,
)
def test_a_version_that_is_not_covered_rules_it_out_however_it_is_known(ask: Ask, server: dict[str, Any]) -> None:
    assert ask(bind_back_failure(), **FACTS, server=server).verdict != "expected_behavior"
