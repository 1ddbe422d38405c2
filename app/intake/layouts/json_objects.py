"""JSON objects out of a text that is more than JSON, in time proportional to the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = re.compile(r'\{\s{0,200}"[^"\\]{0,200}"\s{0,20}:')
_BRACKET = re.compile(r"[][{}]")
_LONGEST_INTEGER = 20
_DEEPEST = 500
"""Levels to go on after where nesting was too deep to decode: less than any decoder's depth."""
_PATIENCE = 8
"""Decoding what failed again, from the next object inside it, may cost this many times the text in all."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object and where it stands; `value` is None for one that breaks off or is spoilt before `end`."""

    value: dict[str, object] | None
    start: int
    end: int


class _Uncounted(str):
    """A text in which JSONDecodeError counts no lines: for each error it would count all that stand before it."""

    __slots__ = ()

    def count(self, *_: object) -> int:
        return 0

    def rfind(self, *_: object) -> int:
        return -1


def json_objects(text: str) -> Iterator[JsonObject]:
    """Every outermost object, and whatever is whole inside one that is not, in the order of their beginnings.

    Line breaks inside strings are let pass, since mail programs put them there; of members named twice the last
    counts. An object that is nested deeper than can be decoded is passed over.
    """
    decoder, uncounted = json.JSONDecoder(strict=False, parse_int=_whole), _Uncounted(text)
    at, patience = 0, _PATIENCE * len(text)
    while begin := _BEGIN.search(text, at):
        start = begin.start()
        try:
            value, at = decoder.raw_decode(uncounted, start)
        except json.JSONDecodeError as error:
            yield JsonObject(None, start, error.pos)
            patience -= error.pos - start
            at = start + 1 if patience > 0 else max(error.pos, start + 1)
        except RecursionError:
            at = _below(text, start)
        else:
            yield JsonObject(value, start, at)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _below(text: str, start: int) -> int:
    """Where the nesting has become too deep."""
    depth, at = 0, start
    for bracket in _BRACKET.finditer(text, start):
        depth += 1 if bracket.group() in "[{" else -1
        at = bracket.start()
        if depth > _DEEPEST:
            break
    return at + 1
