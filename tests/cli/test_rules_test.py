"""`kbdiag rules test`: what is proven and what is missing on standard output, sentences on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import kbdiag
from tests.services.proven_pack import ARTICLE, BASELINE, PATH, line_of, pack_files

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

UNPROVEN = ARTICLE.replace(
    "facts: {peer.multihomed: false}", "facts: {peer.multihomed: false, mail_flow: stopped}"
).replace("failing_on: [the other server is multihomed]", "failing_on: [the other server is multihomed, mail flows]")
MISSING = f"{PATH}:{line_of('        the other server is multihomed:')}: uncovered: "


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    directory = tmp_path / "rules"
    write(directory)
    return directory


def write(directory: Path, article: str = ARTICLE, baseline: str = BASELINE) -> None:
    for path, data in pack_files(article, baseline).items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)


def proving(rules: Path, *arguments: str) -> Result:
    return kbdiag(rules.parent / "data", "rules", "test", *arguments, KBDIAG_RULES_DIR=str(rules))


def in_a_table(rules: Path) -> Result:
    return proving(rules, "--format", "table")


def test_proven_rules_are_shown_in_a_table_and_end_with_0(rules: Path) -> None:
    result = in_a_table(rules)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "rule           status  examples  conditions\n"
        "Q303156/quiet  stable  6         5 of 5      proven\n"
        "\n"
        "baseline: 1 report, no errors\n"
    )


def test_what_is_missing_is_named_with_its_place_and_the_command_ends_with_1(rules: Path) -> None:
    write(rules, UNPROVEN)
    result = in_a_table(rules)
    assert result.exit_code == 1
    assert "4 of 5      NOT PROVEN" in result.stdout
    assert MISSING in result.stdout
    assert result.stderr == "kbdiag: the rules are not proven, 1 error(s)\n"


def test_elsewhere_it_is_json_and_each_condition_has_the_examples_that_show_it(rules: Path) -> None:
    write(rules, UNPROVEN)
    result = proving(rules)
    shown = json.loads(result.stdout)
    (rule,) = shown["rules"]
    conditions = {(one["says"], one["field"]): (one["met_by"], one["not_met_by"]) for one in rule["conditions"]}
    assert conditions == {
        ("a bind back was refused", None): ("a second card", "access was denied"),
        ("a bind back was refused", "nt_error"): ("a second card", "access was denied"),
        ("the other server is multihomed", None): ("a second card", None),
        ("mail flows", None): ("a second card", "mail waits"),
        ("an X.400 connector joins them", None): ("an X.400 connector", "a second card"),
    }
    (error,) = rule["errors"]
    assert f"{error['file']}:{error['line']}: {error['code']}: " == MISSING
    assert (shown["proven"], rule["proven"], rule["covered"]) == (False, False, 4)
    assert shown["baseline"] == {"reports": 1, "errors": []}


def test_rules_may_be_chosen_by_id_or_by_article(rules: Path) -> None:
    for name in ("Q303156/quiet", "Q303156"):
        assert "Q303156/quiet" in proving(rules, name).stdout


def test_a_rule_there_is_not_is_misuse(rules: Path) -> None:
    result = proving(rules, "Q303156/quite")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Q303156/quiet" in result.stderr


def test_a_baseline_that_is_not_silent_ends_with_1(rules: Path) -> None:
    write(rules, baseline=BASELINE + '- name: noise\n  events: [{event_id: 9322, strings: ["1722", EXCH-A]}]\n')
    result = in_a_table(rules)
    assert result.exit_code == 1
    assert "small/baseline.yaml:3: baseline-fires: 'noise': Q303156/quiet is possible" in result.stdout


def test_rules_that_cannot_be_read_end_with_3_and_every_error(rules: Path) -> None:
    write(rules, ARTICLE.replace("mail_flow: normal}", "mail_flow: swift}", 1))
    result = proving(rules)
    assert (result.exit_code, result.stdout) == (3, "")
    assert PATH in result.stderr


def test_nothing_is_written(rules: Path) -> None:
    proving(rules)
    assert {path.name for path in rules.parent.iterdir()} == {"rules"}
