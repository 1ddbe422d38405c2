"""Binary event logs: what is in them is read, what is damaged is told, and nothing is an error."""

from __future__ import annotations

import builtins
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.files.evtx_records import records_held
from app.intake.files.reading import FileContent, read_file
from tests.intake.files.made_evt import END_SIZE, HEADER_SIZE, log, record
from tests.intake.reports import MODERATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
EVTX, EVT = b"ElfFile\x00", b"0\x00\x00\x00LfLe"
RECORD = record(1, 0xC0042466, "Error", 5, "MSExchangeMTA", "EXCH-B", ["151", "", "EXCH-A"])
EVENT = ReportedEvent(
    0xC0042466, "MSExchangeMTA", "EXCH-B", "Error", "5", "2003-05-01T08:10:31Z", strings=("151", "", "EXCH-A")
)


def read(data: bytes, name: str = "application.evt") -> tuple[FileContent, list[ReportedEvent]]:
    file = read_file(name, data, Vocabulary(), Allowance())
    return file, list(file.entries)


def codes(file: FileContent) -> list[str]:
    return [one.code for one in file.warnings]


def sample(name: str) -> bytes:
    if not (SAMPLES / name).is_file():
        pytest.skip(f"the sample log {name} is not beside this checkout")
    return (SAMPLES / name).read_bytes()


def numbered(count: int) -> list[bytes]:
    return [record(number, number, "Warning", 0, "S", "C") for number in range(1, count + 1)]


# An independent count, by the formats' record headers.


def evtx_record_headers(data: bytes) -> int:
    """Follow the sizes of records from the end of each chunk's header."""
    count = 0
    for chunk in (data[at : at + 0x10000] for at in range(4096, len(data), 0x10000)):
        at = 512 if chunk[:8] == b"ElfChnk\x00" else len(chunk)
        while chunk[at : at + 4] == bytes.fromhex("2a2a0000"):
            count += 1
            at += int.from_bytes(chunk[at + 4 : at + 8], "little")
    return count


def evt_record_headers(data: bytes) -> int:
    """Follow the sizes of records from the oldest on, round the end of the file, to the record that ends the log."""
    at, count = struct.unpack_from("<I", data, 16)[0], 0
    while True:
        if at + 4 > len(data) or data[at : at + 4] == b"\x00" * 4:
            at = HEADER_SIZE
        size = int.from_bytes(data[at : at + 4], "little")
        if size == END_SIZE:
            return count
        assert data[at + 4 : at + 8] == b"LfLe"
        count += 1
        at += size
        if at > len(data):  # the record goes on behind the header
            at = HEADER_SIZE + at - len(data)


@pytest.mark.parametrize("name", ["Application_no_crc32.evtx", "MSExchange_Management_wec.evtx", "SysEvent.Evt"])
def test_a_genuine_log_is_read_completely(name: str) -> None:
    data = sample(name)
    file, events = read(data, name)
    expected = evt_record_headers(data) if name.endswith("Evt") else evtx_record_headers(data)
    assert file.warnings == ()
    assert len(events) == file.records == expected > 0
    assert all(event.source and event.computer and event.logged_at and event.type for event in events)


def test_a_record_of_exchange_keeps_its_qualified_id_and_every_string() -> None:
    _, (event,) = read(sample("MSExchange_Management_wec.evtx"), "any.evtx")
    assert (event.event_id, event.source, event.computer) == (0x40000001, "MSExchange CmdletLogs", "WEC.ave.local")
    assert (event.strings[0], event.strings[7], len(event.strings)) == ("Set-Mailbox", "", 27)
    assert event.logged_at == "2021-11-19T16:52:33.833733500Z"


def test_an_evtx_file_that_is_cut_off_gives_what_is_whole_and_tells_the_rest() -> None:
    whole = sample("Application_no_crc32.evtx")
    file, events = read(whole[:20_000], "cut.evtx")
    assert 0 < len(events) < evtx_record_headers(whole)
    assert "unread_file" in codes(file)


def test_a_damaged_record_of_an_evtx_file_does_not_hide_the_others() -> None:
    data = bytearray(sample("Application_no_crc32.evtx"))
    data[4096 + 512 + 4 : 4096 + 512 + 8] = b"\xff\xff\xff\x7f"
    file, events = read(bytes(data), "damaged.evtx")
    assert codes(file) == ["unread_file"]
    assert len(events) < 17


