"""Tree, engine and brute force say the same of every made-up rule on every made-up case."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random
from secrets import randbits
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.engine.diagnosis import ask_engine
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.engine.tried import try_case
from tests.engine.made_up.cases import made_up_understanding
from tests.engine.made_up.oracle import Oracle, settled_facts
from tests.engine.made_up.packs import made_up_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.engine.tried import TriedCase

seeds = st.integers(0, 2**32)
ORDINARY = 60
"""Cases for each of eighty packs."""
CAMPAIGN_PACKS, CAMPAIGN_CASES = 10, 2000
"""For each of ten parts of the campaign, which may run side by side."""


def agree(seed: int, cases: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up cases, no secret
    knowledge = Knowledge(made_up_pack(chance))
    with matching(knowledge) as session:
        for _ in range(cases):
            understanding = made_up_understanding(chance, knowledge.pack)
            tried = [try_case(case, knowledge)[0] for case in understanding.cases]
            assert ask_engine(tried, knowledge, session).whole, f"seed {seed}"
            for one in tried:
                assert all(reading.status is reading.rule.standing(one.settled) for reading in one.readings)
                assert tree_says(one) == brute_force_says(one.stated, knowledge), f"seed {seed}"


def tree_says(tried: TriedCase) -> object:
    facts = {name: (fact.value, fact.contested) for name, fact in tried.settled.facts.items()}
    return facts, {reading.rule.id: reading.status for reading in tried.readings}


def brute_force_says(case: Case, knowledge: Knowledge) -> object:
    derivations = knowledge.pack.derivations
    facts = {name: (fact.value, fact.contested) for name, fact in settled_facts(case, derivations).items()}
    oracle = Oracle(case, derivations)
    return facts, {rule.id: oracle.status(rule) for rule in knowledge.pack.rules}


@contextmanager
def matching(knowledge: Knowledge) -> Iterator[Session]:
    session = Session(knowledge.compiled.definitions)
    yield session
    session.close()


@settings(max_examples=80, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seeds)
def test_tree_engine_and_brute_force_agree_on_made_up_rules_and_cases(seed: int) -> None:
    agree(seed, ORDINARY)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(1, 11))
def test_they_agree_two_hundred_thousand_times(part: int) -> None:
    first = randbits(32)
    print(f"part {part} of 10, seeds {first} to {first + CAMPAIGN_PACKS - 1}")  # noqa: T201 - to be able to repeat it
    for seed in range(first, first + CAMPAIGN_PACKS):
        agree(seed, CAMPAIGN_CASES)
