"""Responses that are only sent if the caller does not hold them already (RFC 9110, section 13.1.2)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from fastapi.responses import Response

if TYPE_CHECKING:
    from fastapi import Request

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "What you hold is still so."}}
_ETAG = {"ETag": {"description": "Names this very content; send it as If-None-Match.", "schema": {"type": "string"}}}
TAGGED: dict[int | str, dict[str, Any]] = {200: {"headers": _ETAG}, **NOT_MODIFIED}
"""For the documentation of routes that answer so."""


def conditional(request: Request, shown: object) -> Response:
    """200 with the object as JSON and its strong ETag, or 304 where one of If-None-Match is that ETag."""
    body = json.dumps(shown, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if _is_held(tag, request.headers.getlist("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _is_held(tag: str, given: list[str]) -> bool:
    held = [one.strip().removeprefix("W/") for line in given for one in line.split(",")]
    return "*" in held or tag in held
