"""The HTTP application: routes, problem documents, and documentation that works without internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline

import app
from app.api import diagnose, diagnoses, health, problem_pages, problems, webhooks
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
    api.include_router(diagnose.router(services.diagnose, answering, most_bytes=most_bytes, most_upload_bytes=uploads))
    api.include_router(webhooks.router(services.webhooks, answering, most_bytes=most_bytes))
    api.include_router(diagnoses.router(services.diagnoses))
    api.include_router(health.router(services.readiness))
    api.include_router(problem_pages.router())
    problems.install(api)

    @api.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/docs")

    generated = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            pack = services.diagnose.knowledge.pack
            api.openapi_schema = complete_schema(generated(), services.diagnose.reader.model, pack.worked_examples)
            document_payloads(api.openapi_schema, services.webhooks.maps.values())
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign] # the way FastAPI's documentation names for extending the schema
    return api


def _operation_id(route: APIRoute) -> str:
    return route.name
