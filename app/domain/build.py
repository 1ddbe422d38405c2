"""Build numbers of Emsmta.exe, ordered part by part, and honest about builds that were cut short."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from app.domain.verdict import Outcome

_BUILD = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")
_LARGEST_PART = 0xFFFF
_SMALLEST_BUILD_NUMBER = 100
FILE_VERSIONS = ((4, 0), (5, 0), (5, 5), (6, 0), (6, 5))
"""What file versions begin with, one for each version of the product."""
_BARE_PREFIX = (5, 5)
_FULL_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Build:
    """One to four whole-number parts: `2651.75`, `5.5.2651.75`, `6.0.4417.5`, or cut short as `2651`.

    A build whose first part is below 100 begins with the product's version (Windows file versions do);
    one without it is compared as one of Exchange 5.5, which orders rightly against all others, since
    build numbers only grew from 4.0 (837) to 2003 (6944).
    """

    text: str
    parts: tuple[int, ...]
    _earliest: tuple[int, ...] = field(init=False, compare=False, repr=False)
    _latest: tuple[int, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_earliest", _padded(self.parts, 0))
        object.__setattr__(self, "_latest", _padded(self.parts, _LARGEST_PART))

    @classmethod
    def parse(cls, text: str) -> Build:
        """Read a build; ValueError, with a sentence, for what no Emsmta.exe can carry."""
        if not _BUILD.fullmatch(text):
            message = "a build is one to four whole numbers joined by points, such as 2651.75 or 5.5.2651.75"
            raise ValueError(message)
        parts = tuple(int(part) for part in text.split("."))
        if max(parts) > _LARGEST_PART:
            message = f"no part of a file version exceeds {_LARGEST_PART}"
            raise ValueError(message)
        return cls(text, _with_prefix(parts))

    @property
    def cut_short(self) -> bool:
        """Whether parts are missing, so that it may lie on either side of a bound."""
        return len(self.parts) < _FULL_LENGTH

    @property
    def in_full(self) -> str:
        """With the version it is compared as one of: `5.5.2651` for 2651."""
        bare = self.parts[:2] == _BARE_PREFIX and int(self.text.partition(".")[0]) >= _SMALLEST_BUILD_NUMBER
        return f"{'.'.join(map(str, _BARE_PREFIX))}.{self.text}" if bare else self.text

    def at_least(self, bound: Build) -> Outcome:
        """Whether this build is `bound` or later; not known where a cut-short build could be either."""
        if self._earliest >= bound._earliest:
            return Outcome.MET
        return Outcome.NOT_MET if self._latest < bound._earliest else Outcome.NOT_KNOWN

    def below(self, bound: Build) -> Outcome:
        """Whether this build is earlier than `bound`; not known where a cut-short build could be either."""
        return Outcome(Outcome.MET - self.at_least(bound))

    def is_same(self, other: Build) -> Outcome:
        """Whether both name one build; a cut-short build is only ever known to differ."""
        if all(mine == theirs for mine, theirs in zip(self.parts, other.parts, strict=False)):
            whole = min(len(self.parts), len(other.parts)) >= _FULL_LENGTH
            return Outcome.MET if whole and _even(self.parts, other.parts) else Outcome.NOT_KNOWN
        return Outcome.NOT_MET

    def __str__(self) -> str:
        return self.text


def _with_prefix(parts: tuple[int, ...]) -> tuple[int, ...]:
    if parts[0] >= _SMALLEST_BUILD_NUMBER:
        return _BARE_PREFIX + parts
    if not any(version[: len(parts[:2])] == parts[:2] for version in FILE_VERSIONS):
        known = ", ".join(".".join(map(str, version)) for version in FILE_VERSIONS)
        message = (
            f"no Exchange message transfer agent has the version {'.'.join(map(str, parts[:2]))} (there are {known})"
        )
        raise ValueError(message)
    return parts


def _padded(parts: tuple[int, ...], filler: int) -> tuple[int, ...]:
    longest = 2 + _FULL_LENGTH
    return parts + (filler if len(parts) < _FULL_LENGTH else 0,) * (longest - len(parts))


def _even(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine == theirs for mine, theirs in zip_longest(one, other, fillvalue=0))
