"""GET /problems/{slug}: what a problem's type means."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.api.answer_models import Documented
from app.api.problems import ALL_PROBLEMS
from app.api.responses import problems
from app.domain.errors import NotFound


class ProblemPage(Documented):
    """A kind of problem."""

    type: str = Field(description="Its URI.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status it comes with.")
    means: str = Field(description="What it means and what to do.")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["problems"])

    @routes.get("/problems/{slug}", summary="Explain a kind of problem", responses=problems(404, 422))
    async def get_problem(
        slug: Annotated[str, Path(description="The last part of the problem's `type`.", examples=["invalid-body"])],
    ) -> ProblemPage:
        """What the `type` of a problem document stands for."""
        problem = ALL_PROBLEMS.get(slug)
        if problem is None:
            raise NotFound(f"there is no problem type {slug!r}; there are {', '.join(sorted(ALL_PROBLEMS))}")
        return ProblemPage(type=problem.uri, title=problem.title, status=problem.status, means=problem.means)

    return routes
