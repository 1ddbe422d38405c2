"""Whatever the engine does amiss is an EngineFault, costs the ruleset, and leaves the next case right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import durable_rules_engine
import pytest

from app.domain.errors import EngineFault
from app.engine import session as containment
from app.engine.session import MOST_REBUILDS, Session

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = {name: {"all": [{"m": {"$and": [{"kind": 1}, {"f1": 2}]}}]} for name in ("r0c", "r0p")}
CASE = {"f1": 2}


class Amiss:
    """The engine, but for one function; `deleted` counts the rulesets thrown away."""

    def __init__(self, function: str = "", instead: Callable[..., object] = print) -> None:
        self.deleted = 0
        self._function = function
        self._instead = instead

    def __getattr__(self, name: str) -> object:
        return self._instead if name == self._function else getattr(durable_rules_engine, name)

    def delete_ruleset(self, handle: int) -> None:
        self.deleted += 1
        durable_rules_engine.delete_ruleset(handle)


def raising(error: BaseException) -> Callable[..., object]:
    def call(*_: object) -> object:
        raise error

    return call


def error(code: int) -> Callable[..., object]:
    return raising(durable_rules_engine.error(f"Could not assert fact, error code: {code}"))


def foreign(firing: str) -> Callable[..., object]:
    return lambda *_: ("{}", firing)


LAST = [""]
AMISS: dict[str, tuple[str, Callable[..., object]]] = {
    **{f"error {code} at assert": ("assert_fact", error(code)) for code in (204, 302, 303, 304, 314)},
    "no memory at assert": ("assert_fact", raising(MemoryError())),
    "the fact was observed before": ("assert_fact", lambda *_: (2, 1)),
    "the fact is deferred": ("assert_fact", lambda *_: (3, 1)),
    "an answer of another shape": ("assert_fact", lambda *_: None),
    "an error at the first firing": ("start_action_for_state", error(312)),
    "an error at the next firing": ("complete_and_start_action", error(307)),
    "a firing without end": ("complete_and_start_action", lambda *_: LAST[0]),
    "a firing on the engine's own message": (
        "start_action_for_state",
        foreign('{"r0c":{"m":{"sid":"0","$s":1}}}'),
    ),
    "a firing on another case's fact": (
        "start_action_for_state",
        foreign('{"r0c":{"m":{"id":"0","kind":1}}}'),
    ),
    "a firing on another fact of the same length": (
        "start_action_for_state",
        lambda *which: ("{}", durable_rules_engine.start_action_for_state(*which)[1].replace('"f1":2', '"f1":1')),
    ),
    "a firing that is no text": ("start_action_for_state", lambda *_: ("{}", 7)),
    "an error at retract": ("retract_fact", error(305)),
    "nothing to retract": ("retract_fact", lambda *_: (1, 1)),
}


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembers the first firing, for the one that is said again and again."""
    start = durable_rules_engine.start_action_for_state

    def remember(handle: int, state: int) -> tuple[str, str]:
        started: tuple[str, str] = start(handle, state)
        LAST[0] = started[1]
        return started

    monkeypatch.setattr(durable_rules_engine, "start_action_for_state", remember)


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize(("function", "instead"), AMISS.values(), ids=AMISS.keys())
def test_it_is_a_fault_and_a_new_ruleset_answers_the_next_case(
    monkeypatch: pytest.MonkeyPatch, function: str, instead: Callable[..., object]
) -> None:
    session = Session({"p": RULES})
    amiss = Amiss(function, instead)
    monkeypatch.setattr(containment, "_engine", amiss)
    with pytest.raises(EngineFault):
        session.match_one("p", CASE)
    assert amiss.deleted == 1
    monkeypatch.setattr(containment, "_engine", durable_rules_engine)
    assert session.match_one("p", CASE) == {"r0c", "r0p"}
    assert session.rebuilds == 1


def test_an_interrupt_in_mid_case_passes_through_and_costs_the_ruleset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = Session({"p": RULES})
    monkeypatch.setattr(containment, "_engine", Amiss("complete_and_start_action", raising(KeyboardInterrupt())))
    with pytest.raises(KeyboardInterrupt):
        session.match_one("p", CASE)
    monkeypatch.setattr(containment, "_engine", durable_rules_engine)
    assert session.match_one("p", CASE) == {"r0c", "r0p"}
    assert session.rebuilds == 1


def test_a_fault_in_one_partition_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session({"p": RULES, "q": RULES})
    monkeypatch.setattr(containment, "_engine", Amiss("assert_fact", error(302)))
    with pytest.raises(EngineFault, match="302"):
        session.match([("p", CASE), ("q", CASE)])
    monkeypatch.setattr(containment, "_engine", durable_rules_engine)
    session.match_one("q", CASE)
    assert session.rebuilds == 0


@pytest.mark.parametrize("function", ["create_ruleset", "assert_fact", "retract_fact"])
def test_a_ruleset_that_cannot_be_built_or_warmed_is_a_fault_at_the_start(
    monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.setattr(containment, "_engine", Amiss(function, error(113)))
    with pytest.raises(EngineFault, match="113"):
        Session({"p": RULES})


def test_rulesets_are_not_rebuilt_for_ever_as_each_costs_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session({"p": RULES})
    session.rebuilds = MOST_REBUILDS
    monkeypatch.setattr(containment, "_engine", Amiss("assert_fact", error(302)))
    with pytest.raises(EngineFault):
        session.match_one("p", CASE)
    monkeypatch.setattr(containment, "_engine", durable_rules_engine)
    with pytest.raises(EngineFault, match="no more"):
        session.match_one("p", CASE)
