"""The words around the number of an event in a sentence, and what they make of it.

Every look is at a stretch of fixed length, so that reading takes time in proportion to the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary

_SHORTEST_LABEL = 5
"""Letters of a label that stands for an event in a sentence, too; "ID" does not."""
_EVENT = r"events?|ereigniss?e?n?"
_SUFFIX = r"(?:[ _-]?ids?(?:['\u2019]?s)?|[ _-]?codes?|[ -]?kennung(?:en)?)?(?:\(s\))?"
_NUMBER = r"(?<!\w)(?<![0-9]\.)[0-9]{1,5}(?![\w%])"
_GAP = r"[^\S\n]{0,20}(?:\n[^\S\n]{0,20})?"
_LONGEST_GAP = 60
_JOIN = re.compile(
    "(?:(?:with|the|an?|ids?|is|are|was|were|no\\.?|nr\\.?|numbers?|nummern?|such as|like|"
    "[:=#(\\[\"'\u201c\u201e\u2013-]{1,4}) ?){0,4}",
    re.IGNORECASE,
)
"""Between the word and its number."""
_IS = re.compile(r"\b(?:is|are|was|were)\b", re.IGNORECASE)
_AND = re.compile(
    "(?:,? ?(?:and/or|and|or|und|oder|et|y|as well as|plus|then)(?: (?:also|then|an?|the)){0,2}|[,;/&+-]|\u2013)",
    re.IGNORECASE,
)
"""Between two numbers of a list."""
_QUALIFIER = re.compile(r"\(?\w[\w/&-]{0,24}\)?|\([a-z]{1,24}\)")
"""A word that may stand between a known event's number and the word "event": "the 9311 Field Engineering event"."""
_MOST_QUALIFIERS = 5
_ANY_QUALIFIER = frozenset(
    {"mta", "msexchangemta", "warning", "information", "informational", "exchange", "nt", "windows"}
)
"""Words that may stand between any number and the word "event"."""
_ANOTHER_NUMBER = re.compile(
    r"(?:\b(?:errors?|codes?|ports?|extension|ext|room|build|version|status|page|line|thread|index|table|phone|tel|"
    r"sp|than|about|over|some|every|fehler|q|kb)[.:#=\s]{0,4}|[^\W\d_][/-])$",
    re.IGNORECASE,
)
"""Before a number that is another thing's."""
_MEASURE = re.compile(
    rf"{_GAP}(?:times?|x|seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?|am|pm|users?|"
    r"servers?|mails?|messages?|people|errors?|more|others?|kb|mb|gb|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"conferences?|congress|convention|expo|exhibition|fair|summit|meeting|party|show|tickets?|agenda)\b",
    re.IGNORECASE,
)
"""Behind a number that counts something, is a date, or belongs to another sort of event."""
_OF_MANY = re.compile(rf"{_GAP}(?:of|out of|from){_GAP}[0-9]", re.IGNORECASE)
_PART_BEFORE = re.compile(r"(?:[0-9][.:\\]|(?<![0-9])[0-9]{1,2}[/-]|[$\u20ac\u00a3]\s?)$")
_PART_BEHIND = re.compile(r"[.:\\][0-9]|\.x\b|[/-][0-9]{1,2}(?![0-9])")
_THOUSANDS_BEFORE = re.compile(r"(?<![0-9])[0-9]{1,2},$")
_THOUSANDS_BEHIND = re.compile(r",[0-9]{3}(?![0-9])")
_CLAUSE = re.compile(
    r"[.;:!?,()\[\]\"\u2013\u2014]|\s-\s|\n\s{0,20}(?:\n|[-*\u2022]\s)|\b(?:and|but|because|when|since|while|with|as|due|"
    r"after|before|until|which|where|if|why|what|how|that|whether|about|for|so|then|though|although|however|whereas|"
    r"und|aber|weil|sondern)\b",
    re.IGNORECASE,
)
"""Where a clause begins."""
_CLAUSE_WITHIN = 120
_NEGATION = re.compile(r"n(?:o|ever|either|icht|ie|['\u2019]t)(?!\w{3})|without|ohne|kein", re.IGNORECASE)
"""Looked for first, since a clause holds it seldom."""
_NOT = r"(?:\b(?:not(?!\s{1,9}(?:only|just|merely)\b)|never|cannot|nicht(?!\s{1,9}nur\b)|nie)|n['\u2019]t)\b"
_DENIED = re.compile(
    rf"{_NOT}(?:\s{{1,20}}[\w'-]{{1,24}}){{0,3}}?\s{{1,20}}(?:see[ns]?|saw|find|finds|found|logs?|logged|logging|"
    r"gets?(?!\s{1,9}rid)|got|have|had|has|records?|recorded|shows?|shown?|showed|reports?|reported|contains?|contained|"
    r"appear(?:s|ed)?|any|single|observed?|noticed?|receive[ds]?|generate[ds]?|produce[ds]?|encounter(?:ed)?|raised?)\b"
    rf"|{_NOT}(?:\s{{1,20}}(?:an?|any|the|one|that|this|das|der|die|ein)){{0,2}}\s{{0,20}}$"
    r"|\b(?:neither|nor|without|ohne)\b"
    r"|\b(?:no|keine?[mnrs]?)(?:\s{1,20}[\w-]{1,24}){0,3}\s{0,20}$",
    re.IGNORECASE,
)
"""That the event was not there. That something else is not so ("mail does not flow", "I do not know") denies none."""
_DENIED_BEHIND = re.compile(
    rf"{_GAP}(?:is|are|was|were|has|have|had|does|do|did|will)?{_GAP}(?:not|n['\u2019]t|never|no longer){_GAP}"
    rf"(?:(?:been|be|being|yet|even|any ?more){_GAP})?(?:logg|seen|present|record|occur|appear|shown|found|generat|"
    r"report|written|happen|there|exist)",
    re.IGNORECASE,
)


