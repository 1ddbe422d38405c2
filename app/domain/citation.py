"""Where an article carries what a rule says: a short locator, `Q303156 MORE INFORMATION 1-2`."""

from __future__ import annotations

import re
from typing import NamedTuple

SECTIONS = (
    "TITLE",
    "APPLIES TO",
    "SUMMARY",
    "SYMPTOMS",
    "CAUSE",
    "RESOLUTION",
    "WORKAROUND",
    "STATUS",
    "MORE INFORMATION",
)
OUTSIDE = "none: "
"""Begins a citation of something that no article says, with the reason for which it is held all the same."""
ARTICLE_NUMBER = "Q[0-9]{5,7}"


def in_order(article_or_rule_id: str) -> tuple[int, str]:
    """To sort by the articles' numbers, which are not equally long."""
    return len(article_or_rule_id.partition("/")[0]), article_or_rule_id


_PARAGRAPHS = r"(?P<first>[1-9][0-9]{0,2})(?:-(?P<last>[1-9][0-9]{0,2}))?"
_LOCATOR = re.compile(rf"(?:(?P<article>{ARTICLE_NUMBER}) )?(?P<section>[A-Z][A-Z ]*[A-Z])(?: {_PARAGRAPHS})?")


class Passage(NamedTuple):
    """Paragraphs `first` to `last` of a section, counted from 1; the whole section where they are 0.

    A paragraph is what stands between blank lines, the line of a heading and each printed event entry included.
    """

    article: str
    section: str
    first: int = 0
    last: int = 0

    def __str__(self) -> str:
        where = f"{self.article} {self.section}"
        if not self.first:
            return where
        return f"{where} {self.first}" if self.first == self.last else f"{where} {self.first}-{self.last}"


class Citation(NamedTuple):
    """A passage, and the file and line that cite it."""

    file: str
    line: int
    passage: Passage


def read_citation(text: str, article: str) -> tuple[Passage, ...]:
    """The passages of a citation such as `SYMPTOMS 2; Q158530 SUMMARY 4`; those without a number are `article`'s.

    Nothing for what no article says; ValueError, with a sentence, for what is no citation. Where `article` is empty,
    every passage must say whose it is.
    """
    if text.startswith(OUTSIDE):
        return ()
    return tuple(_passage(one.strip(), article) for one in text.split(";"))


def _passage(text: str, article: str) -> Passage:
    found = _LOCATOR.fullmatch(text)
    if found is None or found["section"] not in SECTIONS:
        message = f"'{text}' is no passage such as SYMPTOMS 2, Q303156 MORE INFORMATION 1-2, or TITLE"
        raise ValueError(message)
    if not (found["article"] or article):
        message = f"'{text}' does not say of which article, as Q303156 {text} would"
        raise ValueError(message)
    first = int(found["first"] or 0)
    last = int(found["last"] or first)
    if last < first:
        message = f"'{text}' ends before it begins"
        raise ValueError(message)
    return Passage(found["article"] or article, found["section"], first, last)
