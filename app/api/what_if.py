"""POST /what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from app.api.json_bodies import only_json
from app.api.receiving import read_body
from app.api.responses import problems, text_response
from app.api.what_if_models import WhatIfShown
from app.services.judging import JSON

if TYPE_CHECKING:
    from anyio import CapacityLimiter

    from app.services.what_if import AskWhatIf


def router(service: AskWhatIf, limiter: CapacityLimiter, *, most_bytes: int) -> APIRouter:
    """The route, on its service. It shares the threads of whatever else diagnoses."""
    routes = APIRouter(tags=["diagnoses"])

    @routes.post(
        "/what-if",
        response_class=Response,
        summary="Ask what would change",
        responses={
            200: {"model": WhatIfShown, "description": "What would change."},
            **problems(400, 404, 408, 410, 413, 415, 422, 500, 503),
        },
    )
    async def ask_what_if(request: Request) -> Response:
        """Diagnose a case as it is and as it would be with other facts, such as a later build or a repaired resolution.

        What is assumed takes the place of what is known, and what follows from it follows anew. Findings and near
        misses say what is the least that would have to change for them to end or to apply. Nothing is recorded.
        """
        only_json(request)
        body = await read_body(request, most_bytes)
        return text_response(await to_thread.run_sync(service.answer, body, limiter=limiter), JSON)

    return routes
