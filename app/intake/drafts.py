"""Cases in the making: which entries belong together, and what is known of each server and its peer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.case import Case
from app.domain.fact import Fact, Origin
from app.domain.host_name import canonical_host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.event_entry import EventEntry
    from app.domain.vocabulary import Vocabulary
    from app.intake.host_groups import HostGroups
    from app.intake.text_facts import TextFacts


def computer_of(entry: EventEntry) -> str | None:
    """A name that no host can have still names somebody, and nobody else; what stands for nothing names nobody."""
    named = (entry.computer or "").strip()
    if not named.strip("-\u2013") or named.casefold() in {"n/a", "none"}:
        return None
    return canonical_host(named) or named


@dataclass(slots=True)
class Draft:
    """A case in the making."""

    server: str | None
    peer: str | None
    entries: list[EventEntry] = field(default_factory=list)
    assumed: set[int] = field(default_factory=set)


def grouped(
    entries: list[EventEntry], servers: HostGroups, peers: HostGroups, main: str | None, stated_peer: str | None
) -> list[Draft]:
    """One draft for each pair of a server and a peer, that of the stated peer first."""
    drafts: dict[tuple[str | None, str | None], Draft] = {}
    seen_from = {servers.of(computer_of(entry)) or main for entry in entries if peers.of(entry.peer) == stated_peer}
    if stated_peer is not None and (main in seen_from or not seen_from):
        drafts[main, stated_peer] = Draft(main, stated_peer)
    nameless: dict[str | None, list[EventEntry]] = {}
    for entry in entries:
        server, peer = servers.of(computer_of(entry)) or main, peers.of(entry.peer)
        if peer is None:
            nameless.setdefault(server, []).append(entry)
        else:
            drafts.setdefault((server, peer), Draft(server, peer)).entries.append(entry)
    named: dict[str | None, list[Draft]] = {}
    for draft in drafts.values():
        named.setdefault(draft.server, []).append(draft)
    for server, group in nameless.items():
        _place_nameless(drafts, named.get(server, []), server, group)
    return list(drafts.values()) or [Draft(main, stated_peer)]


def _place_nameless(
    drafts: dict[tuple[str | None, str | None], Draft],
    named: list[Draft],
    server: str | None,
    group: list[EventEntry],
) -> None:
    """Entries that name no peer go to the only peer there is; beside entries that name it, this is an assumption.

    So it is where they give several LTAB indexes, of which each MTA has its own.
    """
    several = len({entry.fields.get("ltab_index") for entry in group} - {None}) > 1
    if len(named) != 1:
        drafts[server, None] = Draft(server, None, group, {entry.index for entry in group} if several else set())
        return
    if named[0].entries or several:
        named[0].assumed.update(entry.index for entry in group)
    named[0].entries = sorted([*named[0].entries, *group], key=lambda entry: entry.index)


def owner_of(drafts: list[Draft], main: str | None, stated_peer: str | None) -> Draft | None:
    """The draft that facts about the peer belong to: that of the named one, else of the only one there is.

    None if the named one is known only from another server's log, since what joins it to this one is not known then.
    """
    at_home = [draft for draft in drafts if draft.server == main]
    if stated_peer is not None:
        return next((draft for draft in at_home if draft.peer == stated_peer), None)
    return at_home[0] if len(at_home) == len(drafts) == 1 else None


def case_of(  # noqa: PLR0913 - what is known, from three places, and whose it is
    draft: Draft,
    facts: Mapping[str, Fact],
    said: TextFacts,
    vocabulary: Vocabulary,
    *,
    owner: bool,
    at_home: bool,
) -> Case:
    mine = {True: owner, False: at_home}
    known = {name: fact for name, fact in facts.items() if mine[vocabulary.facts[name].of_the_peer]}
    known = said.with_those_about(draft.server, draft.peer, known)
    named = (
        (draft.peer, "peer.name", [entry for entry in draft.entries if entry.peer]),
        (draft.server, "server.name", [entry for entry in draft.entries if entry.computer]),
    )
    for name, fact, witnesses in named:
        if name is not None and fact in vocabulary.facts and witnesses:
            known.setdefault(fact, Fact(name, Origin("event", index=witnesses[0].index)))
    doubtful = {entry.index for entry in draft.entries if entry.doubtful}
    return Case(draft.server, draft.peer, tuple(draft.entries), frozenset(draft.assumed | doubtful), known)
