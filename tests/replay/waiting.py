"""Waiting for a replay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def finished(client: TestClient, address: str) -> dict[str, Any]:
    """The replay once it runs no more; the test's own time limit ends the wait."""
    while True:
        replay: dict[str, Any] = client.get(address).json()
        if replay["state"] != "running":
            return replay


def replayed(client: TestClient, **body: object) -> dict[str, Any]:
    """A replay, begun and waited for."""
    begun = client.post("/replays", json=body)
    assert begun.status_code == 202, begun.text
    return finished(client, begun.headers["location"])
