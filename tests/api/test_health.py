"""/livez looks at nothing; /readyz tells the truth about database, migrations, rules and engine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from app.api.health import Health
from tests.api.asking import service_in

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


def health(client: TestClient, path: str, status: int) -> dict[str, bool]:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    shown = Health.model_validate_json(response.content)
    assert shown.status == ("ok" if status == 200 else "unavailable")
    return {check.name: check.ok for check in shown.checks}


def test_a_service_that_runs_is_alive_and_ready(client: TestClient) -> None:
    assert health(client, "/livez", 200) == {}
    checks = ("database", "migrations", "log", "rules", "engine")
    assert health(client, "/readyz", 200) == dict.fromkeys(checks, True)


def test_readiness_names_schema_rules_and_restarts(client: TestClient) -> None:
    details = {check["name"]: check["detail"] for check in client.get("/readyz").json()["checks"]}
    assert details["migrations"].startswith("at ")
    assert "sha256:" in details["rules"]
    assert "restarts 0, faults 0, disagreements 0" in details["engine"]


def test_a_file_that_is_no_database_any_more_is_not_ready_and_yet_alive(tmp_path: Path) -> None:
    with service_in(tmp_path) as (client, services):
        health(client, "/readyz", 200)
        services.readiness.database.reading.dispose()
        for file in tmp_path.glob("kbdiag.db*"):
            file.write_bytes(b"this is no database " * 500)
        assert health(client, "/readyz", 503)["database"] is False
        health(client, "/livez", 200)


def test_a_schema_of_another_version_is_not_ready(tmp_path: Path) -> None:
    with service_in(tmp_path) as (client, _):
        with closing(sqlite3.connect(tmp_path / "kbdiag.db")) as other, other:
            [(known,)] = other.execute("SELECT version_num FROM alembic_version")
            other.execute("UPDATE alembic_version SET version_num = '9999'")
        assert health(client, "/readyz", 503)["migrations"] is False
        with closing(sqlite3.connect(tmp_path / "kbdiag.db")) as other, other:
            other.execute("UPDATE alembic_version SET version_num = ?", (known,))
        health(client, "/readyz", 200)
