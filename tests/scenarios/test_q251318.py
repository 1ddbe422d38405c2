"""Q251318: behind a firewall that admits only the cluster's address."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.asking import Ask, bind_back_failure, bind_failure

RULES = {"server": "Q251318/server-calls-from-its-node", "peer": "Q251318/peer-calls-from-its-node"}
CLUSTER = {"clustered": True, "exchange_version": "5.5", "service_pack": 3, "mta_build": "2650.24"}
LINK = {"connector": "site_connector", "firewall_allows": "cluster_address_only"}


@pytest.mark.parametrize("side", ["server", "peer"])
def test_a_cluster_with_an_mta_older_than_the_fix_is_a_product_defect_without_any_event(ask: Ask, side: str) -> None:
    reply = ask(**{side: CLUSTER, "link": LINK, "mail_flow": "stopped"})
    assert (reply.verdict, reply.rule) == ("product_defect", RULES[side])
    assert "Service Pack 4" in reply.steps("resolution")[0]
    first, second = reply.steps("workaround")
    assert "X.400" in first
    assert "nodes" in second


@pytest.mark.parametrize("entry", [bind_failure(), bind_back_failure()], ids=["9318", "9322"])
def test_an_event_pasted_beside_the_story_does_not_exclude_it(ask: Ask, entry: dict[str, Any]) -> None:
    assert ask(entry, server=CLUSTER, link=LINK, mail_flow="stopped").verdict == "product_defect"


@pytest.mark.parametrize("code", [5, 14, 1330])
def test_a_code_that_tells_another_story_excludes_it(ask: Ask, code: int) -> None:
    reply = ask(bind_failure(code=code), server=CLUSTER, link=LINK, mail_flow="stopped")
    assert reply.status(RULES["server"]) is None


@pytest.mark.parametrize(
    ("build", "status"),
    [("2651.91", "confirmed"), ("5.5.2651.92", None), ("2653.23", None), ("2651", "possible"), (None, "possible")],
    ids=str,
)
def test_the_fix_came_first_in_build_2651_92(ask: Ask, build: str | None, status: str | None) -> None:
    reply = ask(server={**CLUSTER, "mta_build": build}, link=LINK, mail_flow="stopped")
    assert reply.status(RULES["server"], None) == status


@pytest.mark.parametrize(
    "changed",
    [
        {"link": {**LINK, "connector": "x400_connector"}},
        {"link": {**LINK, "connector": "same_site"}},
        {"link": {**LINK, "firewall_allows": "node_addresses"}},
        {"link": {**LINK, "firewall": False}},
        {"mail_flow": "delayed"},
        {"mail_flow": "normal"},
        {"server": {**CLUSTER, "clustered": False}},
        {"server": {**CLUSTER, "service_pack": 4}},
        {"server": {**CLUSTER, "exchange_version": "5.0"}},
    ],
    ids=str,
)
def test_each_part_of_the_story_counts(ask: Ask, changed: dict[str, Any]) -> None:
    story = {"server": CLUSTER, "link": LINK, "mail_flow": "stopped", **changed}
    assert ask(**story).status(RULES["server"], None) is None


def test_the_topology_without_the_symptoms_is_not_considered(ask: Ask) -> None:
    reply = ask(server=CLUSTER, link={"connector": "site_connector"}, mail_flow="stopped")
    assert reply.verdict == "no_match"


def test_a_firewall_that_filters_and_is_said_not_to_exist_is_a_contradiction(ask: Ask) -> None:
    reply = ask(server=CLUSTER, link={**LINK, "firewall": False}, mail_flow="stopped")
    assert "contradiction" in reply.warnings()
    assert "link.firewall" in str(reply.answer["warnings"])
