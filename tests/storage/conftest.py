"""Fresh databases: a SQLite file, or a PostgreSQL database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.storage.samples import AT, FILES, PACK

if TYPE_CHECKING:
    from collections.abc import Iterator


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
