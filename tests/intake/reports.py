"""The vocabulary that comes with the program, event texts as they are logged, and reports made of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from app.domain.case import Report, ReportedEvent
from app.domain.errors import Fault, InputError
from app.intake.request_body import RequestReader
from app.rulepacks.pack_reader import read_directory, read_pack

if TYPE_CHECKING:
    from app.domain.fact import Value
    from app.domain.rule import RulePack
    from app.domain.vocabulary import Vocabulary

MODERATE = settings(max_examples=60, deadline=None)

LONG_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC. Locality Table (LTAB) index: {ltab_index}, "
    "NT/MTA error code: {nt_error}. Comms error {comms_error}, Bind error {bind_error}, "
    "Remote Server Name {remote_server} [{location}] (14)"
)
SHORT_9318 = (
    "An RPC communications error occurred. Unable to bind over RPC. The locality table (LTAB) index is {ltab_index}. "
    "Windows NT error code: {nt_error}. [{location}] (12)"
)
LONG_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: {ltab_index}, "
    "NT/MTA error code: {nt_error}. Comms error {comms_error}, Bind error {bind_error}, "
    "Remote Server Name {remote_server}, Protocol String {protocol_string} [{location}] (14)"
)
SHORT_9322 = (
    "An interface error has occurred. An MtaBindBack over RPC has failed. The locality table (LTAB) index is "
    "{ltab_index}. Windows NT error code: {nt_error}. [{location}] (14)"
)
WORDINGS = [(9318, LONG_9318), (9318, SHORT_9318), (9322, LONG_9322), (9322, SHORT_9322)]
VALUES: dict[str, int | str] = {
    "ltab_index": 151,
    "nt_error": 1722,
    "comms_error": 1723,
    "bind_error": 14,
    "remote_server": "EXCH-A",
    "protocol_string": "ncacn_ip_tcp:10.1.2.3[1092]",
    "location": "BASE IL INCOMING RPC 39 507",
}


@cache
def pack() -> RulePack:
    return read_pack(read_directory(Path(__file__).parents[2] / "rules"))


def vocabulary() -> Vocabulary:
    return pack().vocabulary


@cache
def reader() -> RequestReader:
    return RequestReader(vocabulary())


def accepted(body: object) -> Report:
    return reader().read_json(json.dumps(body).encode())


def faults_of(body: object) -> tuple[Fault, ...]:
    """Why a body is refused; bytes are sent as they are."""
    with pytest.raises(InputError) as caught:
        reader().read_json(body if isinstance(body, bytes) else json.dumps(body).encode())
    assert caught.value.faults
    assert str(caught.value)
    return caught.value.faults


def pointers_of(body: object) -> list[str]:
    return [fault.pointer for fault in faults_of(body)]


def event(peer: str | None = "EXCH-A", computer: str | None = "EXCH-B", **more: Any) -> ReportedEvent:  # noqa: ANN401 - any field of an entry
    values: dict[str, Any] = {"event_id": 9322, "source": "MSExchangeMTA", "computer": computer}
    return ReportedEvent(**(values | {"strings": ("151", "1722", "1722", "1722", peer or "")} | more))


def report(*events: ReportedEvent, text: str = "", **facts: Value) -> Report:
    """Make a report; `__` in a keyword stands for the point in a fact's name."""
    return Report(text=text, events=events, facts={name.replace("__", "."): value for name, value in facts.items()})
