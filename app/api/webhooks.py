"""POST /webhooks/{source}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from app.api.negotiation import media_type_of, representation_of
from app.api.receiving import read_body
from app.api.responses import answers, problems
from app.domain.field_map import SOURCES
from app.services.receive_ticket import Posted

if TYPE_CHECKING:
    from app.api.answering import Answering
    from app.services.receive_ticket import ReceiveTicket

LONGEST_TICKET_ID = 1000


def router(service: ReceiveTicket, answering: Answering, *, most_bytes: int) -> APIRouter:
    """The route, on one service."""
    routes = APIRouter(tags=["webhooks"])

    @routes.post(
        "/webhooks/{source}",
        status_code=201,
        response_class=Response,
        summary="Take a ticket from a ticketing system",
        responses={
            201: answers("The diagnosis, recorded.", created=True),
            200: answers("The answer given before to the same delivery.", replayed=True),
            **problems(400, 401, 404, 406, 408, 409, 410, 413, 415, 422, 500, 503),
        },
    )
    async def receive_ticket(
        request: Request,
        source: Annotated[str, Path(description="The system that sends.", json_schema_extra={"enum": list(SOURCES)})],
        ticket: Annotated[
            str | None,
            Query(max_length=LONGEST_TICKET_ID, description="For `text/plain`: the ticket's id or number."),
        ] = None,
    ) -> Response:
        """Diagnose the ticket that a system's own payload tells of, and answer as POST /diagnose does.

        The request is signed, or carries a token, as the source's recipe says; without a secret set for the source
        every request is refused. Attempts to deliver the same payload get the stored answer. A body of `text/plain`
        is the ticket's text as it stands.
        """
        service.field_map(source)
        wanted = representation_of(request.headers)
        media_type = media_type_of(request.headers)
        headers = {name: tuple(request.headers.getlist(name)) for name in request.headers}
        posted = Posted(await read_body(request, most_bytes), media_type, headers, wanted, ticket)
        received = await to_thread.run_sync(service.received, source, posted, limiter=answering.limiter)
        return await answering.answer(received)

    return routes
