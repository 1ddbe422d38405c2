"""Everything that is wrong with rules at once, and with what they cite."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import InvalidInput
from app.rulepacks.article_directory import read_article_file, read_articles
from app.rulepacks.article_text import read_article_text
from app.services.check_rules import check_rules
from tests.rulepacks.made_up_article import PRINTED
from tests.rulepacks.small_pack import ARTICLE, FILES, VOCABULARY, encoded, line_of
from tests.scenarios.printed import BESIDE, need_the_articles
from tests.services.test_lock_rules import LOCK, LONGER, PRINTED_HERE, changed, locked

TEXT = LONGER.replace("XCON: The Sluice Gate Jams with Event 9322", "Errors are logged").replace(
    "06-AUG-2001", "06-AUG-2002"
)
RULES = Path(__file__).parents[2] / "rules"


def _found(files: dict[str, bytes], text: str | None = None) -> tuple[list[tuple[str, int, str]], list[str]]:
    """Errors with their places, and the codes of remarks."""
    checked = check_rules(files, {"Q303156": read_article_text(text.encode())} if text is not None else None)
    places = [(Path(one.file).stem, one.line, one.code) for one in checked.errors]
    return places, [one.code for one in checked.remarks]


def test_a_pack_without_a_lock_is_told_of() -> None:
    assert _found(encoded(FILES)) == ([("lock", 1, "no-lock")], [])


def test_in_a_locked_pack_that_says_what_its_article_says_nothing_is_wrong() -> None:
    assert _found(locked(encoded(FILES))) == ([], [])
    assert _found(locked(encoded(FILES)), TEXT) == ([], [])


def test_all_errors_of_all_files_are_told_at_once() -> None:
    files = encoded(FILES) | {
        "small/Q303156.yaml": ARTICLE.replace("{mail_flow: normal}\n    b", "{mail_flwo: normal}\n    b")
        .replace("kind: none_needed", "kind: prayer")
        .replace("verdict: SYMPTOMS 3", "verdict: there")
        .encode(),
        "small/requests.yaml": b"- {verdict: perhaps}",
    }
    places, _ = _found(files, TEXT)
    codes = [(file, code) for file, _, code in places]
    assert {("Q303156", "unknown-fact"), ("Q303156", "bad-value"), ("Q303156", "bad-citation")} <= set(codes)
    assert {("lock", "no-lock"), ("requests", "bad-value"), ("requests", "missing-key")} <= set(codes)


def test_a_passage_that_the_article_does_not_have_is_an_error_in_the_citations_line() -> None:
    files = changed("      verdict: SYMPTOMS 3", "      verdict: SUMMARY 1")
    line = line_of("Q303156", "      verdict: SYMPTOMS 3")
    places, _ = _found(files, TEXT)
    assert ("Q303156", line, "no-passage") in places
    (detail,) = [one.detail for one in check_rules(files, PRINTED_HERE).errors if one.code == "no-passage"]
    assert detail.endswith("Q303156 has TITLE, APPLIES TO, SYMPTOMS, CAUSE, WORKAROUND, MORE INFORMATION")


def test_a_passage_that_says_something_else_than_when_it_was_locked_is_an_error_wherever_it_is_cited() -> None:
    places, _ = _found(locked(encoded(FILES)), TEXT.replace("The gate jams", "The gate shuts"))
    assert places == [
        ("Q303156", line_of("Q303156", "      a bind back was refused: S"), "changed-passage"),
        ("vocabulary", line_of("vocabulary", "    cites: Q303156"), "changed-passage"),
    ]


@pytest.mark.parametrize(("old", "new"), [("Errors are logged", "Errors are kept"), ("06-AUG-2002", "07-AUG-2002")])
def test_the_head_of_the_article_is_that_of_the_text(old: str, new: str) -> None:
    places, _ = _found(locked(encoded(FILES)), TEXT.replace(old, new))
    assert places == [("Q303156", 1, "changed-article")]


def test_an_article_that_is_not_at_hand_is_a_remark() -> None:
    checked = check_rules(locked(encoded(FILES)), {})
    assert (checked.errors, [(one.line, one.code) for one in checked.remarks]) == (
        (),
        [(line_of("Q303156", "      - {kind: none"), "no-article")],
    )


def test_a_passage_that_nobody_has_read_is_a_remark_while_the_rules_can_be_served() -> None:
    files = locked(encoded(FILES))
    files[LOCK] = files[LOCK].replace(b'Q303156 SYMPTOMS 2: "sha256:', b'Q303156 SYMPTOMS 2: unread # "')
    assert _found(files) == ([], ["unread-passage"])


def test_what_is_wrong_with_a_draft_is_a_remark() -> None:
    files = locked(encoded(FILES | {"small/Q303157.yaml": "article: {id: Q303157}\nrules: [{id: x, status: draft}]\n"}))
    places, remarks = _found(files)
    assert (places, set(remarks)) == ([], {"missing-key", "bad-value", "no-example"})


def test_a_directory_of_articles_is_read_by_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "one.TXT").write_text(PRINTED)
    (tmp_path / "Q303156.txt").write_text(TEXT)
    (tmp_path / "notes.txt").write_text("nothing of the kind")
    (tmp_path / "Q1.yaml").write_text(PRINTED.replace("Q900001", "Q900002"))
    (tmp_path / "Q2.txt").mkdir()
    assert sorted(read_articles(tmp_path)) == ["Q303156", "Q900001"]
    assert read_article_file(tmp_path / "one.TXT").id == "Q900001"


@pytest.mark.parametrize("name", ["missing", "empty", "empty/notes.txt"])
def test_a_place_without_articles_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing of the kind")
    with pytest.raises(InvalidInput, match=r"there is no article"):
        read_articles(tmp_path / name)
    with pytest.raises(InvalidInput, match=name):
        read_article_file(tmp_path / name)


def test_the_shipped_rules_say_what_their_articles_say() -> None:
    need_the_articles()
    files = {path.relative_to(RULES).as_posix(): path.read_bytes() for path in RULES.rglob("*.yaml")}
    checked = check_rules(files, read_articles(BESIDE))
    assert [str(error) for error in checked.errors] == []
    assert [str(remark) for remark in checked.remarks] == []


def test_the_shipped_rules_are_in_order_without_their_articles_too() -> None:
    files = {path.relative_to(RULES).as_posix(): path.read_bytes() for path in RULES.rglob("*.yaml")}
    checked = check_rules(files)
    assert [str(error) for error in checked.errors] == []
    assert [str(remark) for remark in checked.remarks] == []


@pytest.mark.parametrize(
    ("wording", "lost"),
    [
        ("A bind back has failed. Error code: {nt_error} ({remote_server})", "nt_error, remote_server"),
        ("A bind back has failed. Remote Server Name {remote_server}{nt_error}.", "remote_server, nt_error"),
    ],
)
def test_a_wording_that_does_not_give_its_fields_back_is_an_error(wording: str, lost: str) -> None:
    old = "A bind back has failed. Error code: {nt_error}. Remote Server Name {remote_server}."
    files = locked(encoded(FILES | {"small/vocabulary.yaml": VOCABULARY.replace(old, wording)}))
    [error] = check_rules(files).errors
    assert (error.code, error.line) == ("unreadable-wording", VOCABULARY.split("9322:\n")[0].count("\n") + 2)
    assert f"event 9322 gives no {lost} by" in error.detail


def test_a_wording_that_cannot_be_read_is_told_beside_whatever_else_is_wrong() -> None:
    vocabulary = VOCABULARY.replace("{nt_error}. Remote Server Name {remote", "{nt_error} ({remote").replace(
        "Look.", ""
    )
    codes = {error.code for error in check_rules(encoded(FILES | {"small/vocabulary.yaml": vocabulary})).errors}
    assert {"unreadable-wording", "no-lock"} < codes
    unknown = VOCABULARY.replace("{nt_error}. Remote", "{nt_eror}. Remote")
    codes = {error.code for error in check_rules(encoded(FILES | {"small/vocabulary.yaml": unknown})).errors}
    assert "unknown-field" in codes
    assert "unreadable-wording" not in codes
