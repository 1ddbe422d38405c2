"""What would change if something were otherwise; and that asking so leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.asking import NOISE, PASTED, all_of, answer_of, noise
from tests.api.supposing import HARMLESS, TWO_PEERS, ask, by_rule, nested, worked_examples

if TYPE_CHECKING:
    from starlette.testclient import TestClient

MULTIHOMED = "Q303156/multihomed-peer"
PEER_NAMES = "Q303156/peer-names-unresolved"
FROM_ITS_NODE = "Q251318/server-calls-from-its-node"
OLD_CLUSTER: dict[str, Any] = {
    "facts": {
        "server": {"clustered": True, "exchange_version": "5.5", "service_pack": 3, "mta_build": "2650.24"},
        "link": {"connector": "site_connector", "firewall_allows": "cluster_address_only"},
        "mail_flow": "stopped",
    }
}
UNRESOLVED: dict[str, Any] = {
    "events": NOISE["events"],
    "facts": {"server": {"resolves_peer_fqdn": False}, "peer": {"mta_build": "2653.23"}, "mail_flow": "stopped"},
}


def test_noise_would_not_be_harmless_if_mail_were_held_up(client: TestClient) -> None:
    found = ask(client, NOISE, mail_flow="stopped")
    assert found["changes"]["verdict"] == {"from": "expected_behavior", "to": "needs_information"}
    assert found["changes"]["rule"]["from"] == MULTIHOMED
    lost = by_rule(found["changes"]["lost"])[MULTIHOMED]
    assert (lost["from"], lost["to"], lost["peer"]) == ("confirmed", None, "EXCH-A")
    assert lost["antecedents"] == [{"says": "mail is not held up", "before": "met", "after": "not_met"}]
    gained = by_rule(found["changes"]["gained"])[PEER_NAMES]
    assert {"says": "mail is held up", "before": "not_met", "after": "met"} in gained["antecedents"]
    assert MULTIHOMED in by_rule(found["before"]["findings"])
    assert MULTIHOMED not in by_rule(found["after"]["findings"])


def test_what_would_be_said_is_what_is_said_once_it_is_so(client: TestClient) -> None:
    facts = NOISE["facts"]
    found = ask(client, NOISE, mail_flow="stopped")
    for side, case in (("before", NOISE), ("after", NOISE | {"facts": facts | {"mail_flow": "stopped"}})):
        said = answer_of(client.post("/diagnose", json=case | {"trial": True}))
        for member in ("verdict", "article", "rule", "summary", "remediation", "questions", "unexplained", "warnings"):
            assert found[side][member] == said[member], (side, member)
        assert [one["rule"] for one in found[side]["findings"]] == [one["rule"] for one in said["findings"]]


def test_a_later_build_would_end_a_fault_of_the_product(client: TestClient) -> None:
    found = ask(client, OLD_CLUSTER, server={"mta_build": "5.5.2651.92"})
    assert found["before"]["rule"] == FROM_ITS_NODE
    assert found["changes"]["verdict"]["from"] == "product_defect"
    lost = by_rule(found["changes"]["lost"])[FROM_ITS_NODE]
    assert [line["says"] for line in lost["antecedents"]] == ["this server's MTA is older than the fix"]
    (miss,) = [one for one in found["after"]["near_misses"] if one["rule"] == FROM_ITS_NODE]
    (line,) = miss["antecedents"]
    assert (line["value"], line["origin"]) == ("5.5.2651.92", {"from": "assumed"})
    (change,) = miss["least_change"]["changes"]
    assert (change["fact"], change["from"], change["to"]) == (
        "server.mta_build",
        "5.5.2651.92",
        ["at least 2431 and below 5.5.2651.92"],
    )
    assert miss["least_change"]["leads_to"] == "confirmed"


def test_an_earlier_build_of_the_peer_would_offer_no_names(client: TestClient) -> None:
    found = ask(client, NOISE, peer={"mta_build": "2650.24"})
    lost = by_rule(found["changes"]["lost"])[MULTIHOMED]
    assert lost["antecedents"] == [{"says": "the other server offers names", "before": "met", "after": "not_met"}]


def test_resolution_repaired_would_leave_the_rule_that_blames_it_without_a_cause(client: TestClient) -> None:
    found = ask(client, UNRESOLVED, server={"resolves_peer_fqdn": True})
    assert found["before"]["rule"] == PEER_NAMES
    assert by_rule(found["changes"]["lost"])[PEER_NAMES]["from"] == "confirmed"
    least = by_rule(found["before"]["findings"])[PEER_NAMES]["ceases_with"]
    assert least["changes"] == [
        {"fact": "server.resolves_peer_fqdn", "server": None, "peer": "EXCH-A", "from": False, "to": ["true"]}
    ]


def test_what_is_not_known_may_be_assumed(client: TestClient) -> None:
    open_case = {**NOISE, "facts": {"peer": NOISE["facts"]["peer"]}}
    found = ask(client, open_case, mail_flow="normal")
    changed = by_rule(found["changes"]["changed"])[MULTIHOMED]
    assert (changed["from"], changed["to"]) == ("possible", "confirmed")
    assert changed["antecedents"] == [{"says": "mail is not held up", "before": "not_known", "after": "met"}]
    assert found["changes"]["verdict"] == {"from": "needs_information", "to": "expected_behavior"}


def test_what_changes_nothing_says_so(client: TestClient) -> None:
    found = ask(client, NOISE, mail_flow="normal")
    assert found["changes"] == {
        "verdict": None,
        "article": None,
        "rule": None,
        "gained": [],
        "lost": [],
        "changed": [],
    }
    assert found["before"]["findings"][0]["antecedents"] != found["after"]["findings"][0]["antecedents"]


def test_an_assumption_settles_what_sources_contradict_each_other_about(client: TestClient) -> None:
    contested = noise(text="No mail is delivered to EXCH-A.")
    assert "contradiction" in {one["code"] for one in ask(client, contested, mail_flow="delayed")["before"]["warnings"]}
    found = ask(client, contested, mail_flow="normal")
    assert found["before"]["verdict"] != "expected_behavior"
    assert found["after"]["verdict"] == "expected_behavior"
    assert "contradiction" not in {one["code"] for one in found["after"]["warnings"]}


def test_an_assumption_that_contradicts_what_is_known_is_a_contradiction_like_any_other(client: TestClient) -> None:
    found = ask(client, NOISE, peer={"offers_names": False})
    assert "contradiction" in {one["code"] for one in found["after"]["warnings"]}
    assert found["after"]["verdict"] == "needs_information"


def test_what_is_assumed_of_a_named_peer_holds_for_that_one(client: TestClient) -> None:
    found = ask(client, TWO_PEERS, **{**HARMLESS, "peer": {**HARMLESS["peer"], "name": "exch-c"}})
    statuses = {one["peer"]: one["status"] for one in found["after"]["findings"] if one["rule"] == MULTIHOMED}
    assert statuses == {"EXCH-A": "possible", "EXCH-C": "confirmed"}
    assert [one["peer"] for one in found["changes"]["changed"] if one["rule"] == MULTIHOMED] == ["EXCH-C"]


def test_what_is_assumed_of_no_peer_in_particular_holds_for_each(client: TestClient) -> None:
    found = ask(client, TWO_PEERS, **HARMLESS)
    statuses = {one["peer"]: one["status"] for one in found["after"]["findings"] if one["rule"] == MULTIHOMED}
    assert statuses == {"EXCH-A": "confirmed", "EXCH-C": "confirmed"}
    assert found["after"]["verdict"] == "expected_behavior"


def test_facts_that_no_peer_was_given_are_not_asked_for_once_they_are_assumed_of_each(client: TestClient) -> None:
    lost = TWO_PEERS | {"facts": {"mail_flow": "delayed"}}
    found = ask(client, lost, **HARMLESS)
    assert "peer.name" in {one["fact"] for one in found["before"]["questions"]}
    assert "peer.name" not in {one["fact"] for one in found["after"]["questions"]}


def test_the_case_of_a_recorded_diagnosis_may_be_asked_about(client: TestClient) -> None:
    recorded = answer_of(client.post("/diagnose", json=noise(trial=True)))
    found = ask(client, recorded["id"], mail_flow="stopped")
    assert found["diagnosis"] == recorded["id"]
    assert found["before"]["verdict"] == recorded["verdict"]
    assert {name: found[name] for name in ("changes", "after")} == {
        name: one for name, one in ask(client, NOISE, mail_flow="stopped").items() if name in {"changes", "after"}
    }


def test_so_may_that_of_a_plain_text(client: TestClient) -> None:
    recorded = answer_of(client.post("/diagnose", content=PASTED, headers={"Content-Type": "text/plain"}))
    assert ask(client, recorded["id"], **HARMLESS)["after"]["verdict"] == "expected_behavior"


def test_nothing_is_recorded(client: TestClient) -> None:
    recorded = answer_of(client.post("/diagnose", json=noise(trial=True)))
    before = [one["id"] for one in all_of(client, page_size=200)]
    for case in (NOISE, recorded["id"]):
        ask(client, case, mail_flow="stopped")
    assert [one["id"] for one in all_of(client, page_size=200)] == before
    assert client.get(f"/diagnoses/{recorded['id']}").json() == recorded


def test_text_with_control_characters_is_read_as_in_a_diagnosis(client: TestClient) -> None:
    found = ask(client, {"text": PASTED + "\x00"}, mail_flow="normal")
    assert found["before"]["verdict"] == "needs_information"


def test_a_near_miss_for_want_of_entries_says_which(client: TestClient) -> None:
    case = worked_examples(client)["no_match"]
    misses = by_rule(ask(client, case, server={"low_memory": False})["after"]["near_misses"])
    wanting = [one for one in misses.values() if one["least_change"]["needs_entries"]]
    assert wanting
    for miss in wanting:
        assert miss["least_change"]["changes"] == []
        assert set(miss["least_change"]["needs_entries"]) <= set(miss["failing_on"])


def test_the_least_change_of_an_answer_is_as_good_as_its_word(client: TestClient) -> None:
    """What is stated in its place has the rule apply, as was promised, in every worked example."""
    tried = 0
    for example in worked_examples(client).values():
        for miss in answer_of(client.post("/diagnose", json=example))["near_misses"]:
            least = miss["least_change"]
            if least["changes"] and all(" " not in change["to"][0] for change in least["changes"]):
                found = ask(client, example, **nested(least["changes"]))
                assert by_rule(found["changes"]["gained"])[miss["rule"]]["to"] == least["leads_to"]
                tried += 1
    assert tried > 5
