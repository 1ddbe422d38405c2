"""What an attached file holds: by what its first bytes say, then by its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.intake.files import evt, evtx
from app.intake.files.content import FileContent
from app.intake.files.decoding import decode
from app.intake.files.mail import mail_text
from app.intake.html_text import html_to_text
from app.intake.layouts.reading import read_text

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.files.decoding import Decoded

__all__ = ["FileContent", "read_file"]

_LOGS = {
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
    **dict.fromkeys((".evt", ".evtx", ".log"), "log"),
    ".xml": "xml",
}
"""Of these only the event entries count: there are no sentences in them."""
_HTML = {".htm", ".html", ".xhtml", ".mht"}
_BEGINS_AS_HTML = re.compile(r"\s{0,200}<(?:!doctype\s{1,20}html|html|head|body)\b", re.IGNORECASE)
_BEGINS_AS_XML = re.compile(r"\s{0,200}<(?:\?xml|Events?)[\s>]")
_NOT_TEXT = (
    *(b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"),
    *(b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"MZ\x90\x00", b"\x7fELF", b"MDMP"),
)
"""How archives, documents, pictures, programs and dumps begin."""
_ODD = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_ANY, _MOST_ODD, _MOST_NUL = 8, 0.05, 0.3
_KINDS = "event logs (.evtx, .evt), and text of any kind: XML, JSON, CSV, HTML, plain"


def read_file(name: str, data: bytes, vocabulary: Vocabulary, allowance: Allowance) -> FileContent:
    """Never an error: what cannot be read is told by the warnings."""
    file = FileContent(name, "unknown")
    if data.startswith(evtx.MAGIC):
        file.format = "evtx"
        file.entries = evtx.evtx_entries(file, data, allowance)
    elif data.startswith(evt.MAGIC):
        file.format = "evt"
        file.entries = evt.evt_entries(file, data, allowance)
    elif not data:
        file.warn("unread_file", "the file is empty")
    elif name.lower().endswith(".eml") and (mail := mail_text(data)) is not None:
        file.format, file.text = "mail", mail[0]
        if mail[1]:
            file.warn(
                "unread_file", f"the mail has {mail[1]} attachment(s); attach them by themselves to have them read"
            )
    elif data.startswith(_NOT_TEXT) or not _is_text(decoded := decode(data)):
        file.warn("unread_file", f"the file is of no kind that is read here, which are {_KINDS}")
    else:
        _read_text_file(file, decoded, vocabulary, allowance)
    return file


def _is_text(decoded: Decoded) -> bool:
    """Whether few enough characters are such as no text holds; a damaged one may hold some."""
    size = len(decoded.text)
    odd = sum(1 for _ in _ODD.finditer(decoded.text))
    return odd <= max(_ANY, _MOST_ODD * size) and decoded.text.count("\x00") <= max(_ANY, _MOST_NUL * size)


def _read_text_file(file: FileContent, decoded: Decoded, vocabulary: Vocabulary, allowance: Allowance) -> None:
    if decoded.undecodable:
        where = f"the first at byte {decoded.first}"
        detail = f"{decoded.undecodable} place(s) in the file are not {decoded.encoding}, {where}; each is a U+FFFD now"
        file.warn("undecodable_bytes", detail)
    text, suffix = decoded.text, PurePosixPath(file.name.replace("\\", "/")).suffix.lower()
    if suffix in _HTML or _BEGINS_AS_HTML.match(text):
        file.format, file.text = "html", html_to_text(text)
    elif suffix in _LOGS or _BEGINS_AS_XML.match(text):
        file.format = "xml" if _BEGINS_AS_XML.match(text) else _LOGS[suffix]
        _read_log(file, text, vocabulary, allowance)
    else:
        file.format, file.text = "text", text


def _read_log(file: FileContent, text: str, vocabulary: Vocabulary, allowance: Allowance) -> None:
    read = read_text(text, vocabulary, allowance)
    file.entries = [one.event for one in read.entries]
    file.records = len(read.entries)
    file.warnings += read.warnings
    if not read.entries:
        file.warn("unread_file", "the file holds no event entry in a layout that is read here")