def tokens(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds words for an event (group `event`), names of sources (`source`) and numbers (`number`)."""
    return _compiled(*_names(vocabulary))[0]


def names_events(vocabulary: Vocabulary, text: str) -> bool:
    """Whether there is any word for an event, or the name of a source, in a text."""
    return _compiled(*_names(vocabulary))[1].search(text) is not None


def _names(vocabulary: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    labels = frozenset(label for label, part in vocabulary.labels.items() if part == "event_id")
    return labels, frozenset(source for source in vocabulary.sources if source.isalnum())


@lru_cache(maxsize=8)
def _compiled(labels: frozenset[str], sources: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = (
        rf"(?<!\w)(?:(?P<event>(?:{_EVENT}){_SUFFIX}{_alternatives(labels)})(?!\w)|"
        rf"(?P<source>(?!){_alternatives(sources)})(?!\w))"
    )
    return re.compile(rf"{names}|(?P<number>{_NUMBER})", re.IGNORECASE), re.compile(names, re.IGNORECASE)


def event_word(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds a word for an event at the end of a line's beginning, with what may stand before the number."""
    return _compiled_ending(frozenset(label for label, part in vocabulary.labels.items() if part == "event_id"))


@lru_cache(maxsize=8)
def _compiled_ending(labels: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:(?:{_EVENT}){_SUFFIX}{_alternatives(labels)})\s{{0,20}}[:#=]?\s{{0,20}}$", re.IGNORECASE
    )


def _alternatives(phrases: frozenset[str]) -> str:
    long = sorted((one for one in phrases if len(one) >= _SHORTEST_LABEL), key=lambda one: (-len(one), one))
    return "".join("|" + r"\s{1,20}".join(map(re.escape, one.split())) for one in long)


def many(word: re.Match[str]) -> bool:
    """Whether a word for an event is in the plural."""
    text = word.group().casefold()
    return text.endswith(("s", "se", "sen")) and text != "ereignis"


def joins(text: str, word: re.Match[str], number: re.Match[str]) -> bool:
    """Whether a word for an event belongs to the number behind it."""
    between = _between(text, word.end(), number.start())
    if between is None or _JOIN.fullmatch(between) is None:
        return False
    return _IS.search(between) is None or "id" in word.group().casefold()


def lists(text: str, last: re.Match[str], number: re.Match[str], word: re.Match[str] | None) -> bool:
    """Whether a number goes on with the list whose last one stands before it; `word` is the one before the list."""
    between = _between(text, last.end(), number.start())
    if between is None:
        return False
    return (word is not None and many(word)) if not between else _AND.fullmatch(between) is not None


def qualifies(text: str, number: re.Match[str], word: re.Match[str], *, known: bool) -> bool:
    """Whether a number belongs to the word for an event behind it; more may stand between if its event is known."""
    between = _between(text, number.end(), word.start())
    if between is None or (between and not between[0].isalnum() and between[0] not in "-("):
        return False
    words = between.removeprefix("-").split()
    if known:
        return len(words) <= _MOST_QUALIFIERS and all(map(_QUALIFIER.fullmatch, words))
    return all(one.casefold() in _ANY_QUALIFIER for one in words)


def _between(text: str, start: int, end: int) -> str | None:
    """What stands between two places, with single spaces; None if that is much, or another paragraph begins there."""
    if end - start > _LONGEST_GAP:
        return None
    if end - start == 1:
        return text[start].strip()
    between = text[start:end]
    pieces = between.split()
    return " ".join(pieces) if between.count("\n") <= 1 else None


def is_part_of_more(text: str, number: re.Match[str]) -> bool:
    """Whether it is part of a date, a time, an address, an amount or a larger number."""
    start, end = number.span()
    if text[start - 1 : start].isspace() and text[end : end + 1].isspace():
        return False
    before, behind = text[max(0, start - 7) : start], text[end : end + 7]
    size = end - start
    thousands = (size <= 2 and _THOUSANDS_BEHIND.match(behind)) or (size == 3 and _THOUSANDS_BEFORE.search(before))  # noqa: PLR2004 - digits
    return bool(thousands or _PART_BEFORE.search(before) or _PART_BEHIND.match(behind))


def names_another_number(text: str, start: int) -> bool:
    """Whether the word before a number says that it is no event's: "error 1722", "extension 9322"."""
    return _ANOTHER_NUMBER.search(text, max(0, start - 16), start) is not None


def is_measured(text: str, end: int) -> bool:
    """Whether the word behind a number says that it counts something: "event 5 times today"."""
    return _MEASURE.match(text, end) is not None


def is_one_of_many(text: str, end: int) -> bool:
    """Whether a number stands as in "event 3 of 5"."""
    return _OF_MANY.match(text, end) is not None


def denied(text: str, start: int, end: int) -> bool:
    """Whether the clause says that the event that it names from `start` to `end` was not there."""
    before = text[max(0, start - _CLAUSE_WITHIN) : start]
    if _NEGATION.search(before) and _DENIED.search(_CLAUSE.split(before)[-1]):
        return True
    return _DENIED_BEHIND.match(text, end) is not None
