"""What a replay costs beside the pure function it calls, on the same cases and the same engine.

    .venv/bin/python benchmarks/replay.py [--cases 300] [--rounds 5]

`judge` alone turns stored requests into diagnoses; with `answer` it also writes the answer's text. A replay reads the
cases from the database besides, compares both answers and counts. All in turn, in one run; ratios of medians.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.decision import DecisionFilter, rfc3339
from app.domain.replay import Report, Selection
from app.render.rules import rule_whole
from app.services.diagnose import Received
from app.services.judging import judge
from app.services.replay import OneEdition
from app.settings import Settings
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.decision import StoredDecision
    from app.services.edition import Edition
    from app.wiring import Services

ROOT = Path(__file__).parents[1]
EVERYTHING = Selection(DecisionFilter())


def main() -> None:
    """Print cases a second, and what a replay costs beside the pure function."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=300)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(data_dir=Path(directory), database_url="", rules_dir=ROOT / "rules")
        with build(settings) as services:
            record(services, given.cases)
            measure(services, given.rounds)


def record(services: Services, cases: int) -> None:
    """Cases of the rules' own examples, alike in every run."""
    chance = random.Random(303156)
    pack = services.served.current.pack
    requests = [example["request"] for rule in pack.rules for example in rule_whole(rule)["examples"]]  # type: ignore[attr-defined] # JSON
    for request in chance.choices(requests, k=cases):
        services.diagnose.answer(Received(json.dumps(request).encode()))


def measure(services: Services, rounds: int) -> None:
    """All three in turn."""
    edition = services.served.current
    stored = [one for page in services.replays.cases.cases.pages(EVERYTHING) for one in page]
    works: dict[str, Callable[[], int]] = {
        "judge": lambda: judged(stored, edition, write=False),
        "judge and answer": lambda: judged(stored, edition, write=True),
        "replay": lambda: replayed(services, edition),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{name:17} {len(stored) / median:7.0f} cases/s")
    for name in ("judge", "judge and answer"):
        print(f"ratio of medians, replay to {name}: {medians['replay'] / medians[name]:.2f}")


def judged(stored: list[StoredDecision], edition: Edition, *, write: bool) -> int:
    """The pure function on every case."""
    for one in stored:
        if one.content is not None:
            found = judge(one.content.request, one.content.request_type, edition)
            if write:
                found.answer(one.decision.id, rfc3339(one.decision.decided_at))
    return len(stored)


def replayed(services: Services, edition: Edition) -> int:
    """The whole replay, without recording it."""
    report = Report()
    for _ in services.replays.cases.replayed(EVERYTHING, OneEdition(edition), report):
        pass
    return report.cases


if __name__ == "__main__":
    main()
