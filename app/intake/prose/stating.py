"""Phrases become statements, and statements that other sentences cast doubt on are withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.fact import in_words
from app.intake.prose.alone import is_alone
from app.intake.prose.doubts import Doubt, doubt_about
from app.intake.prose.host_names import Side
from app.intake.prose.negation import Denial, denial_of
from app.intake.prose.statement import OpenStatement, Stated, Statement
from app.intake.prose.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.fact import Value
    from app.domain.vocabulary import FactType
    from app.intake.layouts.view import View
    from app.intake.prose.analysis import Analysis, Mention
    from app.intake.prose.candidates import Candidate
    from app.intake.prose.surroundings import Surroundings


Said = tuple["Value", tuple[int, int]]
"""A value, and the characters that state it."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Something said of a fact that is no statement: with `same`, that it may not have the value, else that it may."""

    fact: str
    value: Value
    same: bool
    past: bool = False


@dataclass(slots=True)
class Findings:
    """What the sentences read so far state, and what they merely suggest. `guarded` counts only unchallenged.

    `hosts_known`: the ticket's own computers are known, so that any other name is somebody else's. `troubled`: some
    sentence speaks of trouble that guarded statements deny.
    """

    view: View
    hosts_known: bool
    statements: list[tuple[Statement, bool, bool]] = field(default_factory=list)
    open: dict[tuple[tuple[str, ...], Value], OpenStatement] = field(default_factory=dict)
    shadows: list[Shadow] = field(default_factory=list)
    troubled: bool = False

    def add(self, statement: Statement, *, guarded: bool, yes_no: bool) -> None:
        self.statements.append((statement, guarded, yes_no))

    def stated(self) -> Stated:
        """All that stands; a warning for each statement that is withdrawn."""
        found = Stated(open=list(self.open.values()))
        shadows = set(self.shadows)
        by_fact: dict[str, list[Statement]] = {}
        for statement, _, _ in self.statements:
            by_fact.setdefault(statement.fact, []).append(statement)
        for statement, guarded, yes_no in self.statements:
            doubted = (guarded and self.troubled) or (
                (guarded or yes_no) and _is_shadowed(statement, shadows, guarded=guarded)
            )
            if doubted or (guarded and _is_challenged(statement, by_fact[statement.fact])):
                detail = (
                    f"{statement.fact} is stated as {in_words(statement.value)}, but other sentences cast doubt on it"
                )
                found.warnings.append(
                    Warned("doubtful_statement", detail, facts=(statement.fact,), span=statement.span)
                )
            else:
                found.statements.append(statement)
        return found


def _is_shadowed(statement: Statement, shadows: set[Shadow], *, guarded: bool) -> bool:
    """Whether what is merely suggested speaks against it; what was so once does only against a guarded statement."""
    return any(
        one.fact == statement.fact and (one.value == statement.value) is one.same and (guarded or not one.past)
        for one in shadows
    )


def _is_challenged(statement: Statement, others: list[Statement]) -> bool:
    """Whether another statement differs that may be about the same two servers, though it names them otherwise."""
    return any(
        other.value != statement.value
        and (other.server, other.peer) != (statement.server, statement.peer)
        and _may_be_one(other.server, statement.server)
        and _may_be_one(other.peer, statement.peer)
        for other in others
    )


def _may_be_one(name: str | None, other: str | None) -> bool:
    return name is None or other is None or name == other


def state(analysis: Analysis, around: Surroundings, text: str, findings: Findings) -> None:
    """Add what the phrases of one sentence state, or suggest."""
    for candidate in analysis.candidates:
        _weigh(candidate, analysis, around, text, findings)


