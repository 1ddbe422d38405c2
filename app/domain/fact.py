"""A fact of a case: its value, where it comes from, and whether something else says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.build import Build

Value = str | bool | int | Build
"""What a fact may be: a choice or host name, a yes or no, a whole number, a build."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from.

    `kind` is `facts` (stated by the caller), `text` (`span`: first character and the one after the last),
    `event` (`index`: the entry that names it), `assumed` (to see what would change) or `derived` (`rule`: the
    derivation, `used`: the facts it read, and why it holds: `because`, `cites`).
    """

    kind: str
    span: tuple[int, int] | None = None
    index: int | None = None
    rule: str | None = None
    used: tuple[str, ...] = ()
    because: str = ""
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its origin. A `contested` one, about which sources differ, confirms nothing harmless."""

    value: Value
    origin: Origin = field(default_factory=lambda: Origin("facts"))
    contested: bool = False

    def disputed(self) -> Fact:
        """The same fact, contested."""
        return replace(self, contested=True)


def plain(value: Value) -> str | bool | int:
    """The value as JSON has it: a build as its text."""
    return value.text if isinstance(value, Build) else value


def in_words(value: Value) -> str:
    """The value as a sentence or the key of an answer has it: `true`, `4`, `2651.75`, `normal`."""
    shown = plain(value)
    return str(shown).lower() if isinstance(shown, bool) else str(shown)
