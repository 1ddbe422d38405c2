"""Bytes become text: by their byte order mark, by the NULs of UTF-16, as UTF-8, or else as Windows-1252."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose mark begins its own."""
_SAMPLE = 4096
_MANY, _FEW = 0.4, 0.1
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """`undecodable` is how many places could not be decoded, each a U+FFFD now; `first` the offset of the first."""

    text: str
    encoding: str
    undecodable: int = 0
    first: int = 0


def decode(data: bytes) -> Decoded:
    """The text, without its byte order mark; never an error."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, len(mark))
    utf16 = _utf16_by_nuls(data[:_SAMPLE])
    if utf16 is not None:
        return _decoded(data, utf16, 0)
    utf8 = _decoded(data, "utf-8", 0)
    return utf8 if _is_utf8(utf8) else _decoded(data, "cp1252", 0)


def _decoded(data: bytes, encoding: str, skipped: int) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        genuine = 0 if encoding == "cp1252" else data.count(_REPLACEMENT.encode(encoding))
        return Decoded(text, encoding, max(1, text.count(_REPLACEMENT) - genuine), skipped + error.start)


def _is_utf8(utf8: Decoded) -> bool:
    """Also with damage, such as a last character cut in half: other encodings hardly ever hold what UTF-8 reads."""
    if not utf8.undecodable:
        return True
    right = len(utf8.text) - len(utf8.text.encode("ascii", "ignore")) - utf8.text.count(_REPLACEMENT)
    return right > utf8.undecodable


def _utf16_by_nuls(sample: bytes) -> str | None:
    """Text that is mostly Latin has a NUL in every second byte of UTF-16."""
    pairs = len(sample) // 2
    first, second = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if not pairs or min(first, second) > _FEW * pairs or max(first, second) < _MANY * pairs:
        return None
    return "utf-16-le" if second > first else "utf-16-be"
