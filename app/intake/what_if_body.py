"""The body of POST /what-if: a case, or the diagnosis it was the request of, and what is to be assumed of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.domain.errors import Fault, InvalidInput
from app.intake.assumptions import NAMES
from app.intake.strict_json import read_json
from app.intake.validation import validated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.case import Report
    from app.domain.fact import Value
    from app.intake.request_body import RequestReader

FREE_TEXT = re.compile(r"#/case/(?:text|events/[0-9]+/(?:description|strings/[0-9]+))")


@dataclass(frozen=True, slots=True)
class WhatIfAsked:
    """A case as a report, or the id of a diagnosis, and facts by their names."""

    case: Report | None
    diagnosis: str | None
    assumed: Mapping[str, Value]


def read_what_if(body: bytes, reader: RequestReader) -> WhatIfAsked:
    """MalformedInput or InvalidInput as for a request; places in the case begin with `#/case`."""
    value: Any = read_json(body, free_text=FREE_TEXT)
    stated = validated(reader.what_if, value)
    assumed = reader.facts_of(stated.assume)
    faults = []
    if (stated.case is None) == (stated.diagnosis is None):
        faults.append(Fault("give either a case or a diagnosis"))
    if not assumed:
        faults.append(Fault("at least one fact must be assumed", "#/assume"))
    elif assumed.keys() <= set(NAMES):
        faults.append(Fault("names only say whom something is assumed of; assume something of them", "#/assume"))
    if faults:
        raise InvalidInput(f"the body does not fit in {len(faults)} place(s)", faults)
    return WhatIfAsked(_case(value["case"], reader) if stated.case else None, stated.diagnosis, assumed)


def _case(value: object, reader: RequestReader) -> Report:
    try:
        return reader.read_object(value)
    except InvalidInput as error:
        faults = [replace(fault, pointer=f"#/case{fault.pointer.removeprefix('#')}") for fault in error.faults]
        raise InvalidInput(str(error), faults) from error
