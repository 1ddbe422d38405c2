"""Databases of either kind that do not exist yet, or have something in every table; roles that are no superusers."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.storage.database import Database
from tests.keeping.desk import furnish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@pytest.fixture
def desk(url: str) -> Iterator[Database]:
    with Database.open(url) as database:
        furnish(database)
        yield database


@contextmanager
def role_of(server: Engine, name: str) -> Iterator[str]:
    quoted = '"' + name.replace('"', '""') + '"'
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN".replace("%", "%%"))
    yield name
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP ROLE {quoted}".replace("%", "%%"))


@pytest.fixture
def service_role(postgresql_server: Engine) -> Iterator[str]:
    """A role whose name has to be quoted; it is asked for before the database, and so outlives it."""
    with role_of(postgresql_server, f'kbdiag "service" 100% {uuid.uuid4().hex}') as name:
        yield name


@pytest.fixture
def owned_url(postgresql_server: Engine, service_role: str) -> Iterator[str]:
    """A database of its own whose owner is no superuser; dropped before the roles that have privileges in it."""
    name = f"kbdiag_test_{uuid.uuid4().hex}"
    with role_of(postgresql_server, name):
        with postgresql_server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} OWNER {name}"))
        url = postgresql_server.url.set(drivername="postgresql", database=name, username=name)
        yield url.render_as_string(hide_password=False)
        with postgresql_server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def served_url(postgresql_server: Engine, owned_url: str, service_role: str) -> str:
    """The same database, as the other role sees it."""
    url = postgresql_server.url.set(
        drivername="postgresql", username=service_role, database=owned_url.rsplit("/", 1)[1]
    )
    return url.render_as_string(hide_password=False)
