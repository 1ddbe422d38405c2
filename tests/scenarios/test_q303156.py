"""Q303156: when failed binds and bind backs are harmless, and when they are not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.asking import SP4, Ask, bind_back_failure, bind_failure

MULTIHOMED = "Q303156/multihomed-peer"
PEER_NAMES = "Q303156/peer-names-unresolved"
SERVER_NAMES = "Q303156/server-names-unresolved"
HARMLESS: dict[str, Any] = {"server": SP4, "peer": {**SP4, "multihomed": True}, "mail_flow": "normal"}


def test_a_failed_bind_back_of_a_multihomed_peer_that_offers_names_is_expected_while_mail_flows(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **HARMLESS)
    assert (reply.verdict, reply.rule) == ("expected_behavior", MULTIHOMED)
    assert reply.unexplained == []
    assert all(line["outcome"] == "met" for line in reply.finding(MULTIHOMED)["antecedents"])


def test_what_is_expected_needs_no_repair_and_the_log_is_never_quieted_by_logging_less(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **HARMLESS)
    assert [step["kind"] for step in reply.answer["remediation"]] == ["none_needed", "workaround"]
    (quiet,) = reply.steps("workaround")
    assert "EXCH-A" in quiet
    assert "Leave the diagnostics logging of the MTA as it is" in quiet


def test_a_failed_bind_beside_the_failed_bind_back_is_part_of_the_story(ask: Ask) -> None:
    reply = ask(bind_back_failure(), bind_failure(), **HARMLESS)
    assert reply.verdict == "expected_behavior"
    assert reply.finding(MULTIHOMED)["explains"] == [0, 1]


def test_a_failed_bind_alone_does_not_confirm_it(ask: Ask) -> None:
    reply = ask(bind_failure(), **HARMLESS)
    assert reply.verdict != "expected_behavior"
    assert reply.status(MULTIHOMED) is None


@pytest.mark.parametrize("other", [bind_failure(code=5), bind_back_failure(code=5), bind_failure(peer="EXCH-C")])
def test_an_entry_with_another_code_or_peer_is_not_explained_and_nothing_is_called_harmless(
    ask: Ask, other: dict[str, Any]
) -> None:
    reply = ask(bind_back_failure(), other, **{**HARMLESS, "peer": {**HARMLESS["peer"], "name": "EXCH-A"}})
    assert reply.status(MULTIHOMED) == "confirmed"
    assert reply.unexplained == [1]
    assert reply.verdict == "needs_information"
    assert "unexplained_entries" in reply.warnings()


def test_both_ways_of_writing_the_source_are_the_same_source(ask: Ask) -> None:
    for source in ("MSExchangeMTA - Interface", "msexchangemta", "MSEXCHANGEMTA - interface"):
        assert ask(bind_back_failure(source=source), **HARMLESS).verdict == "expected_behavior"


def test_the_same_event_of_another_source_is_not_this_article(ask: Ask) -> None:
    reply = ask(bind_back_failure(source="MSExchangeIS"), **HARMLESS)
    assert reply.verdict == "no_match"
    assert reply.unexplained == []


def test_an_entry_without_a_source_is_possible_never_confirmed(ask: Ask) -> None:
    entry = bind_back_failure()
    del entry["source"]
    reply = ask(entry, **HARMLESS)
    assert reply.status(MULTIHOMED) == "possible"
    assert reply.verdict == "needs_information"
    assert reply.question("event.source")["if_answered"]["MSExchangeMTA"][0] == MULTIHOMED


def test_an_entry_whose_code_is_not_given_is_possible_and_the_code_is_asked_for(ask: Ask) -> None:
    reply = ask(bind_back_failure(code="%2"), **HARMLESS)
    assert reply.status(MULTIHOMED) == "possible"
    question = reply.question("event.nt_error")
    assert question["leads_to"]["1722"]["confirmed"] == [MULTIHOMED]
    assert question["if_answered"]["another"] == []


@pytest.mark.parametrize("code", [5, 14, 1330, 9260, 1721, 0])
def test_another_code_is_none_of_these_articles(ask: Ask, code: int) -> None:
    reply = ask(bind_back_failure(code=code), bind_failure(code=code), **HARMLESS)
    assert reply.verdict == "no_match"
    assert reply.unexplained == [0, 1]


@pytest.mark.parametrize(
    ("peer", "status"),
    [
        ({"mta_build": "2651.75"}, "confirmed"),
        ({"mta_build": "5.5.2651.75"}, "confirmed"),
        ({"mta_build": "6.0.4417.5"}, "confirmed"),
        ({"mta_build": "2651.9"}, None),
        ({"mta_build": "2650.24"}, None),
        ({"mta_build": "2651"}, "possible"),
        ({"mta_build": "2652"}, "confirmed"),
        ({"exchange_version": "5.5", "service_pack": 4}, "confirmed"),
        ({"exchange_version": "5.5", "service_pack": 3}, "possible"),
        ({"service_pack": 4}, "possible"),
        ({"exchange_version": "5.0", "service_pack": 4}, None),
        ({"exchange_build": "2653.23"}, "confirmed"),
        ({"exchange_build": "2650.24"}, "possible"),
        ({"exchange_build": "2651.75"}, "possible"),
        ({"exchange_version": "5.5", "service_pack": 3, "mta_build": "2652.16"}, "confirmed"),
    ],
    ids=str,
)
def test_whether_a_peer_offers_names_follows_from_its_mta_build_or_from_service_pack_4(
    ask: Ask, peer: dict[str, object], status: str | None
) -> None:
    reply = ask(bind_back_failure(), server=SP4, peer={**peer, "multihomed": True}, mail_flow="normal")
    assert reply.status(MULTIHOMED) == status


def test_what_was_derived_is_a_step_of_the_explanation_with_what_it_used(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **HARMLESS)
    offers = reply.answer["symptoms"]["facts"]["peer.offers_names"]
    assert offers["value"] is True
    assert offers["origin"]["from"] == "derived"
    assert offers["origin"]["used"] == ["peer.exchange_version", "peer.service_pack"]


def test_a_build_that_contradicts_the_service_pack_leaves_open_whether_names_are_offered(ask: Ask) -> None:
    reply = ask(
        bind_back_failure(), server=SP4, peer={**SP4, "mta_build": "2650.24", "multihomed": True}, mail_flow="normal"
    )
    assert reply.status(MULTIHOMED) == "possible"
    assert "contradiction" in reply.warnings()
    assert "peer.offers_names" not in reply.answer["symptoms"]["facts"]


def test_a_stated_fact_that_contradicts_what_follows_leaves_both_not_known(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **{**HARMLESS, "peer": {**HARMLESS["peer"], "offers_names": False}})
    assert reply.status(MULTIHOMED) == "possible"
    assert "contradiction" in reply.warnings()


def test_a_build_of_another_version_than_the_one_stated_confirms_nothing_harmless(ask: Ask) -> None:
    peer = {"exchange_version": "5.5", "mta_build": "6.0.4417.5", "multihomed": True}
    reply = ask(bind_back_failure(), server=SP4, peer=peer, mail_flow="normal")
    assert reply.status(MULTIHOMED) == "possible"
    assert reply.answer["symptoms"]["facts"]["peer.mta_build"]["contested"] is True


def test_a_server_of_another_version_speaks_against_it_and_an_unknown_one_is_asked_for(ask: Ask) -> None:
    assert ask(bind_back_failure(), **{**HARMLESS, "server": {"exchange_version": "5.0"}}).status(MULTIHOMED) is None
    assert ask(bind_back_failure(), **{**HARMLESS, "server": {"service_pack": 2}}).status(MULTIHOMED) is None
    unknown = ask(bind_back_failure(), **{**HARMLESS, "server": None})
    assert unknown.status(MULTIHOMED) == "confirmed"
    assert "server.exchange_version" in unknown.asked()


def test_mail_flow_that_is_not_known_is_not_normal(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **{**HARMLESS, "mail_flow": None})
    assert reply.verdict == "needs_information"
    assert reply.status(MULTIHOMED) == "possible"
    assert "mail_flow" in reply.asked()


@pytest.mark.parametrize("flow", ["delayed", "stopped"])
def test_unresolved_names_of_the_peer_hold_up_mail_behind_a_failed_bind_back(ask: Ask, flow: str) -> None:
    reply = ask(bind_back_failure(), server={**SP4, "resolves_peer_fqdn": False}, peer=SP4, mail_flow=flow)
    assert (reply.verdict, reply.rule) == ("misconfiguration", PEER_NAMES)
    (resolution,) = reply.steps("resolution")
    assert "host (A) record in DNS" in resolution
    assert r"%SystemRoot%\System32\Drivers\Etc" in resolution
    assert "each server" in resolution.lower()


def test_unresolved_names_with_mail_flowing_are_not_a_misconfiguration(ask: Ask) -> None:
    facts = {"server": {**SP4, "resolves_peer_fqdn": False}, "peer": {**SP4, "multihomed": True}, "mail_flow": "normal"}
    reply = ask(bind_back_failure(), **facts)
    assert reply.verdict == "expected_behavior"
    assert reply.status(PEER_NAMES) is None


def test_behind_a_failed_bind_it_is_the_peer_that_has_to_resolve_this_servers_name(ask: Ask) -> None:
    mine = {"server": {**SP4, "resolves_peer_fqdn": False}, "peer": SP4, "mail_flow": "stopped"}
    theirs = {"server": SP4, "peer": {**SP4, "resolves_server_fqdn": False}, "mail_flow": "stopped"}
    assert ask(bind_failure(), **theirs).rule == SERVER_NAMES
    assert ask(bind_failure(), **mine).status(SERVER_NAMES) == "possible"
    assert ask(bind_failure(), **mine).status(PEER_NAMES) is None
    assert ask(bind_back_failure(), **theirs).status(PEER_NAMES) == "possible"
    assert ask(bind_back_failure(), **theirs).status(SERVER_NAMES) is None


@pytest.mark.parametrize("side", ["server", "peer"])
@pytest.mark.parametrize(
    ("version", "rule_applies"),
    [
        ({"exchange_version": "5.5", "service_pack": 4}, "confirmed"),
        ({"exchange_version": "2000"}, "confirmed"),
        ({"exchange_version": "2000", "service_pack": 1}, "confirmed"),
        ({"exchange_version": "4.0", "service_pack": 4}, None),
        ({"exchange_version": "5.0", "service_pack": 4}, None),
        ({"exchange_version": "5.5", "service_pack": 3}, None),
        ({"exchange_version": "2003", "service_pack": 4}, None),
        ({"service_pack": 4}, "possible"),
    ],
    ids=str,
)
def test_tcpip_is_needed_by_5_5_service_pack_4_and_by_2000_and_by_no_other(
    ask: Ask, side: str, version: dict[str, object], rule_applies: str | None
) -> None:
    reply = ask(bind_failure(), **{side: {**version, "tcpip_installed": False}})
    assert reply.status(f"Q303156/{side}-without-tcpip") == rule_applies
    if rule_applies == "confirmed":
        assert reply.verdict == "misconfiguration"


@pytest.mark.parametrize("entry", [bind_failure(), bind_back_failure()], ids=["9318", "9322"])
def test_no_common_network_and_no_mail_is_a_fault_of_the_environment(ask: Ask, entry: dict[str, Any]) -> None:
    reply = ask(entry, link={"shared_network": False}, mail_flow="stopped")
    assert (reply.verdict, reply.rule) == ("environment_fault", "Q303156/no-shared-network")
    assert ask(entry, link={"shared_network": False}, mail_flow="delayed").status("Q303156/no-shared-network") is None