def test_chunks_that_the_header_counts_and_the_file_lacks_are_told() -> None:
    data = bytearray(sample("Application_no_crc32.evtx"))
    data[42:44] = (7).to_bytes(2, "little")
    file, events = read(bytes(data), "cut.evtx")
    assert (codes(file), len(events)) == (["unread_file"], 17)


def test_a_made_evt_file_is_read_back_the_same() -> None:
    file, events = read(log([RECORD, record(2, 9322, "Warning", 0, "MSExchangeMTA", "EXCH-B")]))
    assert events == [EVENT, ReportedEvent(9322, "MSExchangeMTA", "EXCH-B", "Warning", None, "2003-05-01T08:10:31Z")]
    assert (file.format, file.records, file.warnings) == ("evt", 2, ())


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@MODERATE
@given(event_id=st.integers(0, 0xFFFFFFFF), source=NAMES, computer=NAMES, strings=st.lists(TEXTS, max_size=6))
def test_whatever_is_logged_is_read_back_the_same(
    event_id: int, source: str, computer: str, strings: list[str]
) -> None:
    _, (event,) = read(log([record(1, event_id, "Error", 1, source, computer, strings)]))
    assert (event.event_id, event.source, event.computer, event.strings) == (event_id, source, computer, tuple(strings))


def test_a_damaged_record_of_an_evt_file_is_told() -> None:
    records = numbered(5)
    data = bytearray(log(records))
    data[HEADER_SIZE + len(records[0]) + 4] = 0
    file, events = read(bytes(data))
    assert codes(file) == ["unread_file"]
    assert {event.event_id for event in events} <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("name", ["application.evt", "no name at all", "renamed.txt"])
def test_the_content_tells_the_kind_of_a_file_not_its_name(name: str) -> None:
    assert read(log([RECORD]), name)[1] == [EVENT]


@pytest.mark.parametrize("begin", [EVTX, EVT])
@MODERATE
@given(rest=st.binary(max_size=6000))
def test_noise_behind_a_magic_is_a_warning_and_no_error(begin: bytes, rest: bytes) -> None:
    file, events = read(begin + rest)
    assert events == []
    assert set(codes(file)) == {"unread_file"}


@MODERATE
@given(st.data())
def test_no_damage_is_an_error(data: st.DataObject) -> None:
    spoilt = bytearray(log(numbered(4)))
    for at, value in data.draw(st.lists(st.tuples(st.integers(8, len(spoilt) - 1), st.integers(0, 255)), max_size=6)):
        spoilt[at] = value
    file, events = read(bytes(spoilt[: data.draw(st.integers(8, len(spoilt)))]))
    assert len(events) == file.records
    assert events or codes(file)


@pytest.mark.parametrize("size", [8, 40, 128, 4096, 5000, 70_000])
def test_an_evtx_file_of_nothing_but_zeros_says_that_nothing_was_read(size: int) -> None:
    file, events = read(EVTX + bytes(size - len(EVTX)))
    assert events == []
    assert set(codes(file)) == {"unread_file"}


def test_a_chunk_whose_sizes_lead_nowhere_is_counted_to_its_end_only() -> None:
    chunk = bytearray(b"ElfChnk\x00" + bytes(0x10000 - 8))
    chunk[48:52] = b"\xff" * 4
    chunk[512:520] = b"**\x00\x00\x00\x00\x00\x00"
    assert records_held(bytes(4096) + bytes(chunk)) == 0
    chunk[516:520] = b"\xff\xff\x00\x00"
    assert records_held(bytes(4096) + bytes(chunk)) == 1


def test_reading_stops_when_the_time_is_over_and_says_so() -> None:
    file = read_file("a.evt", log(numbered(3)), Vocabulary(), Allowance(most_seconds=0, clock=lambda: 0.0))
    assert list(file.entries) == []
    assert codes(file) == ["reading_stopped"]


@pytest.mark.parametrize(("data", "package"), [(log([RECORD]), "pyevt"), (EVTX + bytes(5000), "evtx")])
def test_a_missing_extra_is_told_with_how_to_install_it(
    data: bytes, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = builtins.__import__

    def without(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names that __import__ has
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name == package:
            raise ModuleNotFoundError(name)
        return genuine(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without)
    file, events = read(data)
    assert (events, codes(file)) == ([], ["unread_file"])
    assert "kbdiag[eventlogs]" in file.warnings[0].detail
    assert "make eventlogs" in file.warnings[0].detail
