"""The prose of a ticket becomes statements, by the phrases of the vocabulary.

In doubt it states nothing: what is not stated becomes a question, what is stated wrongly becomes a wrong answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.prose_words import Cue
from app.intake.prose.alone import is_troubled
from app.intake.prose.analysis import Analysis, analysed
from app.intake.prose.candidates import candidates
from app.intake.prose.context import Context
from app.intake.prose.host_names import HostNames
from app.intake.prose.matching import may_match
from app.intake.prose.sentences import SentenceReader, paragraphs
from app.intake.prose.statement import Stated
from app.intake.prose.stating import Findings, state

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.view import View
    from app.intake.prose.sentences import Sentence
    from app.intake.prose.statement import Hosts

MOST_WORDS = 20_000
"""Words of sentences with a phrase of a fact. A text that holds more of them is no ticket; it states nothing."""
MOST_PHRASES = 20
"""Phrases in one sentence; likewise."""
_STOPS = (Cue.NEGATION, Cue.CONTRAST, Cue.JOINING, Cue.RELATIVE, Cue.HEDGE, Cue.PAST, Cue.UNDONE, Cue.PAST_VERB)


_LETTERS = re.compile("[a-z]+|[0-9]")
_TOO_MANY = "the text says more of facts than any ticket does, so nothing of it was taken for stated"
_NO_TIME = "the time for reading was over, so no sentence was taken for stated"


class ProseStopped(Exception):
    """The text could not be read to its end; what was not read may contradict what was."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.warning = Warned(code, detail)


def read_prose(rest: View, vocabulary: Vocabulary, hosts: Hosts, allowance: Allowance) -> Stated:
    """What the sentences of `rest` state; their spans are those of the text as it came."""
    if not vocabulary.phrases.by_words or not rest.text.strip():
        return Stated()
    try:
        return _Reader(rest, vocabulary, hosts, allowance).read()
    except ProseStopped as stopped:
        return Stated(warnings=[stopped.warning])


class _Reader:
    """Reads one text."""

    def __init__(self, rest: View, vocabulary: Vocabulary, hosts: Hosts, allowance: Allowance) -> None:
        self._text = rest.text
        self._vocabulary = vocabulary
        self._allowance = allowance
        self._stops = frozenset(word for cue in _STOPS for word in vocabulary.prose.of(cue))
        self._names = HostNames(hosts, vocabulary.prose, frozenset(vocabulary.phrases.by_words))
        self._sentences = SentenceReader(self._text, self._names, vocabulary.prose, vocabulary.phrases.glued)
        self._context = Context(self._text, vocabulary.prose)
        self._findings = Findings(rest, bool(hosts.servers or hosts.peers))
        self._words = 0
        self._seen: dict[int, Analysis] = {}
        self._firsts = frozenset(vocabulary.phrases.by_words) | frozenset("0123456789")

    def read(self) -> Stated:
        for paragraph in paragraphs(self._text):
            text = self._text[paragraph.start : paragraph.end]
            words = frozenset(_LETTERS.findall(text.casefold()))
            if self._firsts.isdisjoint(words) and not text.rstrip().endswith(":"):
                self._context.pass_by(text, words)
                continue
            self._seen = {}
            sentences = list(self._sentences.read(paragraph))
            with_phrase = self._with_phrase(sentences)
            self._context.enter(paragraph, sentences)
            if with_phrase:
                self._read_paragraph(sentences, with_phrase)
            self._look_for_trouble(sentences)
        return self._findings.stated()

    def _with_phrase(self, sentences: list[Sentence]) -> list[int]:
        found = []
        for at, sentence in enumerate(sentences):
            if at % 100 == 0 and self._allowance.spent:
                raise ProseStopped("reading_stopped", _NO_TIME)
            if may_match(sentence.tokens, self._vocabulary.phrases):
                found.append(at)
                self._words += len(sentence.tokens)
        if self._words > MOST_WORDS:
            raise ProseStopped("too_many_statements", _TOO_MANY)
        return found

    def _read_paragraph(self, sentences: list[Sentence], with_phrase: list[int]) -> None:
        seen = self._seen
        for at in with_phrase:
            near = {one: self._analysed(seen, sentences, one) for one in (at - 1, at, at + 1)}
            this = near[at]
            if this is None or not this.candidates:
                continue
            around = self._context.around(sentences, at, (near[at - 1], near[at + 1]), self._names)
            state(this, around, self._text, self._findings)

    def _look_for_trouble(self, sentences: list[Sentence]) -> None:
        """Note whether one of them speaks of trouble with mail, be it no statement."""
        for at, sentence in enumerate(sentences):
            if not self._findings.troubled and is_troubled(sentence, self._vocabulary.prose):
                guarded = at in self._seen and any(one.match.pattern.alone for one in self._seen[at].candidates)
                witness = not self._context.is_no_witness(sentence)
                self._findings.troubled = witness and not guarded

    def _analysed(self, seen: dict[int, Analysis], sentences: list[Sentence], at: int) -> Analysis | None:
        if not 0 <= at < len(sentences):
            return None
        if at not in seen:
            seen[at] = analysed(sentences[at], self._vocabulary, self._names)
            found = candidates(seen[at], self._vocabulary, self._stops)
            if len(found) > MOST_PHRASES:
                raise ProseStopped("too_many_statements", _TOO_MANY)
            seen[at].add(found)
        return seen[at]
