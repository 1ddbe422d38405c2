"""An .evt file made by hand: a header, records, the record that ends the log (ELF_LOGFILE_HEADER, EVENTLOGRECORD)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER_SIZE, RECORD_SIZE, END_SIZE = 48, 56, 40
SIGNATURE = 0x654C664C  # LfLe
TYPES = {"Error": 1, "Warning": 2, "Information": 4}


def record(  # noqa: PLR0913, PLR0917 - the parts of a record
    number: int,
    event_id: int,
    kind: str,
    category: int,
    source: str,
    computer: str,
    strings: Sequence[str] = (),
    seconds: int = 1_051_776_631,
) -> bytes:
    """One record, its times in seconds since 1970."""
    names = b"".join(_wide(one) for one in (source, computer))
    names += bytes(-len(names) % 4)
    strings_at = RECORD_SIZE + len(names)
    texts = b"".join(_wide(one) for one in strings)
    size = strings_at + len(texts) + 4
    padding = bytes(-size % 4)
    size += len(padding)
    numbers = (size, SIGNATURE, number, seconds, seconds, event_id, TYPES[kind], len(strings), category, 0, 0)
    head = struct.pack("<6I4HI", *numbers) + struct.pack("<5I", strings_at, 0, RECORD_SIZE, 0, strings_at + len(texts))
    return head + names + texts + padding + struct.pack("<I", size)


def log(records: Sequence[bytes], first_number: int = 1) -> bytes:
    """A log that has not wrapped and was closed as it should."""
    body, following = b"".join(records), first_number + len(records)
    end_at = HEADER_SIZE + len(body)
    size = end_at + END_SIZE
    numbers = (HEADER_SIZE, SIGNATURE, 1, 1, HEADER_SIZE, end_at, following, first_number, size, 0, 0, HEADER_SIZE)
    ends = (END_SIZE, *(0x11111111 * step for step in range(1, 5)), HEADER_SIZE, end_at, following, first_number)
    return struct.pack("<12I", *numbers) + body + struct.pack("<10I", *ends, END_SIZE)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\x00\x00"
