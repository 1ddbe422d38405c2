"""Asking what would change, and looking at what is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.api.what_if_models import WhatIfShown

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

TWO_PEERS: dict[str, Any] = {
    "events": [
        {"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "1722", "1722", "1722", peer]}
        for peer in ("EXCH-A", "EXCH-C")
    ]
}
HARMLESS: dict[str, Any] = {"peer": {"mta_build": "2653.23", "multihomed": True}, "mail_flow": "normal"}


def post(client: TestClient, **body: Any) -> Response:  # noqa: ANN401 - any member of a body
    return client.post("/what-if", json=body)


def ask(client: TestClient, case: dict[str, Any] | str, **assume: Any) -> dict[str, Any]:  # noqa: ANN401 - any fact
    """The answer, which is exactly what is documented; `case` may be the id of a diagnosis."""
    response = post(client, **{"diagnosis" if isinstance(case, str) else "case": case, "assume": assume})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    WhatIfShown.model_validate_json(response.content)
    found: dict[str, Any] = json.loads(response.content)
    return found


def by_rule(found: list[dict[str, Any]], peer: str | None = None) -> dict[str, dict[str, Any]]:
    return {one["rule"]: one for one in found if peer in {None, one["peer"]}}


def worked_examples(client: TestClient) -> dict[str, Any]:
    diagnose = client.get("/openapi.json").json()["paths"]["/diagnose"]["post"]
    return {
        name: one["value"] for name, one in diagnose["requestBody"]["content"]["application/json"]["examples"].items()
    }


def nested(changes: list[dict[str, Any]]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for change in changes:
        subject, _, name = change["fact"].rpartition(".")
        words = change["to"][0]
        value = {"true": True, "false": False}.get(words, words)
        (facts.setdefault(subject, {}) if subject else facts)[name] = value
    return facts
