"""Several peers in one ticket are diagnosed each for itself: noise from one must not hide another that is dead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.asking import SP4, Ask, bind_back_failure, bind_failure

MULTIHOMED = "Q303156/multihomed-peer"
NOISY: dict[str, Any] = {"server": SP4, "peer": {**SP4, "name": "EXCH-A", "multihomed": True}, "mail_flow": "normal"}


def test_noise_from_one_peer_does_not_hide_another(ask: Ask) -> None:
    reply = ask(bind_back_failure("EXCH-A"), bind_back_failure("EXCH-C"), **NOISY)
    assert reply.status(MULTIHOMED, "EXCH-A") == "confirmed"
    assert reply.status(MULTIHOMED, "EXCH-C") == "possible"
    assert reply.verdict == "needs_information"
    assert reply.unexplained == [1]
    (warning,) = [one for one in reply.answer["warnings"] if one["code"] == "unexplained_entries"]
    assert warning["entries"] == [1]
    assert reply.answer["findings"][0]["peer"] == "EXCH-A"


def test_an_unexplained_entry_without_any_rule_holds_the_harmless_headline_back(ask: Ask) -> None:
    reply = ask(bind_back_failure("EXCH-A"), bind_failure("EXCH-C", code=5), **NOISY)
    assert reply.verdict == "needs_information"
    assert reply.unexplained == [1]
    assert "Nothing has to be repaired." not in reply.steps("none_needed")


def test_facts_about_a_peer_that_is_not_named_belong_to_none_of_several(ask: Ask) -> None:
    facts = {"server": SP4, "peer": {**SP4, "multihomed": True}, "mail_flow": "normal"}
    reply = ask(bind_back_failure("EXCH-A"), bind_back_failure("EXCH-C"), **facts)
    assert {reply.status(MULTIHOMED, peer) for peer in ("EXCH-A", "EXCH-C")} == {"possible"}
    question = reply.question("peer.name")
    assert MULTIHOMED in question["leads_to"]["EXCH-A"]["confirmed"]
    assert MULTIHOMED in question["leads_to"]["EXCH-C"]["confirmed"]


def test_a_finding_says_its_peer_and_what_it_explains(ask: Ask) -> None:
    reply = ask(bind_back_failure("EXCH-A"), bind_back_failure("EXCH-C"), bind_failure("EXCH-A"), **NOISY)
    assert reply.finding(MULTIHOMED, "EXCH-A")["explains"] == [0, 2]
    assert reply.finding(MULTIHOMED, "EXCH-C")["explains"] == [1]


@pytest.mark.parametrize("name", ["exch-a", "EXCH-A.corp.example.com", r"\\EXCH-A"])
def test_one_computer_may_be_written_in_several_ways(ask: Ask, name: str) -> None:
    reply = ask(bind_back_failure("EXCH-A"), bind_back_failure(name), **NOISY)
    assert reply.verdict == "expected_behavior"


def test_an_entry_that_names_no_peer_is_not_called_harmless_beside_one_that_does(ask: Ask) -> None:
    reply = ask(bind_back_failure("EXCH-A"), bind_failure(None), **NOISY)
    assert reply.unexplained == [1]
    assert reply.verdict == "needs_information"


def test_entries_that_all_name_no_peer_belong_to_the_only_one_there_is(ask: Ask) -> None:
    assert ask(bind_back_failure(None), **NOISY).verdict == "expected_behavior"


def test_a_dead_peer_is_the_headline_over_the_noise_of_another(ask: Ask) -> None:
    facts = {"server": SP4, "peer": {"name": "EXCH-C"}, "link": {"shared_network": False}, "mail_flow": "stopped"}
    reply = ask(bind_back_failure("EXCH-A"), bind_failure("EXCH-C"), **facts)
    assert (reply.verdict, reply.finding("Q303156/no-shared-network")["peer"]) == ("environment_fault", "EXCH-C")
    assert reply.status("Q303156/no-shared-network", "EXCH-A") == "possible"


def test_what_is_known_of_the_server_does_not_hold_for_another_computers_entries(ask: Ask) -> None:
    mine, other = bind_failure("EXCH-A"), bind_failure("EXCH-A", computer="EXCH-Z")
    facts = {
        "server": {**SP4, "name": "EXCH-B"},
        "peer": {"resolves_server_fqdn": False, "name": "EXCH-A"},
        "mail_flow": "stopped",
    }
    assert ask(mine, **facts).status("Q303156/server-names-unresolved") == "confirmed"
    reply = ask(other, **facts)
    assert reply.status("Q303156/server-names-unresolved") != "confirmed"
    assert "other_computer" in reply.warnings()


def test_a_question_names_the_server_it_is_about(ask: Ask) -> None:
    two = ask(bind_failure("EXCH-A"), bind_failure("EXCH-C"))
    (question,) = [one for one in two.answer["questions"] if one["fact"] == "server.mta_build"]
    assert (question["server"], question["peer"]) == ("EXCH-B", None)
    assert "EXCH-B" in question["ask"]


def test_questions_about_two_servers_stay_apart(ask: Ask) -> None:
    reply = ask(bind_failure("EXCH-A"), bind_failure("EXCH-A", computer="EXCH-Z"), server={"name": "EXCH-B"})
    asked = [one for one in reply.answer["questions"] if one["fact"] == "server.mta_build"]
    assert {one["server"] for one in asked} == {"EXCH-B", "EXCH-Z"}
    assert all(one["server"] in one["ask"] for one in asked)


def test_facts_about_a_peer_known_only_from_another_servers_log_are_not_applied_and_the_server_is_asked_for(
    ask: Ask,
) -> None:
    facts = {"server": {"name": "MAIL1"}, "peer": {**SP4, "name": "EXCH-A", "multihomed": True}, "mail_flow": "normal"}
    reply = ask(bind_back_failure("EXCH-A"), **facts)
    assert reply.status(MULTIHOMED) == "possible"
    assert reply.answer["symptoms"]["facts"]["mail_flow"]["unplaced"] is True
    assert "other_computer" in reply.warnings()
    assert MULTIHOMED in reply.question("server.name")["leads_to"]["EXCH-B"]["confirmed"]
