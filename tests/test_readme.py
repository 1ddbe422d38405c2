"""The README's request gives the README's answer; its links lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from app.api.app import create_app
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGING = re.compile(r"kbdiag [0-9a-f-]{36}, rules sha256:[0-9a-f]{12}")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path, rules_dir=ROOT / "rules")
    with build(settings) as services, TestClient(create_app(services, most_bytes=settings.max_body_bytes)) as client:
        yield client


def test_the_request_in_the_readme_gives_the_answer_in_the_readme(client: TestClient) -> None:
    request = re.search(r"-d '\n(\{.*?\n\})'", README, re.DOTALL)
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert request is not None
    assert shown is not None
    answer = client.post("/diagnose", json=json.loads(request.group(1)), headers={"Accept": "text/plain"}).text
    assert CHANGING.search(answer)
    assert CHANGING.sub("", answer) == CHANGING.sub("", shown.group(1))


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name
)
def test_every_link_within_the_project_leads_to_something(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
