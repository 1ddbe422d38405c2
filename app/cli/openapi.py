"""`kbdiag openapi`: the OpenAPI document, for openapi/openapi.json and for generators of clients."""

from __future__ import annotations

import json
from tempfile import TemporaryDirectory

import typer

from app.api.app import create_app
from app.cli.outcome import told
from app.settings import Settings
from app.wiring import build


def openapi() -> None:
    """Print the OpenAPI document that the service gives at /openapi.json."""
    with told(), TemporaryDirectory() as directory:
        settings = Settings()
        apart = settings.model_copy(update={"database_url": f"sqlite:///{directory}/kbdiag.db"})
        with build(apart) as services:
            schema = create_app(services, most_bytes=settings.max_body_bytes).openapi()
    typer.echo(json.dumps(schema, ensure_ascii=False, indent=2))
