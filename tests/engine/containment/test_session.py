"""Inside a session every case is alone: no thread, no order, no case before it changes its answer."""

from __future__ import annotations

import copy
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import EngineFault
from app.engine.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.engine.matcher import Matcher
    from tests.engine.containment.conftest import Alone

NOTHING: frozenset[str] = frozenset()


def all_of(*tests: object) -> dict[str, object]:
    return {"all": [{"m": {"$and": [{"kind": 1}, *tests]}}]}


PAIR = {
    "r0c": all_of({"f1": 2}, {"$or": [{"f2": 2}, {"f3": 2}]}),
    "r0p": all_of({"f1": 2}, {"$or": [{"$gte": {"f2": 1}}, {"$gte": {"f3": 1}}]}),
}
PARTITIONS = {"pair": PAIR, "other": {"r9c": all_of({"g1": 1})}}


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(PARTITIONS)


@pytest.mark.parametrize(
    ("features", "fired"),
    [
        ({"f1": 2, "f2": 2}, {"r0c", "r0p"}),
        ({"f1": 2, "f2": 2, "f3": 2}, {"r0c", "r0p"}),
        ({"f1": 2, "f3": 1}, {"r0p"}),
        ({"f1": 1, "f3": 2}, NOTHING),
        ({"f2": 2, "f3": 2}, NOTHING),
        ({"f1": 2, "f99": 2, "g1": 1}, NOTHING),
    ],
)
def test_confirmed_needs_every_feature_met_and_possible_at_least_not_known(
    session: Session, features: dict[str, int], fired: set[str]
) -> None:
    assert session.match_one("pair", features) == fired


def test_a_case_that_matches_nothing_is_an_empty_answer_and_no_error(session: Session) -> None:
    before = session.rebuilds
    assert session.match_one("pair", {}) == NOTHING
    assert session.rebuilds == before


def test_a_case_is_answered_from_the_partition_that_it_names(session: Session) -> None:
    features = {"f1": 2, "f2": 2, "g1": 1}
    assert session.match([("other", features), ("pair", features)]) == [{"r9c"}, {"r0c", "r0p"}]


def test_a_session_is_a_matcher(session: Session) -> None:
    matcher: Matcher = session
    assert matcher.match([]) == []


def test_the_order_of_features_does_not_matter(session: Session) -> None:
    assert session.match_one("pair", {"f1": 2, "f2": 2, "f3": 1}) == session.match_one(
        "pair", {"f3": 1, "f2": 2, "f1": 2}
    )


def test_nothing_of_one_case_is_left_for_the_next(session: Session) -> None:
    for _ in range(200):
        assert session.match_one("pair", {"f1": 2}) == NOTHING
        assert session.match_one("pair", {"f2": 2}) == NOTHING
        assert session.match_one("pair", {"f1": 2, "f2": 2}) == {"r0c", "r0p"}


def test_a_rule_with_64_ways_to_fire_is_named_once_and_leaves_nothing_behind() -> None:
    features = {f"{kind}{number}": 2 for kind in "fg" for number in range(6)}
    session = Session({"p": {"r0c": all_of(*({"$or": [{f"f{n}": 2}, {f"g{n}": 2}]} for n in range(6)))}})
    for _ in range(50):
        assert session.match_one("p", features) == {"r0c"}
        assert session.match_one("p", {}) == NOTHING
    assert session.rebuilds == 0


def test_a_ruleset_at_every_limit_at_once_still_fires_every_rule() -> None:
    rules = {f"r{number}c": all_of({f"f{number}": 2}) for number in range(50)}
    assert Session({"p": rules}).match_one("p", {f"f{n}": 2 for n in range(50)}) == set(rules)


def test_a_definition_used_twice_is_left_as_it_was_and_works_both_times() -> None:
    definition = copy.deepcopy(PAIR)
    sessions = [Session({"a": definition, "b": definition}), Session({"a": definition})]
    assert definition == PAIR
    for one in sessions:
        assert one.match_one("a", {"f1": 2, "f2": 2}) == {"r0c", "r0p"}


def test_a_definition_altered_afterwards_does_not_alter_the_session() -> None:
    definition: dict[str, object] = dict(copy.deepcopy(PAIR))
    session = Session({"a": definition})
    definition["r0c"] = all_of({"f9": 2})
    assert session.match_one("a", {"f9": 2}) == NOTHING
    assert session.match_one("a", {"f1": 2, "f2": 2}) == {"r0c", "r0p"}


@pytest.mark.parametrize("features", [{"f1": True}, {"f1": "2"}, {"host": 2}, {"f1": 2.0}], ids=repr)
def test_a_case_outside_the_envelope_is_refused_and_the_next_is_right(
    session: Session, features: dict[str, int]
) -> None:
    with pytest.raises(EngineFault):
        session.match_one("pair", features)
    assert session.match_one("pair", {"f1": 2, "f2": 2}) == {"r0c", "r0p"}


def test_an_unknown_partition_is_a_fault(session: Session) -> None:
    with pytest.raises(EngineFault):
        session.match_one("none", {"f1": 2})


def test_one_definition_outside_the_envelope_and_there_is_no_session() -> None:
    with pytest.raises(EngineFault, match="bad"):
        Session({"pair": PAIR, "bad": {"r0c": {"all": [{"m": {"$nex": {"f1": 1}}}]}}})


def test_a_closed_session_answers_nothing() -> None:
    session = Session(PARTITIONS)
    session.close()
    session.close()
    with pytest.raises(EngineFault):
        session.match_one("pair", {"f1": 2})


def test_no_thread_is_started() -> None:
    before = threading.active_count()
    Session(PARTITIONS).match_one("pair", {"f1": 2, "f2": 2})
    assert threading.active_count() == before


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can, so that what is not locked is found out."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_eight_threads_at_once_all_get_their_own_answers_of_one_ruleset(session: Session) -> None:
    cases = [
        ({"f1": 2, "f2": 2}, {"r0c", "r0p"}),
        ({"f1": 2, "f3": 1}, {"r0p"}),
        ({"f1": 1}, set()),
        ({}, set()),
    ]

    def hammer(start: int) -> int:
        wrong = 0
        for number in range(500):
            features, fired = cases[(start + number) % len(cases)]
            wrong += session.match_one("pair", features) != fired
        return wrong

    rebuilt = session.rebuilds
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(hammer, range(8))) == 0
    assert session.rebuilds == rebuilt


def test_thirty_thousand_cases_in_a_row_take_no_more_memory_than_three_thousand(alone: Alone) -> None:
    said = alone(
        f"""
import resource, sys
from app.engine.session import Session
session = Session({PARTITIONS!r})
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for number in range(33000):
    if number == 3000: warm = peak()
    session.match_one("pair", {{"f1": 2, "f2": 1 + number % 2, "f3": 2}})
    session.match_one("pair", {{"f1": 1}})
print(peak() - warm)
"""
    )
    assert int(said.stdout) < 1024, said.stderr
