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
from app.engine.apart import leave_signals_to_parent, limit
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.rulepacks.pack_reader import read_pack
from app.services.prove_rules import prove_rules

STAGES = ("reading", "compiling", "proving")


def main() -> int:
    """Exit status 0 once it has said what came of it."""
    leave_signals_to_parent()
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
    session = Session(knowledge.compiled.definitions)
    _tell(told, {"stage": proving})
    return prove_rules(knowledge, session)


def _tell(told: IO[bytes], message: dict[str, Any]) -> None:
    told.write(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
