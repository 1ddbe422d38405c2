"""A ticket as stated, and the cases it holds: one for each server at the other end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.event_entry import EventEntry
    from app.domain.fact import Fact, Value


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket a report belongs to; none of it is looked at when diagnosing."""

    system: str | None = None
    id: str | None = None
    title: str | None = None
    opened_at: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event entry as the caller, a text or a log file states it, before its description is read.

    `logged_at` is the time as it was written, which names no time zone, of the first of `count` such entries, and
    `last_logged_at` that of the last. `counted` tells that `count` is known to be all of them: a ticket that shows
    one entry does not say how many there were.
    """

    event_id: int
    source: str | None = None
    computer: str | None = None
    type: str | None = None
    category: str | None = None
    logged_at: str | None = None
    count: int = 1
    description: str | None = None
    strings: tuple[str, ...] = ()
    last_logged_at: str | None = None
    counted: bool = False

    @property
    def low_word(self) -> int:
        """The id as event texts and rules know it, without the severity and facility above it."""
        return self.event_id & 0xFFFF


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a person should know of an answer. `entries` are indexes of event entries, `facts` names."""

    code: str
    detail: str
    entries: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """What an attached file held: its format, how many records, and what of it could not be read.

    Its entries, folded, are among the report's events; spans of its warnings count the file's own characters.
    """

    name: str
    format: str
    records: int = 0
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a person found out when asked: a fact's value, of one server and peer or of whom the ticket is about.

    For a field of event entries, such as `event.nt_error`, `entries` are their indexes.
    """

    fact: str
    value: Value
    server: str | None = None
    peer: str | None = None
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a caller sends: free text, event entries, facts; at least one of them carries something."""

    ticket: Ticket = field(default_factory=Ticket)
    trial: bool = False
    text: str = ""
    events: tuple[ReportedEvent, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    files: tuple[FileRead, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of this server and one peer: the working memory a rule is tried on.

    `server` and `peer` are the names of the two, None where not known. `assumed` are the indexes of entries that
    name no peer, and were put here because only one is named, and of doubtful ones: they may serve to find something,
    never to call it harmless. `seen` remembers what each test found among the entries.
    """

    server: str | None = None
    peer: str | None = None
    entries: tuple[EventEntry, ...] = ()
    assumed: frozenset[int] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    seen: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def supposing(self, facts: Mapping[str, Fact]) -> Case:
        """The same case with other facts. What tests of its entries have found stays found: facts do not change it."""
        return replace(self, facts=facts)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A report as it was understood: every entry with its fields, the cases, and what was odd.

    `facts` are those the caller or an entry states, by name; `unplaced` are facts about a peer that could belong
    to any of several, so that no case has them; `open` are facts of which the text states something without saying
    of whom. `peers` are the servers named at the other end, `servers` the computers the entries were logged on.
    """

    entries: tuple[EventEntry, ...]
    facts: Mapping[str, Fact]
    cases: tuple[Case, ...]
    unplaced: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    files: tuple[FileRead, ...] = ()
    warnings: tuple[Warned, ...] = ()
