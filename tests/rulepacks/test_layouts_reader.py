"""The vocabulary may be spread over several files, and its labels name parts of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import RulesInvalid
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import FILES

if TYPE_CHECKING:
    from app.domain.rule import RulePack


def read(**more: str) -> RulePack:
    """The small pack with more files of the vocabulary; `vocabulary` takes the place of its own."""
    files = {name.rpartition("/")[2]: text for name, text in FILES.items()}
    files["vocabulary.yaml"] = more.pop("vocabulary", files["vocabulary.yaml"])
    files |= {f"vocabulary/{name}.yaml": text for name, text in more.items()}
    return read_pack({name: text.encode() for name, text in files.items()})


def errors_of(**more: str) -> list[tuple[str, int, str]]:
    with pytest.raises(RulesInvalid) as caught:
        read(**more)
    return [(one.file, one.line, one.code) for one in caught.value.errors]


def test_labels_are_known_without_regard_to_case_and_white_space() -> None:
    pack = read(layouts="labels: {event_id: [Event  ID]}")
    assert pack.vocabulary.labels == {"event id": "event_id"}


def test_a_label_of_no_part_is_an_error_at_its_line() -> None:
    assert errors_of(layouts="labels:\n  event_idd: [Event ID]\n") == [("vocabulary/layouts.yaml", 2, "unknown-part")]


def test_a_label_of_two_parts_is_an_error_at_its_line() -> None:
    text = "labels:\n  event_id: [Event]\n  source: [event]\n"
    assert errors_of(layouts=text) == [("vocabulary/layouts.yaml", 3, "duplicate-label")]


def test_a_section_that_stands_in_two_files_is_an_error() -> None:
    assert errors_of(events="sources: {}\n") == [("vocabulary/events.yaml", 1, "duplicate-key")]


def test_a_section_that_nobody_knows_is_an_error() -> None:
    assert errors_of(events="evnts: {}\n") == [("vocabulary/events.yaml", 1, "unknown-key")]


def test_a_section_that_is_missing_everywhere_is_an_error_of_the_vocabulary() -> None:
    vocabulary = FILES["small/vocabulary.yaml"].replace("sources:", "codes:", 1)
    assert ("vocabulary.yaml", 1, "missing-key") in errors_of(vocabulary=vocabulary)
