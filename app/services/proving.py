"""The process in which new rules are read and proven, so that what they do to it is not done to the server.

`python -m app.services.proving FD`. Standard input, read to its end, is one JSON object: `files` (path to base64),
`seconds`, `memory_bytes`. To the file FD it writes one JSON object a line: `{"stage": …}` before each stage, and at its
end `{"examples": number}` or `{"errors": [[file, line, code, detail]]}`.
"""

from __future__ import annotations

import base64
import faulthandler
import json
import math
import os
import signal
import sys
from dataclasses import astuple
from typing import IO, Any

from app.domain.errors import RuleFileError, RulesInvalid
from app.engine.apart import limit
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.intake.request_body import RequestReader
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_pack
from app.services.prove_rules import prove_rules

TICKET = b"Mail is slow, and this is logged:\n\nSource: MSExchangeMTA\nEvent ID: 9322\nAn interface error has occurred."
STAGES = ("reading", "compiling", "proving")


def main() -> int:
    """Exit status 0 once it has said what came of it."""
    # Signals for the server and all its processes are the server's to follow; it ends this one.
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    faulthandler.enable()
    setup = json.load(sys.stdin)
    # For when the server is no longer there to end it: a second more than that would wait.
    signal.alarm(math.ceil(setup["seconds"]) + 1)
    limit(setup["memory_bytes"], math.ceil(setup["seconds"]) + 1)
    with os.fdopen(int(sys.argv[1]), "wb", buffering=0) as told:
        try:
            _tell(told, {"examples": _prove(setup["files"], told)})
        except RulesInvalid as error:
            _tell(told, {"errors": [astuple(one) for one in error.errors]})
        except MemoryError:
            _tell(told, {"errors": [astuple(too_much_memory(setup["memory_bytes"]))]})
    return 0


def too_much_memory(most: int) -> RuleFileError:
    """The pack as a whole is to blame."""
    return RuleFileError("*", 1, "too-much-memory", f"reading and proving the rules takes more than {most} bytes")


def _prove(files: dict[str, str], told: IO[bytes]) -> int:
    reading, compiling, proving = STAGES
    _tell(told, {"stage": reading})
    pack = read_pack({path: base64.b64decode(data) for path, data in files.items()})
    _tell(told, {"stage": compiling})
    knowledge = Knowledge(pack)
    session = Session({one.name: one.definition for one in knowledge.compiled.partitions})
    _tell(told, {"stage": proving})
    _answer(knowledge, session)
    return prove_rules(knowledge, session)


def _answer(knowledge: Knowledge, session: Session) -> None:
    """Whatever the rules may say of it: examples need not hold a text, and every text must be answered."""
    reader = RequestReader(knowledge.pack.vocabulary)
    understanding = understand(reader.read_text(TICKET), knowledge.pack.vocabulary, reader.limits)
    diagnose(understanding, knowledge, session)


def _tell(told: IO[bytes], message: dict[str, Any]) -> None:
    told.write(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
