"""POST /diagnoses/{id}/answers and POST /diagnoses/{id}/outcome: how a diagnosis goes on, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import Field

from app.api.answer_models import Documented
from app.api.json_bodies import documented, only_json, read_model
from app.api.negotiation import idempotency_key_of
from app.api.receiving import receive
from app.api.responses import answers, problems, say_replayed
from app.domain.decision import rfc3339
from app.intake.request_model import Stated
from app.services.record_outcome import OutcomeTold

if TYPE_CHECKING:
    from app.api.answering import Answering
    from app.domain.outcome import Outcome
    from app.services.follow_up import AnswerQuestions
    from app.services.record_outcome import RecordOutcome

DiagnosisId = Annotated[str, Path(max_length=255, description="The diagnosis's id.")]
Key = Annotated[
    str | None, Header(description="A key of yours, quoted or bare. With the same body it gives what was stored.")
]


class OutcomeStated(Stated):
    """What was found out about an answer."""

    right: bool = Field(description="Whether the answer was right.")
    article: Annotated[str, Field(max_length=20)] | None = Field(
        None,
        description="The article that did apply, where the answer was wrong; `none` if no article does.",
    )
    fixed: bool | None = Field(None, description="Whether what the answer said to do has helped, where that is known.")


class OutcomeShown(Documented):
    """What was found out about an answer."""

    right: bool = Field(description="Whether the answer was right.")
    article: str | None = Field(description="The article that did apply, where the answer was wrong; `none` if none.")
    fixed: bool | None = Field(description="Whether what the answer said to do has helped.")
    recorded_at: str = Field(description="When this was recorded (RFC 3339, UTC).")


def router(service: AnswerQuestions, answering: Answering, *, most_bytes: int) -> APIRouter:
    """The route of answers, on its service."""
    routes = APIRouter(tags=["diagnoses"])

    @routes.post(
        "/diagnoses/{diagnosis_id}/answers",
        status_code=201,
        response_class=Response,
        summary="Answer the questions of a diagnosis",
        responses={
            201: answers("A new diagnosis, which `follows` this one.", created=True),
            200: answers("The answer given before to the same Idempotency-Key and body.", replayed=True),
            **problems(400, 404, 406, 408, 409, 410, 413, 415, 422, 500, 503),
        },
    )
    async def answer_questions(
        request: Request,
        diagnosis_id: DiagnosisId,
        idempotency_key: Key = None,  # noqa: ARG001 - declared to be documented; read out of the raw headers
    ) -> Response:
        """Diagnose the ticket again with what was found out: the answers to questions, or facts, or more text.

        What was answered before still counts, until the same question is answered otherwise. An answer settles what
        it was asked for, also where the text of the ticket says otherwise.
        """
        only_json(request)
        given = await receive(request, most_bytes)
        received = await to_thread.run_sync(service.received, diagnosis_id, given, limiter=answering.limiter)
        return await answering.answer(received)

    return routes


def outcome_router(outcomes: RecordOutcome) -> APIRouter:
    """The route of outcomes, on its service."""
    routes = APIRouter(tags=["diagnoses"])

    @routes.post(
        "/diagnoses/{diagnosis_id}/outcome",
        status_code=201,
        summary="Say whether a diagnosis was right",
        responses={
            200: {"model": OutcomeShown, "description": "What was recorded before under the same Idempotency-Key."},
            **problems(400, 404, 408, 413, 415, 422, 500, 503),
        },
        openapi_extra=documented(OutcomeStated, {"right": False, "article": "Q251318", "fixed": False}),
    )
    async def record_outcome(
        request: Request,
        response: Response,
        diagnosis_id: DiagnosisId,
        idempotency_key: Key = None,  # noqa: ARG001 - declared to be documented; read out of the raw headers
    ) -> OutcomeShown:
        """Record what became of it. Of several outcomes the last holds; rules show how often they were right."""
        key = idempotency_key_of(request.headers)
        stated = await read_model(request, OutcomeStated)
        told = OutcomeTold(stated.right, stated.article, stated.fixed, key)
        outcome, before = await to_thread.run_sync(outcomes.record, diagnosis_id, told)
        if before:
            say_replayed(response)
        return outcome_shown(outcome)

    return routes


def outcome_shown(outcome: Outcome) -> OutcomeShown:
    """The outcome as it is answered."""
    return OutcomeShown(
        right=outcome.right,
        article=outcome.article,
        fixed=outcome.fixed,
        recorded_at=rfc3339(outcome.recorded_at),
    )
