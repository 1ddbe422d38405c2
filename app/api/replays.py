"""POST /replays, GET /replays, GET /replays/{id} and what it has changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.diagnoses import Instant  # noqa: TC001 - models are read at run time
from app.api.json_bodies import documented, read_model
from app.api.negotiation import idempotency_key_of
from app.api.replay_models import ReplayChangesShown, ReplayPageShown, ReplayShown, change_shown, replay_shown
from app.api.responses import PageSize, PageToken, problems, say_replayed
from app.domain.decision import DecisionFilter, IdempotencyClaim
from app.domain.replay import Selection
from app.domain.verdict import Verdict  # noqa: TC001 - likewise
from app.intake.request_model import Stated
from app.services.run_replays import DIRECTORY, OWN

if TYPE_CHECKING:
    from app.services.run_replays import RunReplays

MOST_IDS = 1000
_REVISION = "^sha256:[0-9a-f]{64}$"
_Named = Annotated[str, Field(min_length=1, max_length=255)]
_EXAMPLE = {"against": "directory", "select": {"article": "Q303156", "judged": True}}
ReplayId = Annotated[str, Path(max_length=255, description="The replay's id.")]


class SelectionStated(Stated):
    """Which past cases; all of these must fit."""

    model_config = ConfigDict(strict=False)

    ids: Annotated[list[_Named], Field(max_length=MOST_IDS)] | None = Field(None, description="These diagnoses.")
    verdict: Verdict | None = Field(None, description="Those with this verdict.")
    article: _Named | None = Field(None, description="Those of which this article was the headline's.")
    ticket_system: _Named | None = Field(None, description="Those of tickets of this system.")
    ticket_id: _Named | None = Field(None, description="Those of the ticket with this id.")
    since: Instant | None = Field(None, description="Those decided at this time or later (RFC 3339).")
    until: Instant | None = Field(None, description="Those decided before this time (RFC 3339).")
    trial: bool | None = Field(default=False, strict=True, description="Trials, or what is none; null for both.")
    latest: bool = Field(
        default=False, strict=True, description="Of each ticket, and of each conversation, only the last."
    )
    judged: bool = Field(default=False, strict=True, description="Only those of which an outcome is known.")
    limit: Annotated[int, Field(ge=1, strict=True)] | None = Field(
        None, description="So many at most, the first recorded first."
    )

    def selection(self) -> Selection:
        """The same for the service."""
        wanted = DecisionFilter(
            verdict=self.verdict.value if self.verdict else None,
            article=self.article,
            ticket_system=self.ticket_system,
            ticket_id=self.ticket_id,
            since=self.since,
            until=self.until,
            trial=self.trial,
            latest=self.latest,
        )
        return Selection(wanted, tuple(self.ids) if self.ids is not None else None, self.judged, self.limit)


class ReplayStated(Stated):
    """What to replay, and against which rules."""

    against: Annotated[str, Field(pattern=f"^({DIRECTORY}|{OWN})$|{_REVISION}")] = Field(
        DIRECTORY,
        description="`directory`: the rules as KBDIAG_RULES_DIR holds them now; a revision that answers name; `own`: "
        "each case against the rules that answered it, which gives every answer back as it was.",
    )
    select: SelectionStated = Field(default_factory=SelectionStated, description="Which past cases; all by default.")


class ChangesQuery(BaseModel):
    """Paging."""

    model_config = ConfigDict(extra="forbid")

    page_size: PageSize = 50
    page_token: PageToken = None


def router(service: RunReplays) -> APIRouter:
    """The route that starts one, on its service."""
    routes = APIRouter(tags=["replays"])

    @routes.post(
        "/replays",
        status_code=202,
        summary="Judge past cases by other rules",
        responses={
            200: {"model": ReplayShown, "description": "What was begun before under the same Idempotency-Key."},
            202: {"headers": _LOCATION},
            **problems(400, 404, 408, 413, 415, 422, 500, 503),
        },
        openapi_extra=documented(ReplayStated, _EXAMPLE),
    )
    async def start_replay(
        request: Request,
        response: Response,
        idempotency_key: Annotated[  # noqa: ARG001 - declared to be documented; read out of the raw headers
            str | None, Header(description="A key of yours. With the same body it gives the replay begun before.")
        ] = None,
    ) -> ReplayShown:
        """Begin it; `GET /replays/{id}` tells how far it is, and then what these rules would change."""
        key = idempotency_key_of(request.headers)
        stated = await read_model(request, ReplayStated)
        asked: dict[str, Any] = stated.model_dump(mode="json", exclude_none=True)
        claim = IdempotencyClaim(key, _digest(asked)) if key else None
        replay, before = await to_thread.run_sync(
            service.start, stated.against, stated.select.selection(), asked, claim
        )
        response.headers["Location"] = f"/replays/{replay.id}"
        if before:
            say_replayed(response)
        return replay_shown(replay)

    return routes


def reading_router(service: RunReplays) -> APIRouter:
    """The routes that read them, on their service."""
    routes = APIRouter(tags=["replays"])

    @routes.get("/replays", summary="List replays", responses=problems(400, 422, 500, 503))
    async def list_replays(query: Annotated[ChangesQuery, Query()]) -> ReplayPageShown:
        """Newest first."""
        found, following = await to_thread.run_sync(lambda: service.page(size=query.page_size, token=query.page_token))
        return ReplayPageShown(items=[replay_shown(one) for one in found], next_page_token=following)

    @routes.get("/replays/{replay_id}", summary="Read a replay", responses=problems(404, 422, 500, 503))
    async def get_replay(replay_id: ReplayId) -> ReplayShown:
        """How far it is and, once it is finished, verdict by verdict and article by article what would change."""
        return replay_shown(await to_thread.run_sync(service.get, replay_id))

    @routes.get(
        "/replays/{replay_id}/changes",
        summary="What a replay has changed, case by case",
        responses=problems(400, 404, 422, 500, 503),
    )
    async def get_changes(replay_id: ReplayId, query: Annotated[ChangesQuery, Query()]) -> ReplayChangesShown:
        """Each case whose answer is another, with both answers, and both explanations side by side."""
        found, following = await to_thread.run_sync(
            lambda: service.changes(replay_id, size=query.page_size, token=query.page_token)
        )
        return ReplayChangesShown(items=[change_shown(one) for one in found], next_page_token=following)

    return routes


_LOCATION = {"Location": {"description": "Where the replay can be read.", "schema": {"type": "string"}}}


def _digest(asked: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
