"""The comparisons a rule may make with a value, as words: is, any of, at least, below, between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.build import Build
from app.domain.fact import Value, in_words
from app.domain.verdict import Outcome


class Comparison(Protocol):
    """A test of one value that is known."""

    def outcome(self, value: Value) -> Outcome:
        """Met or not met; not known only where the value itself is vague, as a build cut short is."""
        ...

    def in_words(self) -> str:
        """The comparison as it reads after the fact's name: `= normal`, `at least 2651.75`."""
        ...

    def bounds(self) -> tuple[Value, ...]:
        """The values at which the outcome may change."""
        ...


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these; text compares without regard to case."""

    values: tuple[Value, ...]

    def outcome(self, value: Value) -> Outcome:
        """Met if any of the values is the same, of the same type: `true` is not 1."""
        return max(_same(value, wanted) for wanted in self.values)

    def in_words(self) -> str:
        """`= normal`, or `in (delayed, stopped)`."""
        shown = [in_words(value) for value in self.values]
        return f"= {shown[0]}" if len(shown) == 1 else f"in ({', '.join(shown)})"

    def bounds(self) -> tuple[Value, ...]:
        """Each of the values."""
        return self.values


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The value is this or more; of a build, this or later."""

    bound: int | Build

    def outcome(self, value: Value) -> Outcome:
        """Not known for a build cut short that could lie on either side."""
        return _at_least(value, self.bound)

    def in_words(self) -> str:
        """`at least 2651.75`."""
        return f"at least {in_words(self.bound)}"

    def bounds(self) -> tuple[Value, ...]:
        """The one bound."""
        return (self.bound,)


@dataclass(frozen=True, slots=True)
class Below:
    """The value is less than this; of a build, earlier."""

    bound: int | Build

    def outcome(self, value: Value) -> Outcome:
        """Not known for a build cut short that could lie on either side."""
        return _below(value, self.bound)

    def in_words(self) -> str:
        """`below 2651.92`."""
        return f"below {in_words(self.bound)}"

    def bounds(self) -> tuple[Value, ...]:
        """The one bound."""
        return (self.bound,)


@dataclass(frozen=True, slots=True)
class Between:
    """The value is `low` or more and less than `high`: half open, so that neighbouring ranges never overlap."""

    low: int | Build
    high: int | Build

    def outcome(self, value: Value) -> Outcome:
        """The lesser of both halves."""
        return min(_at_least(value, self.low), _below(value, self.high))

    def in_words(self) -> str:
        """`at least 2651.75 and below 2651.92`."""
        return f"at least {in_words(self.low)} and below {in_words(self.high)}"

    def bounds(self) -> tuple[Value, ...]:
        """Both ends."""
        return (self.low, self.high)


def _same(value: Value, wanted: Value) -> Outcome:
    if isinstance(value, Build) and isinstance(wanted, Build):
        return value.is_same(wanted)
    if isinstance(value, str) and isinstance(wanted, str):
        return Outcome.of(value.casefold() == wanted.casefold())
    return Outcome.of(type(value) is type(wanted) and value == wanted)


def _at_least(value: Value, bound: int | Build) -> Outcome:
    if isinstance(value, Build) and isinstance(bound, Build):
        return value.at_least(bound)
    if _is_number(value) and _is_number(bound):
        return Outcome.of(value >= bound)  # type: ignore[operator] # both are whole numbers, checked above
    return Outcome.NOT_MET


def _below(value: Value, bound: int | Build) -> Outcome:
    if isinstance(value, Build) is not isinstance(bound, Build) or isinstance(value, (str, bool)):
        return Outcome.NOT_MET
    return Outcome(Outcome.MET - _at_least(value, bound))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
