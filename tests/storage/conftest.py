"""Fresh databases: a SQLite file, or a PostgreSQL database created and dropped around each test."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.storage.samples import AT, FILES, PACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

DEFAULT_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


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
    name = f"kbdiag_test_{uuid.uuid4().hex}"
    with postgresql_server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = postgresql_server.url.set(drivername="postgresql", database=name)
    yield url.render_as_string(hide_password=False)
    with postgresql_server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/kbdiag.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def empty_database(url: str) -> Iterator[Database]:
    with Database.open(url) as opened:
        yield opened


@pytest.fixture
def database(empty_database: Database) -> Database:
    empty_database.upgrade()
    return empty_database


@pytest.fixture
def writer(database: Database) -> Iterator[DecisionWriter]:
    with DecisionWriter(database) as opened:
        opened.keep_pack(PACK, FILES, AT)
        yield opened


@pytest.fixture
def archive(database: Database) -> DecisionArchive:
    return DecisionArchive(database)
