"""`kbdiag rules explain` and `kbdiag rules show`: why a rule is confirmed or not, and what it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.commands import kbdiag

if TYPE_CHECKING:
    from pathlib import Path

RULE = "Q303156/multihomed-peer"
EVENT = {"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "1722", "1722", "1722", "EXCH-A"]}


def request(**facts: object) -> bytes:
    return json.dumps({"events": [EVENT], "facts": {"mail_flow": "normal"} | facts}).encode()


KNOWN = request(peer={"mta_build": "2653.23", "multihomed": True})
OPEN = request(peer={"mta_build": "2653.23"})
MAIL_WAITS = request(peer={"mta_build": "2653.23", "multihomed": True}, mail_flow="delayed")


def explained(tmp_path: Path, given: bytes, rule: str = RULE) -> tuple[int, dict[str, Any]]:
    result = kbdiag(tmp_path, "rules", "explain", rule, "-", given=given)
    shown: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, shown


def as_table(tmp_path: Path, given: bytes, rule: str = RULE) -> str:
    return kbdiag(tmp_path, "rules", "explain", rule, "-", "--format", "table", given=given).stdout


def test_a_rule_that_is_confirmed_ends_with_0_and_nothing_is_recorded(tmp_path: Path) -> None:
    code, shown = explained(tmp_path, KNOWN)
    assert code == 0
    (case,) = shown["cases"]
    assert (case["peer"], case["status"]) == ("EXCH-A", "confirmed")
    assert {one["outcome"] for one in case["cause"]["antecedents"]} == {"met"}
    assert list(tmp_path.iterdir()) == []


def test_every_antecedent_says_from_what_it_is_known(tmp_path: Path) -> None:
    _, shown = explained(tmp_path, KNOWN)
    (case,) = shown["cases"]
    lines = {one["says"]: one for part in ("symptoms", "cause", "unless") for one in case[part]["antecedents"]}
    assert lines["mail is not held up"]["value"] == "normal"
    assert lines["mail is not held up"]["origin"] == {"from": "facts"}
    assert lines["the other server offers names"]["origin"]["from"] == "derived"
    assert lines["a bind back failed with error 1722"]["entries"] == [0]
    assert [(one["fact"], one["used"]) for one in case["derived"]] == [
        ("peer.offers_names", {"peer.mta_build": "2653.23"})
    ]


def test_what_is_not_known_keeps_it_possible_and_ends_with_1(tmp_path: Path) -> None:
    code, shown = explained(tmp_path, OPEN)
    (case,) = shown["cases"]
    assert (code, case["status"], case["not_known"]) == (1, "possible", ["the other server is multihomed"])
    assert "this server is older than service pack 3" in case["may_speak_against_it"]


def test_what_is_in_its_way_is_named(tmp_path: Path) -> None:
    code, shown = explained(tmp_path, MAIL_WAITS)
    (case,) = shown["cases"]
    assert (code, case["status"], case["in_the_way"]) == (1, None, ["mail is not held up"])


def test_the_table_marks_each_line(tmp_path: Path) -> None:
    table = as_table(tmp_path, OPEN)
    assert "about EXCH-A: possible, not confirmed\n  not known: the other server is multihomed\n" in table
    assert "[x] mail is not held up: mail_flow = normal (normal, from facts)\n" in table
    assert "[?] the other server is multihomed: peer.multihomed = true\n" in table
    assert "peer.offers_names = true from peer.mta_build = 2653.23 (build-offers-names): " in table
    assert "  in its way: mail is not held up\n" in as_table(tmp_path, MAIL_WAITS)


def test_each_server_at_the_other_end_is_a_case_of_its_own(tmp_path: Path) -> None:
    other = EVENT | {"strings": ["152", "1722", "1722", "1722", "EXCH-C"]}
    _, shown = explained(tmp_path, json.dumps({"events": [EVENT, other]}).encode())
    assert [case["peer"] for case in shown["cases"]] == ["EXCH-A", "EXCH-C"]


def test_a_text_is_explained_as_well_and_what_is_odd_is_told(tmp_path: Path) -> None:
    table = as_table(tmp_path, b"Mail is slow.")
    assert "about a server that is not named: does not apply\n" in table
    assert "in its way: a bind back failed with error 1722\n" in table


@pytest.mark.parametrize("given", [b"{", b'{"txt": 1}', b""])
def test_input_that_cannot_be_used_ends_with_2(tmp_path: Path, given: bytes) -> None:
    result = kbdiag(tmp_path, "rules", "explain", RULE, "-", given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("rule", "hint"), [("Q303156/multihomed", RULE), ("Q303156", "has 6 rules")])
def test_a_name_that_means_no_rule_or_several_is_misuse(tmp_path: Path, rule: str, hint: str) -> None:
    result = kbdiag(tmp_path, "rules", "explain", rule, "-", given=KNOWN)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_show_lists_every_rule_with_version_status_verdict_and_title(tmp_path: Path) -> None:
    table = kbdiag(tmp_path, "rules", "show", "--format", "table").stdout.splitlines()
    assert table[0].split() == ["rule", "version", "status", "verdict", "article"]
    (line,) = (line for line in table if line.startswith(f"{RULE} "))
    assert line.split(maxsplit=4)[2:] == [
        "stable",
        "expected_behavior",
        "XCON: RPC Error Messages 9318 and 9322 Are Logged",
    ]
    listed = json.loads(kbdiag(tmp_path, "rules", "show").stdout)
    assert len(listed) == len(table) - 1
    assert list(tmp_path.iterdir()) == []


def test_show_gives_a_rule_whole(tmp_path: Path) -> None:
    sheet = kbdiag(tmp_path, "rules", "show", RULE, "--format", "table").stdout
    assert sheet.startswith(f"{RULE}, version 1, stable: expected_behavior\n")
    assert "  - mail is not held up: mail_flow = normal [MORE INFORMATION 3]\n" in sheet
    assert "unless, any of these:\n" in sheet
    assert "accounts for:\n  - event 9322 from MSExchangeMTA, nt_error = 1722\n" in sheet
    assert "what to do:\n  - none needed (both): Nothing has to be repaired." in sheet
    assert "  - a second card in the other server: confirmed\n" in sheet
    (whole,) = json.loads(kbdiag(tmp_path, "rules", "show", RULE).stdout)
    assert whole["examples"][0]["request"]["events"]


def test_show_of_an_article_gives_all_its_rules(tmp_path: Path) -> None:
    whole = json.loads(kbdiag(tmp_path, "rules", "show", "Q279537").stdout)
    assert [one["article"]["id"] for one in whole] == ["Q279537"] * len(whole)
    assert len(whole) > 1


def test_nothing_of_a_ticket_reaches_the_terminal_but_its_words(tmp_path: Path) -> None:
    ticket = json.dumps({"events": [EVENT], "text": "Mail a\x1bb is delayed"}).encode()
    assert "mail_flow = delayed, by 'Mail ab is delayed'\n" in as_table(tmp_path, ticket)


def test_what_the_sentences_of_a_ticket_state_is_shown_with_their_words(tmp_path: Path) -> None:
    ticket = json.dumps({"events": [EVENT], "text": "Nothing is delivered."}).encode()
    _, shown = explained(tmp_path, ticket)
    (stated,) = [one for one in shown["cases"][0]["stated"] if one["fact"] == "mail_flow"]
    assert (stated["value"], stated["words"], stated["origin"]["from"]) == ("stopped", "Nothing is delivered", "text")
    assert "  stated:\n    mail_flow = stopped, by 'Nothing is delivered'\n" in as_table(tmp_path, ticket)
