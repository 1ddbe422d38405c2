"""A report becomes cases: entries are grouped by the server at the other end, facts go to the case they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.case import Understanding, Warned
from app.intake.allowance import Limits
from app.intake.answers import answered_entries, of_all_there_is, of_everybody, placed, settled
from app.intake.drafts import case_of, computer_of, grouped, owner_of
from app.intake.entries import read_entries
from app.intake.host_groups import HostGroups
from app.intake.prose.reading import read_prose
from app.intake.prose.statement import Hosts
from app.intake.prose.unheard import unheard
from app.intake.text_facts import stated_and_read, text_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.case import Report
    from app.domain.event_entry import EventEntry
    from app.domain.fact import Fact
    from app.domain.vocabulary import Vocabulary
    from app.intake.drafts import Draft
    from app.intake.prose.statement import OpenStatement

MOST_PEERS = 50
"""Peers diagnosed in one ticket; entries about further ones are left unexplained, with a warning."""
MOST_ALIKE = 20
"""Warnings of one kind that are told one by one."""


def understand(report: Report, vocabulary: Vocabulary, limits: Limits | None = None) -> Understanding:
    """Read entries and sentences, tell the peers apart, and give each case what is known of it and nothing else."""
    limits = limits or Limits()
    allowance = limits.allowance()
    read = read_entries(report, vocabulary, limits, allowance)
    entries, misplaced = answered_entries(read.entries, report.answers, vocabulary)
    report = replace(report, facts={**report.facts, **of_everybody(report.answers)})
    relevant = [entry for entry in entries if entry.may_be_known]
    servers = HostGroups(_stated(report, "server.name") + [name for one in relevant if (name := computer_of(one))])
    peers = HostGroups(_stated(report, "peer.name") + [one.peer for one in relevant if one.peer])
    main = servers.computers[0] if len(servers.computers) == 1 or "server.name" in report.facts else None
    stated_peer = peers.of(next(iter(_stated(report, "peer.name")), None))
    drafts = grouped(relevant, servers, peers, main, stated_peer)
    owner = owner_of(drafts, main, stated_peer)
    hosts = Hosts(tuple(servers.computers), tuple(peers.computers))
    prose = read_prose(read.rest, vocabulary, hosts, allowance)
    said = text_facts(prose.statements, vocabulary, main, owner.peer if owner else None)
    facts, differing = stated_and_read(report.facts, said)
    facts, differing = settled(
        facts, [*said.warnings, *differing], of_all_there_is(report.answers, drafts, servers, peers)
    )
    warnings = [*_of_files(report), *read.warnings, *misplaced, *prose.warnings, *differing]
    warnings += [*_ambiguous(prose.open), *unheard(read.rest, vocabulary, hosts, prose, read.ids)]
    warnings += _doubts(facts, entries, servers, main) + _strangers(drafts, stated_peer) + _too_many(drafts)
    if report.text.strip() and not (
        prose.statements or prose.open or any(one.origin.kind == "text" for one in entries)
    ):
        detail = "neither an event entry nor a fact was found in the text"
        warnings.append(Warned("unread_text", detail, span=(0, len(report.text))))
    unplaced = _unplaced(facts, vocabulary, owner, several_servers=main is None and len(servers.computers) > 1)
    kept = drafts[:MOST_PEERS]
    cases = tuple(
        case_of(draft, facts, said, vocabulary, owner=draft is owner, at_home=draft.server == main) for draft in kept
    )
    cases, homeless = placed(cases, report.answers, servers, peers)
    return Understanding(
        entries=tuple(entries),
        facts=facts,
        cases=cases,
        unplaced=unplaced,
        open=tuple(dict.fromkeys(name for one in prose.open for name in one.facts)),
        servers=tuple(servers.computers),
        peers=tuple(peers.computers),
        files=report.files,
        warnings=tuple(_gathered([*warnings, *homeless])),
    )


def _stated(report: Report, fact: str) -> list[str]:
    value = report.facts.get(fact)
    return [value] if isinstance(value, str) else []


def _unplaced(
    facts: Mapping[str, Fact], vocabulary: Vocabulary, owner: Draft | None, *, several_servers: bool
) -> tuple[str, ...]:
    lost = {True: owner is None, False: several_servers}
    return tuple(name for name in facts if lost[vocabulary.facts[name].of_the_peer])


def _doubts(
    facts: Mapping[str, Fact], entries: list[EventEntry], servers: HostGroups, main: str | None
) -> list[Warned]:
    warnings = []
    elsewhere = [one for one in entries if one.may_be_known and servers.of(computer_of(one)) not in {None, main}]
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


def _strangers(drafts: list[Draft], stated_peer: str | None) -> list[Warned]:
    """Facts about a peer that no entry names, while entries name others: an alias, an address, or a slip of the pen."""
    named = [draft.peer for draft in drafts if draft.peer not in {None, stated_peer}]
    if stated_peer is None or not named or any(draft.entries for draft in drafts if draft.peer == stated_peer):
        return []
    others = ", ".join(filter(None, named[:5]))
    detail = f"facts are stated about {stated_peer}, which no entry names; the entries name {others}"
    return [Warned("peer_not_named", detail, facts=("peer.name",))]


def _too_many(drafts: list[Draft]) -> list[Warned]:
    beyond = [entry.index for draft in drafts[MOST_PEERS:] for entry in draft.entries]
    if not beyond:
        return []
    detail = f"more than {MOST_PEERS} servers are named; entries about the others were not diagnosed"
    return [Warned("too_many_peers", detail, tuple(beyond))]


def _of_files(report: Report) -> Iterator[Warned]:
    """What could not be read of attached files. Their characters are not those of the text: they are told in words."""
    for file in report.files:
        for one in file.warnings:
            where = f", characters {one.span[0]} to {one.span[1]}" if one.span else ""
            yield Warned(one.code, f"{file.name}{where}: {one.detail}")


def _ambiguous(open_statements: Sequence[OpenStatement]) -> list[Warned]:
    return [
        Warned(
            "ambiguous_subject",
            f"it is not said of whom this holds; it could be {' or '.join(one.facts)}, so it counts for none of them",
            facts=one.facts,
            span=one.span,
        )
        for one in open_statements
    ]


def _gathered(warnings: Sequence[Warned]) -> Iterator[Warned]:
    """The first of each kind, and one for all the rest of it: a large ticket must not drown its answer in warnings."""
    kinds: dict[str, list[Warned]] = {}
    for one in warnings:
        kinds.setdefault(one.code, []).append(one)
    for code, alike in kinds.items():
        shown, rest = alike[:MOST_ALIKE], alike[MOST_ALIKE:]
        yield from shown
        if rest:
            entries = tuple(dict.fromkeys(index for one in rest for index in one.entries))
            names = tuple(dict.fromkeys(name for one in rest for name in one.facts))
            yield Warned(code, f"and {len(rest)} more warnings of this kind", entries, names)
