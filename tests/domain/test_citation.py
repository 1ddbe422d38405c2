from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.citation import SECTIONS, Passage, read_citation

PASSAGES = st.builds(
    lambda article, section, first, more: Passage(article, section, first, first + more if first else 0),
    st.integers(10_000, 9_999_999).map("Q{}".format),
    st.sampled_from(SECTIONS),
    st.integers(0, 900),
    st.integers(0, 99),
)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("SYMPTOMS", [Passage("Q303156", "SYMPTOMS")]),
        ("SYMPTOMS 2", [Passage("Q303156", "SYMPTOMS", 2, 2)]),
        ("MORE INFORMATION 4-124", [Passage("Q303156", "MORE INFORMATION", 4, 124)]),
        ("TITLE;  Q158530 SUMMARY 4-5", [Passage("Q303156", "TITLE"), Passage("Q158530", "SUMMARY", 4, 5)]),
        ("none: the product's own file versions", []),
    ],
)
def test_a_citation_names_passages(text: str, passages: list[Passage]) -> None:
    assert list(read_citation(text, "Q303156")) == passages


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "none",
            "none:",
            "symptoms 2",
            "SYMPTOMS, 2",
            "SYMPTOMS 0",
            "SYMPTOMS 3-2",
            "SYMPTOMS 2,3",
            "SYMPTOMS 2-",
        ),
        *("REMEDY 1", "Q12 SYMPTOMS", "Q303156", "SYMPTOMS 2;", "SYMPTOMS  2", "SYMPTOMS 1000", "SYMPTOMS first event"),
    ],
)
def test_what_is_no_citation_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no passage such as SYMPTOMS 2|ends before it begins"):
        read_citation(text, "Q303156")


@given(st.lists(PASSAGES, min_size=1, max_size=4))
def test_passages_are_read_as_they_are_shown(passages: list[Passage]) -> None:
    assert list(read_citation("; ".join(map(str, passages)), "Q1")) == passages
