"""Events that a sentence names: "Event ID 9318", "event 9322", "events 9301 and 9202", "the 9318 events".

Numbers of one list are a run. A run counts where a word for an event stands before it, or behind it; not where the
clause denies it ("no event 9322"). What else may stand beside a number is weighed only for one that is no id of a known
event: an entry too many is looked at by a person, one dropped is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.mention_words import (
    denied,
    is_measured,
    is_one_of_many,
    is_part_of_more,
    joins,
    lists,
    many,
    names_another_number,
    names_events,
    qualifies,
    tokens,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

LAYOUT = "mention"
_LARGEST = 0xFFFF
_ID_DIGITS = 3
"""Digits from which a further number of a list is an id, though no event of it is known."""
_COUNT_BELOW = 1000
"""Below it, a number before "events" counts them, unless an event of that id is known. So do round hundreds."""


@dataclass(slots=True)
class _Run:
    """Numbers of one list, and the word for an event before them, if any."""

    word: re.Match[str] | None
    numbers: list[re.Match[str]]


@dataclass(slots=True)
class _Mentions:
    text: str
    known: frozenset[int]
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    run: _Run | None = None
    word: re.Match[str] | None = None

    def see(self, token: re.Match[str]) -> None:
        """Take the next word or number of the text."""
        if token.lastgroup != "number":
            self.close(token if self._stands_behind(token) else None)
            self.word = token
        elif is_part_of_more(self.text, token):
            self.close()
        elif self.run is not None and lists(self.text, self.run.numbers[-1], token, self.run.word):
            self.run.numbers.append(token)
        else:
            word = self.word
            self.close()
            self.run = _Run(word if word is not None and joins(self.text, word, token) else None, [token])

    def close(self, behind: re.Match[str] | None = None) -> None:
        """Keep the ids of the run, if a word for an event stands before it, or `behind` it."""
        run, self.run, self.word = self.run, None, None
        if run is None or (run.word is None and behind is None):
            return
        new = [one for one in self._ids(run, behind) if int(one.group()) not in self.spans]
        start = (run.word or run.numbers[0]).start()
        end = (behind or run.numbers[-1]).end()
        if not new or denied(self.text, start, end):
            return
        for one in new:
            begins = start if one is run.numbers[0] else one.start()
            self.spans.setdefault(int(one.group()), (begins, end if one is run.numbers[-1] else one.end()))

    def _ids(self, run: _Run, behind: re.Match[str] | None) -> Iterator[re.Match[str]]:
        for position, one in enumerate(run.numbers):
            number = int(one.group())
            if number > _LARGEST or is_one_of_many(self.text, one.end()):
                continue
            likely = (position == 0 or len(one.group()) >= _ID_DIGITS) and not is_measured(self.text, one.end())
            counts = behind is not None and len(run.numbers) == 1 and _is_count(number, behind)
            if number in self.known or (likely and not counts):
                yield one

    def _stands_behind(self, word: re.Match[str]) -> bool:
        """Whether the run belongs to this word: "9318 and 9322 events", "the 9311 Field Engineering event"."""
        if self.run is None or self.run.word is not None or word.lastgroup != "event":
            return False
        first, last = self.run.numbers[0], self.run.numbers[-1]
        known = int(last.group()) in self.known
        return not names_another_number(self.text, first.start()) and qualifies(self.text, last, word, known=known)


def read_mentions(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """Each id once, where it is first named: an entry without source and description."""
    mentions = _Mentions(text, frozenset(one.event_id for one in vocabulary.templates))
    reading = Reading()
    found = tokens(vocabulary).finditer(text) if names_events(vocabulary, text) else ()
    for token in found:
        if allowance.spent:
            reading.stop(text, token.start())
            break
        mentions.see(token)
    mentions.close()
    spans = sorted((span, event_id) for event_id, span in mentions.spans.items())
    reading.entries += [Found(ReportedEvent(event_id), span, LAYOUT) for span, event_id in spans]
    return reading


def _is_count(number: int, behind: re.Match[str]) -> bool:
    """Whether a number before "event" or "events" says how many there were, and not which."""
    if many(behind):
        return number < _COUNT_BELOW or number % 100 == 0
    return number < _COUNT_BELOW // 10
