"""Q279537: only one of the two MTAs offers names, and it has several networks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.asking import SP4, Ask, bind_back_failure, bind_failure

PEER_OFFERS = "Q279537/only-the-peer-offers-names"
SERVER_OFFERS = "Q279537/only-this-server-offers-names"
OLD = {"exchange_version": "5.5", "service_pack": 3, "mta_build": "2650.24"}
PEER_STORY: dict[str, Any] = {"server": OLD, "peer": {**SP4, "multihomed": True}, "mail_flow": "stopped"}
SERVER_STORY: dict[str, Any] = {"server": {**SP4, "multihomed": True}, "peer": OLD, "mail_flow": "delayed"}


@pytest.mark.parametrize(
    ("story", "rule", "issuer"), [(PEER_STORY, PEER_OFFERS, "server"), (SERVER_STORY, SERVER_OFFERS, "peer")]
)
@pytest.mark.parametrize("entry", [bind_failure(), bind_back_failure()], ids=["9318", "9322"])
def test_one_sided_names_of_a_multihomed_server_are_a_misconfiguration(
    ask: Ask, story: dict[str, Any], rule: str, issuer: str, entry: dict[str, Any]
) -> None:
    reply = ask(entry, **story)
    assert (reply.verdict, reply.rule) == ("misconfiguration", rule)
    (resolution,), (workaround,) = reply.steps("resolution"), reply.steps("workaround")
    assert "binding order" in resolution
    assert "HOSTS" in workaround
    assert [step["target"] for step in reply.answer["remediation"]] == ["both", issuer]


@pytest.mark.parametrize("story", [PEER_STORY, SERVER_STORY])
def test_with_mail_flowing_it_is_not_confirmed(ask: Ask, story: dict[str, Any]) -> None:
    reply = ask(bind_back_failure(), **{**story, "mail_flow": "normal"})
    assert reply.status(PEER_OFFERS) is None
    assert reply.status(SERVER_OFFERS) is None


def test_both_or_neither_offering_names_is_not_this_article(ask: Ask) -> None:
    multihomed = {**SP4, "multihomed": True}
    for server, peer in ((multihomed, multihomed), ({**OLD, "multihomed": True}, {**OLD, "multihomed": True})):
        reply = ask(bind_back_failure(), server=server, peer=peer, mail_flow="stopped")
        assert reply.status(PEER_OFFERS) is None
        assert reply.status(SERVER_OFFERS) is None


def test_it_is_the_one_that_offers_names_that_has_to_be_multihomed(ask: Ask) -> None:
    reply = ask(
        bind_back_failure(), server={**OLD, "multihomed": True}, peer={**SP4, "multihomed": False}, mail_flow="stopped"
    )
    assert reply.status(PEER_OFFERS) is None


def test_right_bindings_on_both_servers_speak_against_it_and_one_alone_does_not(ask: Ask) -> None:
    right = {"first_binding_reaches_peer": True}
    both = ask(
        bind_back_failure(), **{**PEER_STORY, "server": {**OLD, **right}, "peer": {**PEER_STORY["peer"], **right}}
    )
    one = ask(bind_back_failure(), **{**PEER_STORY, "server": {**OLD, **right}})
    assert both.status(PEER_OFFERS) is None
    assert one.status(PEER_OFFERS) == "confirmed"
    assert "peer.first_binding_reaches_peer" in one.asked()


def test_a_name_that_is_known_to_resolve_speaks_against_it(ask: Ask) -> None:
    resolved = ask(bind_back_failure(), **{**PEER_STORY, "server": {**OLD, "resolves_peer_fqdn": True}})
    assert resolved.status(PEER_OFFERS) is None
    theirs = ask(bind_failure(), **{**SERVER_STORY, "peer": {**OLD, "resolves_server_fqdn": True}})
    assert theirs.status(SERVER_OFFERS) is None


def test_service_pack_3_alone_leaves_the_build_to_be_asked_for(ask: Ask) -> None:
    reply = ask(bind_back_failure(), **{**PEER_STORY, "server": {"exchange_version": "5.5", "service_pack": 3}})
    assert reply.status(PEER_OFFERS) == "possible"
    leads = reply.question("server.mta_build")["leads_to"]
    assert PEER_OFFERS in leads["below 2651.75"]["confirmed"]
