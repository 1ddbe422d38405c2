"""The HTTP application: routes, problem documents, and documentation that works without internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline

import app
from app.api import (
    articles,
    audit,
    diagnose,
    diagnoses,
    follow_ups,
    health,
    problem_pages,
    problems,
    replays,
    rule_changes,
    rules,
    tickets,
    webhooks,
    what_if,
)
from app.api.answering import Answering
from app.api.openapi import complete_schema, document_payloads

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.routing import APIRoute

    from app.wiring import Services

_ABOUT = """\
Says which Knowledge Base article applies to a ticket about the Exchange message transfer agent, with a verdict, the
reasons condition by condition, what to do, and the questions that would settle what is open.

Every answer is recorded before it is given. What is not stated is **not known**, which is neither true nor false.
"""
_TAGS = [
    {"name": "diagnoses", "description": "Diagnose tickets, and read again what was answered."},
    {"name": "tickets", "description": "What was decided on a ticket, and its erasure."},
    {"name": "articles", "description": "The articles, and what tells them from those that look alike."},
    {"name": "rules", "description": "The rules that are made of them."},
    {"name": "replays", "description": "What other rules would have said of past cases."},
    {"name": "audit", "description": "Proof that the log is what was recorded."},
    {"name": "webhooks", "description": "Tickets as ticketing systems send them."},
    {"name": "health", "description": "For whoever keeps the service running."},
    {"name": "problems", "description": "What goes wrong, explained."},
]


def create_app(services: Services, *, most_bytes: int, most_upload_bytes: int | None = None) -> FastAPI:
    """The application on these services, which stay the caller's to close. Uploads have their own limit, if given."""
    uploads = most_bytes if most_upload_bytes is None else most_upload_bytes
    api = FastAPIOffline(
        title="kbdiag",
        version=app.__version__,
        summary="Knowledge Base diagnosis",
        description=_ABOUT,
        contact={"name": "kbdiag developers"},
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/", "description": "This service"}],
        openapi_tags=_TAGS,
        generate_unique_id_function=_operation_id,
        swagger_ui_parameters={"tryItOutEnabled": True, "defaultModelsExpandDepth": 0},
    )
    answering = Answering(services.diagnose)
    api.include_router(diagnose.router(answering, most_bytes=most_bytes, most_upload_bytes=uploads))
    api.include_router(webhooks.router(services.webhooks, answering, most_bytes=most_bytes))
    api.include_router(follow_ups.router(services.follow_up, answering, most_bytes=most_bytes))
    api.include_router(follow_ups.outcome_router(services.outcome))
    api.include_router(what_if.router(services.what_if, answering.limiter, most_bytes=most_bytes))
    api.include_router(tickets.router(services.diagnoses, services.erase))
    api.include_router(diagnoses.router(services.diagnoses))
    api.include_router(articles.router(services.rules))
    api.include_router(rules.router(services.rules))
    api.include_router(rule_changes.router(services.reload, services.disable))
    api.include_router(audit.router(services.audit.verify))
    api.include_router(replays.router(services.replays))
    api.include_router(replays.reading_router(services.replays))
    api.include_router(health.router(services.readiness))
    api.include_router(problem_pages.router())
    problems.install(api)

    @api.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/docs")

    _document(api, services)
    return api


def _document(api: FastAPI, services: Services) -> None:
    """Let the schema speak of the rules that serve when it is asked for."""
    generated, made = api.openapi, dict[str, dict[str, Any]]()

    def openapi() -> dict[str, Any]:
        edition = services.served.current
        if edition.revision not in made:
            api.openapi_schema = None  # else FastAPI gives the one before again
            schema = complete_schema(generated(), edition.reader, edition.pack.worked_examples)
            document_payloads(schema, services.webhooks.maps.values())
            made.clear()
            made[edition.revision] = schema
        return made[edition.revision]

    api.openapi = openapi  # type: ignore[method-assign] # the way FastAPI's documentation names for extending the schema


def _operation_id(route: APIRoute) -> str:
    return route.name
