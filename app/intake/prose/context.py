"""What the lines around a sentence make of it: a question, a list of things to check, part of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.intake.prose.analysis import Mention
from app.intake.prose.host_names import Side
from app.intake.prose.matching import Matcher
from app.intake.prose.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Sequence

    from app.domain.prose_words import ProseWords
    from app.intake.prose.analysis import Analysis
    from app.intake.prose.host_names import HostNames
    from app.intake.prose.sentences import Paragraph, Sentence

_ARTICLE_NUMBER = re.compile(r"\b(?:Q|KB) ?[0-9]{5,7}\b")
_SHORT = 6
_MAKES_DOUBTFUL = (Cue.HEDGE, Cue.PAST, Cue.UNDONE, Cue.SUPPOSING, Cue.NEGATION, Cue.PRESUMING)


class Context:
    """Follows a text paragraph by paragraph."""

    def __init__(self, text: str, prose: ProseWords) -> None:
        self._text = text
        self._prose = prose
        self._heading = _heading(prose.of(Cue.HEADING))
        self._in_article = False
        self._of_article = False
        self._last: Sentence | None = None
        self._leads: list[Sentence | None] = []
        self._supposed_from = 0

    def enter(self, paragraph: Paragraph, sentences: Sequence[Sentence]) -> None:
        """Go on to the next paragraph. An article ends where somebody speaks for themselves."""
        text = self._text[paragraph.start : paragraph.end]
        if self._heading.search(text):
            self._in_article = True
        elif self._in_article:
            self._in_article = not any(self._holds(one, (Cue.OWN_VOICE,)) for one in sentences)
        marked = bool(_ARTICLE_NUMBER.search(text)) or any(self._holds(one, (Cue.ARTICLE,)) for one in sentences)
        self._of_article = self._in_article or marked
        self._leads = list(_leads(sentences, self._last))
        supposed = (at for at, one in enumerate(sentences) if self._holds(one, (Cue.SUPPOSING,)))
        self._supposed_from = next(supposed, len(sentences))
        self._last = sentences[-1] if sentences and sentences[-1].colon else None

    def pass_by(self, text: str, words: Container[str]) -> None:
        """Go on past a paragraph that holds no phrase, given its words."""
        ended = any(word in words for word in self._prose.of(Cue.OWN_VOICE))
        self._in_article = bool(self._heading.search(text)) or (self._in_article and not ended)
        self._last = None

    def around(
        self, sentences: Sequence[Sentence], at: int, near: Sequence[Analysis | None], names: HostNames
    ) -> Surroundings:
        """What stands around a sentence of this paragraph; `near` are the one before it and the one after."""
        lead = self._leads[at]
        asked = sentences[at].asked or self._opens(sentences[at], Cue.QUESTION)
        presuming = self._holds(sentences[at], (Cue.PRESUMING,))
        in_doubt = asked or presuming or self._of_article or self._doubted_beside(sentences, at)
        in_doubt = in_doubt or at > self._supposed_from
        in_doubt = in_doubt or (lead is not None and (lead.asked or self._holds(lead, _MAKES_DOUBTFUL)))
        in_doubt = in_doubt or (near[1] is not None and _takes_back(near[1]))
        title = _title(lead, names) if lead is not None else None
        return Surroundings(near[0], near[1], in_doubt, self.is_no_witness(sentences[at]), title)

    def is_no_witness(self, sentence: Sentence) -> bool:
        """Whether a sentence of this paragraph tells nothing of this ticket: a question, or part of an article."""
        asked = sentence.asked or self._opens(sentence, Cue.QUESTION)
        return self._of_article or (asked and not self._holds(sentence, (Cue.PRESUMING,)))

    def _doubted_beside(self, sentences: Sequence[Sentence], at: int) -> bool:
        """Whether a line that is joined to this one, since nothing but its end parts the two, casts doubt on it."""
        before = sentences[at - 1] if at > 0 and sentences[at].joined else None
        after = sentences[at + 1] if at + 1 < len(sentences) and sentences[at + 1].joined else None
        doubted = [one for one in (before, after) if one is not None and self._holds(one, (Cue.HEDGE, Cue.SUPPOSING))]
        return (
            bool(doubted) or (before is not None and self._opens(before, Cue.QUESTION)) or bool(after and after.asked)
        )

    def _opens(self, sentence: Sentence, cue: Cue) -> bool:
        """Whether the sentence begins with the cue, after words such as `and`."""
        joining = self._prose.of(Cue.JOINING)
        first = next((one.norm for one in sentence.tokens if one.norm not in joining), "")
        return first in self._prose.of(cue)

    def _holds(self, sentence: Sentence, cues: Collection[Cue]) -> bool:
        firsts = frozenset().union(*(self._prose.firsts.get(cue, frozenset()) for cue in cues))
        places = [at for at, token in enumerate(sentence.tokens) if token.norm in firsts]
        matcher = Matcher(sentence.tokens, self._prose.index) if places else None
        return matcher is not None and any(found in cues for at in places for _, found in matcher.at(at))


def _heading(words: Iterable[str]) -> re.Pattern[str]:
    """One of these words on a line of its own, or in capital letters at the beginning of one."""
    any_of = "|".join(sorted(words)) or "(?!)"
    capital = any_of.upper() if any_of != "(?!)" else any_of
    return re.compile(
        rf"^[ \t#*=_]{{0,20}}(?:(?i:{any_of})[ \t*=_]{{0,20}}:?[ \t*=_]{{0,80}}$|(?:{capital})\b)", re.MULTILINE
    )


def _takes_back(after: Analysis) -> bool:
    """Whether a sentence says nothing but that the one before it is not so, such as `Or not`."""
    denies = {one.start for cue in (Cue.NEGATION, Cue.HEDGE) for one in after.of(cue)}
    begins = denies | {one.start for one in after.of(Cue.PRONOUN)}
    return len(after.tokens) <= _SHORT and bool(denies) and 0 in begins and not (after.mentions or after.candidates)


def _leads(sentences: Sequence[Sentence], last: Sentence | None) -> Iterator[Sentence | None]:
    """For each sentence the line above, ended by a colon, under which it stands; `last` ended the paragraph before."""
    lead = last
    for at, sentence in enumerate(sentences):
        if at > 0:
            before = sentences[at - 1]
            lead = None if not (sentence.listed or sentence.joined) else before if before.colon else lead
        yield lead


def _title(lead: Sentence, names: HostNames) -> Mention | None:
    """The computer that a line names, if it names nothing else."""
    found = names.named(lead.tokens[0].raw) if len(lead.tokens) == 1 else None
    if found is None or found[0] not in {Side.SERVER, Side.PEER}:
        return None
    return Mention(0, 0, *found)
