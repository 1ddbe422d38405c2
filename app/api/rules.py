"""GET /rules and GET /rules/{article}/{name}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.api.conditional import TAGGED, conditional
from app.api.responses import AsOf, PageSize, PageToken, problems
from app.api.rule_models import RulePage, RuleWhole
from app.domain.verdict import RuleStatus, Verdict
from app.services.read_rules import RuleFilter

if TYPE_CHECKING:
    from app.services.read_rules import ReadRules


class RuleQuery(AsOf):
    """Filters, all of which must fit, and paging."""

    article: str | None = Field(None, max_length=255, description="Only this article's, such as Q303156.")
    verdict: Verdict | None = Field(None, description="Only rules that say this.")
    status: RuleStatus | None = Field(None, description="Only rules of this status.")
    event: int | None = Field(None, ge=0, le=65535, description="Only rules that look for this event.")
    page_size: PageSize = 50
    page_token: PageToken = None

    def filter(self) -> RuleFilter:
        """The filters alone."""
        verdict, status = (one.value if one else None for one in (self.verdict, self.status))
        return RuleFilter(self.article, verdict, status, self.event, self.revision)


def router(service: ReadRules) -> APIRouter:
    """The routes, on one service."""
    routes = APIRouter(tags=["rules"])
    tagged: dict[int | str, dict[str, Any]] = {**TAGGED, **problems(400, 404, 422, 500, 503)}

    @routes.get("/rules", summary="List rules", response_model=RulePage, responses=tagged)
    async def list_rules(request: Request, query: Annotated[RuleQuery, Query()]) -> Response:
        """Every rule of the pack that serves, or of one that did, drafts and retired ones included."""
        return conditional(
            request,
            await to_thread.run_sync(
                lambda: service.rules(query.filter(), size=query.page_size, token=query.page_token)
            ),
        )

    @routes.get("/rules/{article}/{name}", summary="Read a rule", response_model=RuleWhole, responses=tagged)
    async def get_rule(
        request: Request,
        article: Annotated[str, Path(max_length=255, description="The article's number.", examples=["Q303156"])],
        name: Annotated[str, Path(max_length=255, description="The rule's name.", examples=["multihomed-peer"])],
        query: Annotated[AsOf, Query()],
    ) -> Response:
        """The whole rule: its conditions, texts, citations, and the examples that prove it."""
        return conditional(request, await to_thread.run_sync(service.rule, f"{article}/{name}", query.revision))

    return routes
