"""Which words of a text are computers: those of the ticket, and those that merely look like names of computers."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.host_name import is_address

if TYPE_CHECKING:
    from app.domain.prose_words import ProseWords
    from app.intake.prose.statement import Hosts

_LIKE_A_HOST = re.compile(
    r"[A-Z]{3,20}"  # MERCURY
    r"|[A-Za-z]{2,20}[0-9]{1,4}"  # server2, MAIL01
    r"|[A-Za-z0-9_]{0,20}[a-z][A-Z][A-Za-z0-9_]{0,20}"  # ServerA
    r"|[A-Z][A-Z0-9]{0,20}(?:[-_][A-Z0-9]{1,20}){1,4}"  # EXCH-A
    r"|[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,20}){0,3}[-_](?:[A-Za-z]?[0-9]{1,4}|[A-Za-z])"  # srv-02, exch-c
    r"|[A-Za-z][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_-]{1,63}){1,8}"  # exch-a.example.com
)
_FILE = re.compile(r"\.(?:exe|dll|log|txt|dat|ini|evt|evtx|edb|sys|hlp)$", re.IGNORECASE)
_LETTER = re.compile("[A-Za-z]")


class Side(StrEnum):
    """Whom a sentence names: this server, the other one, both, somebody else, or one of those and it is not clear."""

    SERVER = "server"
    PEER = "peer"
    BOTH = "both"
    ELSE = "else"
    UNCLEAR = "unclear"


class HostNames:
    """Tells the computers of a ticket by every way of writing them: any letter case, short or fully qualified."""

    def __init__(self, hosts: Hosts, prose: ProseWords, phrase_words: frozenset[str]) -> None:
        self._exact: dict[str, set[tuple[Side, str]]] = defaultdict(set)
        self._short: dict[str, set[tuple[Side, str]]] = defaultdict(set)
        for side, names in ((Side.SERVER, hosts.servers), (Side.PEER, hosts.peers)):
            for name in names:
                self._exact[name.casefold()].add((side, name))
                if not is_address(name):
                    self._short[_short(name)].add((side, name))
        self._written = frozenset((*hosts.servers, *hosts.peers))
        self._words = prose.words_of_no_host | phrase_words
        self._known: dict[str, tuple[Side, str | None] | None] = {}

    def named(self, raw: str) -> tuple[Side, str | None] | None:
        """Whose name this word is, and the name as the ticket's cases have it; None for a word that is no name."""
        if raw not in self._known:
            self._known[raw] = self._look_up(raw)
        return self._known[raw]

    def _look_up(self, raw: str) -> tuple[Side, str | None] | None:
        key = raw.casefold()
        if key in self._words and raw not in self._written:
            return None
        found = self._exact.get(key) or (set() if is_address(raw) else self._short.get(_short(raw), set()))
        if not found:
            return (Side.ELSE, None) if self._looks_like_a_host(raw) else None
        names = {name.casefold() for _, name in found if "." in name}
        if "." in key:
            names.add(key)
        if len({side for side, _ in found}) > 1 or (len(names) > 1 and key not in self._exact):
            return Side.UNCLEAR, None
        return min(found)

    def _looks_like_a_host(self, raw: str) -> bool:
        if raw.casefold() in self._words or not _LETTER.search(raw) or _FILE.search(raw):
            return False
        return bool(_LIKE_A_HOST.fullmatch(raw))


def _short(name: str) -> str:
    return name.casefold().split(".", 1)[0]
