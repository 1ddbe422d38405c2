"""One entry of an event log as it was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.fact import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An entry with the fields read out of its description or insertion strings.

    `index` counts through the ticket from 0. `event_id` is the low word of what was logged, `qualified_id` the
    whole where it was larger. `count` is how often it was logged, from `logged_at` to `last_logged_at`: exactly so
    often if `counted`, else so often at least. `source` is as written, `known_source` the vocabulary's name for it,
    both None where none was given. `fields` holds what a template names (`nt_error`: 1722, `remote_server`: "EXCH-A");
    a field that is absent was not given. `meanings` tells what its error codes mean, as far as that is known. `peer` is
    the remote server, if the entry names one. A `doubtful` entry says different things in different places, or
    something that could not be read: it is never called harmless.
    """

    index: int
    event_id: int
    qualified_id: int | None = None
    source: str | None = None
    known_source: str | None = None
    computer: str | None = None
    type: str | None = None
    category: str | None = None
    logged_at: str | None = None
    last_logged_at: str | None = None
    count: int = 1
    counted: bool = False
    description: str | None = None
    strings: tuple[str, ...] = ()
    fields: Mapping[str, int | str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    peer: str | None = None
    doubtful: bool = False
    origin: Origin = field(default_factory=lambda: Origin("event"))

    @property
    def may_be_known(self) -> bool:
        """Whether it comes, or for want of a source could come, from a source that rules speak of."""
        return self.known_source is not None or self.source is None
