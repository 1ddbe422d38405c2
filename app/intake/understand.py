"""A report becomes cases: entries are grouped by the server at the other end, facts go to the case they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.case import Case, Understanding, Warned
from app.domain.fact import Fact, Origin
from app.domain.host_name import canonical_host
from app.intake.entries import read_entries
from app.intake.host_groups import HostGroups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.case import Report
    from app.domain.event_entry import EventEntry
    from app.domain.vocabulary import Vocabulary

MOST_PEERS = 50
"""Peers diagnosed in one ticket; entries about further ones are left unexplained, with a warning."""


@dataclass(slots=True)
class _Draft:
    """A case in the making."""

    server: str | None
    peer: str | None
    entries: list[EventEntry] = field(default_factory=list)
    assumed: set[int] = field(default_factory=set)


def understand(report: Report, vocabulary: Vocabulary) -> Understanding:
    """Read the entries, tell the peers apart, and give each case what is known of it and nothing else."""
    entries, warnings = read_entries(report, vocabulary)
    facts = {name: Fact(value) for name, value in report.facts.items()}
    relevant = [entry for entry in entries if entry.may_be_known]
    servers = HostGroups(_stated(report, "server.name") + [name for one in relevant if (name := _computer(one))])
    peers = HostGroups(_stated(report, "peer.name") + [one.peer for one in relevant if one.peer])
    main = servers.computers[0] if len(servers.computers) == 1 or "server.name" in facts else None
    stated_peer = peers.of(next(iter(_stated(report, "peer.name")), None))
    drafts = _grouped(relevant, servers, peers, main, stated_peer)
    owner = _owner(drafts, main, stated_peer)
    warnings += _doubts(facts, entries, servers, main) + _strangers(drafts, stated_peer) + _too_many(drafts)
    unplaced = _unplaced(facts, vocabulary, owner, several_servers=main is None and len(servers.computers) > 1)
    kept = drafts[:MOST_PEERS]
    cases = tuple(_case(draft, facts, vocabulary, owner=draft is owner, at_home=draft.server == main) for draft in kept)
    return Understanding(
        tuple(entries), facts, cases, unplaced, tuple(servers.computers), tuple(peers.computers), tuple(warnings)
    )


def _stated(report: Report, fact: str) -> list[str]:
    value = report.facts.get(fact)
    return [value] if isinstance(value, str) else []


def _computer(entry: EventEntry) -> str | None:
    """A name that no host can have still names somebody, and nobody else."""
    return (canonical_host(entry.computer) or entry.computer.strip() or None) if entry.computer else None


def _grouped(
    entries: list[EventEntry], servers: HostGroups, peers: HostGroups, main: str | None, stated_peer: str | None
) -> list[_Draft]:
    """One draft for each pair of a server and a peer, that of the stated peer first."""
    drafts: dict[tuple[str | None, str | None], _Draft] = {}
    seen_from = {servers.of(_computer(entry)) or main for entry in entries if peers.of(entry.peer) == stated_peer}
    if stated_peer is not None and (main in seen_from or not seen_from):
        drafts[main, stated_peer] = _Draft(main, stated_peer)
    nameless: dict[str | None, list[EventEntry]] = {}
    for entry in entries:
        server, peer = servers.of(_computer(entry)) or main, peers.of(entry.peer)
        if peer is None:
            nameless.setdefault(server, []).append(entry)
        else:
            drafts.setdefault((server, peer), _Draft(server, peer)).entries.append(entry)
    named: dict[str | None, list[_Draft]] = {}
    for draft in drafts.values():
        named.setdefault(draft.server, []).append(draft)
    for server, group in nameless.items():
        _place_nameless(drafts, named.get(server, []), server, group)
    return list(drafts.values()) or [_Draft(main, stated_peer)]


def _place_nameless(
    drafts: dict[tuple[str | None, str | None], _Draft],
    named: list[_Draft],
    server: str | None,
    group: list[EventEntry],
) -> None:
    """Entries that name no peer go to the only peer there is; beside entries that name it, this is an assumption.

    So it is where they give several LTAB indexes, of which each MTA has its own.
    """
    several = len({entry.fields.get("ltab_index") for entry in group} - {None}) > 1
    if len(named) != 1:
        drafts[server, None] = _Draft(server, None, group, {entry.index for entry in group} if several else set())
        return
    if named[0].entries or several:
        named[0].assumed.update(entry.index for entry in group)
    named[0].entries = sorted([*named[0].entries, *group], key=lambda entry: entry.index)


def _owner(drafts: list[_Draft], main: str | None, stated_peer: str | None) -> _Draft | None:
    """The draft that facts about the peer belong to: that of the named one, else of the only one there is.

    None if the named one is known only from another server's log, since what joins it to this one is not known then.
    """
    at_home = [draft for draft in drafts if draft.server == main]
    if stated_peer is not None:
        return next((draft for draft in at_home if draft.peer == stated_peer), None)
    return at_home[0] if len(at_home) == len(drafts) == 1 else None


def _unplaced(
    facts: Mapping[str, Fact], vocabulary: Vocabulary, owner: _Draft | None, *, several_servers: bool
) -> tuple[str, ...]:
    lost = {True: owner is None, False: several_servers}
    return tuple(name for name in facts if lost[vocabulary.facts[name].of_the_peer])


def _case(draft: _Draft, facts: Mapping[str, Fact], vocabulary: Vocabulary, *, owner: bool, at_home: bool) -> Case:
    mine = {True: owner, False: at_home}
    known = {name: fact for name, fact in facts.items() if mine[vocabulary.facts[name].of_the_peer]}
    named = (
        (draft.peer, "peer.name", [entry for entry in draft.entries if entry.peer]),
        (draft.server, "server.name", [entry for entry in draft.entries if entry.computer]),
    )
    for name, fact, witnesses in named:
        if name is not None and fact in vocabulary.facts and witnesses:
            known.setdefault(fact, Fact(name, Origin("event", index=witnesses[0].index)))
    doubtful = {entry.index for entry in draft.entries if entry.doubtful}
    return Case(draft.server, draft.peer, tuple(draft.entries), frozenset(draft.assumed | doubtful), known)


def _doubts(
    facts: Mapping[str, Fact], entries: list[EventEntry], servers: HostGroups, main: str | None
) -> list[Warned]:
    warnings = []
    elsewhere = [one for one in entries if one.may_be_known and servers.of(_computer(one)) not in {None, main}]
    if elsewhere and main is not None:
        numbers = tuple(one.index for one in elsewhere)
        detail = f"logged on another computer than {main}, so what is stated is not taken to hold for it"
        warnings.append(Warned("other_computer", detail, numbers, ("server.name",)))
    if main is None and len(servers.computers) > 1:
        shown = ", ".join(servers.computers[:5])
        detail = f"the entries come from several computers ({shown}); which of them is the server was not said"
        warnings.append(
            Warned("several_servers", detail, facts=tuple(name for name in facts if name.startswith("server.")))
        )
    return warnings


def _strangers(drafts: list[_Draft], stated_peer: str | None) -> list[Warned]:
    """Facts about a peer that no entry names, while entries name others: an alias, an address, or a slip of the pen."""
    named = [draft.peer for draft in drafts if draft.peer not in {None, stated_peer}]
    if stated_peer is None or not named or any(draft.entries for draft in drafts if draft.peer == stated_peer):
        return []
    others = ", ".join(filter(None, named[:5]))
    detail = f"facts are stated about {stated_peer}, which no entry names; the entries name {others}"
    return [Warned("peer_not_named", detail, facts=("peer.name",))]


def _too_many(drafts: list[_Draft]) -> list[Warned]:
    beyond = [entry.index for draft in drafts[MOST_PEERS:] for entry in draft.entries]
    if not beyond:
        return []
    detail = f"more than {MOST_PEERS} servers are named; entries about the others were not diagnosed"
    return [Warned("too_many_peers", detail, tuple(beyond))]
