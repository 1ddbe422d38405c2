"""The baseline: reports on which no rule may fire, read from baseline.yaml."""

from __future__ import annotations

from app.domain.case import ReportedEvent
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import FILES, encoded, errors_of

BASELINE = """\
- name: the event log was started
  events: [{event_id: 6005, source: EventLog, description: It was started., count: 3}]

- name: a restart
  text: |
    EventLog 6006
    EventLog 6005
"""


def files(baseline: str) -> dict[str, bytes]:
    return encoded({**FILES, "small/baseline.yaml": baseline})


def places(baseline: str) -> list[tuple[str, int, str]]:
    return [(error.file, error.line, error.code) for error in errors_of(files(baseline)).errors]


def test_entries_and_texts_are_read_with_their_names_and_where_they_stand() -> None:
    first, second = read_pack(files(BASELINE)).baseline
    assert (first.name, first.file, first.line) == ("the event log was started", "small/baseline.yaml", 1)
    assert first.report.events == (
        ReportedEvent(6005, "EventLog", description="It was started.", count=3, counted=True),
    )
    assert (second.name, second.line) == ("a restart", 4)
    assert second.report.text == "EventLog 6006\nEventLog 6005"


def test_a_pack_need_not_have_one() -> None:
    assert read_pack(encoded(FILES)).baseline == ()


def test_it_is_part_of_the_revision_and_kept_with_the_pack() -> None:
    pack = read_pack(files(BASELINE))
    assert pack.files["small/baseline.yaml"] == BASELINE
    assert pack.revision != read_pack(encoded(FILES)).revision


def test_every_error_has_its_line() -> None:
    broken = BASELINE.replace("a restart", "the event log was started").replace("event_id: 6005", "id: 6005")
    broken += "- name: nothing at all\n- text: nobody\n"
    assert places(broken) == [
        ("small/baseline.yaml", 2, "missing-key"),
        ("small/baseline.yaml", 2, "unknown-key"),
        ("small/baseline.yaml", 4, "duplicate-label"),
        ("small/baseline.yaml", 8, "missing-key"),
        ("small/baseline.yaml", 9, "missing-key"),
    ]


def test_it_is_a_list() -> None:
    assert places("name: the event log was started\n") == [("small/baseline.yaml", 1, "wrong-type")]
