"""GET /diagnoses and GET /diagnoses/{id}."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from app.api.answer_models import Documented
from app.api.follow_ups import DiagnosisId, OutcomeShown, outcome_shown
from app.api.negotiation import representation_of
from app.api.responses import PageSize, PageToken, answers, problems, text_response
from app.domain.decision import DecisionFilter, rfc3339
from app.domain.verdict import Verdict

if TYPE_CHECKING:
    from app.services.read_diagnoses import Listed, ReadDiagnoses


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        message = "this time lies outside the years 1 to 9999 in UTC"
        raise ValueError(message) from error


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class DiagnosisQuery(BaseModel):
    """Filters, all of which must fit, and paging."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict | None = Field(None, description="Only this verdict.")
    article: str | None = Field(None, max_length=255, description="Only this article, such as Q303156.")
    ticket_system: str | None = Field(None, max_length=255, description="Only tickets of this system.")
    ticket_id: str | None = Field(None, max_length=255, description="Only the ticket with this id.")
    follows: str | None = Field(None, max_length=255, description="Only those that answer this one's questions.")
    since: Instant | None = Field(None, description="Only what was decided at this time or later (RFC 3339).")
    until: Instant | None = Field(None, description="Only what was decided before this time (RFC 3339).")
    trial: bool | None = Field(None, description="Only trials, or only what is none.")
    latest: bool = Field(default=False, description="Of each ticket, and of each conversation, only the last.")
    page_size: PageSize = 50
    page_token: PageToken = None

    def filter(self) -> DecisionFilter:
        """The filters alone."""
        return DecisionFilter(
            self.verdict.value if self.verdict else None,
            self.article,
            self.ticket_system,
            self.ticket_id,
            self.follows,
            self.since,
            self.until,
            self.trial,
            self.latest,
        )


class DiagnosisListed(Documented):
    """A diagnosis in a list; `GET /diagnoses/{id}` gives the whole."""

    id: str = Field(description="Its id.")
    decided_at: str = Field(description="When it was decided (RFC 3339, UTC).")
    verdict: Verdict
    article: str | None = Field(description="The headline's article.")
    rule: str | None = Field(description="The headline's rule.")
    ticket_system: str | None = Field(description="Ticketing system of the ticket.")
    ticket_id: str | None = Field(description="The ticket's id in that system.")
    trial: bool = Field(description="Whether it is kept out of statistics.")
    rules_revision: str = Field(description="The rules that gave it.")
    follows: str | None = Field(description="The diagnosis whose questions were answered, if it came of that.")
    outcome: OutcomeShown | None = Field(description="What was found out about it last, if anything was.")
    erased: bool = Field(description="Whether its content was erased.")


class DiagnosisPage(Documented):
    """Diagnoses, newest first."""

    items: list[DiagnosisListed] = Field(description="The diagnoses of this page.")
    next_page_token: str | None = Field(description="The token of the next page; null on the last.")


def router(service: ReadDiagnoses) -> APIRouter:
    """The routes, on one service."""
    routes = APIRouter(tags=["diagnoses"])

    @routes.get(
        "/diagnoses", summary="List diagnoses", response_model=DiagnosisPage, responses=problems(400, 422, 500, 503)
    )
    async def list_diagnoses(query: Annotated[DiagnosisQuery, Query()]) -> DiagnosisPage:
        """Recorded diagnoses, newest first, a page at a time."""
        page = await to_thread.run_sync(
            lambda: service.page(query.filter(), size=query.page_size, token=query.page_token)
        )
        return DiagnosisPage(items=[listed(one) for one in page.items], next_page_token=page.next_page_token)

    @routes.get(
        "/diagnoses/{diagnosis_id}",
        summary="Read a diagnosis again",
        response_class=Response,
        responses={
            200: answers("Exactly what was answered."),
            **problems(404, 406, 410, 422, 500, 503),
        },
    )
    async def get_diagnosis(request: Request, diagnosis_id: DiagnosisId) -> Response:
        """The answer as it was given, as JSON, Markdown or plain text."""
        wanted = representation_of(request.headers)
        body = await to_thread.run_sync(service.one, diagnosis_id, wanted)
        return text_response(body, wanted.value, headers={"Vary": "Accept"})

    return routes


def listed(one: Listed) -> DiagnosisListed:
    """A decision as lists have it."""
    decision = one.decision
    return DiagnosisListed(
        id=decision.id,
        decided_at=rfc3339(decision.decided_at),
        verdict=Verdict(decision.verdict),
        article=decision.article,
        rule=decision.rule,
        ticket_system=decision.ticket_system,
        ticket_id=decision.ticket_id,
        trial=decision.trial,
        rules_revision=decision.rules_revision,
        follows=decision.follows,
        outcome=outcome_shown(one.outcome) if one.outcome else None,
        erased=one.erased,
    )
