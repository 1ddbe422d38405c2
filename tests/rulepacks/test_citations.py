"""Every citation of a pack is one that can be looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.rulepacks.article_text import read_article_text
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import ARTICLE, FILES, encoded, errors_of, line_of, pack_with, places_of, real_files
from tests.scenarios.printed import BESIDE, need_the_articles


def test_a_pack_knows_every_passage_it_cites_and_where() -> None:
    cited = [(Path(one.file).stem, one.line, str(one.passage)) for one in read_pack(encoded(FILES)).citations]
    assert cited == [
        ("Q303156", line_of("Q303156", "      - {kind: none"), "Q303156 SYMPTOMS 3"),
        ("Q303156", line_of("Q303156", "      verdict: SYMP"), "Q303156 SYMPTOMS 3"),
        ("Q303156", line_of("Q303156", "      a bind back was refused: S"), "Q303156 SYMPTOMS 1"),
        ("Q303156", line_of("Q303156", "      the other server offers names: S"), "Q303156 SYMPTOMS 2"),
        ("Q303156", line_of("Q303156", "      mail flows: SYMP"), "Q303156 SYMPTOMS 3"),
        ("vocabulary", line_of("vocabulary", "    cites: Q303156"), "Q303156 SYMPTOMS 1"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line_holds"),
    [
        ("verdict: SYMPTOMS 3", "verdict: SYMPTOMS, third paragraph", "      verdict: S"),
        ("mail flows: SYMPTOMS 3", "mail flows: SYMPTOM 3", "      mail flows: S"),
        ("because: Mail flows., cites: SYMPTOMS 3", "because: Mail flows., cites: see above", "      - {kind: none"),
    ],
)
def test_what_is_no_citation_is_reported_in_its_line(old: str, new: str, line_holds: str) -> None:
    places = places_of(pack_with("Q303156", old, new))
    assert places == [("Q303156", line_of("Q303156", line_holds), "bad-citation")]


def test_a_derivation_must_say_of_which_article() -> None:
    (error,) = errors_of(pack_with("vocabulary", "cites: Q303156 SYMPTOMS 1", "cites: SYMPTOMS 1")).errors
    assert (error.line, error.code) == (line_of("vocabulary", "    cites:"), "bad-citation")
    assert "does not say of which article" in error.detail


def test_what_no_article_says_may_say_so_with_a_reason() -> None:
    pack = read_pack(pack_with("vocabulary", "cites: Q303156 SYMPTOMS 1", 'cites: "none: it is well known"'))
    assert {one.file for one in pack.citations} == {"small/Q303156.yaml"}


def test_a_citation_may_be_folded_over_lines() -> None:
    text = ARTICLE.replace("verdict: SYMPTOMS 3", "verdict: >-\n        SYMPTOMS 3;\n        Q251318 CAUSE 1-2")
    cited = [str(one.passage) for one in read_pack(encoded(FILES | {"small/Q303156.yaml": text})).citations]
    assert "Q251318 CAUSE 1-2" in cited


def test_every_passage_that_the_shipped_rules_cite_is_in_its_article() -> None:
    need_the_articles()
    articles = {path.stem: read_article_text(path.read_bytes()) for path in BESIDE.glob("Q*.TXT")}
    for one in read_pack(real_files()).citations:
        assert articles[one.passage.article].passage(one.passage), one
