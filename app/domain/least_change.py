"""The fewest facts that would have to be otherwise for a rule to apply, or not to apply any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.fact import Value
    from app.domain.verdict import Status


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would be otherwise: what is stated of it, None if it is not known, and what would do instead.

    `to` are answers to the question about the fact, in their words; with any of them, the same comes of it.
    """

    fact: str
    before: Value | None
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeastChange:
    """No fewer changes do it. `leads_to` is how the rule would then stand, None if it would not apply.

    Without `changes`, facts alone do not do it: other event entries are needed for the sentences `needs_entries`, or
    more facts than are looked for. `cut_short` tells that not all was tried: then there may be others as few, or,
    where there are none, some.
    """

    changes: tuple[Change, ...] = ()
    leads_to: Status | None = None
    needs_entries: tuple[str, ...] = ()
    cut_short: bool = False
