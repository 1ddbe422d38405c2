"""The commands about rule files: what they print, where to, and how they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import app
from app.domain.error_codes import CODES
from app.rulepacks.pack_reader import read_directory, read_pack
from tests.cli.commands import kbdiag
from tests.rulepacks.made_up_article import PRINTED
from tests.rulepacks.small_pack import ARTICLE, FILES

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

HERE = (
    PRINTED.replace("Q900001", "Q303156")
    .replace("XCON: The Sluice Gate Jams with Event 9322", "Errors are logged")
    .replace("06-AUG-2001", "06-AUG-2002")
    .replace("   Event ID: 9322", "It goes on for long.\n\n   Event ID: 9322")
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A directory with the small pack, unlocked, and one with its article."""
    for path, text in FILES.items():
        target = tmp_path / "rules" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "Q303156.TXT").write_text(HERE, "latin-1")
    return tmp_path


def rules(desk: Path, *arguments: str) -> Result:
    return kbdiag(desk / "data", "rules", *arguments, KBDIAG_RULES_DIR=str(desk / "rules"))


def rewrite(desk: Path, old: str, new: str) -> None:
    file = desk / "rules" / "small" / "Q303156.yaml"
    assert file.read_text("utf-8").count(old) == 1
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def lock_of(desk: Path) -> Path:
    return desk / "rules" / "small" / "lock.yaml"


def test_rules_are_locked_and_then_nothing_is_wrong(desk: Path) -> None:
    assert rules(desk, "check").exit_code == 1
    made = rules(desk, "lock", "--articles", str(desk / "articles"))
    assert (made.exit_code, made.stdout, made.stderr) == (0, "small/lock.yaml\n", "")
    checked = rules(desk, "check", "--articles", str(desk / "articles"))
    assert (checked.exit_code, checked.stdout, checked.stderr) == (0, "", "")


def test_without_the_articles_it_is_said_which_were_not_read(desk: Path) -> None:
    made = rules(desk, "lock")
    assert (made.exit_code, made.stdout) == (0, "small/lock.yaml\n")
    assert "3 passage(s) of Q303156 are unread" in made.stderr
    checked = rules(desk, "check")
    assert (checked.exit_code, checked.stdout.count("remark: unread-passage")) == (0, 3)


def test_a_change_without_a_new_version_is_not_locked(desk: Path) -> None:
    rules(desk, "lock", "--articles", str(desk / "articles"))
    before = lock_of(desk).read_bytes()
    rewrite(desk, "many cards", "two cards")
    refused = rules(desk, "lock")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "small/Q303156.yaml:3: unlocked-change: Q303156/quiet" in refused.stderr
    assert lock_of(desk).read_bytes() == before
    assert "small/Q303156.yaml:3: unlocked-change:" in rules(desk, "check").stdout
    rewrite(desk, "version: 1", "version: 2")
    assert "small/Q303156.yaml:3: stale-lock:" in rules(desk, "check").stdout
    assert rules(desk, "lock").exit_code == 0
    assert rules(desk, "check").exit_code == 0


def test_a_passage_that_has_changed_is_said_when_it_is_locked_anew(desk: Path) -> None:
    rules(desk, "lock", "--articles", str(desk / "articles"))
    (desk / "articles" / "Q303156.TXT").write_text(HERE.replace("for long", "for ever"), "latin-1")
    checked = rules(desk, "check", "--articles", str(desk / "articles"))
    assert (checked.exit_code, checked.stdout.count(": changed-passage: Q303156 SYMPTOMS 2")) == (1, 1)
    made = rules(desk, "lock", "--articles", str(desk / "articles"))
    assert "Q303156 SYMPTOMS 2 says something else than before" in made.stderr
    assert rules(desk, "check", "--articles", str(desk / "articles")).exit_code == 0


def test_errors_are_lines_that_editors_find_with_what_to_do_below(desk: Path) -> None:
    rewrite(desk, "{mail_flow: normal}\n    because", "{mail_flwo: normal}\n    because")
    checked = rules(desk, "check")
    lines = checked.stdout.splitlines()
    assert (
        "small/Q303156.yaml:13: unknown-fact: the vocabulary has no fact 'mail_flwo'; did you mean 'mail_flow'?"
        in lines
    )
    assert f"unknown-fact: {CODES['unknown-fact'].mend}" in lines
    assert checked.stderr == "kbdiag: 2 error(s) in the rules\n"


def test_errors_as_json_have_a_place_of_their_own_for_everything(desk: Path) -> None:
    rules(desk, "lock")
    rewrite(desk, "{mail_flow: normal}\n    because", "{mail_flwo: normal}\n    because")
    shown = json.loads(rules(desk, "check", "--format", "json").stdout)
    assert shown["good"] is False
    error = next(one for one in shown["errors"] if one["code"] == "unknown-fact")
    assert error == {
        "file": "small/Q303156.yaml",
        "line": 13,
        "code": "unknown-fact",
        "detail": "the vocabulary has no fact 'mail_flwo'",
        "suggestion": "mail_flow",
        "mend": CODES["unknown-fact"].mend,
    }
    assert {one["code"] for one in shown["remarks"]} == {"unread-passage"}


