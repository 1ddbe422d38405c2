"""Each article's event entries, posted as the text of a ticket, are read as a person reads them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.intake.reports import vocabulary
from tests.scenarios.printed import BESIDE, FIXTURES, by_eye, in_the_articles, need_the_articles

if TYPE_CHECKING:
    from tests.scenarios.asking import Ask
    from tests.scenarios.printed import Section

PRINTING = [one for one in by_eye() if one.texts]
AN_ENTRY_LOST = {"unread_entry", "unread_event", "unread_row", "reading_stopped"}


def _entries_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(answer["symptoms"]["events"])


def _are_those_printed(section: Section, entries: list[dict[str, Any]]) -> None:
    assert [one["event_id"] for one in entries] == [one.event_id for one in section.prints]
    assert [eye.seen_in(one, vocabulary()) for eye, one in zip(section.prints, entries, strict=True)] == [
        *section.prints
    ]


@pytest.mark.parametrize("section", PRINTING, ids=lambda one: one.id)
def test_the_entries_that_an_article_prints_are_read_with_their_codes_and_no_other(ask: Ask, section: Section) -> None:
    reply = ask(text="\n\n".join(section.texts))
    _are_those_printed(section, _entries_of(reply.answer))
    assert not AN_ENTRY_LOST & set(reply.warnings())


@pytest.mark.parametrize("section", PRINTING, ids=lambda one: one.id)
def test_quoted_in_a_mail_they_are_the_same(ask: Ask, section: Section) -> None:
    lines = "\n\n".join(section.texts).split("\n")
    text = "Hello,\r\n\r\nthe knowledge base shows:\r\n\r\n" + "".join(f"> {line}\r\n" for line in lines) + "\r\nEmily"
    _are_those_printed(section, _entries_of(ask(text=text).answer))


@pytest.mark.parametrize("section", PRINTING, ids=lambda one: one.id)
def test_each_entry_is_read_where_it_stands(ask: Ask, section: Section) -> None:
    text = "\n\n".join(section.texts)
    spans = [tuple(one["origin"]["span"]) for one in _entries_of(ask(text=text).answer)]
    shown = [" ".join(text[begin:end].split()) for begin, end in spans]
    assert all(eye.opens in found and eye.ends in found for eye, found in zip(section.prints, shown, strict=True))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_every_article_has_been_read_by_a_person() -> None:
    need_the_articles()
    assert {path.stem for path in FIXTURES.glob("*.toml")} == {path.stem for path in BESIDE.glob("*.TXT")}
    beside = {one.id: text.replace("\r\n", "\n") for one, text in in_the_articles()}
    assert all(text in beside[section.id] for section in by_eye() for text in section.texts)
    assert {one.id for one in by_eye()} <= set(beside)


@pytest.mark.parametrize(("section", "text"), in_the_articles() or [(None, "")], ids=lambda one: getattr(one, "id", ""))
def test_a_section_of_an_article_yields_what_it_prints_and_names_and_nothing_else(
    ask: Ask, section: Section, text: str
) -> None:
    need_the_articles()
    entries = _entries_of(ask(text=text).answer)
    printed = [one for one in entries if one.get("description")]
    _are_those_printed(section, printed)
    named = [one for one in entries if one not in printed]
    assert all(one.get("source") is None for one in named)
    numbers = [one["event_id"] for one in named]
    assert section.mentions <= set(numbers) <= section.mentions | section.may
    assert len(numbers) == len(set(numbers))
