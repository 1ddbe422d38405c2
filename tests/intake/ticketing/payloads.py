"""The field maps that come with the program, and what they make of payloads."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.intake.ticketing.payload import read_payload
from app.rulepacks.field_map_reader import read_field_maps
from app.rulepacks.pack_reader import read_directory

if TYPE_CHECKING:
    from app.domain.field_map import FieldMap

PRESETS = Path(__file__).parents[3] / "app" / "intake" / "ticketing" / "presets"
ANSWER = (
    "Expected behavior\n-----------------\n\nQ303156 XCON: RPC Error Messages 9318 and 9322 Are Logged\n\n"
    "EXCH-A has several networks.\n\nWhat to do\n----------\n\n- None needed (both): Nothing.\n\n"
    "- [x] mail is not held up (normal)\n\nkbdiag 01a20481-23f0-7696-9881-bb932679dbd7, rules sha256:bbed414cf44c\n"
)


@cache
def field_maps() -> dict[str, FieldMap]:
    return read_field_maps(read_directory(PRESETS))


def request_of(system: str, payload: object) -> dict[str, Any]:
    """The request that a payload becomes."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    found: dict[str, Any] = json.loads(read_payload(body, field_maps()[system]).request)
    return found


def text_of(system: str, payload: object) -> str:
    text = request_of(system, payload)["text"]
    assert isinstance(text, str)
    return text


def zammad(body: object, content_type: object = "text/html", **ticket: object) -> dict[str, Any]:
    """As Zammad's documentation shows it, nulls and objects of its own included."""
    return {
        "ticket": {"id": 81, "number": "10081", "title": "Webhook-Test", "state": "open", "note": None, "owner": {}}
        | {"created_at": "2020-11-13T14:34:35.282Z", "customer": {"email": "emily@example.com"}}
        | ticket,
        "article": {"id": 104, "content_type": content_type, "body": body, "internal": False, "cc": None},
    }
