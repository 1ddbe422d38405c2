"""Settings in, ready services out: the one file that sees the whole house."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import uuid_utils

from app.engine.knowledge import Knowledge
from app.engine.supervisor import Worker
from app.intake.allowance import Limits
from app.intake.request_body import RequestReader
from app.rulepacks.field_map_reader import read_field_maps
from app.rulepacks.pack_reader import read_directory, read_pack
from app.services.diagnose import DiagnoseTicket
from app.services.prove_rules import prove_rules
from app.services.read_diagnoses import ReadDiagnoses
from app.services.readiness import Readiness
from app.services.receive_ticket import ReceiveTicket
from app.storage.archive import DecisionArchive
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter

if TYPE_CHECKING:
    from app.domain.field_map import FieldMap
    from app.settings import Settings

FIELD_MAPS = Path(__file__).parent / "intake" / "ticketing" / "presets"
TRIAL_CPU_SECONDS = 20


@dataclass(frozen=True)
class Services:
    """What the entrances use. Close it, or use it in a `with`."""

    knowledge: Knowledge
    diagnose: DiagnoseTicket
    diagnoses: ReadDiagnoses
    readiness: Readiness
    webhooks: ReceiveTicket
    _open: ExitStack

    def close(self) -> None:
        """Record what still waits, then let go of engine and database."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def load_knowledge(settings: Settings) -> Knowledge:
    """The rules, read and compiled; RulesInvalid with every error there is."""
    return Knowledge(read_pack(read_directory(settings.rules_dir)))


def load_field_maps(settings: Settings) -> dict[str, FieldMap]:
    """Those built in and, in their place, the desk's own; RulesInvalid with every error there is."""
    directories = [FIELD_MAPS, *([Path(settings.field_maps_dir)] if settings.field_maps_dir else [])]
    files = {f"{one}/{path}": data for one in directories for path, data in read_directory(one).items()}
    return read_field_maps(files)


def build(settings: Settings, *, serving_at: str | None = None) -> Services:
    """Everything, ready to answer. Rules that fail their trial, or a database in use, are errors; nothing runs."""
    knowledge = load_knowledge(settings)
    partitions = {one.name: one.definition for one in knowledge.compiled.partitions}
    with ExitStack() as stack:
        database = stack.enter_context(Database.open(settings.resolved_database_url, serving_at=serving_at))
        database.upgrade()
        with Worker(partitions, cpu_seconds=TRIAL_CPU_SECONDS) as trial:
            prove_rules(knowledge, trial)
        worker = stack.enter_context(Worker(partitions))
        writer = stack.enter_context(DecisionWriter(database, max_waiting=settings.max_waiting))
        writer.keep_pack(knowledge.pack.revision, knowledge.pack.files, _now())
        archive = DecisionArchive(database)
        reader = RequestReader(knowledge.pack.vocabulary, Limits(settings.max_events, settings.max_reading_seconds))
        diagnose = DiagnoseTicket(knowledge, worker, reader, writer, archive, _now, lambda: str(uuid_utils.uuid7()))
        readiness = Readiness(database, knowledge, worker, diagnose.engine, writer)
        webhooks = ReceiveTicket(load_field_maps(settings), settings.webhook_secrets)
        return Services(knowledge, diagnose, ReadDiagnoses(archive), readiness, webhooks, stack.pop_all())


def _now() -> datetime:
    return datetime.now(UTC)
