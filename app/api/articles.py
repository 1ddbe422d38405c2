"""GET /articles, GET /articles/{id} and GET /articles/{id}/look-alikes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from app.api.article_models import ArticlePage, ArticleWhole, LookAlikesShown
from app.api.conditional import TAGGED, conditional
from app.api.responses import AsOf, PageSize, PageToken, problems

if TYPE_CHECKING:
    from app.services.read_rules import ReadRules

ArticleId = Annotated[str, Path(max_length=255, description="The article's number.", examples=["Q303156"])]


class ArticleQuery(AsOf):
    """Paging, and the rules to read."""

    page_size: PageSize = 50
    page_token: PageToken = None


def router(service: ReadRules) -> APIRouter:
    """The routes, on one service."""
    routes = APIRouter(tags=["articles"])
    tagged: dict[int | str, dict[str, Any]] = {**TAGGED, **problems(400, 404, 422, 500, 503)}

    @routes.get("/articles", summary="List articles", response_model=ArticlePage, responses=tagged)
    async def list_articles(request: Request, query: Annotated[ArticleQuery, Query()]) -> Response:
        """The articles that rules are taken from, with their rules' ids."""
        return conditional(
            request,
            await to_thread.run_sync(
                lambda: service.articles(query.revision, size=query.page_size, token=query.page_token)
            ),
        )

    @routes.get("/articles/{article_id}", summary="Read an article", response_model=ArticleWhole, responses=tagged)
    async def get_article(request: Request, article_id: ArticleId, query: Annotated[AsOf, Query()]) -> Response:
        """What the article is about, and its rules."""
        return conditional(request, await to_thread.run_sync(service.article, article_id, query.revision))

    @routes.get(
        "/articles/{article_id}/look-alikes",
        summary="What tells an article from those like it",
        response_model=LookAlikesShown,
        responses=tagged,
    )
    async def get_look_alikes(request: Request, article_id: ArticleId, query: Annotated[AsOf, Query()]) -> Response:
        """The rules of other articles that the same events present, and which answers favour which."""
        return conditional(request, await to_thread.run_sync(service.look_alikes, article_id, query.revision))

    return routes
