"""What supervisor and worker say to one another.

A question is `[number, jobs]`, the reply `[number, answers]`. An answer to one job is the list of the rules
that fired, or a sentence saying why there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import EngineFault
from app.engine.channel import encoded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.engine.matcher import Job

Answer = frozenset[str] | EngineFault


def question(number: int, jobs: Sequence[Job]) -> bytes:
    """EngineFault where the features are nothing that JSON can say."""
    try:
        return encoded([number, [(partition, dict(features)) for partition, features in jobs]])
    except (TypeError, ValueError, RecursionError) as error:
        message = f"features that cannot be sent: {error}"
        raise EngineFault(message) from error


def answers(said: object, number: int, jobs: Sequence[Job], rules: Mapping[str, frozenset[str]]) -> list[Answer]:
    """EngineFault unless it answers this very question, in names of rules that there are."""
    match said:
        case [int(answered), [*each]] if answered == number and len(each) == len(jobs):
            return [_answer(names, rules[partition]) for names, (partition, _) in zip(each, jobs, strict=True)]
    message = "the engine's process answered something else than what was asked"
    raise EngineFault(message)


def _answer(names: object, rules: frozenset[str]) -> Answer:
    if isinstance(names, str):
        return EngineFault(names)
    if isinstance(names, list) and all(isinstance(name, str) and name in rules for name in names):
        return frozenset(names)
    message = "the engine's process named rules that there are not"
    raise EngineFault(message)
