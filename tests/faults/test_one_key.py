"""Whatever is posted with one key is recorded once: two hundred times at once, or again after a death."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.cli.commands import COMMAND, PATIENCE, serving
from tests.faults.dying_server import DYING, KILLED
from tests.faults.posts import POSTS, SETTINGS, Post, on_record
from tests.publishing.packs import OPEN, pack_files, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from tests.cli.commands import Serving

AT_ONCE = 200


def test_every_post_that_takes_a_key_is_among_these(client: TestClient) -> None:
    keyed = {
        path
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        if any(one["name"].lower() == "idempotency-key" for one in methods.get("post", {}).get("parameters", ()))
    }
    posted = {post.path.replace("{first}", "{diagnosis_id}") for post in POSTS.values()}
    assert keyed | {"/webhooks/zammad"} == posted


class Desk:
    """Servers on one database, started as they are needed."""

    def __init__(self, where: Path, url: str, program: str = COMMAND) -> None:
        self._where, self.url, self._program = where, url, program
        self._rules = write(where / "rules", pack_files())

    def serving(self, stack: ExitStack, number: int = 1) -> list[Serving]:
        more = SETTINGS | {"KBDIAG_DATABASE_URL": self.url, "KBDIAG_RULES_DIR": str(self._rules)}
        return [stack.enter_context(serving(self._where, program=self._program, **more)) for _ in range(number)]


def first_of(server: Serving) -> str:
    response = httpx2.post(f"{server.address}/diagnose", json=OPEN, timeout=PATIENCE)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def all_at_once(servers: list[Serving], post: Post, first: str, key: str) -> list[httpx2.Response]:
    limits = httpx2.Limits(max_connections=AT_ONCE)
    async with httpx2.AsyncClient(limits=limits, timeout=PATIENCE) as client:
        addresses = [servers[number % len(servers)].address for number in range(AT_ONCE)]
        path, headers = post.path.format(first=first), post.headers(key)
        return await asyncio.gather(*(client.post(one + path, content=post.body, headers=headers) for one in addresses))


def one_is_recorded(url: str, servers: list[Serving], name: str, first: str) -> None:
    post, before = POSTS[name], on_record(url)
    responses = asyncio.run(all_at_once(servers, post, first, name))
    statuses = Counter(one.status_code for one in responses)
    assert statuses[post.status] == 1, (name, statuses)
    assert set(statuses) <= {post.status, 200, 409}, (name, statuses)
    assert len({one.headers["location"] for one in responses if "location" in one.headers}) <= 1
    after = on_record(url)
    assert after[post.adds] == before[post.adds] + 1, name
    assert after["log_records"] - before["log_records"] == (post.adds != "replays")
    again = httpx2.post(
        servers[-1].address + post.path.format(first=first),
        content=post.body,
        headers=post.headers(name),
        timeout=PATIENCE,
    )
    assert again.status_code == 200, (name, again.text)
    assert again.headers["idempotent-replayed"] == "true"
    assert on_record(url) == after


@pytest.mark.parametrize(("kind", "number"), [("sqlite", 1), ("postgresql", 2)])
def test_of_two_hundred_requests_with_one_key_one_is_recorded(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, number: int
) -> None:
    desk = Desk(tmp_path, request.getfixturevalue(f"{kind}_url"))
    with ExitStack() as stack:
        servers = desk.serving(stack, number)
        first = first_of(servers[0])
        for name in POSTS:
            one_is_recorded(desk.url, servers, name, first)


def dead_before_the_answer(desk: Desk, names: list[str]) -> Iterator[str]:
    """Post each; the server dies when it has recorded it, and the next one is asked the same again."""
    with ExitStack() as stack:
        [server] = Desk(desk._where, desk.url).serving(stack)
        first = first_of(server)
        assert server.stop() == 0
    previous: tuple[Post, str] | None = None
    for name in [*names, None]:
        with ExitStack() as stack:
            [server] = desk.serving(stack)
            if previous is not None:
                asked_again(desk.url, server, *previous, first)
            if name is None:
                return
            post, before = POSTS[name], on_record(desk.url)
            with pytest.raises(httpx2.HTTPError):
                send(server, post, name, first)
            assert server.process.wait(PATIENCE) == KILLED
        assert on_record(desk.url)[post.adds] == before[post.adds] + 1, name
        previous = post, name
        yield name


def send(server: Serving, post: Post, key: str, first: str) -> httpx2.Response:
    return httpx2.post(
        server.address + post.path.format(first=first),
        content=post.body,
        headers=post.headers(key),
        timeout=PATIENCE,
    )


def asked_again(url: str, server: Serving, post: Post, key: str, first: str) -> None:
    before = on_record(url)
    response = send(server, post, key, first)
    assert response.status_code == 200, response.text
    assert response.headers["idempotent-replayed"] == "true"
    assert on_record(url) == before
    assert send(server, post, key, first).content == response.content


def test_what_was_recorded_before_a_death_is_given_to_whoever_asks_again(sqlite_url: str, tmp_path: Path) -> None:
    assert list(dead_before_the_answer(Desk(tmp_path, sqlite_url, DYING), list(POSTS))) == list(POSTS)


@pytest.mark.campaign
def test_on_postgresql_the_same(postgresql_url: str, tmp_path: Path) -> None:
    assert list(dead_before_the_answer(Desk(tmp_path, postgresql_url, DYING), list(POSTS))) == list(POSTS)
