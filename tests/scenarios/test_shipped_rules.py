"""The rules we ship are proven: every example, every condition, and silence over what a server logs every day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.engine.session import Session
from app.rulepacks.pack_reader import read_directory, read_pack
from app.services.examine_rules import examine_rules

if TYPE_CHECKING:
    from app.domain.examination import Examination

RULES = Path(__file__).parents[2] / "rules"
FEWEST_REPORTS = 60


@pytest.fixture(scope="module")
def examination() -> Examination:
    return examine_rules(read_pack(read_directory(RULES)), Session)


def test_each_example_comes_out_as_written(examination: Examination) -> None:
    assert [str(error) for one in examination.rules for error in one.complaints] == []


def test_each_condition_is_shown_to_matter(examination: Examination) -> None:
    assert [str(gap) for one in examination.rules if one.owed for gap in one.gaps()] == []


def test_no_rule_fires_on_what_has_nothing_to_do_with_it(examination: Examination) -> None:
    assert [str(noise) for noise in examination.noises] == []
    assert examination.unrelated >= FEWEST_REPORTS


def test_nothing_else_is_left_to_be_shown(examination: Examination) -> None:
    assert examination.proven
