#!/usr/bin/env python3
"""Verify what `kbdiag audit export` has written, with nothing but Python.

    python3 verify_export.py [--after NUMBER] [--checkpoint FILE] < export.ndjson

The first line is {"log": ID}; each line after it is a record of the log in its order:

    {"seq": 1, "kind": "decision", "subject": "…", "previous": "sha256:…", "digest": "sha256:…", "body": {…}}

A record's digest is the SHA-256 of the RFC 8785 form (names sorted, no spaces, UTF-8) of the record without `digest`.
`previous` is the digest of the record before; that of the first record is the SHA-256 of the RFC 8785 form of the first
line. A checkpoint says how many records there were at a time, and the digest of the last of them; a file may hold many,
one after the other. Ends with 0 if all is right, with 1 and a sentence if not. An export that begins later
(`audit export --after 7`) is verified from its first record on with the same `--after 7`.
"""

import argparse
import base64
import hashlib
import json
import sys


def digest(value):
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return "sha256:" + hashlib.sha256(data).hexdigest()


def once(members):
    """An object none of whose names is there twice, so that everybody reads the same in it."""
    if len(dict(members)) != len(members):
        raise ValueError("a name is there twice")
    return dict(members)


def verify(lines, last):
    """The log's id, and the digests of its records by their numbers, from the one before the first."""
    header = json.loads(next(lines, b"null"), object_pairs_hook=once)
    log, digests, previous = header["log"], {}, None if last else digest(header)
    for line in lines:
        record = json.loads(line, object_pairs_hook=once)
        seq, sealed = record["seq"], record.pop("digest")
        if seq != last + 1:
            sys.exit(f"record {last + 1} is missing: after record {last} comes record {seq}")
        if previous is None:
            previous = record["previous"]
        if record["previous"] != previous:
            sys.exit(f"record {seq} was not sealed to follow the one before it")
        if digest(record) != sealed:
            sys.exit(f"record {seq} is not what was sealed")
        digests[last] = previous
        last, previous = seq, sealed
    return log, {**digests, last: previous}


def hold_against(checkpoints, log, digests):
    """A checkpoint: `kbdiag/LOG`, a number, the digest in Base64 and a time, each on a line."""
    lines = checkpoints.splitlines()
    begins = [number for number, line in enumerate(lines) if line.startswith("kbdiag/")]
    for begin in begins:
        origin, seq, sealed = lines[begin : begin + 3]
        if origin != f"kbdiag/{log}":
            sys.exit(f"a checkpoint is of another log, {origin}")
        if int(seq) >= min(digests) and digests.get(int(seq)) != "sha256:" + base64.b64decode(sealed).hex():
            sys.exit(f"record {seq} is not the one that a checkpoint knows, or there are not so many")
    if not begins:
        sys.exit("there is no checkpoint in this file")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Verify what `kbdiag audit export` has written.")
    parser.add_argument("--after", type=int, default=0, help="the number that the export was told to begin after")
    parser.add_argument("--checkpoint", help="a file of checkpoints that was kept elsewhere")
    given = parser.parse_args()
    try:
        log, digests = verify(iter(sys.stdin.buffer), given.after)
        if given.checkpoint:
            with open(given.checkpoint, encoding="utf-8") as file:
                hold_against(file.read(), log, digests)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f"this cannot be read as an export, or as a checkpoint: {error!r}")
    print(f"{len(digests) - 1} records are as they were sealed, up to record {max(digests)}")
