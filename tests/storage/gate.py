"""Holding the writer at a chosen moment, and counting what it has committed."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, func, select

from app.storage.tables import contents, decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.storage.database import Database

PATIENCE = 30  # seconds after which a test is stuck; nothing is ever measured against it


class Gate:
    """The first to arrive stops until the gate is opened; later ones pass."""

    def __init__(self) -> None:
        self._arrived, self._opened = Event(), Event()

    def arrive(self, *_: object) -> None:
        self._arrived.set()
        assert self._opened.wait(PATIENCE)

    def wait_for_arrival(self) -> None:
        assert self._arrived.wait(PATIENCE)

    def open(self) -> None:
        self._opened.set()


@contextmanager
def listening(database: Database, moment: str, listener: Callable[..., Any]) -> Iterator[None]:
    """Call `listener` at each `begin`, `commit` or other moment of the writing engine."""
    event.listen(database.writing, moment, listener)
    try:
        yield
    finally:
        event.remove(database.writing, moment, listener)


@contextmanager
def gate_at(database: Database, moment: str) -> Iterator[Gate]:
    gate = Gate()
    with listening(database, moment, gate.arrive):
        try:
            yield gate
        finally:
            gate.open()


@contextmanager
def counting_commits(database: Database) -> Iterator[list[object]]:
    commits: list[object] = []
    with listening(database, "commit", commits.append):
        yield commits


def stored_count(database: Database) -> tuple[int | None, int | None]:
    with database.reader() as connection:
        return (
            connection.scalar(select(func.count()).select_from(decisions)),
            connection.scalar(select(func.count()).select_from(contents)),
        )
