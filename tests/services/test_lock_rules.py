"""The lock: no rule changes under the version it has, and no passage unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RulesInvalid
from app.rulepacks.article_text import read_article_text
from app.rulepacks.pack_reader import lock_path, read_pack, revision_of
from app.services.lock_rules import NewLock, lock_rules
from tests.rulepacks.made_up_article import PRINTED
from tests.rulepacks.small_pack import ARTICLE, FILES, MODERATE, encoded, places_of

LOCK = "small/lock.yaml"
RULE_LINE = 3
LONGER = PRINTED.replace("Q900001", "Q303156").replace(
    "   Event ID: 9322", "It goes on for\nlong.\n\nThen it ends.\n\n   Event ID: 9322"
)
PRINTED_HERE = {"Q303156": read_article_text(LONGER.encode())}


def locked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with the lock for them."""
    made = lock_rules(files, PRINTED_HERE)
    return {**files, made.path: made.text.encode()}


def changed(old: str, new: str, *, path: str = "small/Q303156.yaml") -> dict[str, bytes]:
    """The small pack, locked, and then changed in one place."""
    text = FILES[path]
    assert text.count(old) == 1
    return locked(encoded(FILES)) | {path: text.replace(old, new).encode()}


def _codes(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(RulesInvalid) as caught:
        lock_rules(files, PRINTED_HERE)
    return [error.code for error in caught.value.errors]


def test_a_pack_without_a_lock_is_read() -> None:
    assert read_pack(encoded(FILES)).rules


def test_the_lock_stands_beside_the_vocabulary_or_where_it_is() -> None:
    assert lock_path(FILES) == LOCK
    assert lock_path(["vocabulary.yaml"]) == "lock.yaml"
    assert lock_path(["a/b/vocabulary/x.yaml", "a/Q1.yaml"]) == "a/b/lock.yaml"
    assert lock_path(["a/vocabulary.yaml", "lock.yaml"]) == "lock.yaml"
    assert lock_path(["Q1.yaml"]) == "lock.yaml"


def test_a_locked_pack_is_read_and_has_another_revision() -> None:
    files = locked(encoded(FILES))
    assert read_pack(files).rules == read_pack(encoded(FILES)).rules
    assert read_pack(files).revision == revision_of(files) != revision_of(encoded(FILES))


def test_locking_twice_changes_nothing() -> None:
    files = locked(encoded(FILES))
    assert lock_rules(files, PRINTED_HERE) == NewLock(LOCK, files[LOCK].decode(), (), ())
    assert lock_rules(files, {}) == NewLock(LOCK, files[LOCK].decode(), (), ())


def test_the_lock_does_not_depend_on_the_order_of_files() -> None:
    other = ARTICLE.replace("id: Q303156", "id: Q251318").replace(": SYMPTOMS", ": Q303156 SYMPTOMS")
    files = encoded(FILES | {"small/Q251318.yaml": other})
    backwards = dict(reversed(files.items()))
    assert lock_rules(files, PRINTED_HERE).text == lock_rules(backwards, PRINTED_HERE).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nt_error: 1722", "nt_error: 1723"),
        ("verdict: expected_behavior", "verdict: misconfiguration"),
        ("{mail_flow: normal}\n    because", "{mail_flow: stopped}\n    because"),
        ("has many cards", "has several cards"),
        ("Nothing has to be done.", "Nothing must be done."),
        ("target: both", "target: peer"),
        ("verdict: SYMPTOMS 3", "verdict: SYMPTOMS 1"),
    ],
)
def test_a_rule_that_says_something_else_wants_another_version(old: str, new: str) -> None:
    files = changed(old, new)
    assert places_of(files) == [("Q303156", RULE_LINE, "unlocked-change")]
    assert _codes(files) == ["unlocked-change"]
    raised = files | {"small/Q303156.yaml": files["small/Q303156.yaml"].replace(b"version: 1", b"version: 2")}
    assert places_of(raised) == [("Q303156", RULE_LINE, "stale-lock")]
    assert read_pack(locked(raised)).rules[0].version == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    because: ", "    # so it is\n\n    because:   "),
        ("    version: 1\n    status: stable\n", "    status: stable\n    version: 1\n"),
        ("status: stable", "status: test"),
        ("title: Errors are logged", "title: Errors are written"),
        ("name: a second card", "name: a third card"),
        ("outcome: possible", "outcome:  possible  # or so"),
    ],
)
def test_layout_comments_status_examples_and_the_head_of_the_article_are_not_locked(old: str, new: str) -> None:
    assert read_pack(changed(old, new)).rules


