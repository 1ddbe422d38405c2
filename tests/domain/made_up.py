"""Made-up cases and rules, as small as a test of the domain needs them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import settings

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.case import Case
from app.domain.comparison import OneOf
from app.domain.event_entry import EventEntry
from app.domain.fact import Fact
from app.domain.observation import EventTest, FactTest
from app.domain.rule import Article, Rule
from app.domain.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from app.domain.fact import Value

MODERATE = settings(max_examples=80, deadline=None)
ARTICLE = Article("Q303156", "XCON", date(2002, 8, 6))
REFUSED = EventTest((9322,), "MSExchangeMTA", (("nt_error", OneOf((1722,))),))


def case(entries: tuple[EventEntry, ...] = (), assumed: frozenset[int] = frozenset(), **facts: Value | Fact) -> Case:
    """Make a case; `__` in a keyword stands for the point in a fact's name."""
    named = {
        name.replace("__", "."): value if isinstance(value, Fact) else Fact(value) for name, value in facts.items()
    }
    return Case(entries=entries, assumed=assumed, facts=named)


def entry(index: int = 0, event_id: int = 9322, nt_error: int | None = 1722, **more: Any) -> EventEntry:  # noqa: ANN401 - any field of an entry
    values: dict[str, Any] = {
        "source": "MSExchangeMTA",
        "known_source": "MSExchangeMTA",
        "fields": {} if nt_error is None else {"nt_error": nt_error},
    }
    return EventEntry(index, event_id, **(values | more))


def leaf(fact: str, *values: Value, says: str = "") -> Leaf:
    return Leaf(says or f"{fact} is as it should be", FactTest(fact, OneOf(values or (True,))))


def group(*members: Leaf | Group, kind: GroupKind = GroupKind.ALL) -> Group:
    return Group(kind, members)


def rule(symptoms: Group, cause: Group | None = None, unless: Group | None = None, **more: Any) -> Rule:  # noqa: ANN401 - any field of a rule
    values: dict[str, Any] = {"verdict": Verdict.MISCONFIGURATION}
    return Rule(
        "Q303156/made-up", ARTICLE, because="so", symptoms=symptoms, cause=cause, unless=unless, **values | more
    )


def yes_no_facts(**outcomes: Outcome) -> Case:
    """Make a case in which the yes-or-no fact of each name has that outcome for a test that wants `true`."""
    known = {name: outcome == Outcome.MET for name, outcome in outcomes.items() if outcome != Outcome.NOT_KNOWN}
    return Case(facts={name: Fact(value) for name, value in known.items()})
