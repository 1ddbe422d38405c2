"""What sentences of a ticket state, and about whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.case import Warned
    from app.domain.fact import Value


@dataclass(frozen=True, slots=True)
class Hosts:
    """The computers a ticket names, by the names that cases have: those of `server` and of `peer`.

    Several names of one computer (short, fully qualified) are told by HostGroups, not here.
    """

    servers: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact that the text states. `span` are its characters.

    `server` and `peer` are the computers that the text names as those it is about, None where it leaves that to be
    understood: "the other server is multihomed" is about whichever peer there is.
    """

    fact: str
    value: Value
    span: tuple[int, int]
    server: str | None = None
    peer: str | None = None


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """Something stated of nobody in particular: it could be any of `facts`, so it states none of them."""

    facts: tuple[str, ...]
    value: Value
    span: tuple[int, int]


@dataclass(slots=True)
class Stated:
    """All that the prose of a ticket states, in the order of the text."""

    statements: list[Statement] = field(default_factory=list)
    open: list[OpenStatement] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
