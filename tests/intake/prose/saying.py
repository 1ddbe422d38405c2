"""What sentences state, in a form that a table can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.fact import in_words
from app.intake.allowance import Allowance
from app.intake.layouts.view import View
from app.intake.prose.reading import read_prose
from app.intake.prose.statement import Hosts
from tests.intake.reports import vocabulary

if TYPE_CHECKING:
    from app.intake.prose.statement import Stated

HOSTS = Hosts(("EXCH-B",), ("EXCH-A",))
"""The server and the peer of every ticket here."""
Table = dict[str, list[str]]


def read(text: str, hosts: Hosts = HOSTS) -> Stated:
    return read_prose(View(text), vocabulary(), hosts, Allowance())


def said(text: str, hosts: Hosts = HOSTS) -> list[str]:
    """Each statement once, as `fact=value`, with `@name` for each computer that it names."""
    found = []
    for one in read(text, hosts).statements:
        names = "".join(f"@{name}" for name in (one.server, one.peer) if name)
        found.append(f"{one.fact}={in_words(one.value)}{names}")
    return list(dict.fromkeys(found))


def asked(text: str, hosts: Hosts = HOSTS) -> list[str]:
    """What is stated of nobody in particular."""
    return [f"{' or '.join(one.facts)}={in_words(one.value)}" for one in read(text, hosts).open]
