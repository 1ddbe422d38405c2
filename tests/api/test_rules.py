"""The knowledge base can be read: every article and rule, whole, and only sent to those who do not hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.citation import in_order
from tests.api.asking import problem_of

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from app.wiring import Services

KNOWN = "Q303156/multihomed-peer"


def get(client: TestClient, path: str, **query: str | int) -> dict[str, Any]:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def all_pages(client: TestClient, path: str, **query: str | int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    token: str | None = ""
    while token is not None:
        page = get(client, path, **query, **({"page_token": token} if token else {}))
        items += page["items"]
        token = page["next_page_token"]
    return items


def test_every_rule_is_listed_once_however_small_the_pages(client: TestClient, services: Services) -> None:
    pack = services.knowledge.pack
    ids = sorted(rule.id for rule in (*pack.rules, *pack.shelved))
    assert [one["id"] for one in all_pages(client, "/rules", page_size=3)] == ids
    assert [one["id"] for one in all_pages(client, "/rules", page_size=200)] == ids


def test_every_article_is_listed_with_all_of_its_rules(client: TestClient) -> None:
    articles = all_pages(client, "/articles", page_size=2)
    assert sorted(rule for one in articles for rule in one["rules"]) == [
        one["id"] for one in all_pages(client, "/rules")
    ]
    assert all(rule.startswith(f"{one['id']}/") for one in articles for rule in one["rules"])


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"article": "Q303156"}, lambda one: one["article"]["id"] == "Q303156"),
        ({"verdict": "product_defect"}, lambda one: one["verdict"] == "product_defect"),
        ({"event": 9322}, lambda one: 9322 in one["events"]),
        ({"status": "stable"}, lambda one: one["status"] == "stable"),
        ({"article": "Q1"}, lambda _: False),
    ],
)
def test_a_filter_keeps_exactly_what_fits(client: TestClient, filters: dict[str, Any], fits: Any) -> None:  # noqa: ANN401
    kept = all_pages(client, "/rules", **filters)
    assert kept == [one for one in all_pages(client, "/rules") if fits(one)]


def test_a_token_of_other_filters_is_refused(client: TestClient) -> None:
    token = get(client, "/rules", page_size=1)["next_page_token"]
    response = client.get("/rules", params={"page_token": token, "event": 9322})
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/bad-page-token"


def test_every_rule_can_be_read_whole_and_says_which_revision_it_was_read_from(
    client: TestClient, services: Services
) -> None:
    for listed in all_pages(client, "/rules"):
        rule = get(client, f"/rules/{listed['id']}")
        assert {name: rule[name] for name in listed} == listed
        assert rule["revision"] == services.knowledge.pack.revision
        assert rule["symptoms"]["antecedents"]
        assert rule["remediation"]


def test_an_example_posted_as_it_is_shown_comes_out_as_it_says(client: TestClient) -> None:
    rule = get(client, f"/rules/{KNOWN}")
    for example in rule["examples"]:
        answer = client.post("/diagnose", json=example["request"]).json()
        statuses = {one["status"] for one in answer["findings"] if one["rule"] == KNOWN}
        assert statuses == ({example["outcome"]} - {"none"})
        assert {asked["fact"] for asked in answer["questions"]} >= set(example["asks"])


def test_an_article_names_what_it_refers_to(client: TestClient) -> None:
    article = get(client, "/articles/Q303156")
    assert article["title"] == "XCON: RPC Error Messages 9318 and 9322 Are Logged"
    assert {one["id"] for one in article["see_also"]} == {"Q251318", "Q279537"}
    assert all(one["title"] for one in article["see_also"])
    assert [one["id"] for one in article["rules"]] == [
        one["id"] for one in all_pages(client, "/rules", article="Q303156")
    ]


@pytest.mark.parametrize(
    "path", ["/rules/Q303156/nothing", "/rules/Q1/x", "/articles/Q1", "/articles/%00", "/rules/a/%0a"]
)
def test_what_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/rules", "/articles", f"/rules/{KNOWN}", "/articles/Q303156"])
def test_whoever_holds_it_is_not_sent_it_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert again.status_code == 304
        assert again.headers["etag"] == tag
        assert not again.content
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_list_among_the_articles_is_there_with_what_it_lists(client: TestClient) -> None:
    builds = get(client, "/articles/Q158530")
    assert (builds["kind"], builds["rules"]) == ("builds", [])
    assert {"Exchange 5.5 Service Pack 4": "2653"}.items() <= {
        one["name"]: one["build"] for one in builds["lists"]
    }.items()
    fixes = get(client, "/articles/Q251137")
    assert "Q251318" in {article["id"] for update in fixes["lists"] for article in update["mends"]}


def test_an_article_names_the_update_that_mends_its_fault(client: TestClient) -> None:
    fixed = get(client, "/articles/Q251318")["fixed_in"]
    assert (fixed["build"], fixed["listed_in"]) == ("5.5.2651.92", "Q251137")
    assert "Emsmta.exe" in fixed["files"]
    assert get(client, "/articles/Q225196")["fixed_in"] is None


def test_look_alikes_are_told_apart_by_what_each_answer_leaves(client: TestClient) -> None:
    table = get(client, "/articles/Q303156/look-alikes")
    columns = {one["id"]: one for one in table["rules"]}
    assert columns[KNOWN]["own"]
    assert not columns["Q217142/untrusted-domains"]["own"]
    assert {9318, 9322} <= set(table["events"])
    rows = {one["name"]: one for one in table["differences"]}
    assert KNOWN in rows["mail_flow"]["favours"]["normal"]
    assert KNOWN not in rows["mail_flow"]["favours"]["stopped"]
    assert rows["mail_flow"]["ask"]
    assert [one["separates"] for one in table["differences"]] == sorted(
        (one["separates"] for one in table["differences"]), reverse=True
    )


def test_every_article_with_rules_has_its_table_and_no_other(client: TestClient) -> None:
    for article in all_pages(client, "/articles"):
        response = client.get(f"/articles/{article['id']}/look-alikes")
        assert response.status_code == (200 if article["rules"] else 404)


@pytest.mark.parametrize(
    "path", ["/articles/Q303156", "/articles/Q303156/look-alikes", "/rules/Q303156/multihomed-peer"]
)
def test_a_parameter_that_there_is_not_is_named(client: TestClient, path: str) -> None:
    problem = problem_of(client.get(path, params={"revison": "sha256:1"}), 422, "invalid-parameter")
    assert problem.errors is not None
    assert [one.parameter for one in problem.errors] == ["revison"]


def test_articles_are_listed_in_the_order_of_their_numbers() -> None:
    ids = ["Q1000001", "Q303156/b", "Q303156/a", "Q99999/z"]
    assert sorted(ids, key=in_order) == ["Q99999/z", "Q303156/a", "Q303156/b", "Q1000001"]
