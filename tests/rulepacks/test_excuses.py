"""Excuses for conflicts between rules: which pairs they cover, and errors with their lines."""

from __future__ import annotations

import pytest

from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import Places, encoded, places_of
from tests.rulepacks.two_rules import EXCUSE, LOUD, QUIET, two_rules


def pack_with(excuses: str) -> dict[str, bytes]:
    return encoded(two_rules() | {"small/excuses.yaml": excuses})


def test_an_excuse_names_both_sides_its_reason_and_its_place() -> None:
    (excuse,) = read_pack(pack_with(EXCUSE)).excuses
    assert (excuse.rules, excuse.beside) == ((QUIET,), (LOUD,))
    assert excuse.because == "Both are so at times."
    assert (excuse.file, excuse.line) == ("small/excuses.yaml", 2)


def test_a_pack_needs_no_excuses() -> None:
    assert read_pack(encoded(two_rules())).excuses == ()


@pytest.mark.parametrize(
    ("excuses", "places"),
    [
        (EXCUSE.replace("/loud", "/lowd"), [("excuses", 3, "unknown-rule")]),
        (EXCUSE.replace("/loud", "/quiet"), [("excuses", 3, "duplicate-id")]),
        (EXCUSE.replace("    because: Both are so at times.\n", ""), [("excuses", 2, "missing-key")]),
        (EXCUSE.replace("beside", "besides"), [("excuses", 2, "missing-key"), ("excuses", 3, "unknown-key")]),
        ("pairs: []\n", [("excuses", 1, "missing-key"), ("excuses", 1, "unknown-key")]),
    ],
)
def test_what_is_wrong_with_an_excuse_is_told_with_its_line(excuses: str, places: Places) -> None:
    assert places_of(pack_with(excuses)) == places


def test_a_rule_that_calls_things_harmless_is_not_excused_beside_one_that_does_not() -> None:
    files = pack_with(EXCUSE)
    files["small/Q303156.yaml"] = files["small/Q303156.yaml"].replace(b"environment_fault", b"expected_behavior")
    assert places_of(files) == [("excuses", 2, "harmless-excused")]