def test_errors_as_sarif_are_one_run_of_this_version(desk: Path) -> None:
    shown = json.loads(rules(desk, "check", "--format", "sarif").stdout)
    (run,) = shown["runs"]
    assert run["tool"]["driver"]["version"] == app.__version__
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "small/lock.yaml"
    rules(desk, "lock", "--articles", str(desk / "articles"))
    assert json.loads(rules(desk, "check", "--format", "sarif").stdout)["runs"][0]["results"] == []


@pytest.mark.parametrize("shown", ["table", "json", "sarif"])
def test_a_rules_directory_that_is_not_there_is_an_error_like_any_other(shown: str, desk: Path) -> None:
    result = kbdiag(desk / "data", "rules", "check", "--format", shown, KBDIAG_RULES_DIR=str(desk / "gone"))
    assert result.exit_code == 1
    assert "unreadable" in result.stdout


@pytest.mark.parametrize("command", ["check", "lock"])
def test_a_directory_without_articles_is_misuse(command: str, desk: Path) -> None:
    result = rules(desk, command, "--articles", str(desk / "rules"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no article" in result.stderr
    assert not lock_of(desk).exists()


def test_work_on_rules_goes_on_while_they_are_not_locked(desk: Path) -> None:
    rules(desk, "lock")
    rewrite(desk, "many cards", "two cards")
    assert "unlocked-change" not in rules(desk, "test").stderr


def test_a_new_file_is_written_from_an_article_and_never_over_another(desk: Path) -> None:
    text = desk / "articles" / "Q900001.txt"
    text.write_text(PRINTED)
    written = rules(desk, "new", "Q900001", "--from", str(text))
    file = desk / "rules" / "small" / "Q900001.yaml"
    assert (written.exit_code, written.stdout, written.stderr) == (0, f"{file}\n", "")
    assert [rule.id for rule in read_pack(read_directory(desk / "rules")).shelved] == ["Q900001/todo"]
    before = file.read_bytes()
    again = rules(desk, "new", "Q900001")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "there is small/Q900001.yaml already" in again.stderr
    assert file.read_bytes() == before
    assert rules(desk, "check").stdout.count("Q900001.yaml") == 3


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Q900001", "--from", "gone.txt"), "gone.txt: No such file"),
        (("Q1",), "no article number"),
    ],
)
def test_what_cannot_be_begun_is_misuse(arguments: tuple[str, ...], why: str, desk: Path) -> None:
    result = rules(desk, "new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


def test_the_paragraphs_of_an_article_are_shown_under_their_citations(desk: Path) -> None:
    file = str(desk / "articles" / "Q303156.TXT")
    everything = rules(desk, "passages", file).stdout
    assert "Q303156 SYMPTOMS 2\nIt goes on for long.\n" in everything
    assert "Q303156 CAUSE 1\nPhase 1 - Water\n" in everything
    chosen = rules(desk, "passages", file, "CAUSE 1; SYMPTOMS 2")
    assert chosen.stdout == "Q303156 CAUSE 1\nPhase 1 - Water\n\nQ303156 SYMPTOMS 2\nIt goes on for long.\n"


@pytest.mark.parametrize(
    ("citation", "why"),
    [
        ("CAUSE 9", "has no passage Q303156 CAUSE 9"),
        ("CAUSE, 1", "is no passage"),
        ("Q251318 CAUSE 1", "has no passage"),
    ],
)
def test_a_passage_that_is_not_there_is_misuse(citation: str, why: str, desk: Path) -> None:
    result = rules(desk, "passages", str(desk / "articles" / "Q303156.TXT"), citation)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


@pytest.mark.parametrize(("of", "property_"), [("article", "rules"), ("vocabulary", "facts")])
def test_the_schemas_are_of_the_rules_at_hand(of: str, property_: str, desk: Path) -> None:
    result = rules(desk, "schema", of)
    assert property_ in json.loads(result.stdout)["properties"]
    assert "mail_flow" in result.stdout
    assert "link.connector" not in result.stdout


def test_the_codes_are_explained_as_in_the_documentation(desk: Path) -> None:
    result = rules(desk, "codes")
    assert result.exit_code == 0
    assert all(f"`{code}`" in result.stdout for code in CODES)


@pytest.mark.parametrize("command", ["check", "lock", "new", "schema", "passages", "codes"])
def test_every_command_has_help(command: str, desk: Path) -> None:
    shown = rules(desk, command, "--help")
    assert shown.exit_code == 0
    assert "Usage: kbdiag rules" in shown.stdout


def test_none_of_this_needs_a_database(desk: Path) -> None:
    for arguments in (("check",), ("lock",), ("schema",), ("new", "Q900001")):
        rules(desk, *arguments)
    assert not (desk / "data").exists()
    assert (desk / "rules" / "small" / "Q303156.yaml").read_text("utf-8") == ARTICLE
