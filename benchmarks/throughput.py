"""How many diagnoses a second, and where the time goes: floors beside the whole, in one run, as ratios of medians.

    .venv/bin/python benchmarks/throughput.py [--seconds 5] [--clients 16]

The floors: the same service's /livez (no body, no work), reading the same body alone, and the pure function alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import sqlite3
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import uvicorn

from app.api.app import create_app
from app.engine.diagnosis import diagnose
from app.intake.understand import understand
from app.services.diagnose import Received
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from app.wiring import Services

ROUNDS = 5


def main() -> None:
    """Run every measurement in turn, several rounds of each, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each load, per round")
    parser.add_argument("--clients", type=int, default=16, help="connections that post at once")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, build(Settings(data_dir=Path(directory), port=0)) as services:
        bodies = {
            one.verdict.value: json.dumps(one.request).encode() for one in services.knowledge.pack.worked_examples
        }
        print(
            f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"{fsyncs(directory):.0f} fsync/s"
        )
        in_process(services, bodies)
        asyncio.run(over_http(services, bodies["expected_behavior"], given.seconds, given.clients))


def fsyncs(directory: str) -> float:
    """One-row commits of bare SQLite a second, on the same disk and with the same pragmas."""
    with sqlite3.connect(Path(directory) / "floor.db", isolation_level=None) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE t (x)")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 1.0:
            bare.execute("INSERT INTO t VALUES (1)")
            count += 1
        return count / (time.perf_counter() - began)


def in_process(services: Services, bodies: dict[str, bytes]) -> None:
    """Microseconds of reading, understanding, diagnosing and preparing one request, without HTTP or commit."""
    service, edition = services.diagnose, services.served.current
    for verdict, body in bodies.items():
        report = edition.reader.read_json(body)
        understood = understand(report, edition.pack.vocabulary)
        steps: dict[str, Callable[[], object]] = {
            "read": lambda body=body: edition.reader.read_json(body),  # type: ignore[misc]
            "understand": lambda report=report: understand(report, edition.pack.vocabulary),  # type: ignore[misc]
            "diagnose": lambda understood=understood: diagnose(understood, edition.knowledge, edition.worker),  # type: ignore[misc]
            "all but the commit": lambda body=body: service.prepare(Received(body)),  # type: ignore[misc]
        }
        shown = ", ".join(f"{name} {median_micros(step):.0f}" for name, step in steps.items())
        print(f"{verdict:20} microseconds: {shown}")


def median_micros(step: Callable[[], object], runs: int = 200) -> float:
    """Median of single runs after a warm-up."""
    times = []
    for number in range(runs + 20):
        began = time.perf_counter()
        step()
        if number >= 20:  # noqa: PLR2004 - the warm-up
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


async def over_http(services: Services, body: bytes, seconds: float, clients: int) -> None:
    """Requests a second against a real server on the loopback, the floor and the whole in turn."""
    with serving(services) as address:
        async with httpx2.AsyncClient(base_url=address, limits=httpx2.Limits(max_connections=clients)) as client:
            headers = {"Content-Type": "application/json"}
            loads: dict[str, Callable[[], Awaitable[httpx2.Response]]] = {
                "GET /livez": lambda: client.get("/livez"),
                "POST /diagnose": lambda: client.post("/diagnose", content=body, headers=headers),
            }
            rates: dict[str, list[float]] = {name: [] for name in loads}
            waits: dict[str, list[float]] = {name: [] for name in loads}
            for _ in range(ROUNDS):
                for name, load in loads.items():
                    rate, taken = await drive(load, seconds / ROUNDS, clients)
                    rates[name].append(rate)
                    waits[name] += taken
    for name in loads:
        cuts = statistics.quantiles(waits[name], n=100)
        print(
            f"{name:15} {statistics.median(rates[name]):7.0f}/s, "
            f"p50 {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms"
        )
    ratio = statistics.median(rates["POST /diagnose"]) / statistics.median(rates["GET /livez"])
    print(f"ratio of medians, whole to floor: {ratio:.3f} (client and server share this machine's cores)")


async def drive(
    load: Callable[[], Awaitable[httpx2.Response]], seconds: float, clients: int
) -> tuple[float, list[float]]:
    """Requests a second, and how long each took."""
    ends = time.perf_counter() + seconds
    taken: list[float] = []

    async def one_client() -> None:
        while time.perf_counter() < ends:
            began = time.perf_counter()
            response = await load()
            response.raise_for_status()
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one_client() for _ in range(clients)))
    return len(taken) / (time.perf_counter() - began), taken


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """A server in a thread of this process, on a free port of the loopback."""
    import threading  # noqa: PLC0415 - only here

    application = create_app(services, most_bytes=4 * 1024 * 1024)
    server = uvicorn.Server(uvicorn.Config(application, port=0, http="h11", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
