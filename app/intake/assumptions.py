"""Assumed facts take the place of known ones, in the cases they are about; nothing else of a ticket changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InvalidInput
from app.domain.fact import Fact, Origin
from app.intake.host_groups import HostGroups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.case import Case, Understanding, Warned
    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary

ASSUMED = Origin("assumed")
NAMES = ("server.name", "peer.name")
"""Beside other facts, these only say whom those are about."""


def assuming(understanding: Understanding, assumed: Mapping[str, Value], vocabulary: Vocabulary) -> Understanding:
    """The ticket as it would be understood; InvalidInput if it has nothing to do with whom the facts are about.

    What is assumed of a peer, of what joins the two or of the mail holds for the peer that is named alongside, else for
    each. What is assumed of the server holds for the one named alongside, else for the one that the ticket says it is
    about, else for each that has logged something.
    """
    meant = _Meant(understanding, assumed)
    facts = {name: Fact(value, ASSUMED) for name, value in assumed.items() if name not in NAMES}
    whose = [{name for name in facts if meant.concerns(name, case, vocabulary)} for case in understanding.cases]
    _nothing_lost(set(facts).difference(*whose))
    cases = [
        case.supposing({**case.facts, **{name: facts[name] for name in sorted(mine)}})
        for case, mine in zip(understanding.cases, whose, strict=True)
    ]
    everywhere = set(facts).intersection(*whose)
    known = {name: fact for name, fact in facts.items() if name in everywhere or name not in understanding.unplaced}
    return replace(
        understanding,
        facts={**understanding.facts, **known},
        cases=tuple(cases),
        unplaced=tuple(name for name in understanding.unplaced if name not in everywhere),
        warnings=tuple(_still(understanding.warnings, understanding.cases, cases, everywhere)),
    )


def _nothing_lost(names: set[str]) -> None:
    """A server and a peer may both be known, and have nothing to do with each other."""
    if names:
        message = "nothing in this ticket is about this server and this peer together"
        faults = [Fault(message, f"#/assume/{name.replace('.', '/')}") for name in sorted(names)]
        raise InvalidInput(message, faults)


class _Meant:
    """The server and the peer that assumptions are about; None for any."""

    def __init__(self, understanding: Understanding, assumed: Mapping[str, Value]) -> None:
        stated = understanding.facts.get("server.name")
        server = assumed.get("server.name", stated.value if stated else None)
        self._server = _host("server", server, understanding, strict="server.name" in assumed)
        self._peer = _host("peer", assumed.get("peer.name"), understanding, strict=True)

    def concerns(self, name: str, case: Case, vocabulary: Vocabulary) -> bool:
        """Whether the fact, as it is assumed, holds in the case."""
        fact = vocabulary.facts[name]
        same_server = self._server is None or fact.subject == "peer" or case.server == self._server
        same_peer = self._peer is None or not fact.of_the_peer or case.peer == self._peer
        return same_server and same_peer


def _host(side: str, name: Value | None, understanding: Understanding, *, strict: bool) -> str | None:
    """The name that its cases go by; None where no case names anybody, which may then be about whoever is meant."""
    if not isinstance(name, str):
        return None
    known = list(dict.fromkeys(host for case in understanding.cases if (host := getattr(case, side)) is not None))
    found = HostGroups([*known, name]).of(name)
    if found in known:
        return found
    if not known or not strict:
        return None
    message = f"nothing in this ticket is about {name}; there is {', '.join(known[:5])}"
    raise InvalidInput(message, [Fault(message, f"#/assume/{side}/name")])


def _still(
    warnings: Sequence[Warned], before: Sequence[Case], after: Sequence[Case], everywhere: set[str]
) -> list[Warned]:
    """The warnings without the contradictions about facts that are assumed to be something now.

    Of a fact that is assumed for some peers only, that is so if it was contested, and is in no case any more; what a
    text says in different ways counts for no case, so it cannot be told whose it was.
    """
    contested = [
        {name for case in cases for name, fact in case.facts.items() if fact.contested} for cases in (before, after)
    ]
    settled = everywhere | (contested[0] - contested[1])
    kept = []
    for one in warnings:
        if one.code == "contradiction" and settled & set(one.facts):
            facts = tuple(name for name in one.facts if name not in settled)
            kept += [replace(one, facts=facts)] if facts else []
        else:
            kept.append(one)
    return kept
