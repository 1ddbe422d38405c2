"""Responses that several routes give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.answer_models import Answer
from app.api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from app.services.diagnose import Answered

_WHY = {
    400: "The body or a header cannot be read.",
    401: "The signature or token does not fit; nothing was recorded.",
    404: "There is no such thing.",
    410: "Its content was erased.",
    406: "None of the accepted media types can be given.",
    408: "The body took too long to arrive.",
    409: "The first request with this Idempotency-Key is still running.",
    413: "The body is too large.",
    415: "The body's media type or coding is not read here.",
    422: "What was sent does not fit; `errors` names every place.",
    500: "Something went wrong here.",
    503: "Nothing was recorded; send it again.",
}


PageSize = Annotated[int, Field(ge=1, description="How many to give; more than 200 gives 200.")]
PageToken = Annotated[str | None, Field(max_length=1024, description="`next_page_token` of the page before.")]


class AsOf(BaseModel):
    """Which rules to read."""

    model_config = ConfigDict(extra="forbid")

    revision: str | None = Field(
        None, max_length=255, description="A revision that an answer names, to read the rules as they were then."
    )


_SAID_BEFORE = {"Idempotent-Replayed": "true"}
_RETRY = (408, 409, 503)
_UNAUTHORIZED = 401
_RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait before sending it again.", "schema": {"type": "integer"}}
}
_CHALLENGE = {"WWW-Authenticate": {"description": "How requests are signed.", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "Where the diagnosis can be read again.", "schema": {"type": "string"}}}
_REPLAYED = {
    "Idempotent-Replayed": {
        "description": "`true`, since this was answered before.",
        "schema": {"type": "string", "const": "true"},
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents a route may answer with, for its documentation."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        found[status] = {"description": _WHY[status], "content": content}
        if status in _RETRY:
            found[status]["headers"] = _RETRY_AFTER
        elif status == _UNAUTHORIZED:
            found[status]["headers"] = _CHALLENGE
    return found


def answers(description: str, *, created: bool = False, replayed: bool = False) -> dict[str, Any]:
    """A response that is an answer, in any of its forms, for the documentation of a route."""
    text = {"schema": {"type": "string"}}
    headers = (_LOCATION if created or replayed else {}) | (_REPLAYED if replayed else {})
    shown = {"model": Answer, "description": description, "content": {"text/markdown": text, "text/plain": text}}
    return shown | ({"headers": headers} if headers else {})


def answered_response(answered: Answered) -> Response:
    """201 with the address of what was recorded; 200 for what was answered before."""
    headers = {"Location": f"/diagnoses/{answered.decision_id}", "Vary": "Accept"}
    if answered.replayed:
        headers |= _SAID_BEFORE
    return text_response(answered.body, answered.media_type, 200 if answered.replayed else 201, headers)


def say_replayed(response: Response) -> None:
    """That it was recorded before, under the same Idempotency-Key."""
    response.status_code = 200
    response.headers.update(_SAID_BEFORE)


def text_response(body: str, media_type: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Text in UTF-8, said so where the media type does not imply it."""
    shown = media_type if media_type.endswith("json") else f"{media_type}; charset=utf-8"
    return Response(body.encode(), status, headers, shown)
