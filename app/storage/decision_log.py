"""The writer of the decision log: all that waits goes into one commit, and then everyone is answered."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from app.domain.errors import StorageError, StorageUnavailable
from app.storage.failures import REFUSED, UNAVAILABLE, UNCERTAIN, in_brief
from app.storage.group import add_group
from app.storage.packs import keep_pack
from app.storage.tables import decisions
from app.storage.waiting_line import Recorded, WaitingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from app.domain.decision import DecisionRecord
    from app.storage.database import Database
    from app.storage.group import Outcome
    from app.storage.waiting_line import Waiting

__all__ = ["DecisionWriter", "Recorded"]

logger = logging.getLogger("kbdiag.storage")


class DecisionWriter:
    """One thread that commits; a future it has resolved stands for a decision that is on disk."""

    def __init__(self, database: Database, *, max_waiting: int = 1000, max_group: int = 256) -> None:
        self._database = database
        self._line = WaitingLine(max_waiting)
        self._max_group = max_group
        self.troubled = False
        """Whether the last commit failed for want of the database."""
        self._thread = Thread(target=self._work, name="kbdiag-decision-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many records wait for the next commit."""
        return len(self._line)

    @property
    def alive(self) -> bool:
        """Whether there is still somebody to record anything."""
        return self._thread.is_alive()

    def append(self, record: DecisionRecord) -> Future[Recorded]:
        """Record a decision, unless its key was used before.

        The future raises KeyReused, StorageUnavailable, or StorageError for a record the database will
        never take (an id that exists, a rule pack that was not kept).
        """
        return self._line.join(record)

    def keep_pack(self, revision: str, files: Mapping[str, str], at: datetime) -> None:
        """Keep a rule pack under its digest, as decisions refer to it; keeping it again changes nothing."""
        with self._database.transaction() as connection:
            keep_pack(connection, revision, files, at)

    def close(self) -> None:
        """Record what waits, then stop; whoever comes later is refused."""
        self._line.close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        group: Sequence[Waiting] = ()
        try:
            while group := self._line.take(self._max_group):
                self._record(group)
        finally:
            # Reached with anything left only if the thread dies: nobody may be left waiting.
            self._line.close()
            _fail(group, StorageUnavailable(UNAVAILABLE))
            while rest := self._line.take(self._max_group):
                _fail(rest, StorageUnavailable(UNAVAILABLE))

    def _record(self, group: Sequence[Waiting]) -> None:
        error = self._attempt(group)
        if error is None:
            return
        if isinstance(error, StorageUnavailable):
            self.troubled = True
            logger.error("%d decisions were not recorded: %s", len(group), in_brief(error))
            _fail(group, error)
        elif len(group) == 1:
            logger.error("a decision was refused: %s", in_brief(error))
            _fail(group, error)
        else:
            # Halving finds the record to blame, and records its neighbours, in few commits.
            middle = len(group) // 2
            self._record(group[:middle])
            self._record(group[middle:])

    def _attempt(self, group: Sequence[Waiting]) -> StorageError | None:
        """Commit the group and answer everyone in it, or return why nothing was recorded."""
        try:
            outcomes = self._commit([waiting.record for waiting in group])
        except StorageError as error:
            return error
        except Exception as error:
            logger.exception("the decision log met an error it does not know")
            refusal = StorageError(REFUSED)
            refusal.__cause__ = error
            return refusal
        self.troubled = False
        _settle(group, outcomes)
        return None

    def _commit(self, records: Sequence[DecisionRecord]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        try:
            with self._database.transaction() as connection:
                outcomes = add_group(connection, records)
        except StorageUnavailable as error:
            # A server that is not heard of any more may have committed all the same.
            if not outcomes or not self._database.shared:
                raise
            if not self._is_recorded(outcomes):
                raise StorageUnavailable(UNCERTAIN) from error.__cause__
            logger.warning("the reply to a commit was lost; %d decisions were found to be recorded", len(outcomes))
        return outcomes

    def _is_recorded(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether what was committed together is there; False also where nobody can say."""
        ids = [one.decision_id for one in outcomes if isinstance(one, Recorded) and one.stored is None]
        try:
            with self._database.reader() as connection:
                found = connection.execute(select(decisions.c.id).where(decisions.c.id.in_(ids[:1])))
                return found.first() is not None
        except StorageUnavailable:
            return False


def _settle(group: Sequence[Waiting], outcomes: Iterable[Outcome]) -> None:
    for waiting, outcome in zip(group, outcomes, strict=True):
        if isinstance(outcome, Recorded):
            waiting.future.set_result(outcome)
        else:
            waiting.future.set_exception(outcome)


def _fail(group: Iterable[Waiting], error: StorageError) -> None:
    for waiting in group:
        if not waiting.future.done():
            # One exception each: raised in several threads, a shared one would mix their tracebacks.
            own = type(error)(*error.args)
            own.__cause__ = error.__cause__
            waiting.future.set_exception(own)
