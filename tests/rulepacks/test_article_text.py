from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.citation import Passage, read_citation
from app.rulepacks.article_text import ArticleText, passage_digest, read_article_text
from tests.rulepacks.made_up_article import PRINTED
from tests.rulepacks.small_pack import MODERATE
from tests.scenarios.printed import BESIDE, need_the_articles, of_every_article

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = read_article_text(PRINTED.encode())


def _passage(citation: str, article: ArticleText = ARTICLE) -> str | None:
    (wanted,) = read_citation(citation, article.id)
    return article.passage(wanted)


def test_the_header_gives_number_title_day_and_versions() -> None:
    assert (ARTICLE.id, ARTICLE.title) == ("Q900001", "XCON: The Sluice Gate Jams with Event 9322")
    assert ARTICLE.revised == date(2001, 8, 6)
    assert ARTICLE.versions == "winnt:5.5 SP3"


def test_what_it_applies_to_is_a_list_whose_items_may_run_on() -> None:
    assert ARTICLE.applies_to == (
        "Microsoft Exchange Server, version 5.5 SP3",
        "Microsoft Exchange Server, version 5.5 SP4, on the Alpha platform",
    )


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        ("TITLE", "XCON: The Sluice Gate Jams with Event 9322"),
        ("TITLE 1", "XCON: The Sluice Gate Jams with Event 9322"),
        ("APPLIES TO 1", "Microsoft Exchange Server, version 5.5 SP3"),
        ("SYMPTOMS 1", "The gate jams, and the log\nhas these entries:"),
        ("SYMPTOMS 2", "   Event ID: 9322\n   Source: MSExchangeMTA\n   Description: The gate is shut."),
        ("CAUSE 1", "Phase 1 - Water"),
        ("CAUSE 2", "Water came first."),
        ("CAUSE 3", "Phase 2"),
        ("CAUSE 3-4", "Phase 2\n\nThen the\nmud."),
        ("CAUSE", "Phase 1 - Water\n\nWater came first.\n\nPhase 2\n\nThen the\nmud."),
        ("MORE INFORMATION 1", "Events 9318 and 9322 are in Q303156, 9301 events in the article below:"),
        ("MORE INFORMATION 2", "   Q193380 XCON: Mail Does Not Flow"),
    ],
)
def test_paragraphs_are_what_stands_between_blank_lines(citation: str, text: str) -> None:
    assert _passage(citation) == text


@pytest.mark.parametrize(
    "citation", ["SUMMARY", "SUMMARY 1", "CAUSE 5", "CAUSE 4-5", "SYMPTOMS 3", "TITLE 2", "MORE INFORMATION 3"]
)
def test_a_passage_that_is_not_there_is_none(citation: str) -> None:
    assert _passage(citation) is None


def test_nothing_of_the_legal_tail_is_part_of_the_article() -> None:
    everything = "".join(text for section in ARTICLE.sections.values() for text in section)
    assert "query words" not in everything
    assert "WARRANTY" not in everything
    assert "kbprb" not in everything


@pytest.mark.parametrize("cut", ["Additional query words: gate\n", "Additional query words: gate\n\n======"])
def test_the_tail_is_known_by_any_of_its_beginnings(cut: str) -> None:
    assert read_article_text(PRINTED.replace(cut, cut[28:], 1).encode()).sections == ARTICLE.sections


def test_it_names_other_articles_and_events() -> None:
    assert ARTICLE.see_also == ("Q303156", "Q193380")
    assert ARTICLE.event_ids == (9322, 9318, 9301)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_do_no_harm(ends: str, start: bytes) -> None:
    assert read_article_text(start + PRINTED.replace("\n", ends).encode()) == ARTICLE


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_a_text_may_be_utf_8_or_of_windows(encoding: str) -> None:
    article = read_article_text(PRINTED.replace("mud", "boue à\xa0l'eau").encode(encoding))
    assert _passage("CAUSE 4", article) == "Then the\nboue à\xa0l'eau."


def test_control_characters_are_left_out_and_a_new_page_is_a_new_line() -> None:
    article = read_article_text(PRINTED.replace("the\nmud", "th\x07e\fmu\x00d").encode())
    assert article.sections == ARTICLE.sections


def test_a_heading_in_small_letters_or_without_its_underline_is_a_paragraph() -> None:
    text = PRINTED.replace("CAUSE\n=====", "CAUSE").replace("WORKAROUND\n==========\n", "Workaround\n==========\n")
    assert set(read_article_text(text.encode()).sections) == {"TITLE", "APPLIES TO", "SYMPTOMS", "MORE INFORMATION"}


def test_a_section_printed_twice_goes_on() -> None:
    text = PRINTED.replace("WORKAROUND\n==========", "CAUSE\n=====")
    assert _passage("CAUSE 4-5", read_article_text(text.encode())) == "Then the\nmud.\n\n - Open the gate."


@pytest.mark.parametrize(
    "line", ["", "DOCUMENT:303156  06-AUG-2001", "DOCUMENT:Q900001  06-AUGUST-01", "DOCUMENT:Q900001  31-FEB-2001"]
)
def test_what_has_no_number_and_day_is_no_article(line: str) -> None:
    with pytest.raises(ValueError, match=r"DOCUMENT|day is out of range"):
        read_article_text(PRINTED.replace("DOCUMENT:Q900001  06-AUG-2001", line).encode())


def test_a_month_is_english_whatever_the_machine_speaks() -> None:
    with pytest.raises(ValueError, match="no date such as 06-AUG-2002"):
        read_article_text(PRINTED.replace("-AUG-", "-AOU-").encode())


def test_a_digest_does_not_see_where_lines_are_broken() -> None:
    assert passage_digest("  One\n two ") == passage_digest("One two")
    assert passage_digest("One two") != passage_digest("One  Two")


@MODERATE
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"DOCUMENT:Q1  {text}".encode()))
def test_any_bytes_are_an_article_or_refused_with_a_sentence(data: bytes) -> None:
    _read_or_refused(data)


@MODERATE
@given(st.data())
def test_an_article_with_anything_put_into_it_is_an_article_or_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(PRINTED)))
    junk = "".join(data.draw(st.lists(st.sampled_from([*"=-\n \rQ9:\x0b\u2028", "CAUSE", "TITLE"]), max_size=12)))
    _read_or_refused((PRINTED[:at] + junk + PRINTED[at + data.draw(st.integers(0, 30)) :]).encode())


def _read_or_refused(data: bytes) -> None:
    try:
        article = read_article_text(data)
    except ValueError as error:
        sentence = str(error)
        assert sentence
        return
    for name, section in article.sections.items():
        assert all(text.strip() for text in section)
        assert article.passage(Passage(article.id, name, 1, len(section))) is not None


@pytest.mark.parametrize("path", of_every_article())
def test_a_printed_article_is_read(path: Path) -> None:
    article = read_article_text(path.read_bytes())
    assert article.id == path.stem
    assert article.title
    assert article.versions
    assert article.applies_to
    assert len(article.sections) > 2
    assert "MICROSOFT DISCLAIMS" not in "".join(map("".join, article.sections.values()))


def test_all_the_printed_articles_are_there() -> None:
    need_the_articles()
    assert len(sorted(BESIDE.glob("Q*.TXT"))) >= 35
