"""What the proof of the log costs: the chain's share of a decision, and records verified and exported a second.

    .venv/bin/python benchmarks/audit.py [--groups 60] [--group 32] [--records 20000] [--postgresql URL]

The same commits are made with the chain and without it in turn, in one run; the shares are ratios of medians. With a
URL of a PostgreSQL server, whose role may create databases, the same is measured there, in a database of its own.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import statistics
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import uuid_utils
from sqlalchemy import create_engine, make_url, text

from app.domain.log_record import content_digest, decision_entry
from app.services.diagnose import Received
from app.services.export_log import ExportLog
from app.services.verify_log import VerifyLog
from app.settings import Settings
from app.storage import group
from app.storage.audit_log import AuditLog
from app.storage.chain import chain
from app.storage.database import Database
from app.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.decision import DecisionRecord

ROUNDS = 5


def main() -> None:
    """Measure SQLite, and PostgreSQL where one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=60, help="commits of each kind")
    parser.add_argument("--group", type=int, default=32, help="decisions in a commit")
    parser.add_argument("--records", type=int, default=20_000, help="records to verify and to export")
    parser.add_argument("--postgresql", help="URL of a server, for a database that is created and dropped")
    given = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as directory:
        measure(f"sqlite:///{directory}/bench/kbdiag.db", given)
        if given.postgresql:
            with made_database(given.postgresql) as url:
                measure(url, given)


def measure(url: str, given: argparse.Namespace) -> None:
    """All figures of one database."""
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(data_dir=Path(directory), database_url=url, port=0)
        with build(settings) as services:
            body = json.dumps(services.knowledge.pack.worked_examples[0].request).encode()
            model = services.diagnose.prepare(Received(body))
            whole = decision_millis(lambda: services.diagnose.answer(Received(body)))
            prepared = decision_millis(lambda: services.diagnose.prepare(Received(body)))
    with Database.open(url) as database:
        kind = database.reading.dialect.name
        size = len(model.content.request) + len(model.content.answer)
        print(f"\n{kind}: contents of {size} bytes, a decision alone {whole:.2f} ms ({prepared:.2f} before its commit)")
        for each in (1, given.group):
            cost_of_chain(database, model, given.groups, each, whole)
        fill(database, model, given.records)
        verified(database)


def decision_millis(act: Callable[[], object], runs: int = 100) -> float:
    """Median of single runs after a warm-up."""
    times = []
    for _ in range(runs + 10):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times[10:]) * 1e3


def cost_of_chain(database: Database, model: DecisionRecord, groups: int, each: int, whole: float) -> None:
    """Commits with and without it in turn."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(groups):
        for chained in (True, False):
            taken[chained].append(commit_seconds(database, anew(model, each), chained=chained))
    with_it, without = (statistics.median(taken[chained]) * 1e3 / each for chained in (True, False))
    cost = with_it - without
    print(
        f"commits of {each:3}: {with_it:.3f} ms a decision with the chain, {without:.3f} without, ratio "
        f"{with_it / without:.2f}; the chain is {cost / with_it:.0%} of the commit"
        f", {cost / whole:.1%} of a decision from request to answer"
    )


def commit_seconds(database: Database, records: Sequence[DecisionRecord], *, chained: bool) -> float:
    """One group, as the writer commits it; what was left out is chained afterwards, so that the log verifies."""
    began = time.perf_counter()
    if chained:
        with database.transaction() as connection:
            group.add_group(connection, records)
        return time.perf_counter() - began
    with patch.object(group, "chain", lambda *_: None), database.transaction() as connection:
        group.add_group(connection, records)
    seconds = time.perf_counter() - began
    with database.transaction() as connection:
        chain(connection, [decision_entry(one.decision, None) for one in records])
    return seconds


def anew(model: DecisionRecord, number: int) -> list[DecisionRecord]:
    """So many decisions like it."""
    content = replace(model.content, salt=uuid.uuid4().bytes)
    digest = content_digest(content, None)
    now = datetime.now(UTC)
    like = replace(model.decision, decided_at=now, content_digest=digest)
    return [replace(model, decision=replace(like, id=str(uuid_utils.uuid7())), content=content) for _ in range(number)]


def fill(database: Database, model: DecisionRecord, records: int) -> None:
    """Bring the log to so many records."""
    with database.reader() as connection:
        there = connection.scalar(text("SELECT count(*) FROM log_records")) or 0
    for begin in range(there, records, 500):
        with database.transaction() as connection:
            group.add_group(connection, anew(model, min(500, records - begin)))


def verified(database: Database) -> None:
    """Records a second, of a whole walk and of a whole export."""
    log = AuditLog(database)
    walks: dict[str, Callable[[], int]] = {
        "verified": lambda: walked(VerifyLog(log, lambda: datetime.now(UTC))),
        "exported": lambda: sum(1 for _ in ExportLog(log).lines()) - 1,
    }
    for name, walk in walks.items():
        rates, count = [], 0
        for _ in range(ROUNDS):
            began = time.perf_counter()
            count = walk()
            rates.append(count / (time.perf_counter() - began))
        print(f"{name:9} {statistics.median(rates):8.0f} records/s, of {count} records")


def walked(service: VerifyLog) -> int:
    """How many records are right, which are all."""
    *_, last = service.pages()
    if not last.complete:
        raise SystemExit(f"the log is not what was recorded: {last.discovery}")
    return last.place.seq


@contextmanager
def made_database(server: str) -> Iterator[str]:
    """One that is there for the block only."""
    name = f"kbdiag_benchmark_{uuid.uuid4().hex}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        url = make_url(server).set(drivername="postgresql", database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()


if __name__ == "__main__":
    main()
