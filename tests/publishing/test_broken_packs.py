"""No rules directory, however broken, changes what serves, or costs a request its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.error_codes import CODES
from tests.api.asking import problem_of
from tests.publishing.broken_packs import BROKEN
from tests.publishing.packs import HARMLESS, diagnosed, revision_of_pack, rules_detail, serving_pack, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from app.wiring import Services

SECONDS = 4.0
"""For proving; enough for a pack of two rules on a machine that is busy."""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services, Path]]:
    with serving_pack(tmp_path_factory.mktemp("broken"), max_proving_seconds=SECONDS) as found:
        yield found


def asking(client: TestClient, done: Event) -> list[dict[str, Any]]:
    """Ask until all is done, and at least once."""
    answers = [diagnosed(client, HARMLESS)]
    while not done.is_set():
        answers.append(diagnosed(client, HARMLESS))
    return answers


def test_there_are_many_ways_to_break_a_pack() -> None:
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused_and_changes_nothing(serving: tuple[TestClient, Services, Path], name: str) -> None:
    client, services, rules = serving
    before, done = diagnosed(client, HARMLESS), Event()
    BROKEN[name](rules)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(asking, client, done)
        try:
            response = client.post("/rules/reload")
        finally:
            done.set()
        answers = asked.result()
    problem = problem_of(response, 422, "rules-refused")
    assert problem.errors
    for error in problem.errors:
        assert error.detail
        assert error.file
        assert error.line is not None
        assert error.line >= 1
        assert error.code in CODES
    assert all(stripped(answer) == stripped(before) for answer in answers)
    assert answers[0]["rules"]["revision"] == services.served.current.revision == revision_of_pack(0)
    detail = rules_detail(client)
    assert revision_of_pack(0) in detail
    assert "was refused: " in detail
    assert f", {len(problem.errors)} error(s)" in detail
