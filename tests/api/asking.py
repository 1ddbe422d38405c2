"""Requests, and what several tests look at in responses."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from app.api.answer_models import Answer, Problem
from app.api.app import create_app
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

    from app.wiring import Services

ROOT = Path(__file__).parents[2]
JSON = {"Content-Type": "application/json"}

NOISE: dict[str, Any] = {
    "events": [{"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "1722", "1722", "1722", "EXCH-A"]}],
    "facts": {"peer": {"mta_build": "2653.23", "multihomed": True}, "mail_flow": "normal"},
}
PASTED = (
    "Hello, this is in the log:\n\nEvent Type:\tWarning\nEvent Source:\tMSExchangeMTA\nEvent ID:\t9322\n"
    "Computer:\tEXCH-B\nDescription:\nAn interface error has occurred. An MtaBindBack over RPC has failed. "
    "Locality Table (LTAB) index: 151, NT/MTA error code: 1722. Comms error 1722, Bind error 1722, "
    "Remote Server Name EXCH-A, Protocol String ncacn_ip_tcp:10.1.2.3[1092]\n"
)


def noise(**more: object) -> dict[str, Any]:
    """A request that is answered with `expected_behavior`."""
    return NOISE | more


@contextmanager
def service_in(data_dir: Path, **changed: object) -> Iterator[tuple[TestClient, Services]]:
    """A service of its own on the database in a directory."""
    settings = Settings(data_dir=data_dir, database_url="", rules_dir=ROOT / "rules").model_copy(update=changed)
    with build(settings) as services, TestClient(create_app(services, most_bytes=settings.max_body_bytes)) as client:
        yield client, services


def answer_of(response: Response, status: int = 201) -> dict[str, Any]:
    """The answer, which is exactly what is documented."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    Answer.model_validate_json(response.content)
    found: dict[str, Any] = json.loads(response.content)
    return found


def problem_of(response: Response, status: int, slug: str) -> Problem:
    """The problem document, which is one of this kind, well formed."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert (problem.status, problem.type) == (status, f"/problems/{slug}")
    return problem


def newest(client: TestClient) -> str | None:
    """The id of the decision that was recorded last."""
    items = client.get("/diagnoses", params={"page_size": 1}).json()["items"]
    return items[0]["id"] if items else None


def all_of(client: TestClient, **query: str | int) -> list[dict[str, Any]]:
    """All there is under some filters, page after page."""
    found: list[dict[str, Any]] = []
    token = ""
    while True:
        page = client.get("/diagnoses", params={**query, "page_token": token} if token else query).json()
        found += page["items"]
        token = page["next_page_token"]
        if not token:
            return found
