"""How many records an .evtx file says it holds, counted by their headers, whatever is in them.

What its reader passes over in silence, such as a chunk that is cut off, is noticed by this. The layout: a file header
of 4096 bytes with the magic `ElfFile`, NUL, then chunks of 65,536 bytes with the magic `ElfChnk`, NUL and a header of
512 bytes, then records, each of which begins with `**`, two NULs and its size (libevtx, "Windows XML Event Log").
"""

from __future__ import annotations

import struct

MAGIC = b"ElfFile\x00"
FILE_HEADER, CHUNK = 4096, 0x10000
_CHUNK_MAGIC, _CHUNK_HEADER = b"ElfChnk\x00", 512
_RECORD, _RECORD_MAGIC, _SMALLEST = struct.Struct("<4sI"), b"**\x00\x00", 24
_FREE_SPACE = struct.Struct("<48xI")
_CHUNKS = struct.Struct("<42xH")


def records_held(data: bytes) -> int:
    """The records whose headers are there, those included that are cut off."""
    return sum(_records_of_chunk(data, start) for start in range(FILE_HEADER, len(data), CHUNK))


def chunks_missing(data: bytes) -> int:
    """Chunks that the file header counts, and that the file is too short for."""
    if len(data) < _CHUNKS.size:
        return 0
    (counted,) = _CHUNKS.unpack_from(data)
    return max(0, int(counted) - -(-(len(data) - FILE_HEADER) // CHUNK))


def with_whole_chunks(data: bytes) -> bytes:
    """The file, its last chunk filled up with NULs if it is cut off, so that what is there of it can be read."""
    beyond = (len(data) - FILE_HEADER) % CHUNK
    return data + bytes(CHUNK - beyond) if len(data) > FILE_HEADER and beyond else data


def _records_of_chunk(data: bytes, start: int) -> int:
    if not data.startswith(_CHUNK_MAGIC, start) or start + _CHUNK_HEADER > len(data):
        return 0
    (free,) = _FREE_SPACE.unpack_from(data, start)
    at, end, count = start + _CHUNK_HEADER, min(start + min(free, CHUNK), len(data)), 0
    while at + _RECORD.size <= end:
        magic, size = _RECORD.unpack_from(data, at)
        if magic != _RECORD_MAGIC or size < _SMALLEST:
            break
        count, at = count + 1, at + size
    return count
