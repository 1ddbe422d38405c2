"""Events that several rules name together have a name of their own."""

from __future__ import annotations

import pytest

from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import ARTICLE, FILES, VOCABULARY, encoded, errors_of, places_of

GROUPS = """\
event_groups:
  failed_binds:
    means: binds that failed
    events: [9322, 9318]
"""
ANOTHER = """\
  9318:
    source: MSExchangeMTA
    means: a bind failed
facts:
"""


def _files(event: str, groups: str = GROUPS) -> dict[str, bytes]:
    """The small pack with a group of events, and a rule that names this event."""
    assert ARTICLE.count("event: 9322") == 1
    vocabulary = VOCABULARY.replace("facts:\n", ANOTHER, 1) + groups
    return encoded(
        FILES
        | {
            "small/vocabulary.yaml": vocabulary,
            "small/Q303156.yaml": ARTICLE.replace("event: 9322", f"event: {event}"),
        }
    )


@pytest.mark.parametrize("event", ["failed_binds", "[failed_binds]", "[9322, failed_binds]", "[9322, 9318, 9322]"])
def test_a_group_stands_for_its_events(event: str) -> None:
    assert read_pack(_files(event)).rules[0].symptoms == read_pack(_files("[9322, 9318]")).rules[0].symptoms


def test_a_rule_that_names_a_group_is_another_when_the_group_is() -> None:
    less = read_pack(_files("failed_binds", GROUPS.replace("[9322, 9318]", "[9322]"))).rules[0]
    more = read_pack(_files("failed_binds")).rules[0]
    assert less.symptoms != more.symptoms
    assert less.digest != more.digest
    assert more.digest == read_pack(_files("[failed_binds]")).rules[0].digest
    assert more.digest == read_pack(_files("[9322, 9318]")).rules[0].digest


def test_a_group_that_there_is_not_is_named_with_the_nearest() -> None:
    files = _files("failed_bind")
    assert [code for _, _, code in places_of(files)] == ["unknown-event"]
    assert errors_of(files).errors[0].suggestion == "failed_binds"


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        (GROUPS.replace("9318]", "9319]"), "unknown-event"),
        (GROUPS.replace("9318]", "x]"), "wrong-type"),
        (GROUPS.replace("[9322, 9318]", "9322"), "wrong-type"),
        (GROUPS.replace("[9322, 9318]", "[]"), "empty-group"),
        (GROUPS.replace("    means: binds that failed\n", ""), "missing-key"),
    ],
)
def test_a_group_holds_known_events_and_says_what_they_mean(groups: str, code: str) -> None:
    assert [one for _, _, one in places_of(_files("9322", groups))] == [code]
