"""Attached text files: how their bytes are decoded, and what becomes of them."""

from __future__ import annotations

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.allowance import Allowance
from app.intake.files.decoding import decode
from app.intake.files.reading import FileContent, read_file
from tests.intake.reports import MODERATE, vocabulary

ENTRY = {"EventID": 9318, "SourceName": "MSExchangeMTA", "Hostname": "EXCH-B", "Message": "Zurück"}
XML = "<Event><System><Provider Name='MSExchangeMTA'/><EventID>9318</EventID></System></Event>"
LATIN = st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs", "Cc"]), min_size=20)


def read(name: str, data: bytes) -> FileContent:
    return read_file(name, data, vocabulary(), Allowance())


def ids(file: FileContent) -> list[int]:
    return [event.event_id for event in file.entries]


def codes(file: FileContent) -> list[str]:
    return [one.code for one in file.warnings]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@MODERATE
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_a_byte_order_mark_tells_the_encoding(mark: bytes, encoding: str, text: str) -> None:
    decoded = decode(mark + text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.undecodable) == (text, encoding, 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_nuls(encoding: str) -> None:
    text = "Ereigniskennung: 9318, Quelle: MSExchangeMTA - Größe \u20ac"
    assert decode(text.encode(encoding)).text == text


@MODERATE
@given(LATIN)
def test_utf_8_needs_no_mark(text: str) -> None:
    assert decode(text.encode()).text == text


def test_what_is_no_utf_8_is_windows_1252() -> None:
    decoded = decode("Größe: 5 €".encode("cp1252"))
    assert (decoded.text, decoded.encoding, decoded.undecodable) == ("Größe: 5 €", "cp1252", 0)


def test_utf_8_that_is_cut_within_a_character_stays_utf_8() -> None:
    decoded = decode("Größe und Länge €".encode()[:-1])
    assert (decoded.text, decoded.encoding, decoded.undecodable) == ("Größe und Länge \ufffd", "utf-8", 1)


def test_undecodable_bytes_are_counted_and_the_first_is_placed() -> None:
    file = read("note.txt", b"mail \x81 waits since we \x8d came \xfc")
    assert file.text == "mail \ufffd waits since we \ufffd came ü"
    (warning,) = file.warnings
    assert warning.code == "undecodable_bytes"
    assert "2 place(s)" in warning.detail
    assert "byte 5" in warning.detail


@MODERATE
@given(st.binary(max_size=300))
def test_no_bytes_are_an_error(data: bytes) -> None:
    for name in ("a.txt", "a.csv", "a.htm", "a"):
        file = read(name, data)
        assert list(file.entries) or file.text is not None or codes(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_json_that_powershell_redirected_is_read_in_any_encoding(encoding: str) -> None:
    file = read("events.json", json.dumps([ENTRY] * 2, ensure_ascii=False).encode(encoding))
    assert [(event.event_id, event.description) for event in file.entries] == [(9318, "Zurück")] * 2
    assert (file.format, file.text, file.records, file.warnings) == ("json", None, 2, ())


@pytest.mark.parametrize("name", ["application.xml", "application.evtx", "application", "application.XML"])
def test_xml_is_known_by_its_content(name: str) -> None:
    file = read(name, f"<?xml version='1.0'?>\n<Events>{XML}{XML}</Events>".encode())
    assert (file.format, ids(file), file.text) == ("xml", [9318, 9318], None)


@pytest.mark.parametrize("name", ["ticket.txt", "README", "C:\\logs\\note.TXT"])
def test_other_text_is_left_to_be_read_with_the_ticket(name: str) -> None:
    file = read(name, b"Event ID: 9318\nnothing is delivered")
    assert (file.format, file.text, ids(file)) == ("text", "Event ID: 9318\nnothing is delivered", [])


@pytest.mark.parametrize(
    ("name", "html"), [("mail.htm", "<p>one</p><p>two</p>"), ("mail", "<!DOCTYPE html><html><p>one<p>two</html>")]
)
def test_html_becomes_text(name: str, html: str) -> None:
    file = read(name, html.encode())
    assert file.format == "html"
    assert (file.text or "").split() == ["one", "two"]


@pytest.mark.parametrize("name", ["tickets.csv", "notes.log", "data.json", "some.xml"])
def test_a_log_without_an_entry_is_told(name: str) -> None:
    assert codes(read(name, b"nothing,of,interest")) == ["unread_file"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04" + b"text" * 20, b"%PDF-1.7\nall of it looks like text", bytes(range(32)) * 50, b"\x00" * 100],
)
def test_what_is_no_text_is_told_and_nothing_of_it_read(data: bytes) -> None:
    file = read("application.txt", data)
    assert (file.format, file.text, ids(file), codes(file)) == ("unknown", None, [], ["unread_file"])


def test_a_few_control_characters_do_not_make_a_text_binary() -> None:
    text = "Event ID: 9318\x00\x07 " + "nothing is delivered " * 10
    assert read("note.txt", text.encode()).text == text
