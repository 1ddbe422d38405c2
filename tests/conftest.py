"""The whole service on a SQLite file of its own, built once for all tests that need no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from app.api.app import create_app
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from app.wiring import Services

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"), database_url="", rules_dir=ROOT / "rules")


@pytest.fixture(scope="session")
def services(settings: Settings) -> Iterator[Services]:
    with build(settings) as built:
        yield built


@pytest.fixture(scope="session")
def api(services: Services, settings: Settings) -> FastAPI:
    return create_app(services, most_bytes=settings.max_body_bytes)


@pytest.fixture(scope="session")
def client(api: FastAPI) -> Iterator[TestClient]:
    with TestClient(api) as one:
        yield one
