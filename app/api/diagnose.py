"""POST /diagnose."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Header, Request, Response

from app.api.receiving import receive
from app.api.responses import answered_response, answers, problems
from app.services.diagnose import Answered

if TYPE_CHECKING:
    from app.services.diagnose import DiagnoseTicket

THREADS = 4
"""Diagnosing is bound by the processor: more threads would only wait for each other."""


def router(service: DiagnoseTicket, *, most_bytes: int) -> APIRouter:
    """The route, on one service."""
    routes = APIRouter(tags=["diagnoses"])
    limiter = CapacityLimiter(THREADS)

    @routes.post(
        "/diagnose",
        status_code=201,
        response_class=Response,
        summary="Diagnose a ticket",
        responses={
            201: answers("The diagnosis, recorded.", created=True),
            200: answers("The answer given before to the same Idempotency-Key and body.", replayed=True),
            **problems(400, 406, 408, 409, 413, 415, 422, 500, 503),
        },
    )
    async def diagnose_ticket(
        request: Request,
        idempotency_key: Annotated[  # noqa: ARG001 - declared to be documented; read out of the raw headers
            str | None,
            Header(
                description="A key of yours, quoted or bare. With the same body it gives the stored answer, for good."
            ),
        ] = None,
    ) -> Response:
        """Say which article applies to what is known, with verdict, reasons, what to do, and what to ask.

        What is not stated is not known, never false: a verdict is given only when every condition of a rule is met.
        The answer is recorded before it is sent. Ask for `text/markdown` or `text/plain` to put it into a ticket.
        """
        received = await receive(request, most_bytes)
        with service.claimed(received):
            begun = await to_thread.run_sync(service.begin, received, limiter=limiter)
            if isinstance(begun, Answered):
                return answered_response(begun)
            recorded = await asyncio.wrap_future(service.record(begun))
            return answered_response(service.answered(begun, recorded, received.wanted))

    return routes
