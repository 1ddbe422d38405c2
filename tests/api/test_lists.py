"""GET /diagnoses: filters that hold together, and pages that visit everything once."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.asking import all_of, answer_of, noise, problem_of, service_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

SENT: list[dict[str, Any]] = [
    {"ticket": {"system": system, "id": str(number % 3)}, "trial": number % 4 == 0, **what}
    for number, (system, what) in enumerate(
        (system, what)
        for system in ("zammad", "otrs")
        for what in (
            noise(),
            {"text": "Mail is slow."},
            {
                "facts": {"link": {"shared_network": False}, "mail_flow": "stopped"},
                "events": [
                    {"event_id": 9318, "source": "MSExchangeMTA", "strings": ["1", "1722", "1722", "1722", "EXCH-A"]}
                ],
            },
        )
        for _ in range(4)
    )
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, list[dict[str, Any]]]]:
    """A service that has answered all that is SENT, and the answers, newest first."""
    with service_in(tmp_path_factory.mktemp("lists")) as (client, _):
        answers = [answer_of(client.post("/diagnose", json=one)) for one in SENT]
        yield client, answers[::-1]


Desk = tuple["TestClient", list[dict[str, Any]]]


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in items]


def test_all_are_listed_newest_first_with_what_is_known_of_them(desk: Desk) -> None:
    client, answers = desk
    listed = all_of(client)
    assert ids(listed) == ids(answers)
    assert {answer["verdict"] for answer in answers} >= {"expected_behavior", "no_match", "environment_fault"}
    for one, answer in zip(listed, answers, strict=True):
        assert one == {
            "id": answer["id"],
            "decided_at": answer["decided_at"],
            "verdict": answer["verdict"],
            "article": answer["article"] and answer["article"]["id"],
            "rule": answer["rule"],
            "ticket_system": answer["ticket"]["system"],
            "ticket_id": answer["ticket"]["id"],
            "trial": answer["trial"],
            "rules_revision": answer["rules"]["revision"],
            "follows": None,
            "outcome": None,
            "erased": False,
        }


@pytest.mark.parametrize("page_size", [1, 5, 7, 23, 24, 25, 200])
def test_pages_visit_everything_exactly_once(desk: Desk, page_size: int) -> None:
    client, answers = desk
    assert ids(all_of(client, page_size=page_size)) == ids(answers)


def test_what_comes_meanwhile_does_not_disturb_the_pages(desk: Desk) -> None:
    client, answers = desk
    page = client.get("/diagnoses", params={"page_size": 10, "ticket_system": "otrs"}).json()
    answer_of(client.post("/diagnose", json=noise(ticket={"system": "meanwhile", "id": "9"})))
    rest = all_of(client, page_size=10, ticket_system="otrs")
    token = {"page_size": 10, "ticket_system": "otrs", "page_token": page["next_page_token"]}
    more = client.get("/diagnoses", params=token).json()
    assert ids(page["items"] + more["items"]) == ids(rest)
    assert more["next_page_token"] is None
    answers.insert(0, client.get(f"/diagnoses/{all_of(client, ticket_system='meanwhile')[0]['id']}").json())


@pytest.mark.parametrize(
    "query",
    [
        {"verdict": "expected_behavior"},
        {"verdict": "needs_information"},
        {"article": "Q303156"},
        {"article": "Q1"},
        {"ticket_system": "zammad"},
        {"ticket_id": "2"},
        {"trial": "true"},
        {"trial": "false"},
        {"ticket_system": "otrs", "ticket_id": "1"},
        {"verdict": "no_match", "ticket_system": "zammad", "trial": "false"},
        {"article": "Q303156", "verdict": "environment_fault", "ticket_id": "0", "ticket_system": "otrs"},
        {"article": "Q303156", "verdict": "no_match"},
    ],
)
def test_every_filter_holds(desk: Desk, query: dict[str, str]) -> None:
    client, answers = desk

    def fits(answer: dict[str, Any]) -> bool:
        shown = {
            "verdict": answer["verdict"],
            "article": answer["article"] and answer["article"]["id"],
            "ticket_system": answer["ticket"].get("system"),
            "ticket_id": answer["ticket"].get("id"),
            "trial": str(answer["trial"]).lower(),
        }
        return all(shown[name] == value for name, value in query.items())

    assert ids(all_of(client, page_size=3, **query)) == [answer["id"] for answer in answers if fits(answer)]


def test_since_is_inclusive_and_until_is_not(desk: Desk) -> None:
    client, answers = desk
    newer, older = answers[4]["decided_at"], answers[9]["decided_at"]
    assert newer != older
    found = all_of(client, since=older, until=newer)
    assert ids(found) == [one["id"] for one in answers if older <= one["decided_at"] < newer]
    assert answers[9]["id"] in ids(found)
    shifted = all_of(client, since=older.replace("Z", "+00:00"), until=newer, verdict=answers[9]["verdict"])
    assert answers[9]["id"] in ids(shifted)


def test_a_page_beyond_200_is_one_of_200(client: TestClient) -> None:
    while len(all_of(client, page_size=200)) <= 200:
        for _ in range(20):
            answer_of(client.post("/diagnose", json={"text": "x"}))
    page = client.get("/diagnoses", params={"page_size": 100_000}).json()
    assert len(page["items"]) == 200
    assert page["next_page_token"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "-1"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"verdict": "maybe"}, "verdict"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-01-01T00:00:00"}, "until"),
        ({"since": "0001-01-01T00:00:00+10:00"}, "since"),
        ({"until": "9999-12-31T23:59:59-10:00"}, "until"),
        ({"trial": "perhaps"}, "trial"),
        ({"article": "Q" * 256}, "article"),
        ({"verdct": "no_match"}, "verdct"),
        ({"pagesize": "5"}, "pagesize"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(client: TestClient, query: dict[str, str], named: str) -> None:
    problem = problem_of(client.get("/diagnoses", params=query), 422, "invalid-parameter")
    assert [place.parameter for place in problem.errors or ()] == [named]


def test_a_token_that_was_not_given_here_for_these_filters_is_refused(desk: Desk) -> None:
    client, _ = desk
    token = client.get("/diagnoses", params={"page_size": 1, "ticket_id": "1"}).json()["next_page_token"]
    foreign = base64.urlsafe_b64encode(b"x" * 52).decode()
    for bad in (
        {"page_token": token},
        {"page_token": token, "ticket_id": "2"},
        {"page_token": token, "ticket_id": "1", "trial": "true"},
        *({"page_token": one, "ticket_id": "1"} for one in (f"x{token}", token[:20], foreign, "nonsense", "\xe9", "=")),
    ):
        problem_of(client.get("/diagnoses", params=bad), 400, "bad-page-token")
    client.get("/diagnoses", params={"page_token": token, "ticket_id": "1", "page_size": 7}).raise_for_status()
