"""Antecedents: a sentence with its test, in groups of all, any or exactly one. The tree is the specification.

It says what is met, not met or not known (Kleene's strong three-valued logic); the rule engine must agree with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.domain.observation import Seen
from app.domain.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.case import Case
    from app.domain.observation import Test


class Line(NamedTuple):
    """One antecedent's result, or a group's with its members' in `lines`.

    `showing` is the outcome as far as presenting symptoms go: an entry that was observed shows even while its
    codes are not known, a fact only once it is met.
    """

    node: Leaf | Group
    seen: Seen
    showing: Outcome
    lines: tuple[Line, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Met, not met or not known."""
        return self.seen.outcome

    @property
    def says(self) -> str:
        """The antecedent's sentence."""
        return self.node.says

    def members(self) -> Iterator[Line]:
        """The lines that all must be met for this one to be: those below a group of *all*, else itself."""
        if isinstance(self.node, Group) and self.node.kind is GroupKind.ALL:
            yield from self.lines
        else:
            yield self

    def leaves(self) -> Iterator[tuple[Leaf, Seen]]:
        """Every single test below it with what it found, in order."""
        if isinstance(self.node, Leaf):
            yield self.node, self.seen
        for line in self.lines:
            yield from line.leaves()

    def failing(self, *, showing: bool = False) -> list[Line]:
        """The members because of which a group is not met, or does not show; of *exactly one*, those too many."""
        met = [line for line in self.lines if line.outcome == Outcome.MET]
        if isinstance(self.node, Group) and self.node.kind is GroupKind.EXACTLY_ONE:
            return met if len(met) > 1 else [line for line in self.lines if line.outcome != Outcome.MET]
        return [line for line in self.lines if (line.showing if showing else line.outcome) == Outcome.NOT_MET]

    def waiting(self) -> Iterator[Leaf]:
        """The tests below it that are not known and may yet decide it; none if it is decided."""
        if self.outcome == Outcome.NOT_KNOWN and isinstance(self.node, Leaf):
            yield self.node
        for line in self.lines if self.outcome == Outcome.NOT_KNOWN else ():
            yield from line.waiting()


class GroupKind(StrEnum):
    """How the members of a group combine."""

    ALL = "all"
    ANY = "any"
    EXACTLY_ONE = "exactly_one"

    def combine(self, outcomes: Sequence[Outcome]) -> Outcome:
        """The group's outcome from its members'."""
        if self is GroupKind.ALL:
            return min(outcomes)
        if self is GroupKind.ANY:
            return max(outcomes)
        return _exactly_one(outcomes)

    def combine_early(self, outcomes: Iterator[Outcome]) -> Outcome:
        """The same, without asking for more outcomes than it takes."""
        if self is GroupKind.EXACTLY_ONE:
            return _exactly_one(list(outcomes))
        worst, best = (Outcome.NOT_MET, Outcome.MET) if self is GroupKind.ALL else (Outcome.MET, Outcome.NOT_MET)
        for outcome in outcomes:
            if outcome == worst:
                return worst
            if outcome == Outcome.NOT_KNOWN:
                best = outcome
        return best


def _exactly_one(outcomes: Sequence[Outcome]) -> Outcome:
    met = outcomes.count(Outcome.MET)
    if met > 1:
        return Outcome.NOT_MET
    return Outcome.NOT_KNOWN if Outcome.NOT_KNOWN in outcomes else Outcome.of(met == 1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sentence, its test, the passage of the article that carries it, and the line of its file where it stands."""

    says: str
    test: Test
    cites: str = ""
    line: int = field(default=0, compare=False)

    @property
    def observable(self) -> bool:
        """As its test's."""
        return self.test.observable

    def look(self, case: Case, *, trusting: bool = True) -> Line:
        """The test's result as a line of the explanation."""
        seen = self.test.look(case, trusting=trusting)
        return Line(self, seen, _shown(self, seen.outcome))

    def outcome(self, case: Case, *, trusting: bool = True) -> Outcome:
        """The outcome that `look` finds, without its line."""
        return self.test.look(case, trusting=trusting).outcome

    def showing(self, case: Case, *, trusting: bool = True) -> Outcome:
        """What `look` says of showing, without its line."""
        return _shown(self, self.outcome(case, trusting=trusting))

    def in_words(self) -> str:
        """The test as it is shown beside its sentence."""
        return self.test.in_words()

    def leaves(self) -> Iterator[Leaf]:
        """Itself."""
        yield self


@dataclass(frozen=True, slots=True)
class Group:
    """Several antecedents under one sentence (empty at the root of a rule's part)."""

    kind: GroupKind
    members: tuple[Leaf | Group, ...]
    says: str = ""
    cites: str = ""

    @property
    def observable(self) -> bool:
        """Whether all below it look for event entries."""
        return all(member.observable for member in self.members)

    @property
    def atomic(self) -> bool:
        """Whether the rule engine sees the whole group as one test: it cannot count."""
        return self.kind is GroupKind.EXACTLY_ONE

    def look(self, case: Case, *, trusting: bool = True) -> Line:
        """The members' lines and what they come to together."""
        lines = tuple(member.look(case, trusting=trusting) for member in self.members)
        outcome = self.kind.combine([line.outcome for line in lines])
        showing = _shown(self, outcome) if self.atomic else self.kind.combine([line.showing for line in lines])
        return Line(self, Seen(outcome), showing, lines)

    def outcome(self, case: Case, *, trusting: bool = True) -> Outcome:
        """The outcome that `look` finds, without its lines."""
        return self.kind.combine_early(member.outcome(case, trusting=trusting) for member in self.members)

    def showing(self, case: Case, *, trusting: bool = True) -> Outcome:
        """What `look` says of showing, without its lines."""
        if self.atomic:
            return _shown(self, self.outcome(case, trusting=trusting))
        return self.kind.combine_early(member.showing(case, trusting=trusting) for member in self.members)

    def in_words(self) -> str:
        """`all`, `any` or `exactly_one`."""
        return self.kind.value

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf below it, in order."""
        for member in self.members:
            yield from member.leaves()


def _shown(node: Leaf | Group, outcome: Outcome) -> Outcome:
    """An entry that was observed shows even while its codes are not known, a fact only once it is met."""
    return outcome if outcome == Outcome.MET or node.observable else Outcome.NOT_MET
