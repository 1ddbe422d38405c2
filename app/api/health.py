"""GET /livez and GET /readyz, for whoever keeps the service running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.answer_models import Documented

if TYPE_CHECKING:
    from app.services.readiness import Readiness

_NOT_KEPT = {"Cache-Control": "no-store"}


class CheckShown(Documented):
    """One thing that was looked at."""

    name: str = Field(description="`database`, `migrations`, `log`, `rules` or `engine`.")
    ok: bool = Field(description="Whether it is in order.")
    detail: str = Field(description="What was seen.")


class Health(Documented):
    """Whether the service can answer."""

    status: str = Field(description="`ok` or `unavailable`.", examples=["ok"])
    checks: list[CheckShown] = Field(description="What was looked at; nothing for /livez.")


def router(readiness: Readiness) -> APIRouter:
    """The routes, on one service."""
    routes = APIRouter(tags=["health"])

    @routes.get("/livez", summary="Is the process alive?", response_model=Health)
    async def live() -> JSONResponse:
        """Answers without looking at anything."""
        return JSONResponse({"status": "ok", "checks": []}, headers=_NOT_KEPT)

    @routes.get(
        "/readyz",
        summary="Can it answer?",
        response_model=Health,
        responses={503: {"model": Health, "description": "Not now."}},
    )
    async def ready() -> JSONResponse:
        """Looks at the database, its migrations and the rules; 503 if any of them is not in order."""
        checks = await to_thread.run_sync(readiness.checks)
        ok = all(check.ok for check in checks)
        body = Health(
            status="ok" if ok else "unavailable",
            checks=[CheckShown(name=check.name, ok=check.ok, detail=check.detail) for check in checks],
        )
        return JSONResponse(body.model_dump(), 200 if ok else 503, _NOT_KEPT)

    return routes
