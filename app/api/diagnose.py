"""POST /diagnose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request, Response

from app.api.negotiation import idempotency_key_of, is_upload, representation_of
from app.api.receiving import receive
from app.api.responses import answers, problems
from app.api.uploads import receive_upload
from app.services.diagnose import Attached, Received

if TYPE_CHECKING:
    from app.api.answering import Answering


def router(answering: Answering, *, most_bytes: int, most_upload_bytes: int) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["diagnoses"])

    async def uploaded(request: Request) -> Received:
        wanted, key = representation_of(request.headers), idempotency_key_of(request.headers)
        upload = await receive_upload(request, most_upload_bytes, most_bytes)
        attached = Attached(upload.texts, upload.files)
        return Received(upload.request, wanted=wanted, key=key, sent=upload.digest, attached=attached)

    @routes.post(
        "/diagnose",
        status_code=201,
        response_class=Response,
        summary="Diagnose a ticket",
        responses={
            201: answers("The diagnosis, recorded.", created=True),
            200: answers("The answer given before to the same Idempotency-Key and body.", replayed=True),
            **problems(400, 406, 408, 409, 410, 413, 415, 422, 500, 503),
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
        Text may hold event entries as people paste them and tools write them; logs may be uploaded as files. The answer
        is recorded before it is sent. Ask for `text/markdown` or `text/plain` to put it into a ticket.
        """
        received = await (uploaded(request) if is_upload(request.headers) else receive(request, most_bytes))
        return await answering.answer(received)

    return routes
