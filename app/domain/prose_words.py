"""The words by which prose is understood beside the phrases of facts: of doubt, denial, time, and whom it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.phrases import PhraseIndex


class Cue(StrEnum):
    """What a word or a few of them tell about the sentence they stand in.

    Those of a sentence, wherever they stand in it: `hedge`, `past` and `undone` make that it states nothing. Of a
    clause: `past_verb`, `negation`. Of a paragraph: `supposing` (from there on) and `article` (all of it). Of a ticket:
    `unsettling`, outside of what was understood, with `names_event` and `names_number` to tell what a number is, and
    `neutral` beside it.
    """

    HEDGE = "hedge"
    QUESTION = "question"
    PRESUMING = "presuming"
    REPORTED = "reported"
    PAST = "past"
    PAST_VERB = "past_verb"
    UNDONE = "undone"
    SUPPOSING = "supposing"
    ARTICLE = "article"
    HEADING = "heading"
    OWN_VOICE = "own_voice"
    NEGATION = "negation"
    CONTRAST = "contrast"
    JOINING = "joining"
    RELATIVE = "relative"
    PRONOUN = "pronoun"
    BETWEEN = "between"
    PLACING = "placing"
    ALONE = "alone"
    TROUBLE = "trouble"
    MAIL = "mail"
    MESSAGE = "message"
    LOGGED = "logged"
    COMPUTER = "computer"
    ON = "on"
    OBLIQUE = "oblique"
    HERE = "here"
    SERVER = "server"
    PEER = "peer"
    BOTH = "both"
    BEFORE_VALUE = "before_value"
    AFTER_VALUE = "after_value"
    OTHER_PRODUCT = "other_product"
    OUR_PRODUCT = "our_product"
    LEADING = "leading"
    OTHER_MAIL = "other_mail"
    ANSWER = "answer"
    NO_STATEMENT = "no_statement"
    NOT_A_HOST = "not_a_host"
    ABBREVIATION = "abbreviation"
    UNSETTLING = "unsettling"
    NAMES_EVENT = "names_event"
    NAMES_NUMBER = "names_number"
    NEUTRAL = "neutral"


@dataclass(slots=True, repr=False)
class ProseWords:
    """The patterns of every cue, those of its words that are needed one by one, and the first words of them all."""

    index: PhraseIndex[Cue] = field(default_factory=PhraseIndex)
    words: dict[Cue, frozenset[str]] = field(default_factory=dict)
    firsts: dict[Cue, frozenset[str]] = field(default_factory=dict)

    @property
    def words_of_no_host(self) -> frozenset[str]:
        """Words that look like the name of a computer and are none."""
        return self.of(Cue.NOT_A_HOST)

    @property
    def abbreviations(self) -> frozenset[str]:
        """Words behind which a point ends no sentence."""
        return self.of(Cue.ABBREVIATION)

    def of(self, cue: Cue) -> frozenset[str]:
        """The single words of a cue."""
        return self.words.get(cue, frozenset())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.words)} cues>"
