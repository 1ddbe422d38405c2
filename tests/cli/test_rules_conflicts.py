"""`kbdiag rules conflicts`: a case for each conflict, an excuse where there is one, and an exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.cli.commands import kbdiag
from tests.rulepacks.two_rules import EXCUSE, LOUD, QUIET, two_rules

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

APART = two_rules(loud_mail="mail_flow: stopped")


def searching(directory: Path, files: dict[str, str], *arguments: str) -> Result:
    write(directory, files)
    return kbdiag(directory / "data", "rules", "conflicts", *arguments, KBDIAG_RULES_DIR=str(directory / "rules"))


def write(directory: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (directory / "rules" / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / "rules" / path).write_text(text)


def found(result: Result) -> list[dict[str, Any]]:
    shown: dict[str, Any] = json.loads(result.stdout)
    assert shown["rules"] == 2
    items: list[dict[str, Any]] = shown["found"]
    return items


def test_rules_that_are_apart_end_with_0(tmp_path: Path) -> None:
    result = searching(tmp_path, APART)
    assert (result.exit_code, result.stderr) == (0, "")
    assert found(result) == []


def test_a_conflict_ends_with_1_and_comes_with_its_case(tmp_path: Path) -> None:
    result = searching(tmp_path, two_rules())
    assert result.exit_code == 1
    (one,) = found(result)
    assert one["code"] == "conflict"
    assert [rule["id"] for rule in one["rules"]] == [QUIET, LOUD]
    assert one["case"]["facts"] == {"mail_flow": "normal", "peer": {"exchange_version": "5.5"}}
    assert one["excused"] is None


def test_the_request_of_a_conflict_confirms_both_rules(tmp_path: Path) -> None:
    (one,) = found(searching(tmp_path, two_rules()))
    assert one["request"]["trial"] is True
    body = json.dumps(one["request"]).encode()
    answer = kbdiag(tmp_path, "diagnose", "-", given=body, KBDIAG_RULES_DIR=str(tmp_path / "rules"))
    confirmed = {each["rule"] for each in json.loads(answer.stdout)["findings"] if each["status"] == "confirmed"}
    assert confirmed == {QUIET, LOUD}


def test_the_table_names_both_places_and_shows_the_case(tmp_path: Path) -> None:
    result = searching(tmp_path, two_rules(), "--format", "table")
    assert result.exit_code == 1
    assert f"conflict: one case confirms {QUIET} (environment_fault) and {LOUD} (misconfiguration)" in result.stdout
    assert "small/Q303156.yaml:3, small/Q303156.yaml:" in result.stdout
    assert "  event 9322 from MSExchangeMTA, nt_error = 1722\n" in result.stdout
    assert "  mail_flow = normal\n" in result.stdout
    assert '  as a request: {"trial": true' in result.stdout
    assert result.stdout.endswith("2 rules: 1 found, 0 excused, 0 excuses that are not needed\n")


def test_an_excused_conflict_ends_with_0_and_keeps_its_reason(tmp_path: Path) -> None:
    result = searching(tmp_path, two_rules() | {"small/excuses.yaml": EXCUSE})
    assert result.exit_code == 0
    (one,) = found(result)
    assert one["excused"] == "Both are so at times."


def test_an_excuse_for_what_is_no_conflict_ends_with_1(tmp_path: Path) -> None:
    result = searching(tmp_path, APART | {"small/excuses.yaml": EXCUSE}, "--format", "table")
    assert result.exit_code == 1
    assert f"unused-excuse: small/excuses.yaml:2: {QUIET} is in conflict with none" in result.stdout
    unused = json.loads(searching(tmp_path, {}).stdout)["unused_excuses"]
    assert [(one["rule"], one["file"], one["line"]) for one in unused] == [
        (QUIET, "small/excuses.yaml", 2),
        (LOUD, "small/excuses.yaml", 2),
    ]


def test_an_excuse_for_a_rule_there_is_not_is_an_error_with_its_line(tmp_path: Path) -> None:
    result = searching(tmp_path, APART | {"small/excuses.yaml": EXCUSE.replace("/loud", "/lowd")})
    assert result.exit_code == 3
    assert "small/excuses.yaml:3: unknown-rule: " in result.stderr
    assert f"did you mean '{LOUD}'?" in result.stderr


def test_a_rule_that_nothing_confirms_ends_with_1(tmp_path: Path) -> None:
    result = searching(tmp_path, two_rules(loud_mail="peer.mta_build: {below: '4.0'}"))
    assert result.exit_code == 1
    assert [(one["code"], one["rules"][0]["id"]) for one in found(result)] == [("unconfirmable", LOUD)]


def test_an_antecedent_on_which_nothing_hangs_ends_with_1(tmp_path: Path) -> None:
    result = searching(
        tmp_path, two_rules(quiet_mail="mail_flow: [normal, delayed, stopped]") | {"small/excuses.yaml": EXCUSE}
    )
    assert result.exit_code == 1
    (idle,) = (one for one in found(result) if one["excused"] is None)
    assert (idle["code"], idle["antecedent"], idle["outcome"]) == ("never-decides", "mail is as it is", "not_met")


def test_the_shipped_rules_have_nothing_that_is_not_excused(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "rules", "conflicts")
    assert result.exit_code == 0, result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_draft_without_a_verdict_is_in_conflict_with_nobody(tmp_path: Path) -> None:
    text = two_rules()["small/Q303156.yaml"]
    begun = text.replace("status: stable\n    verdict: environment_fault", "status: draft\n    verdict: TODO", 1)
    result = searching(tmp_path, two_rules() | {"small/Q303156.yaml": begun})
    assert (result.exit_code, json.loads(result.stdout)["found"], json.loads(result.stdout)["drafts"]) == (0, [], 0)


def test_a_conflict_of_a_draft_is_shown_and_left_for_later(tmp_path: Path) -> None:
    drafted = {path: text.replace("status: stable", "status: draft", 1) for path, text in two_rules().items()}
    result = searching(tmp_path, drafted)
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert (shown["sound"], shown["rules"], shown["drafts"]) == (True, 1, 1)
    assert [(one["code"], one["of_a_draft"]) for one in shown["found"]] == [("conflict", True)]
    lines = searching(tmp_path, {}, "--format", "table").stdout.splitlines()
    assert lines[0].startswith("conflict, of a draft: one case confirms ")
    assert lines[-1] == "drafts, which decide nothing yet: 1, with 1 found"
