"""The whole service on a SQLite file of its own, built once for all tests that need no other; and PostgreSQL."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.api.app import create_app
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from sqlalchemy import Engine

    from app.wiring import Services

ROOT = Path(__file__).parents[1]
DEFAULT_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Engine]:
    url = make_url(os.environ.get("KBDIAG_TEST_DATABASE_URL") or DEFAULT_SERVER)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": 5},
    )
    try:
        engine.connect().close()
    except OperationalError as error:
        reason = f"no PostgreSQL at {url.host}:{url.port}: {str(error.orig).splitlines()[0]}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql_server: Engine) -> Iterator[str]:
    """A database that is created and dropped around each test."""
    name = f"kbdiag_test_{uuid.uuid4().hex}"
    with postgresql_server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = postgresql_server.url.set(drivername="postgresql", database=name)
    yield url.render_as_string(hide_password=False)
    with postgresql_server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return f"sqlite:///{tmp_path}/data/kbdiag.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database that does not exist yet, of either kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found