def _weigh(candidate: Candidate, analysis: Analysis, around: Surroundings, text: str, findings: Findings) -> None:
    if candidate.facts[0].mention:
        findings.add(_mentioned(candidate, analysis, findings.view), guarded=False, yes_no=False)
        return
    doubt = doubt_about(candidate, analysis, around, text)
    denial, start = denial_of(candidate, analysis)
    if doubt is Doubt.VOID:
        return
    if doubt is not Doubt.NONE or denial is Denial.UNCLEAR:
        if not around.no_witness:
            past = doubt is Doubt.PAST
            findings.shadows += _shadows(candidate, analysis, around, same=denial is not Denial.NONE, past=past)
        return
    if candidate.match.pattern.alone and not is_alone(candidate, analysis, around):
        findings.shadows += _shadows(candidate, analysis, around, same=True, past=False)
        return
    span = findings.view.span(analysis.tokens[start].start, analysis.tokens[candidate.span.end - 1].end)
    value = False if denial is Denial.TURNED else candidate.value
    if candidate.general:
        found = _general(candidate, (value, span), analysis)
    else:
        found = _sided(candidate, (value, span), analysis, around, findings)
    for statement in found:
        findings.add(statement, guarded=candidate.match.pattern.alone, yes_no=isinstance(value, bool))


def _mentioned(candidate: Candidate, analysis: Analysis, view: View) -> Statement:
    tokens = analysis.tokens
    span = view.span(tokens[candidate.span.start].start, tokens[candidate.span.end - 1].end)
    return Statement(candidate.facts[0].name, candidate.value, span)


def _shadows(
    candidate: Candidate, analysis: Analysis, around: Surroundings, *, same: bool, past: bool
) -> Iterator[Shadow]:
    sides = {side for side, _ in subjects_of(candidate, analysis, around)} if not candidate.general else set()
    for fact in candidate.facts:
        if not sides or Side(fact.subject) in sides:
            yield Shadow(fact.name, candidate.value, same, past)


def _sided(
    candidate: Candidate, said: Said, analysis: Analysis, around: Surroundings, findings: Findings
) -> Iterator[Statement]:
    """Of one of the two servers, or of each; where it is not known which, the question stays open."""
    value, span = said
    subjects = subjects_of(candidate, analysis, around)
    if not subjects:
        if not (findings.hosts_known and _of_somebody_else(candidate, analysis)):
            facts = tuple(fact.name for fact in candidate.facts)
            findings.open.setdefault((facts, value), OpenStatement(facts, value, span))
        return
    for side, name in subjects:
        for fact in candidate.facts:
            if fact.subject == side and _other_fits(fact, candidate, analysis, side):
                yield Statement(fact.name, value, span, **{side.value: name})


def _other_fits(fact: FactType, candidate: Candidate, analysis: Analysis, side: Side) -> bool:
    """Whether the phrase's place for the other computer, if it has one, names the one at the other end."""
    if candidate.match.other is None:
        return True
    other = next(one for one in analysis.mentions if one.start == candidate.match.other)
    return not other.possessive and {side, other.side} == {Side.SERVER, Side.PEER} and fact.subject == side


def _of_somebody_else(candidate: Candidate, analysis: Analysis) -> bool:
    """Whether the clause names a computer that is none of the ticket's."""
    return any(one.side is Side.ELSE for one in _inside(candidate, analysis))


def _inside(candidate: Candidate, analysis: Analysis) -> list[Mention]:
    clause = analysis.clause(*candidate.span)
    inside = [one for one in analysis.mentions if clause.start <= one.start and one.end <= clause.end]
    return [one for one in inside if not set(range(one.start, one.end)) <= candidate.literal]


def _general(candidate: Candidate, said: Said, analysis: Analysis) -> Iterator[Statement]:
    """Of what lies between the two: for each peer that is named, or for whichever there is."""
    inside = _inside(candidate, analysis)
    if any(one.side in {Side.ELSE, Side.UNCLEAR} for one in inside):
        return
    servers = {one.name: None for one in inside if one.side is Side.SERVER and one.name is not None}
    peers = {one.name: None for one in inside if one.side is Side.PEER and one.name is not None}
    for server in servers or [None]:
        for peer in peers or [None]:
            yield Statement(candidate.facts[0].name, *said, server, peer)
