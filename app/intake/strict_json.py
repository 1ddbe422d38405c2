"""JSON read strictly: what parsers disagree on (RFC 8259 section 4 and 9; I-JSON, RFC 7493) is refused with its place.

Duplicate members, NaN and Infinity, numbers no double can hold, lone surrogates, deep nesting and invalid UTF-8 are
errors. Each names the place as a JSON Pointer fragment (RFC 6901), or as line and column where there is none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InvalidInput, MalformedInput

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 32
MOST_FAULTS = 20
_LONGEST_INTEGER = 20
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_REPLACEMENT = "\ufffd"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands where a value was that may not be; `detail` says why."""

    detail: str


class _Repeated(dict[str, object]):
    """An object some of whose members stood in it twice."""

    names: tuple[str, ...] = ()


def decode_utf8(data: bytes) -> str:
    """The text of UTF-8 bytes, a byte order mark left out; MalformedInput, with the offset, if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"the body is not valid UTF-8 at byte {error.start}"
        raise MalformedInput(detail, [Fault(detail)]) from error


def read_json(data: bytes, *, free_text: re.Pattern[str], mending: bool = False) -> object:
    """The value of a JSON document.

    Control characters are left alone in strings whose pointer matches `free_text`, refused elsewhere. Half of a
    surrogate pair, as programs leave it that cut texts short, becomes U+FFFD in values if `mending`, else is refused.
    MalformedInput if it is no JSON at all, InvalidInput with up to twenty faults if it holds what is refused.
    """
    text = decode_utf8(data)
    try:
        value = json.loads(
            text, object_pairs_hook=_members, parse_constant=_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        detail = f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise MalformedInput(detail, [Fault(detail)]) from error
    except RecursionError as error:
        detail = f"the body is nested deeper than {DEEPEST}"
        raise MalformedInput(detail, [Fault(detail)]) from error
    if mending and _ESCAPED_SURROGATE.search(text):
        value = _mended(value)
    faults = list(islice(_faults(value, "#", 1, free_text), MOST_FAULTS))
    if faults:
        message = "the body holds what JSON parsers disagree on"
        raise InvalidInput(message, faults)
    return value


def _mended(value: object, depth: int = 0) -> object:
    """The value without lone surrogates; what lies too deep is left for the check of depth to find."""
    if isinstance(value, str):
        return _SURROGATE.sub(_REPLACEMENT, value)
    if depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [_mended(one, depth + 1) for one in value]
    if isinstance(value, dict) and not isinstance(value, _Repeated):
        return {name: _mended(one, depth + 1) for name, one in value.items()}
    return value


def pointer_to(parent: str, member: str | int) -> str:
    """The JSON Pointer of a member, with the characters escaped that RFC 6901 section 3 says to.

    Lone surrogates, which no document can hold, are shown as U+FFFD.
    """
    return f"{parent}/{_SURROGATE.sub(_REPLACEMENT, str(member)).replace('~', '~0').replace('/', '~1')}"


_SUSPECT = (str, dict, list, _Refused)
"""Types of value in which something can be wrong."""


def _faults(root: object, at: str, depth: int, free_text: re.Pattern[str]) -> Iterator[Fault]:
    """Every fault below a value. Only containers wait for their turn, so that a long list costs a look a member."""
    waiting: list[tuple[object, str, int]] = [(root, at, depth)]
    yield from _own_faults(root, at, free_text)
    while waiting:
        value, pointer, level = waiting.pop()
        if level > DEEPEST:
            yield Fault(f"nested deeper than {DEEPEST}", pointer)
            continue
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        below = []
        for name, member in members:
            if isinstance(member, _SUSPECT):
                place = pointer_to(pointer, name)
                yield from _own_faults(member, place, free_text)
                if isinstance(member, (dict, list)):
                    below.append((member, place, level + 1))
        waiting += reversed(below)


def _own_faults(value: object, pointer: str, free_text: re.Pattern[str]) -> Iterator[Fault]:
    if isinstance(value, _Refused):
        yield Fault(value.detail, pointer)
    elif isinstance(value, _Repeated):
        for name in value.names:
            yield Fault("this member stands in the object more than once", pointer_to(pointer, name))
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            yield Fault("lone surrogates are no text", pointer)
        elif _CONTROL.search(value) and not free_text.fullmatch(pointer):
            yield Fault("control characters are refused here", pointer)
    if isinstance(value, dict):
        for name in value:
            if _SURROGATE.search(name) or _CONTROL.search(name):
                yield Fault("a member's name holds control characters or lone surrogates", pointer)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = _Repeated(members)
    counts = Counter(name for name, _ in pairs)
    repeated.names = tuple(name for name, count in counts.items() if count > 1)
    return repeated


def _constant(name: str) -> object:
    return _Refused(f"{name} is not JSON")


def _integer(digits: str) -> object:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else _Refused(f"a number of {len(digits)} digits is refused")


def _number(digits: str) -> object:
    value = float(digits)
    return _Refused("a number this large is refused") if value in {float("inf"), float("-inf")} else value
