from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from app.api.app import create_app
from app.settings import Settings
from app.wiring import build
from tests.scenarios.asking import Ask, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("scenarios"), rules_dir=RULES)
    with build(settings) as services, TestClient(create_app(services, most_bytes=settings.max_body_bytes)) as client:
        yield Desk(client)


@pytest.fixture
def ask(desk: Desk) -> Ask:
    return desk.ask
