"""Whether the service can answer: database, migrations, rules, engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.decision import rfc3339
from app.domain.errors import StorageError

if TYPE_CHECKING:
    from app.services.diagnose import EngineRecord
    from app.services.follow_rules import FollowRules
    from app.services.reload_rules import ReloadRules
    from app.services.served_rules import ServedRules
    from app.storage.database import Database
    from app.storage.decision_log import DecisionWriter


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """The service behind GET /readyz."""

    database: Database
    rules: ServedRules
    reload: ReloadRules
    follow: FollowRules | None
    engine: EngineRecord
    writer: DecisionWriter

    def checks(self) -> tuple[Check, ...]:
        """Every check; the service is ready when all are ok. An engine that is being replaced is: the tree answers."""
        return (*self._database(), self._log(), self._rules(), self._engine())

    def _database(self) -> tuple[Check, Check]:
        try:
            revision = self.database.schema_state()
        except StorageError as error:
            return Check("database", False, str(error)), Check("migrations", False, "not known")  # noqa: FBT003
        return Check("database", True, "answers"), Check("migrations", True, f"at {revision}")  # noqa: FBT003

    def _log(self) -> Check:
        """Where the last commit failed, an empty one tells whether the next may succeed."""
        detail = f"{self.writer.waiting} waiting"
        if not self.writer.alive:
            return Check("log", ok=False, detail="the writer has ended; restart the service")
        try:
            if self.writer.troubled:
                with self.database.transaction():
                    detail = "the last commit failed; the database takes commits again"
        except StorageError as error:
            return Check("log", ok=False, detail=str(error))
        return Check("log", ok=True, detail=detail)

    def _rules(self) -> Check:
        """A refused reload, or a pack that cannot be followed, leaves the rules before it, which can answer."""
        edition, failure = self.rules.current, self.reload.failure
        said = [f"{len(edition.pack.rules)} rules, {edition.revision}"]
        if edition.disabled:
            said.append(f"disabled: {', '.join(edition.disabled)}")
        if failure is not None:
            refused = failure.revision or "files that cannot be read"
            said.append(f"the last reload, at {rfc3339(failure.at)}, was refused: {refused}, {failure.errors} error(s)")
        if self.follow is not None and self.follow.trouble is not None:
            said.append("what is published cannot be followed; the log says why")
        return Check("rules", bool(edition.pack.evaluable), "; ".join(said))

    def _engine(self) -> Check:
        worker = self.rules.current.worker
        detail = (
            f"{'running' if worker.alive else 'being replaced'}; restarts {worker.restarts}, "
            f"faults {self.engine.faults}, disagreements {self.engine.disagreements}"
        )
        return Check("engine", True, detail)  # noqa: FBT003
