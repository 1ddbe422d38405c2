"""A rule may be half written: as a draft it stands in nobody's way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rulepacks.pack_reader import read_pack, survey_pack
from tests.rulepacks.small_pack import ARTICLE, FILES, MODERATE, encoded, places_of

DRAFT = ARTICLE.replace("status: stable", "status: draft")
BEGUN = "article: {id: Q303157, title: TODO, revised: TODO}\nrules:\n  - id: begun\n    status: draft\n"


def _beside(text: str) -> dict[str, bytes]:
    """The small pack with one more article."""
    return encoded(FILES | {"small/Q303157.yaml": text})


def test_a_draft_is_read_and_never_evaluated() -> None:
    pack = read_pack(encoded(FILES | {"small/Q303156.yaml": DRAFT}))
    assert (pack.rules, [rule.id for rule in pack.shelved]) == ((), ["Q303156/quiet"])
    assert pack.citations == tuple(one for one in pack.citations if one.file.endswith("vocabulary.yaml"))


def test_what_a_draft_still_lacks_is_remarked_and_refuses_nothing() -> None:
    survey = survey_pack(_beside(BEGUN))
    assert survey.errors == ()
    assert {(one.line, one.code) for one in survey.remarks} == {
        (1, "bad-value"),
        (1, "unfinished"),
        (3, "missing-key"),
        (3, "no-example"),
    }
    assert [rule.id for rule in read_pack(_beside(BEGUN)).rules] == ["Q303156/quiet"]


@pytest.mark.parametrize(
    "line",
    [
        "symptoms: {all: {it is slow: {server.speed: low}}}",
        "verdict: perhaps",
        "cites: {verdict: somewhere}",
        "examples: [{name: x, outcome: possible, like: y}]",
        "remediation: [{kind: prayer}]",
        "because: TODO",
        "retired: {because: it was wrong, successor: Q303157/better}",
        "colour: blue",
    ],
)
def test_a_draft_may_hold_what_no_other_rule_may(line: str) -> None:
    assert len(read_pack(_beside(f"{BEGUN}    {line}\n")).rules) == 1


@pytest.mark.parametrize("status", ["test", "stable", "retired"])
def test_the_same_is_an_error_in_any_other_rule(status: str) -> None:
    files = _beside(BEGUN.replace("status: draft", f"status: {status}"))
    assert ("Q303157", 3, "missing-key") in places_of(files)
    assert ("Q303157", 1, "bad-value") in places_of(files)


def test_the_head_of_an_article_must_be_right_once_one_of_its_rules_is_no_draft() -> None:
    _, finished = ARTICLE.split("rules:\n")
    assert set(places_of(_beside(BEGUN + finished))) == {
        ("Q303157", 1, "bad-value"),
        ("Q303157", 1, "unfinished"),
    }


def test_what_is_no_yaml_blocks_even_as_a_draft() -> None:
    assert places_of(_beside(f"{BEGUN}    because: [\n")) == [("Q303157", 6, "yaml-syntax")]


@MODERATE
@given(st.sampled_from(DRAFT.splitlines()[5:]), st.sampled_from(["", "    x: y", "    because: {}", "    rules: []"]))
def test_a_draft_that_lacks_any_line_refuses_nothing_while_it_is_yaml(line: str, instead: str) -> None:
    survey = survey_pack(encoded(FILES | {"small/Q303156.yaml": DRAFT.replace(line, instead)}))
    assert all(error.code in {"yaml-syntax", "duplicate-key"} for error in survey.errors), survey.errors
