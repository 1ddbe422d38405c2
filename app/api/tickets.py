"""GET /tickets/{system}/{ticket}, and the erasure of what tickets and diagnoses hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app.api.answer_models import Documented
from app.api.diagnoses import DiagnosisListed, DiagnosisPage, listed
from app.api.follow_ups import DiagnosisId  # noqa: TC001 - routes are read at run time
from app.api.json_bodies import documented, read_model
from app.api.responses import PageSize, PageToken, problems
from app.domain.decision import rfc3339
from app.intake.request_model import Stated
from app.services.erase_content import LONGEST

if TYPE_CHECKING:
    from app.services.erase_content import EraseContent, Erased
    from app.services.read_diagnoses import ReadDiagnoses

NO_SYSTEM = "-"
System = Annotated[
    str, Path(max_length=255, description="The ticketing system; `-` for tickets that name none.", examples=["zammad"])
]
Ticket = Annotated[str, Path(max_length=255, description="The ticket's id in that system.", examples=["10081"])]
_EXAMPLE = {"by": "privacy officer", "why": "request 2026-17"}


class Paging(BaseModel):
    """Paging."""

    model_config = ConfigDict(extra="forbid")

    page_size: PageSize = 50
    page_token: PageToken = None


class TicketShown(DiagnosisPage):
    """What was decided on a ticket, the last first."""

    system: str | None = Field(description="The ticketing system.")
    ticket: str = Field(description="The ticket's id.")
    latest: DiagnosisListed | None = Field(
        description="The last diagnosis, which is the one that holds; null on later pages."
    )


class ErasureStated(Stated):
    """Who erases, and why. Both stay in the log for good, so they must hold nothing of the ticket."""

    by: Annotated[str, Field(min_length=1, max_length=LONGEST)] = Field(description="Who erases it.")
    why: Annotated[str, Field(min_length=1, max_length=LONGEST)] = Field(description="Why, in one line.")


class ErasureShown(Documented):
    """What was erased."""

    erased: list[str] = Field(description="The diagnoses whose content is gone now; those erased before are not named.")
    erased_at: str = Field(description="When (RFC 3339, UTC).")
    by: str = Field(description="By whom.")
    why: str = Field(description="Why.")


def router(diagnoses: ReadDiagnoses, erase: EraseContent) -> APIRouter:
    """The routes, on their services."""
    routes = APIRouter(tags=["tickets"])
    erasing = CapacityLimiter(1)

    @routes.get(
        "/tickets/{system}/{ticket:path}",
        summary="Read what was decided on a ticket",
        responses=problems(400, 404, 422, 500, 503),
    )
    async def get_ticket(system: System, ticket: Ticket, query: Annotated[Paging, Query()]) -> TicketShown:
        """Every diagnosis of the ticket in the order in which they were recorded, the last first."""
        whose = None if system == NO_SYSTEM else system
        page = await to_thread.run_sync(
            lambda: diagnoses.ticket(whose, ticket, size=query.page_size, token=query.page_token)
        )
        items = [listed(one) for one in page.items]
        latest = items[0] if items and query.page_token is None else None
        return TicketShown(
            system=whose, ticket=ticket, latest=latest, items=items, next_page_token=page.next_page_token
        )

    @routes.post(
        "/tickets/{system}/{ticket:path}/erasure",
        summary="Erase what a ticket holds",
        responses=problems(400, 404, 408, 413, 415, 422, 500, 503),
        openapi_extra=documented(ErasureStated, _EXAMPLE),
    )
    async def erase_ticket(request: Request, system: System, ticket: Ticket) -> ErasureShown:
        """Erase requests and answers of all its diagnoses for good. That they were stays in the log, which verifies."""
        stated = await read_model(request, ErasureStated)
        whose = None if system == NO_SYSTEM else system
        done = await to_thread.run_sync(erase.of_ticket, whose, ticket, stated.by, stated.why, limiter=erasing)
        return _shown(done)

    @routes.post(
        "/diagnoses/{diagnosis_id}/erasure",
        summary="Erase what a diagnosis holds",
        responses=problems(400, 404, 408, 413, 415, 422, 500, 503),
        openapi_extra=documented(ErasureStated, _EXAMPLE),
    )
    async def erase_diagnosis(request: Request, diagnosis_id: DiagnosisId) -> ErasureShown:
        """The same of the conversation it belongs to: those it follows, and all that follow."""
        stated = await read_model(request, ErasureStated)
        done = await to_thread.run_sync(erase.of_diagnosis, diagnosis_id, stated.by, stated.why, limiter=erasing)
        return _shown(done)

    return routes


def _shown(done: Erased) -> ErasureShown:
    return ErasureShown(erased=list(done.ids), erased_at=rfc3339(done.at), by=done.by, why=done.why)
