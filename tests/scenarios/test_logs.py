"""A rule may ask for hundreds of entries, and a log that is uploaded says how many there were."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.asking import answer_of, service_in
from tests.scenarios.asking import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

RULES = Path(__file__).parents[2] / "rules"
CANCELLED_OFTEN = """\
article: {id: Q189494, title: "XCON: MTA 9277 RPC Cancel Call for Thread", revised: "1999-04-18"}
rules:
  - id: many-cancelled-calls
    verdict: environment_fault
    symptoms:
      all:
        calls were cancelled by the hundred: {event: 9277, source: MSExchangeMTA, count: {at_least: 200}}
    because: The network does not answer.
    remediation:
      - {kind: check, target: link, action: Look at the network., because: It does not answer., cites: CAUSE}
    cites: {verdict: CAUSE, calls were cancelled by the hundred: SYMPTOMS}
    examples:
      - name: many
        events: [{event_id: 9277, source: MSExchangeMTA, count: 300}]
        outcome: confirmed
      - name: few
        events: [{event_id: 9277, source: MSExchangeMTA, count: 3}]
        outcome: none
        failing_on: [calls were cancelled by the hundred]
      - name: not known from where
        events: [{event_id: 9277, count: 300}]
        outcome: possible
        asks: [event.source]
"""
ROW = (
    "6/4/2001\t8:{minute:02}:{second:02} AM\tMSExchangeMTA\tWarning\tInterface\t9277\tN/A\tEXCH-B\t"
    "The MTA has issued an RPC Cancel call for thread {number}, Locality Table Index: 142, Time (ms): {number}000, "
    "Cancel result: 0 "
    "[TRUMAN RPC inactive ncacn_ip_tcp:192.168.20.3[1966] BASE IL] (14)"
)
RULE = "Q189494/many-cancelled-calls"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    rules = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(RULES, rules)
    (rules / "Q189494-made-up.yaml").write_text(CANCELLED_OFTEN, "utf-8")
    with service_in(tmp_path_factory.mktemp("logs"), rules_dir=rules) as (client, _):
        yield client


def log(entries: int) -> str:
    rows = [ROW.format(minute=number // 60, second=number % 60, number=number) for number in range(entries)]
    return "\r\n".join(rows)


def uploaded(client: TestClient, text: str) -> Reply:
    return Reply(answer_of(client.post("/diagnose", files=[("file", ("application.log", text.encode()))])))


def pasted(client: TestClient, text: str) -> Reply:
    return Reply(answer_of(client.post("/diagnose", json={"text": text})))


def test_a_log_with_hundreds_of_entries_meets_a_rule_that_asks_for_hundreds(client: TestClient) -> None:
    reply = uploaded(client, log(201))
    assert reply.status(RULE, None) == "confirmed"
    assert [entry["count"] for entry in reply.answer["symptoms"]["events"]] == [201]


def test_a_log_with_fewer_does_not(client: TestClient) -> None:
    assert uploaded(client, log(199)).status(RULE, None) is None


def test_one_pasted_entry_leaves_open_how_many_there_are_and_it_is_asked(client: TestClient) -> None:
    reply = pasted(client, log(1))
    assert reply.status(RULE, None) == "possible"
    leads = reply.question("event.count")["if_answered"]
    assert [words for words, rules in leads.items() if rules == [RULE]] == ["at least 200"]


def test_a_pasted_log_that_shows_enough_is_enough(client: TestClient) -> None:
    reply = pasted(client, "Since Monday:\n\n" + log(250) + "\n\nWhat is that?")
    assert reply.status(RULE, None) == "confirmed"
    (entry,) = reply.answer["symptoms"]["events"]
    assert (entry["count"], entry["counted"]) == (250, False)
    assert (entry["logged_at"], entry["last_logged_at"]) == ("6/4/2001 8:00:00 AM", "6/4/2001 8:04:09 AM")


def test_an_entry_that_the_caller_has_counted_is_not_asked_about(client: TestClient) -> None:
    event = {"event_id": 9277, "source": "MSExchangeMTA", "count": 3}
    reply = Reply(answer_of(client.post("/diagnose", json={"events": [event]})))
    assert reply.status(RULE, None) is None
    assert "event.count" not in reply.asked()
