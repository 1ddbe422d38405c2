"""Words become sentences: by their stops, by bullets, and by lines that were ended on purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.prose.tokens import WRITTEN_WORD, Before, Token, is_plain, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.prose_words import ProseWords
    from app.intake.prose.host_names import HostNames

LONGEST_SENTENCE = 120
"""Words; nobody can say what a longer one states, so it states nothing."""
_USUAL = frozenset({" ", ". ", ", ", "\n", ".\n", "-", "/"})
_LONG_WORD = 30
_BULLET = re.compile(r"[ \t]*(?:[-*+\u2022\u25cf\u25aa\u2013#]|\[[ xX_]?\]|\(?[0-9]{1,2}[.)]|[a-z]\))[ \t]")
_STOP = re.compile(r"[\"')\]\u201d\u2019]{0,4}(?:[!?]|\.(?!\.))")
_COMMA = re.compile(r"[,()\[\]{}<>|*]")
_HARD = re.compile(r"[;\u2026]|\.\.|[ \t][-\u2013]{1,2}[ \t]|-{1,2}>|\u2014|--")
_COLON = re.compile(r"[:=\"\u201c\u201d@&+~%#]|[ \t(]['\u2018\u2019]|['\u2018\u2019][ \t.,;:!?)]")
_OPENING = re.compile(r"(?:^|[ \t(:])['\u2018]$")
_CLOSING = re.compile(r"^['\u2019]")
_CHECKBOX = re.compile(r"\[[ xX_]?\]|[\u2610-\u2612]")


@dataclass(slots=True)
class Sentence:
    """`asked`: it ends with a question mark. `joined`: only the end of a line parts it from the one before.

    `colon`: it ends with a colon, so what follows belongs to it. `listed`: it is an item of a list. `doubtful`: it is
    too long to understand, or a box to be ticked.
    """

    paragraph: int
    tokens: list[Token] = field(default_factory=list)
    asked: bool = False
    joined: bool = False
    colon: bool = False
    listed: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class Paragraph:
    """Lines with nothing blank between them, from `start` to `end` of the text."""

    number: int
    start: int
    end: int
    width: int


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, in order."""
    number, begin, width, at = 0, -1, 0, 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            begin, width = (at if begin < 0 else begin), max(width, len(line.rstrip()))
        elif begin >= 0:
            yield Paragraph(number, begin, min(at, len(text)), width)
            number, begin, width = number + 1, -1, 0
        at += len(line) + 1


class SentenceReader:
    """Cuts one paragraph after the other into sentences."""

    def __init__(self, text: str, names: HostNames, prose: ProseWords, glued: set[str]) -> None:
        self._text = text
        self._names = names
        self._glued = glued
        self._abbreviations = prose.abbreviations

    def read(self, paragraph: Paragraph) -> Iterator[Sentence]:
        """The sentences of a paragraph; whatever its words are, in time proportional to it."""
        sentence, last, quoted = Sentence(paragraph.number), paragraph.start, False
        sentence.listed = bool(_BULLET.match(self._text, paragraph.start, paragraph.end))
        for word in WRITTEN_WORD.finditer(self._text, paragraph.start, paragraph.end):
            between, tokens = self._text[last : word.start()], sentence.tokens
            last = word.end()
            before, joined = Before.NOTHING, False
            if between != " ":
                before, joined = self._before(between, word, paragraph, sentence)
                quoted = quoted if between in _USUAL else _quoted_after(between, quoted=quoted)
            if tokens and (before is Before.SENTENCE or len(tokens) >= LONGEST_SENTENCE):
                overlong = before is not Before.SENTENCE
                self._end(sentence, between, overlong=overlong)
                yield sentence
                listed = "\n" in between and bool(_BULLET.match(between[between.rfind("\n") + 1 :] + " "))
                sentence = Sentence(paragraph.number, joined=joined or overlong, listed=listed, doubtful=overlong)
            if between not in _USUAL and _CHECKBOX.search(between):
                sentence.doubtful = True
            sentence.tokens += self._tokens(word, before, quoted=quoted)
        if sentence.tokens:
            self._end(sentence, self._text[last : paragraph.end], overlong=False)
            yield sentence

    def _tokens(self, word: re.Match[str], before: Before, *, quoted: bool) -> Iterable[Token]:
        if is_plain(word[0]):
            return (Token(word[0].casefold(), word.start(), word.end(), before, word[0], quoted=quoted),)
        return tokens_of(word, before, self._names, self._glued, quoted=quoted)

    @staticmethod
    def _end(sentence: Sentence, after: str, *, overlong: bool) -> None:
        sentence.asked = "?" in after
        sentence.colon = ":" in after
        sentence.doubtful |= overlong or (after not in _USUAL and bool(_CHECKBOX.search(after.split("\n", 1)[0])))

    def _before(
        self, between: str, word: re.Match[str], paragraph: Paragraph, sentence: Sentence
    ) -> tuple[Before, bool]:
        """What parts two words, and whether only the end of a line does."""
        if between in {"-", "/", ""}:
            return Before.NOTHING, False
        if "?" in between or (_STOP.match(between) and not self._abbreviated(between, sentence)):
            return Before.SENTENCE, False
        if "\n" in between:
            return self._at_line_end(between, word.start(), paragraph)
        return _punctuation(between), False

    def _abbreviated(self, between: str, sentence: Sentence) -> bool:
        known = bool(sentence.tokens) and sentence.tokens[-1].norm in self._abbreviations
        return known and between.startswith(".") and "\n" not in between

    def _at_line_end(self, between: str, start: int, paragraph: Paragraph) -> tuple[Before, bool]:
        last = start - len(between)
        line_start = self._text.rfind("\n", max(paragraph.start, last - paragraph.width), last) + 1
        if _BULLET.match(between[between.rfind("\n") + 1 :] + " "):
            return Before.SENTENCE, True
        length = last - max(line_start, paragraph.start) + len(between.split("\n", 1)[0].rstrip())
        word_ends = self._text.find(" ", start, start + _LONG_WORD)
        first_word = word_ends - start if word_ends >= 0 else _LONG_WORD
        if length + 1 + first_word <= paragraph.width:
            return Before.SENTENCE, True
        if self._text[start].islower():
            return _punctuation(between.replace("\n", " ")), False
        return Before.STOP, False


def _quoted_after(between: str, *, quoted: bool) -> bool:
    """Whether what follows stands in quotation marks."""
    if not between:
        return quoted
    marks = sum(between.count(mark) for mark in '"\u201c\u201d\u201e\u00ab\u00bb')
    if marks:
        return quoted ^ (marks % 2 == 1)
    if not quoted:
        return bool(_OPENING.search(between))
    return not _CLOSING.match(between)


def _punctuation(between: str) -> Before:
    if _HARD.search(between):
        return Before.STOP
    if _COMMA.search(between):
        return Before.COMMA
    return Before.COLON if _COLON.search(between) else Before.NOTHING