def test_neither_is_the_vocabulary() -> None:
    assert read_pack(changed("normal: without delay", "normal: in time", path="small/vocabulary.yaml")).rules


def test_a_version_never_goes_down() -> None:
    second = locked(changed("version: 1", "version: 2"))
    first = second | {"small/Q303156.yaml": ARTICLE.encode()}
    assert places_of(first) == [("Q303156", RULE_LINE, "lowered-version")]
    assert _codes(first) == ["lowered-version"]


def test_a_version_may_go_up_by_itself_and_by_more_than_one() -> None:
    assert "version: 7" in lock_rules(changed("version: 1", "version: 7"), {}).text


def test_a_rule_that_the_lock_does_not_hold_makes_it_stale_and_so_does_one_that_is_gone() -> None:
    files = changed("  - id: quiet", "  - id: silent")
    lock_line = (
        files[LOCK]
        .decode()
        .splitlines()
        .index(next(line for line in files[LOCK].decode().splitlines() if "Q303156/quiet" in line))
        + 1
    )
    assert places_of(files) == [("Q303156", RULE_LINE, "stale-lock"), ("lock", lock_line, "stale-lock")]
    assert 'Q303156/quiet: {version: 1, digest: "sha256:' in lock_rules(files, {}).text


def test_a_rule_that_is_removed_and_comes_back_does_not_have_its_version_for_something_else() -> None:
    removed = locked(changed("  - id: quiet", "  - id: silent"))
    assert ", removed: true}" in removed[LOCK].decode()
    assert read_pack(removed).rules
    assert locked(removed) == removed
    back = removed | {"small/Q303156.yaml": ARTICLE.encode()}
    assert ("Q303156", RULE_LINE, "stale-lock") in places_of(back)
    assert "Q303156/silent: " in locked(back)[LOCK].decode()
    assert 'Q303156/quiet: {version: 1, digest: "' in (again := locked(back)[LOCK].decode())
    assert again.count("removed: true") == 1
    other = removed | {"small/Q303156.yaml": ARTICLE.replace("many cards", "two cards").encode()}
    assert ("Q303156", RULE_LINE, "unlocked-change") in places_of(other)
    assert _codes(other) == ["unlocked-change"]


def test_a_passage_that_is_cited_and_not_locked_makes_the_lock_stale() -> None:
    files = changed("cites: Q303156 SYMPTOMS 1", "cites: Q303156 SYMPTOMS 4", path="small/vocabulary.yaml")
    line = FILES["small/vocabulary.yaml"].splitlines().index("    cites: Q303156 SYMPTOMS 1") + 1
    assert places_of(files) == [("vocabulary", line, "stale-lock")]
    assert read_pack(locked(files)).citations[-1].passage.first == 4


def test_a_passage_that_nobody_cites_any_more_makes_the_lock_stale() -> None:
    files = changed("other server offers names: SYMPTOMS 2", "other server offers names: SYMPTOMS 3")
    files |= {"small/Q303156.yaml": files["small/Q303156.yaml"].replace(b"version: 1", b"version: 2")}
    assert ("lock", 6, "stale-lock") in places_of(files)
    assert "SYMPTOMS 2" not in lock_rules(files, {}).text


def test_without_the_article_a_new_passage_is_locked_as_unread_and_an_old_one_keeps_its_digest() -> None:
    files = changed("cites: Q303156 SYMPTOMS 1", "cites: Q303156 SYMPTOMS 4", path="small/vocabulary.yaml")
    made = lock_rules(files, {})
    assert [str(one) for one in made.unread] == ["Q303156 SYMPTOMS 4"]
    assert 'Q303156 SYMPTOMS 4: "unread"' in made.text
    assert made.text.count('"unread"') == 1
    assert read_pack({**files, LOCK: made.text.encode()}).rules
    assert lock_rules({**files, LOCK: made.text.encode()}, PRINTED_HERE).unread == ()


