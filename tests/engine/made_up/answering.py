"""What a person may say to a question: any value that one of its answers, as worded, holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.verdict import Outcome
from tests.engine.made_up.vocabularies import every_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.fact import Value
    from app.domain.vocabulary import FactType


def holds(words: str, value: Value) -> bool:
    """Whether the answer of these words, as a person reads them, is right for the value."""
    if isinstance(value, bool):
        return words == str(value).lower()
    if isinstance(value, int):
        low, _, high = words.partition(" to ")
        return int(low) <= value <= int(high or low)
    if isinstance(value, Build):
        return all(_bounds(part, value) for part in words.split(" and ") if part != "any")
    return words == value


def _bounds(words: str, value: Build) -> bool:
    parts = tuple(map(int, words.rpartition(" ")[2].split(".")))
    bound = Build(words, parts if parts[0] < 100 else (5, 5, *parts))
    if words.startswith("at least "):
        return value.at_least(bound) == Outcome.MET
    if words.startswith("below "):
        return value.at_least(bound) == Outcome.NOT_MET
    return value.parts == bound.parts


def sayable(fact: FactType) -> list[Value]:
    """Every value with a place in the vocabulary; a build that is cut short is no answer."""
    return [value for value in every_value(fact) if not (isinstance(value, Build) and value.cut_short)]


def the_answer(answers: Iterable[str], value: Value) -> str:
    """The one answer that is right for the value."""
    right = [words for words in answers if holds(words, value)]
    assert len(right) == 1, f"{value} is in {right} of {list(answers)}"
    return right[0]
