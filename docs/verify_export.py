#!/usr/bin/env python3
"""Verify what `kbdiag audit export` has written, with nothing but Python.

    python3 verify_export.py [--checkpoint FILE] < export.ndjson

The first line is {"log": ID}; each line after it is a record of the log in its order:

    {"seq": 1, "kind": "decision", "subject": "…", "previous": "sha256:…", "digest": "sha256:…", "body": {…}}

A record's digest is the SHA-256 of the RFC 8785 form (names sorted, no spaces, UTF-8) of the record without `digest`.
`previous` is the digest of the record before; that of the first record is the SHA-256 of the RFC 8785 form of the first
line. A checkpoint says how many records there were at a time, and the digest of the last of them. Ends with 0 if all is
right, with 1 and a sentence if not. An export that begins later (--after) is verified from its first record on.
"""

import base64
import hashlib
import json
import sys


def digest(value):
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return "sha256:" + hashlib.sha256(data).hexdigest()


def verify(lines):
    """The log's id, and the digests of its records by their numbers."""
    header = json.loads(next(lines))
    digests, previous, last = {}, digest(header), 0
    for line in lines:
        record = json.loads(line)
        seq, sealed = record["seq"], record.pop("digest")
        if not digests and seq > 1:
            previous, last = record["previous"], seq - 1
        if seq != last + 1:
            sys.exit(f"record {last + 1} is missing: after record {last} comes record {seq}")
        if record["previous"] != previous:
            sys.exit(f"record {seq} was not sealed to follow the one before it")
        if digest(record) != sealed:
            sys.exit(f"record {seq} is not what was sealed")
        digests[seq] = previous = sealed
        last = seq
    return header["log"], digests


def hold_against(checkpoint, log, digests):
    """A checkpoint: `kbdiag/LOG`, a number, the digest in Base64 and a time, each on a line."""
    origin, seq, sealed = checkpoint.splitlines()[:3]
    if origin != f"kbdiag/{log}":
        sys.exit(f"the checkpoint is of another log, {origin}")
    if digests.get(int(seq)) != "sha256:" + base64.b64decode(sealed).hex():
        sys.exit(f"record {seq} is not the one that the checkpoint knows, or there are not so many")


if __name__ == "__main__":
    log, digests = verify(sys.stdin)
    if sys.argv[1:2] == ["--checkpoint"]:
        with open(sys.argv[2], encoding="utf-8") as file:
            hold_against(file.read(), log, digests)
    print(f"{len(digests)} records are as they were sealed")