def test_a_passage_that_the_article_does_not_have_is_not_locked() -> None:
    files = changed("cites: Q303156 SYMPTOMS 1", "cites: Q303156 SYMPTOMS 5", path="small/vocabulary.yaml")
    assert _codes(files) == ["no-passage"]


def test_passages_that_say_something_else_are_named_and_locked_anew() -> None:
    files = locked(encoded(FILES))
    edited = {"Q303156": read_article_text(LONGER.replace("It goes on for", "It lasts").encode())}
    made = lock_rules(files, edited)
    assert [str(one) for one in made.changed] == ["Q303156 SYMPTOMS 2"]
    assert made.text != files[LOCK].decode()


def test_lines_broken_elsewhere_are_the_same_passage() -> None:
    broken = {"Q303156": read_article_text(LONGER.replace("It goes on for\nlong", "It goes on\nfor long").encode())}
    assert lock_rules(locked(encoded(FILES)), broken).changed == ()


def test_nothing_is_locked_while_anything_else_is_wrong() -> None:
    assert "unknown-fact" in _codes(changed("{mail_flow: normal}\n    b", "{mail_flwo: normal}\n    b"))


def test_a_draft_is_not_locked_and_a_rule_that_was_locked_keeps_its_version_while_it_is_one() -> None:
    files = changed("status: stable", "status: draft")
    again = locked(files)
    assert 'Q303156/quiet: {version: 1, digest: "sha256:' in again[LOCK].decode()
    back = again | {"small/Q303156.yaml": ARTICLE.replace("many cards", "two cards").encode()}
    assert "unlocked-change" in [code for _, _, code in places_of(back)]


@pytest.mark.parametrize(
    ("lock", "code"),
    [
        ("rules: {}\n", "missing-key"),
        ("rules: {}\npassages: {}\nother: 1\n", "unknown-key"),
        ("rules: {Q303156/quiet: 1}\npassages: {}\n", "wrong-type"),
        ("rules: {Q303156/quiet: {version: one, digest: x}}\npassages: {}\n", "wrong-type"),
        ("rules: {}\npassages: {Q303156 SYMPTOMS 1: []}\n", "wrong-type"),
        ("- rules", "wrong-type"),
        ("rules: [", "yaml-syntax"),
    ],
)
def test_a_lock_that_cannot_be_read_is_an_error_and_is_not_written_over(lock: str, code: str) -> None:
    files = {**encoded(FILES), LOCK: lock.encode()}
    assert code in [found for _, _, found in places_of(files)]
    assert code in _codes(files)


def test_two_locks_are_one_too_many() -> None:
    files = locked(encoded(FILES))
    assert places_of({**files, "tiny/lock.yaml": files[LOCK]}) == [("tiny/lock", 1, "duplicate-key")]


def test_a_file_that_cannot_be_read_does_not_make_every_rule_in_it_missing() -> None:
    files = locked(encoded(FILES)) | {"small/Q303156.yaml": b"article: ["}
    assert places_of(files) == [("Q303156", 1, "yaml-syntax")]


def test_whoever_works_on_rules_may_read_them_before_they_are_locked() -> None:
    files = changed("has many cards", "has several cards")
    assert read_pack(files, locked=False).rules[0].because == "{peer} has several cards."
    with pytest.raises(RulesInvalid, match="unknown-fact"):
        read_pack(changed("{mail_flow: normal}\n    b", "{mail_flwo: normal}\n    b"), locked=False)


@MODERATE
@given(st.data())
def test_any_other_word_in_a_rule_is_noticed_or_stands_outside_its_content(data: st.DataObject) -> None:
    start, end = ARTICLE.index("    verdict:"), ARTICLE.index("    examples:")
    at = data.draw(st.integers(start, end - 1))
    text = ARTICLE[:at] + data.draw(st.sampled_from("abcxyz")) + ARTICLE[at + 1 :]
    files = locked(encoded(FILES)) | {"small/Q303156.yaml": text.encode()}
    if text != ARTICLE:
        assert places_of(files)
