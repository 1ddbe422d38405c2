"""GET /audit/verification and GET /audit/checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.answer_models import Documented
from app.api.responses import PageToken, problems, text_response
from app.domain.verification import What

if TYPE_CHECKING:
    from app.domain.verification import Discovery
    from app.services.verify_log import VerifiedPage, VerifyLog

PAGE = 1000


class VerificationQuery(BaseModel):
    """Paging."""

    model_config = ConfigDict(extra="forbid")

    page_size: Annotated[
        int, Field(ge=1, description="How many records to look at in one go; more than 10000 gives 10000.")
    ] = PAGE
    page_token: PageToken = None


class DiscoveryShown(Documented):
    """The first record that is not what was recorded."""

    what: What = Field(description="What became of it.")
    seq: int | None = Field(description="Its number; null for something that no record speaks of.")
    subject: str | None = Field(description="The id of what it is of, such as a diagnosis, where that is known.")
    detail: str = Field(description="What does not fit, in a sentence.")


class HeadShown(Documented):
    """Where the log ends."""

    seq: int = Field(description="Number of the last record; records are numbered from 1 without a gap.")
    digest: str = Field(description="Its digest; empty where nothing was recorded.")


class VerificationShown(Documented):
    """How far the log is what was recorded."""

    verified: bool = Field(description="Whether everything looked at so far is right.")
    complete: bool = Field(description="Whether that was all there is: every record, and nothing beside them.")
    first_seq: int = Field(description="The first record that was looked at.")
    last_seq: int = Field(description="The last record that was found to be right; 0 if none was.")
    progress: float = Field(description="The share of the log up to there, 0 to 1.")
    head: HeadShown
    discovery: DiscoveryShown | None = Field(description="What was found to be wrong, if anything was.")
    next_page_token: str | None = Field(description="The token to go on with; null at the end.")


def router(service: VerifyLog) -> APIRouter:
    """The routes, on one service."""
    routes = APIRouter(tags=["audit"])

    @routes.get("/audit/verification", summary="Verify the log", responses=problems(400, 422, 500, 503))
    async def verify_log(query: Annotated[VerificationQuery, Query()]) -> VerificationShown:
        """Look whether each record is what was recorded, in its place, and sealed with the one before it.

        Go on with `next_page_token` until `complete`. An end that was cut off, or a log rewritten from its beginning,
        is only found out with a checkpoint that is kept elsewhere: `kbdiag audit verify --checkpoint`.
        """
        return verification_shown(await to_thread.run_sync(service.page, query.page_size, query.page_token))

    @routes.get(
        "/audit/checkpoint",
        summary="Where the log ends",
        response_class=Response,
        responses={
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The checkpoint."},
            **problems(404, 500, 503),
        },
    )
    async def get_checkpoint() -> Response:
        """A note to be kept elsewhere: log, number and digest of the last record, time; signed if there is a key."""
        return text_response(await to_thread.run_sync(service.checkpoint), "text/plain")

    return routes


def verification_shown(page: VerifiedPage) -> VerificationShown:
    """The page as it is answered."""
    return VerificationShown(
        verified=page.discovery is None,
        complete=page.complete,
        first_seq=page.first,
        last_seq=page.place.seq,
        progress=page.progress,
        head=HeadShown(seq=page.head.seq, digest=page.head.digest),
        discovery=_discovery_shown(page.discovery),
        next_page_token=page.next_token,
    )


def _discovery_shown(found: Discovery | None) -> DiscoveryShown | None:
    if found is None:
        return None
    return DiscoveryShown(what=found.what, seq=found.seq, subject=found.subject, detail=found.detail)
