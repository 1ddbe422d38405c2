"""The file of an article that nobody has encoded yet, as YAML to fill in: what is known, and TODO for what is not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """An event that the article prints or names, with the error codes it gives, and the passage where it does.

    `strings` are the insertion strings of a printed one, as far as they were read, in the order of the event's texts.
    An `unworded` one is printed in words that the vocabulary does not have.
    """

    event_id: int
    source: str | None
    codes: Mapping[str, int]
    cites: str
    strings: tuple[str, ...] = ()
    unworded: bool = False

    @property
    def says(self) -> str:
        """The sentence that stands for it in the rule."""
        codes = " and ".join(f"{name} {code}" for name, code in self.codes.items())
        return f"event {self.event_id} with {codes}" if codes else f"event {self.event_id}"


@dataclass(frozen=True, slots=True)
class DraftArticle:
    """What a text tells of its article; empty where it does not, or where there is no text.

    `sections` are those that can be cited with their number of paragraphs, `strange` the events that the vocabulary
    does not have, `unworded` those of which it does not have the wording that is printed.
    """

    id: str
    title: str = ""
    revised: str = ""
    applies_to: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    sections: Mapping[str, int] | None = None
    events: tuple[DraftEvent, ...] = ()
    strange: tuple[int, ...] = ()
    unworded: tuple[int, ...] = ()


_CAUSES = ("CAUSE", "SUMMARY", "MORE INFORMATION", "SYMPTOMS")
_STEPS = {"RESOLUTION": "resolution", "WORKAROUND": "workaround"}


def draft_file(article: DraftArticle) -> str:
    """The whole file. A rule check has something to say of every TODO, and refuses nothing while it is a draft."""
    return "".join(f"{line}\n" for line in _lines(article))


def _lines(article: DraftArticle) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schema/article.schema.json"
    yield f"# {article.id}: TODO: in a few lines, what tells it from the articles that look like it."
    yield from ("", *_head(article), "")
    yield from ("rules:", "  - id: todo  # TODO: what it is about, in small letters and hyphens")
    yield from ("    version: 1", "    status: draft  # then test, then stable")
    yield "    verdict: misconfiguration  # TODO: or expected_behavior, product_defect, environment_fault"
    yield from _symptoms(article)
    yield from ("    # TODO: what confirms it, each a question somebody can answer", "    # cause:", "    #   all:")
    yield from (
        "    #     mail is held up: {mail_flow: [delayed, stopped]}",
        "    # TODO: what speaks against it: unless",
    )
    yield "    because: TODO  # why, in your own words"
    yield from ("    remediation:", *_steps(article))
    yield from _cites(article)
    yield from ("    examples:", *_examples(article))


def _head(article: DraftArticle) -> Iterator[str]:
    yield from ("article:", f"  id: {article.id}")
    yield f"  title: {_quoted(article.title or 'TODO')}"
    yield f"  revised: {_quoted(article.revised or 'TODO')}"
    yield f"  applies_to: [{', '.join(map(_quoted, article.applies_to))}]"
    yield f"  see_also: [{', '.join(article.see_also)}]"


def _symptoms(article: DraftArticle) -> Iterator[str]:
    if article.strange:
        known = ", ".join(map(str, article.strange))
        yield f"    # TODO: the text has events that the vocabulary does not have: {known}"
    if article.unworded:
        known = ", ".join(map(str, article.unworded))
        yield f"    # TODO: the text words events as the vocabulary does not, of which nothing was read: {known}"
    yield "    # TODO: what a ticket shows of it; all, any or exactly_one of these"
    yield from ("    symptoms:", f"      {'any' if len(article.events) > 1 else 'all'}:")
    for event in article.events:
        source = f", source: {event.source}" if event.source else ""
        codes = "".join(f", {name}: {code}" for name, code in event.codes.items())
        yield f"        {event.says}: {{event: {event.event_id}{source}{codes}}}"
    if not article.events:
        yield "        mail is held up: {mail_flow: [delayed, stopped]}"


def _steps(article: DraftArticle) -> Iterator[str]:
    found = {name: kind for name, kind in _STEPS.items() if name in (article.sections or {})}
    for section, kind in (found or {'"none: TODO"': "check"}).items():
        yield from (f"      - kind: {kind}", "        target: server  # TODO: or peer, both, link")
        yield from ("        action: TODO", "        because: TODO", f"        cites: {section}")


def _cites(article: DraftArticle) -> Iterator[str]:
    sections = article.sections or {}
    if sections:
        there = ", ".join(f"{name} 1-{count}" if count > 1 else f"{name} {count}" for name, count in sections.items())
        yield f"    # TODO: cite paragraphs, not whole sections; there are {there}"
    yield "    cites:"
    yield f"      verdict: {next((name for name in _CAUSES if name in sections), 'SYMPTOMS')}"
    yield from (f"      {event.says}: {event.cites}" for event in article.events)
    if not article.events:
        yield "      mail is held up: SYMPTOMS"


def _examples(article: DraftArticle) -> Iterator[str]:
    """The entries as they were read: ids and values, none of the article's sentences."""
    yield "      # TODO: one that concludes; for each line above one in which it alone fails; one that stays undecided"
    yield "      - name: what the article shows"
    if article.events:
        yield "        events:"
    for event in article.events:
        source = f", source: {event.source}" if event.source else ""
        strings = f", strings: [{', '.join(map(_quoted, event.strings))}]" if event.strings else ""
        yield f"          - {{event_id: {event.event_id}{source}{strings}}}"
    yield from ("        outcome: possible", "        asks: []")


def _quoted(text: str) -> str:
    """In quotes, whatever is in it: a JSON string is one of YAML too."""
    return json.dumps(text, ensure_ascii=False)
