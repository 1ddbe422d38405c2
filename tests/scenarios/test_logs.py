"""A rule may ask for hundreds of entries, and a log that is uploaded says how many there were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.asking import answer_of
from tests.scenarios.asking import Reply

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
ROW = (
    "6/4/2001\t8:{minute:02}:{second:02} AM\tMSExchangeMTA\tWarning\tInterface\t9277\tN/A\tEXCH-B\t"
    "The MTA has issued an RPC Cancel call for thread {number}, Locality Table Index: 142, Time (ms): {number}000, "
    "Cancel result: 0 "
    "[TRUMAN RPC inactive ncacn_ip_tcp:192.168.20.3[1966] BASE IL] (14)"
)
OTHERS = "\r\n".join(
    f"6/4/2001\t9:{minute:02}:00 AM\tEventLog\tInformation\tNone\t6005\tN/A\tEXCH-B\tIt was started."
    for minute in range(60)
)
RULE = "Q189494/hundreds-of-cancels"
BAD_LINE = {"link": {"unreliable": True}}


def log(entries: int) -> str:
    rows = [ROW.format(minute=number // 60, second=number % 60, number=number) for number in range(entries)]
    return "\r\n".join(rows)


def uploaded(client: TestClient, text: str, facts: dict[str, Any]) -> Reply:
    request, log_file = (None, json.dumps({"facts": facts})), ("application.log", text.encode())
    return Reply(answer_of(client.post("/diagnose", files=[("request", request), ("file", log_file)])))


def pasted(client: TestClient, text: str, facts: dict[str, Any]) -> Reply:
    return Reply(answer_of(client.post("/diagnose", json={"text": text, "facts": facts})))


def test_a_log_with_hundreds_of_entries_meets_a_rule_that_asks_for_hundreds(client: TestClient) -> None:
    reply = uploaded(client, log(101), BAD_LINE)
    assert reply.status(RULE, None) == "confirmed"
    assert [entry["count"] for entry in reply.answer["symptoms"]["events"]] == [101]


def test_a_log_with_fewer_does_not(client: TestClient) -> None:
    assert uploaded(client, f"{log(99)}\r\n{OTHERS}", BAD_LINE).status(RULE, None) is None


def test_a_few_exported_entries_do_not_say_how_many_there_were(client: TestClient) -> None:
    assert uploaded(client, log(99), BAD_LINE).status(RULE, None) == "possible"


def test_one_pasted_entry_leaves_open_how_many_there_are_and_it_is_asked(client: TestClient) -> None:
    reply = pasted(client, log(1), BAD_LINE)
    assert reply.status(RULE, None) == "possible"
    leads = reply.question("event.count")["if_answered"]
    assert [words for words, rules in leads.items() if rules == [RULE]] == ["at least 100"]


def test_a_pasted_log_that_shows_enough_is_enough(client: TestClient) -> None:
    reply = pasted(client, "Since Monday:\n\n" + log(250) + "\n\nWhat is that?", BAD_LINE)
    assert reply.status(RULE, None) == "confirmed"
    (entry,) = reply.answer["symptoms"]["events"]
    assert (entry["count"], entry["counted"]) == (250, False)
    assert (entry["logged_at"], entry["last_logged_at"]) == ("6/4/2001 8:00:00 AM", "6/4/2001 8:04:09 AM")


def test_an_entry_that_the_caller_has_counted_is_not_asked_about(client: TestClient) -> None:
    event = {"event_id": 9277, "source": "MSExchangeMTA", "count": 3}
    reply = Reply(answer_of(client.post("/diagnose", json={"events": [event], "facts": BAD_LINE})))
    assert reply.status(RULE, None) is None
    assert "event.count" not in reply.asked()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*")) or [None], ids=lambda path: path.name if path else "none")
def test_the_log_of_a_server_that_has_nothing_to_do_with_it_fires_nothing(
    client: TestClient, path: Path | None
) -> None:
    if path is None:
        pytest.skip("no event logs are beside the checkout")
    answer = answer_of(client.post("/diagnose", files=[("file", (path.name, path.read_bytes()))]))
    assert answer["findings"] == []
    assert answer["verdict"] == "no_match"
