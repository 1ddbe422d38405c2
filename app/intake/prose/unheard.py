"""Sentences that may matter and were not understood: while a ticket holds one, nothing in it is called harmless.

Phrases find what is said plainly. What contradicts it is said in a thousand ways ("not a single message has come from
Hamburg", "all but EXCH-A"), so it is told by single words that no harmless ticket needs, where nothing was understood.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from app.domain.case import Warned
from app.domain.prose_words import Cue
from app.intake.prose.host_names import HostNames, Side
from app.intake.prose.tokens import WRITTEN_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.vocabulary import Vocabulary
    from app.intake.layouts.view import View
    from app.intake.prose.statement import Hosts, Stated

_SENTENCE = re.compile(r"(?:[^\n.!?:]{1,60}:[ \t]*\n)?[^\n.!?]*(?:[.](?=\w)[^\n.!?]*)*[\n.!?]?")
"""Up to its end, the end of the line where it has none, with the line above if that is a title: `Ruled out:`."""
_TELLING = re.compile(r"[-_0-9]")
"""What sets the name of a computer apart from a word in capitals."""
_CROSSED_OUT = re.compile("~|[\u2600-\u27bf\U0001f000-\U0001faff]")
"""Marks that may turn what a sentence says into its opposite."""
_OF_AN_ENTRY = re.compile(r"\b(?:error code|(?:NT|MTA|comms|bind) error|over RPC)\b", re.IGNORECASE)
"""What stands in the text of an entry; here it is left of one that could not be read."""
_NUMBER = re.compile(r"(0x[0-9a-f]{1,8}|[0-9]{1,10})(?:'?s)?", re.IGNORECASE)
_LOWEST_OWN_ID = 9000
"""Ids of the MTA's own below it are numbers that sentences hold for other reasons."""
_SHOWN = 80
_BEFORE_DENIED = 40
"""Characters before a denied phrase in which its denial stands."""


def unheard(
    rest: View, vocabulary: Vocabulary, hosts: Hosts, stated: Stated, entries: Iterable[int]
) -> Iterator[Warned]:
    """One warning, if there is any such sentence, with the place of the first. `entries` are the ids that were read."""
    if not rest.text.strip():
        return
    reader = _Unheard(rest, vocabulary, hosts, stated, frozenset(entries))
    found = [one for one in _SENTENCE.finditer(rest.text) if one.group() and reader.unsettles(one.start(), one.end())]
    if found:
        first = " ".join(found[0].group().split())
        shown = first if len(first) <= _SHOWN else first[:_SHOWN] + " …"
        detail = f"{len(found)} sentence(s) of the text may matter and were not understood, the first: {shown}"
        yield Warned("not_understood", detail, span=rest.span(*_trimmed(found[0])))


class _Heard(NamedTuple):
    """From where to where something was understood; `phrase` is where its own words begin, behind a denial."""

    start: int
    end: int
    phrase: int


class _Unheard:
    """What was understood of a text, and the words that unsettle outside of it."""

    def __init__(
        self, rest: View, vocabulary: Vocabulary, hosts: Hosts, stated: Stated, entries: frozenset[int]
    ) -> None:
        self._rest = rest
        self._words = vocabulary.prose.of(Cue.UNSETTLING)
        self._events = vocabulary.prose.of(Cue.NAMES_EVENT)
        self._numbers = vocabulary.prose.of(Cue.NAMES_NUMBER)
        self._ids = frozenset(one.event_id for one in vocabulary.templates if one.event_id >= _LOWEST_OWN_ID)
        self._read = entries
        self._names = HostNames(hosts, vocabulary.prose, frozenset(vocabulary.phrases.by_words))
        self._any_host = bool(hosts.servers or hosts.peers)
        denied = ((one.span, _BEFORE_DENIED if one.value is False else 0) for one in stated.statements)
        heard = [_Heard(start - before, end, start) for (start, end), before in denied]
        self._heard = sorted([*heard, *(_Heard(*one.span, one.span[0]) for one in stated.open)])
        self._starts = [one.start for one in self._heard]
        self._confirming = sorted(one.span[0] for one in stated.statements if one.value is not False)
        self._neutral = vocabulary.prose.of(Cue.NEUTRAL) | self._events

    def unsettles(self, start: int, end: int) -> bool:
        """Whether the sentence between these characters holds such a word outside of what was understood."""
        words, until = list(WRITTEN_WORD.finditer(self._rest.text, start, end)), self._rest.span(start, end)[1]
        if self._states(start, end):
            beside = (word.group() for word in words if not self._is_heard(word, until))
            return bool(_CROSSED_OUT.search(self._rest.text, start, end)) or not all(map(self._is_neutral, beside))
        if _OF_AN_ENTRY.search(self._rest.text, start, end):
            return True
        said = {word.group().casefold() for word in words}
        known = self._ids if said & self._numbers else self._read if said & self._events else frozenset()
        return any(self._is_suspect(word.group(), known) and not self._is_heard(word, until) for word in words)

    def _states(self, start: int, end: int) -> bool:
        """Whether something is stated in the sentence that harmlessness could rest on."""
        first, last = self._rest.span(start, end)
        at = bisect_left(self._confirming, first)
        return at < len(self._confirming) and self._confirming[at] < last

    def _is_neutral(self, raw: str) -> bool:
        if raw.casefold() in self._neutral:
            return True
        named = self._names.named(raw)
        return named is not None and named[0] in {Side.SERVER, Side.PEER}

    def _is_suspect(self, raw: str, known: frozenset[int]) -> bool:
        """Whether the word unsettles; `known` are numbers of events that do not, in its sentence."""
        word = raw.casefold().replace("\u2019", "'")
        if not self._words.isdisjoint((word, *word.split("-"))) or word.endswith("n't"):
            return True
        event_id = _id_in(word)
        if event_id in self._ids:
            return event_id not in known
        return self._any_host and bool(_TELLING.search(raw)) and self._is_somebody_else(raw)

    def _is_somebody_else(self, raw: str) -> bool:
        named = self._names.named(raw)
        return named is not None and named[0] in {Side.ELSE, Side.UNCLEAR}

    def _is_heard(self, word: re.Match[str], until: int) -> bool:
        """Whether the word, of a sentence that goes on `until` there, belongs to something that was understood."""
        start, end = self._rest.span(word.start(), word.end())
        at = bisect_right(self._starts, start) - 1
        near = self._heard[max(0, at - 3) : at + 1]
        return any(one.start <= start and end <= one.end and one.phrase < until for one in near)


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    text = found.group()
    return found.start() + len(text) - len(text.lstrip()), found.end() - len(text) + len(text.rstrip())


def _id_in(word: str) -> int | None:
    """The event id that a word is, in whatever digits, with marks between thousands, or as a whole of 32 bits."""
    number = _NUMBER.fullmatch(re.sub(r"(?<=[0-9])[.,](?=[0-9]{3}\b)", "", unicodedata.normalize("NFKC", word)))
    return int(number[1], 0 if number[1][1:2] == "x" else 10) & 0xFFFF if number else None
