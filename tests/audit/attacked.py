"""A log with everything in it, and an attacker who may change anything: no trigger, check or reference is in the way.

All happens in a transaction that is rolled back, and what it has made of the log is verified from within.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, LargeBinary, text
from sqlalchemy.exc import DBAPIError

from app.domain.decision import DecisionRecord
from app.domain.log_record import content_digest
from app.domain.outcome import Outcome
from app.services.verify_log import VerifyLog
from app.storage.audit_log import AuditLog
from app.storage.columns import ExactText, UtcTime
from app.storage.decision_log import DecisionWriter
from app.storage.erasures import Erasures
from app.storage.outcomes import Outcomes
from app.storage.tables import metadata
from tests.storage.samples import AT, FILES, PACK, content, decision, new_id, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection, Table

    from app.domain.verification import Discovery
    from app.storage.database import Database

UNCOVERED = {"rule_publications", "rule_disablements", "replays", "replay_changes"}
"""What the chain does not speak of; docs/audit.md says so."""
UNCOVERED_COLUMNS = {("rule_packs", "first_used_at")}
COVERED = [table for table in metadata.sorted_tables if table.name not in UNCOVERED]
COLUMNS = [
    (table, column)
    for table in COVERED
    for column in table.columns
    if (table.name, column.name) not in UNCOVERED_COLUMNS
]
GONE, LEFT = "00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b"


_CHECKS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
     WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


class _RollBack(Exception):
    """Ends what the attacker has begun."""


def fill(database: Database) -> None:
    """Decisions in every shape, two of them erased, and outcomes of some."""
    with DecisionWriter(database) as writer:
        writer.keep_pack(PACK, FILES, AT)
        first = writer.append(record(key="first")).result().decision_id
        for one in (
            record(),
            record(key="\u043a\u043b\u044e\u0447", fingerprint="f" * 64, ticket_id=None, ticket_system=None),
            record(follows=first, article=None, rule=None, verdict="no_match", decided_by="tree", trial=True),
            record(id=GONE, key="gone"),
            record(id=LEFT),
            _shown(),
        ):
            writer.append(one).result()
    Erasures(database).erase([GONE], AT + timedelta(days=1), "an officer", "asked for")
    outcomes = Outcomes(database)
    outcomes.record(Outcome(new_id(), first, AT, right=True, article=None, fixed=True), record(key="o").claim)
    outcomes.record(Outcome(new_id(), first, AT, right=False, article="Q251318", fixed=None), None)
    Erasures(database).erase([LEFT], AT + timedelta(days=2), "retention", "older than 30 days")


def _shown() -> DecisionRecord:
    sealed = content(shown_as="text/markdown", shown="# NUL \x00 and \U0001f600")
    return DecisionRecord(replace(decision(), content_digest=content_digest(sealed, None)), sealed)


@contextmanager
def attacking(database: Database) -> Iterator[Connection]:
    """A transaction in which nothing is forbidden, and of which nothing is left."""
    try:
        with database.transaction() as connection:
            _disarm(connection)
            yield connection
            _end()
    except _RollBack:
        pass


def _end() -> None:
    raise _RollBack


def _disarm(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in connection.execute(text(_CHECKS)).all():
            connection.execute(text("ALTER TABLE {} DROP CONSTRAINT {}".format(*name)))
        return
    triggers = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for trigger in triggers:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    connection.execute(text("PRAGMA ignore_check_constraints = ON"))


class Within:
    """What a transaction has made of the database so far."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        yield self._connection


def service_within(connection: Connection) -> VerifyLog:
    return VerifyLog(AuditLog(Within(connection)), lambda: AT)


def discovered(connection: Connection, size: int = 10_000) -> Discovery | None:
    """What verification finds, page by page."""
    *_, last = service_within(connection).pages(size)
    assert last.complete is (last.discovery is None)
    return last.discovery


def rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()]


def is_row(table: Table, row: dict[str, Any]) -> Any:  # noqa: ANN401 - a condition
    [key] = table.primary_key
    return key == row[key.name]


def tried(connection: Connection, statement: Any) -> bool:  # noqa: ANN401 - any statement
    """Whether the database lets even the attacker do it."""
    try:
        with connection.begin_nested():
            return connection.execute(statement).rowcount > 0
    except DBAPIError:
        return False


def others(column: Column[Any], value: Any, elsewhere: list[Any]) -> Iterator[Any]:  # noqa: ANN401 - of any type
    """Other values for a cell: of the same type, empty, missing, a bit away, or another row's."""
    for one in (*_changed(column, value), *elsewhere, None, *_empty(column)):
        if one != value or type(one) is not type(value):
            yield one


def _changed(column: Column[Any], value: Any) -> Iterator[Any]:  # noqa: ANN401 - of any type
    if isinstance(value, bool) or isinstance(column.type, Boolean):
        yield not value
    elif isinstance(value, datetime):
        yield from (value + timedelta(microseconds=1), value - timedelta(days=365))
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -value, value + 100)
    elif isinstance(value, bytes):
        yield from (value + b"x", bytes([value[0] ^ 1, *value[1:]]) if value else b"y", value[::-1])
    elif isinstance(value, str):
        yield from (value + "x", value[:-1] + ("0" if value[-1:] != "0" else "1"), value.upper(), f" {value}")


def _empty(column: Column[Any]) -> Iterator[Any]:
    kind = column.type
    if isinstance(kind, (Boolean, UtcTime)):
        return
    if isinstance(kind, Integer) or kind.python_type is int:
        yield 0
    elif isinstance(kind, LargeBinary) and not isinstance(kind, ExactText):
        yield b""
    else:
        yield ""
