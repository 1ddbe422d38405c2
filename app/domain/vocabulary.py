"""The closed list of what can be said of a ticket: facts, sources, events. Rules and schemas come from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.host_name import canonical_host
from app.domain.phrases import PhraseIndex
from app.domain.prose_words import ProseWords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.fact import Value
    from app.domain.phrases import FactPhrase


_DASHES = re.compile("[\u2010-\u2015\u2212]")
PLACE = re.compile(r"\{(\w+)\}")
"""Where a wording holds a field's value."""
_CATEGORY = re.compile(r"\s*(?:- |\(|\[).*")
"""What some tools write behind a source: the category, after a dash or in brackets."""
ENTRY_PARTS = (
    *("event_id", "source", "type", "category", "computer", "date", "time", "user", "log", "keywords"),
    *("description", "data"),
)
"""The parts of an event entry that layouts label."""
NO_FIELD = "_"


class FactKind(StrEnum):
    """The types a fact may have."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    WHOLE_NUMBER = "whole_number"
    BUILD = "build"
    HOST_NAME = "host_name"
    TEXT = "text"
    """Of fields of event entries only: what a fact may hold is closed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a fact that has a fixed list of them."""

    value: str
    means: str


@dataclass(frozen=True, slots=True)
class FactType:
    """A fact's name, type and words.

    `name` is dotted (`server.multihomed`) or plain (`mail_flow`). `ask` is the question to a person and `how` the
    way to find out; both may hold `{server}` and `{peer}`. `ranked` tells that its choices stand from best to worst, so
    that of several bad ones the worst counts. `with_peer` tells that it is about the server's dealings
    with one peer, though it is a fact of the server. `mention` tells that it only says what a ticket speaks of: its
    phrases hold wherever they stand, doubted, denied or supposed.
    """

    name: str
    kind: FactKind
    means: str
    ask: str = ""
    how: str = ""
    choices: tuple[Choice, ...] = ()
    lowest: int = 0
    highest: int = 0
    with_peer: bool = False
    ranked: bool = False
    mention: bool = False
    phrases: tuple[FactPhrase, ...] = field(default=(), compare=False, repr=False)

    @property
    def subject(self) -> str:
        """`server`, `peer`, `link`, or nothing for a fact about the mail between the two."""
        return self.name.rpartition(".")[0]

    @property
    def of_the_peer(self) -> bool:
        """Whether it is about one peer, so that with several it must be known which."""
        return self.with_peer or self.subject != "server"

    def read(self, value: object) -> Value:
        """The value in its type; ValueError, with a sentence, for anything else. Nothing is coerced."""
        return _READERS[self.kind](self, value)


@dataclass(frozen=True, slots=True)
class StatedBy:
    """What a phrase states: a fact, and the value unless the phrase holds it."""

    fact: FactType
    value: Value | None


@dataclass(frozen=True, slots=True)
class EventField:
    """A field that event texts carry, such as `nt_error`.

    `codes` are the meanings of an error code, by its number: None for a field that holds no error code, and empty for
    one whose codes nobody explains.
    """

    name: str
    kind: FactKind
    means: str
    ask: str
    how: str
    codes: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """The wordings of one event and the order of its insertion strings.

    A wording is the event's text with `{field}` where a value stands; `strings` names the field of each
    insertion string in order, as far as they matter. `NO_FIELD` in the place of a name is a value that nobody needs. An
    event that was worded anew, its strings with it, has several templates, the newest first.
    """

    event_id: int
    source: str
    means: str
    wordings: tuple[str, ...]
    strings: tuple[str, ...]
    file: str = field(default="", compare=False)
    line: int = field(default=1, compare=False)

    @property
    def gives(self) -> frozenset[str]:
        """The fields that an entry of this text can have."""
        named = (name for wording in self.wordings for name in PLACE.findall(wording))
        return frozenset((*named, *self.strings)) - {NO_FIELD}


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Events that rules name together, by their ids."""

    means: str
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a rule may speak of, and how tickets put it.

    `sources` maps each way of writing a source, case-folded, to its name; `labels` each label of an event-log layout,
    case-folded and with single spaces, to one of `ENTRY_PARTS`. `event_groups` are events that rules name together, by
    the name of the group.
    """

    facts: Mapping[str, FactType] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, EventField] = field(default_factory=dict)
    templates: tuple[EventTemplate, ...] = ()
    event_groups: Mapping[str, EventGroup] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    phrases: PhraseIndex[StatedBy] = field(default_factory=PhraseIndex, repr=False)
    prose: ProseWords = field(default_factory=ProseWords, repr=False)

    @property
    def grouped_events(self) -> dict[object, tuple[int, ...]]:
        """The ids of the events of each group."""
        return {name: group.events for name, group in self.event_groups.items()}

    def meaning(self, field_name: str, value: int | str) -> str | None:
        """What an error code means, as `net helpmsg` says it; None for what is no code, or one that is not known."""
        known = self.fields.get(field_name)
        return known.codes.get(value) if known is not None and known.codes and isinstance(value, int) else None

    def source_named(self, text: str | None) -> str | None:
        """The vocabulary's name for a source as it was written; None if it is not one that rules speak of."""
        if text is None:
            return None
        plain = _DASHES.sub("-", unicodedata.normalize("NFKC", " ".join(text.split())).casefold()).strip(" :.")
        return self.sources.get(plain) or self.sources.get(_CATEGORY.sub("", plain))


def _read_choice(fact: FactType, value: object) -> Value:
    names = [choice.value for choice in fact.choices]
    if isinstance(value, str) and value in names:
        return value
    message = f"must be one of {', '.join(names)}"
    raise ValueError(message)


def _read_yes_no(_fact: FactType, value: object) -> Value:
    if isinstance(value, bool):
        return value
    message = "must be true or false"
    raise ValueError(message)


def _read_whole_number(fact: FactType, value: object) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and fact.lowest <= value <= fact.highest:
        return value
    message = f"must be a whole number from {fact.lowest} to {fact.highest}"
    raise ValueError(message)


def _read_build(_fact: FactType, value: object) -> Value:
    if isinstance(value, str):
        return Build.parse(value)
    message = 'a build is text such as "2651.75", since the number 2651.100 would lose its last zeros'
    raise ValueError(message)


def _read_host_name(_fact: FactType, value: object) -> Value:
    name = canonical_host(value) if isinstance(value, str) else None
    if name is not None:
        return name
    message = "must be a host name of at most 255 letters, digits, points, hyphens and underscores"
    raise ValueError(message)


def _read_text(_fact: FactType, value: object) -> Value:
    if isinstance(value, str) and value.strip():
        return value
    message = "must be text"
    raise ValueError(message)


_READERS = {
    FactKind.CHOICE: _read_choice,
    FactKind.YES_NO: _read_yes_no,
    FactKind.WHOLE_NUMBER: _read_whole_number,
    FactKind.BUILD: _read_build,
    FactKind.HOST_NAME: _read_host_name,
    FactKind.TEXT: _read_text,
}
