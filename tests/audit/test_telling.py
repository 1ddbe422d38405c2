"""Service and command tell the same of a log that somebody has changed, while the service runs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.api.asking import answer_of
from tests.cli.commands import kbdiag
from tests.publishing.packs import HARMLESS, diagnosed, serving_pack

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

TICKET = {"system": "zammad", "id": "10081"}
CHANGES = [
    (
        "UPDATE decisions SET verdict = 'no_match' WHERE id = (SELECT subject FROM log_records WHERE seq = 2)",
        "changed",
        2,
    ),
    ("UPDATE decisions SET trial = 2 WHERE id = (SELECT subject FROM log_records WHERE seq = 2)", "changed", 2),
    (
        "UPDATE contents SET answer = 'x' WHERE decision_id = (SELECT subject FROM log_records WHERE seq = 2)",
        "changed",
        2,
    ),
    ("DELETE FROM contents WHERE decision_id = (SELECT subject FROM log_records WHERE seq = 2)", "missing", 2),
    ("UPDATE idempotency_keys SET key = 'another'", "changed", 1),
    ("UPDATE idempotency_keys SET fingerprint = 'x'", "changed", 1),
    ('UPDATE outcomes SET "right" = 0', "changed", 4),
    ("UPDATE erasures SET erased_by = 'nobody'", "changed", 5),
    ("DELETE FROM erasures", "missing", 5),
    ("DELETE FROM log_records WHERE seq = 3", "missing", 3),
    ("UPDATE log_records SET seq = -1 WHERE seq = 2", "inserted", -1),
    ("UPDATE log_records SET seq = CASE seq WHEN 1 THEN 7 ELSE 1 END WHERE seq IN (1, 2)", "reordered", 1),
    ("DELETE FROM log_head", "missing", 1),
    ("UPDATE log_head SET seq = 4", "inserted", 5),
    ("UPDATE rule_packs SET files = files || ' '", "changed", None),
    ("DELETE FROM rule_packs", "missing", None),
    ("INSERT INTO idempotency_keys VALUES ('k', '', 'nowhere', '2001-06-04 08:12:00.000000')", "inserted", None),
]
"""Each with what it makes of which record."""


def furnish(client: TestClient) -> None:
    asked = HARMLESS | {"ticket": TICKET}
    answer_of(client.post("/diagnose", json=asked, headers={"Idempotency-Key": "k1"}))
    second = diagnosed(client, HARMLESS)
    third = diagnosed(client, HARMLESS)
    assert client.post(f"/diagnoses/{second['id']}/outcome", json={"right": True}).status_code == 201
    said = {"by": "an officer", "why": "asked for"}
    assert client.post(f"/diagnoses/{third['id']}/erasure", json=said).status_code == 200


def of_the_service(client: TestClient) -> dict[str, Any] | None:
    """What is found, page by page."""
    query: dict[str, str | int] = {"page_size": 2}
    while True:
        page = client.get("/audit/verification", params=query)
        assert page.status_code == 200, page.text
        shown = page.json()
        assert shown["verified"] is (shown["discovery"] is None)
        if not shown["next_page_token"]:
            assert shown["complete"] is shown["verified"]
            found: dict[str, Any] | None = shown["discovery"]
            return found
        query["page_token"] = shown["next_page_token"]


def of_the_command(where: Path) -> dict[str, Any] | None:
    done = kbdiag(where, "audit", "verify", "--format", "json")
    shown = json.loads(done.stdout)
    assert done.exit_code == (0 if shown["verified"] else 1), done.stderr
    found: dict[str, Any] | None = shown["discovery"]
    return found


def test_both_tell_the_same_of_every_change(tmp_path: Path) -> None:
    file = tmp_path / "data" / "kbdiag.db"
    with (
        serving_pack(tmp_path) as (client, _, _),
        closing(sqlite3.connect(file, isolation_level=None)) as attacker,
        closing(sqlite3.connect(tmp_path / "before.db")) as before,
    ):
        furnish(client)
        assert of_the_service(client) is None
        assert of_the_command(tmp_path / "data") is None
        for (name,) in attacker.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            attacker.execute(f"DROP TRIGGER {name}")
        attacker.backup(before)
        for change, what, seq in CHANGES:
            assert attacker.execute(change).rowcount > 0, change
            found = of_the_service(client)
            assert found is not None, change
            assert (found["what"], found["seq"]) == (what, seq), (change, found)
            assert of_the_command(tmp_path / "data") == found
            before.backup(attacker)
        assert of_the_service(client) is None
        code = kbdiag(tmp_path / "data", "audit", "verify", "--format", "table")
        assert code.stdout.startswith("The log is as it was recorded: 5 records")
