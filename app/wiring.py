"""Settings in, ready services out: the one file that sees the whole house."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import uuid_utils

from app.engine.knowledge import Knowledge
from app.intake.allowance import Limits
from app.rulepacks.field_map_reader import read_field_maps
from app.rulepacks.pack_reader import read_directory, read_pack
from app.services.back_up import BackUp
from app.services.catch_up import CatchUp
from app.services.diagnose import DiagnoseTicket
from app.services.disable_rules import DisableRules
from app.services.erase_content import EraseContent
from app.services.export_log import ExportLog
from app.services.follow_rules import SECONDS, FollowRules
from app.services.follow_up import AnswerQuestions
from app.services.kept_rules import KeptRules
from app.services.prove_apart import ProveApart
from app.services.publish_rules import PublishRules
from app.services.read_diagnoses import ReadDiagnoses
from app.services.read_rules import ReadRules
from app.services.readiness import Readiness
from app.services.receive_ticket import ReceiveTicket
from app.services.record_outcome import RecordOutcome
from app.services.reload_rules import ReloadRules
from app.services.repeated import Repeated
from app.services.replay import ReplayCases
from app.services.restore import Restore
from app.services.retain import FIRST_SECONDS, Retain
from app.services.run_replays import ReplayRules, RunReplays
from app.services.served_rules import ServedRules
from app.services.start_rules import StartRules
from app.services.verify_log import VerifyLog
from app.services.what_if import AskWhatIf
from app.signing.notes import SigningKey
from app.storage.archive import DecisionArchive
from app.storage.audit_log import AuditLog
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.erasures import Erasures
from app.storage.outcomes import Outcomes
from app.storage.past_cases import PastCases
from app.storage.publications import Publications
from app.storage.replays import Replays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.field_map import FieldMap
    from app.domain.rule import RulePack
    from app.settings import Settings

FIELD_MAPS = Path(__file__).parent / "intake" / "ticketing" / "presets"


@dataclass(frozen=True, slots=True)
class Audit:
    """What proves the log and carries it elsewhere."""

    verify: VerifyLog
    export: ExportLog


@dataclass(frozen=True)
class Services:
    """What the entrances use. Close it, or use it in a `with`."""

    served: ServedRules
    diagnose: DiagnoseTicket
    diagnoses: ReadDiagnoses
    rules: ReadRules
    reload: ReloadRules
    disable: DisableRules
    readiness: Readiness
    webhooks: ReceiveTicket
    audit: Audit
    follow_up: AnswerQuestions
    outcome: RecordOutcome
    erase: EraseContent
    what_if: AskWhatIf
    replays: RunReplays
    _open: ExitStack

    @property
    def knowledge(self) -> Knowledge:
        """The rules that serve now, compiled."""
        return self.served.current.knowledge

    def close(self) -> None:
        """Record what still waits, then let go of engine and database."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def load_knowledge(settings: Settings) -> Knowledge:
    """The rules of the directory, to be worked on: they need not be locked. RulesInvalid with every error there is."""
    return Knowledge(read_pack(read_directory(settings.rules_dir), locked=False))


def load_field_maps(settings: Settings) -> dict[str, FieldMap]:
    """Those built in and, in their place, the desk's own; RulesInvalid with every error there is."""
    directories = [FIELD_MAPS, *([Path(settings.field_maps_dir)] if settings.field_maps_dir else [])]
    files = {f"{one}/{path}": data for one in directories for path, data in read_directory(one).items()}
    return read_field_maps(files)


