"""A text becomes words, each with what stands between it and the one before."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.intake.prose.host_names import HostNames

WRITTEN_WORD = re.compile(r"\w+(?:[.'\u2018\u2019\u2010\u2011-]\w+)*")
_APOSTROPHES = str.maketrans("\u2018\u2019\u2010\u2011", "''--")
_IS = frozenset({"it", "there", "that", "here", "what", "who", "he", "she", "which", "where"})
_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "'d": "would", "'m": "am"}
_NOT = {"won't": "will", "can't": "can", "cannot": "can", "shan't": "shall"}
_BARE_NOT = frozenset("dont doesnt didnt isnt arent wasnt werent hasnt havent cant wouldnt couldnt shouldnt".split())  # noqa: SIM905 - a list of words
_NOT_PLAIN = _BARE_NOT | {"cannot"}
_VERSION_WITH_MORE = re.compile(r"([0-9]+(?:\.[0-9]+)+)([a-z]+[0-9]*[a-z]?)")
_GLUED = re.compile(r"([a-z]+)([0-9][0-9a-z]*)")


class Before(IntEnum):
    """What stands before a word, from the weakest to the strongest."""

    NOTHING = 0
    COLON = 1
    COMMA = 2
    STOP = 3
    SENTENCE = 4


class Token(NamedTuple):
    """One word: `norm` is how patterns have it, `raw` how it was written, without a possessive ending.

    `whole` tells that it is not a part of a hyphenated word; `possessive`, that it ended in 's; `quoted`, that it
    stands in quotation marks.
    """

    norm: str
    start: int
    end: int
    before: Before
    raw: str
    possessive: bool = False
    quoted: bool = False


def tokens_of(
    word: re.Match[str], before: Before, names: HostNames, glued: set[str], *, quoted: bool
) -> Iterator[Token]:
    """The tokens of a word as it was written: one for a host name, else one for each of its parts."""
    raw = word[0].translate(_APOSTROPHES)
    possessive = raw[-2:].casefold() == "'s" and raw[:-2].casefold() not in _IS
    raw = raw[:-2] if possessive else raw
    parts = [(raw, 0)] if raw.isalpha() or names.named(raw) else _hyphenated(raw)
    for part, offset in parts:
        for norm, first, last in _norms(part.casefold(), glued):
            at, until = word.start() + offset + first, word.start() + offset + last
            yield Token(norm, at, until, before, part, possessive and part is parts[-1][0], quoted)
            before = Before.NOTHING


def is_plain(word: str) -> bool:
    """Whether a word stands for itself and nothing more, so that it need not be looked at closer."""
    return word.isalpha() and word.casefold() not in _NOT_PLAIN


def _hyphenated(raw: str) -> list[tuple[str, int]]:
    found, offset = [], 0
    for part in raw.split("-"):
        found.append((part, offset))
        offset += len(part) + 1
    return found


def _norms(word: str, glued: set[str]) -> list[tuple[str, int, int]]:
    """The words that one word stands for, and which of its characters each is."""
    if word.isalpha() and word not in _NOT_PLAIN:
        return [(word, 0, len(word))]
    if word in _NOT or word in _BARE_NOT or word.endswith("n't"):
        stem = _NOT.get(word) or word.removesuffix("n't").removesuffix("nt")
        denial = ("not", len(stem), len(word))
        return [(stem, 0, len(stem)), denial] if stem else [denial]
    if "'" in word:
        return _shortened(word)
    if more := _VERSION_WITH_MORE.fullmatch(word):
        at = len(more[1])
        return [(more[1], 0, at)] + [(one, at + first, at + last) for one, first, last in _norms(more[2], glued)]
    if (number := _GLUED.fullmatch(word)) and number[1] in glued:
        return [(number[1], 0, len(number[1])), (number[2], len(number[1]), len(word))]
    return [(word, 0, len(word))]


def _shortened(word: str) -> list[tuple[str, int, int]]:
    stem, mark, ending = word.rpartition("'")
    full = _ENDINGS.get(mark + ending) or ("is" if ending == "s" and stem in _IS else None)
    if full is None:
        return [(word, 0, len(word))]
    return [(stem, 0, len(stem)), (full, len(stem), len(word))]