def build(settings: Settings, *, serving_at: str | None = None, publishes: bool = True) -> Services:
    """Everything, ready to answer. Rules that fail their trial, or a database in use, are errors; nothing runs.

    The rules are published to every process that shares the database, unless `publishes` is false.
    """
    pack = read_pack(read_directory(settings.rules_dir))
    field_maps = load_field_maps(settings)
    with ExitStack() as stack:
        database = stack.enter_context(Database.open(settings.resolved_database_url, serving_at=serving_at))
        database.upgrade()
        archive, outcomes = DecisionArchive(database), Outcomes(database)
        publish = PublishRules(Publications(database), _ticket_limits(settings), _now)
        start = StartRules(publish, KeptRules(archive))
        served = stack.enter_context(
            ServedRules(start.for_everybody(pack) if publishes else start.for_this_process(pack))
        )
        writer = stack.enter_context(DecisionWriter(database, max_waiting=settings.max_waiting))
        writer.keep_pack(served.current.revision, served.current.pack.files, _now())
        catch_up = CatchUp(served, publish.publications, start.kept, publish.limits)
        diagnose = DiagnoseTicket(served, writer, archive, _now, _new_id)
        prover = ProveApart(seconds=settings.max_proving_seconds)
        reload = ReloadRules(settings.rules_dir, prover, publish, catch_up, _now)
        stack.callback(reload.close)
        shared = publishes and publish.publications.shared
        follow = _following(stack, catch_up) if shared else None
        if publishes and settings.retention_days:
            retain = Retain(Erasures(database), settings.retention_days, _now)
            stack.enter_context(Repeated("kbdiag-retention", retain.again, first=FIRST_SECONDS))
        replay_rules = ReplayRules(settings.rules_dir, start.kept, publish.publications, publish.limits)
        cases = ReplayCases(PastCases(database), outcomes)
        replays = RunReplays(replay_rules, served, cases, Replays(database), _now, _new_id)
        stack.callback(replays.close)
        return Services(
            served=served,
            diagnose=diagnose,
            diagnoses=ReadDiagnoses(archive, outcomes),
            rules=ReadRules(partial(_pack_of, served, start.kept), outcomes),
            reload=reload,
            disable=DisableRules(publish.publications, lambda: catch_up.whatever_serves()[0].pack, _now, catch_up.turn),
            readiness=Readiness(database, served, reload, follow, diagnose.engine, writer),
            webhooks=ReceiveTicket(field_maps, settings.webhook_secrets),
            audit=_audit(database, settings),
            follow_up=AnswerQuestions(archive, served),
            outcome=RecordOutcome(archive, outcomes, _now, _new_id),
            replays=replays,
            erase=EraseContent(archive, Erasures(database), _now),
            what_if=AskWhatIf(archive, served, diagnose.engine),
            _open=stack.pop_all(),
        )


def _following(stack: ExitStack, catch_up: CatchUp) -> FollowRules:
    follow = FollowRules(catch_up)
    stack.enter_context(Repeated("kbdiag-rules", follow.look, first=SECONDS))
    return follow


@contextmanager
def auditing(settings: Settings) -> Iterator[Audit]:
    """What proves the log, beside a service that may be writing it. SchemaMismatch where that is another program's."""
    with Database.open(settings.resolved_database_url, writes=False) as database:
        database.schema_state()
        yield _audit(database, settings)


@contextmanager
def replaying(settings: Settings) -> Iterator[tuple[ReplayRules, ReplayCases]]:
    """What replays past cases beside a service that may be writing; nothing is recorded. SchemaMismatch as above."""
    with Database.open(settings.resolved_database_url, writes=False) as database:
        database.schema_state()
        kept = KeptRules(DecisionArchive(database))
        rules = ReplayRules(settings.rules_dir, kept, Publications(database), _ticket_limits(settings))
        yield rules, ReplayCases(PastCases(database), Outcomes(database))


@contextmanager
def backing_up(settings: Settings) -> Iterator[BackUp]:
    """What backs up the database, beside a service that may be writing it."""
    with Database.open(settings.resolved_database_url, writes=False) as database:
        yield BackUp(database, _now)


@contextmanager
def restoring(settings: Settings) -> Iterator[Restore]:
    """What fills the database from a backup. DatabaseInUse as `build`."""
    with Database.open(settings.resolved_database_url) as database:
        yield Restore(database, _now)


@contextmanager
def retaining(settings: Settings) -> Iterator[Retain]:
    """What erases contents that are too old. DatabaseInUse as `build`."""
    with Database.open(settings.resolved_database_url) as database:
        database.schema_state()
        yield Retain(Erasures(database), settings.retention_days, _now)


def _audit(database: Database, settings: Settings) -> Audit:
    log = AuditLog(database)
    key = SigningKey(Path(settings.signing_key_file)) if settings.signing_key_file else None
    return Audit(VerifyLog(log, _now, key), ExportLog(log))


@contextmanager
def disabling(settings: Settings) -> Iterator[DisableRules]:
    """What disables rules for the servers of this database, which this process is none of. DatabaseInUse as `build`."""
    with Database.open(settings.resolved_database_url) as database:
        database.upgrade()
        publish = PublishRules(Publications(database), _ticket_limits(settings), _now)
        start = StartRules(publish, KeptRules(DecisionArchive(database)))
        yield DisableRules(publish.publications, partial(start.pack_of_servers, settings.rules_dir), _now)


def _pack_of(served: ServedRules, kept: KeptRules, revision: str | None) -> RulePack:
    """The pack of a revision; of None, the one that serves. NotFound if there is none."""
    current = served.current.pack
    return current if revision in {None, current.revision} else kept.knowledge_of(str(revision)).pack


def _ticket_limits(settings: Settings) -> Limits:
    return Limits(settings.max_events, settings.max_reading_seconds)


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _now() -> datetime:
    return datetime.now(UTC)
