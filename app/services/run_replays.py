"""Replays on record: one after the other, in a thread of the service, while it goes on answering."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

from app.domain.errors import KbdiagError, NotFound, RulesInvalid, RulesRefused, StorageUnavailable
from app.domain.replay import Effect, Replay, ReplayChange, ReplayState, Report
from app.render.replay import report_json
from app.rulepacks.pack_reader import read_directory, read_pack
from app.services.edition import Edition
from app.services.page_tokens import LARGEST_PAGE, opened, sealed
from app.services.replay import OneEdition, OwnEditions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from app.domain.decision import IdempotencyClaim
    from app.domain.replay import Selection
    from app.domain.rule import RulePack
    from app.intake.allowance import Limits
    from app.services.kept_rules import KeptRules
    from app.services.replay import Editions, ReplayCases
    from app.services.served_rules import ServedRules
    from app.storage.publications import Publications
    from app.storage.replays import Replays

logger = logging.getLogger("kbdiag.replay")
DIRECTORY = "directory"
OWN = "own"
SILENT_FOR = timedelta(minutes=2)
"""A replay that says it runs, and has not been heard of for so long, has lost its process."""
_STOPPED = "the service was stopped before it was finished"


@dataclass(frozen=True, slots=True)
class ReplayRules:
    """The rules that past cases can be replayed against."""

    directory: Path
    kept: KeptRules
    publications: Publications
    limits: Limits

    def pack(self, against: str) -> RulePack | None:
        """`directory`, a revision, or `own`: None, the rules of each case. RulesRefused, NotFound."""
        if against == OWN:
            return None
        if against != DIRECTORY:
            return self.kept.pack(against)
        try:
            return read_pack(read_directory(self.directory), locked=False)
        except RulesInvalid as error:
            raise RulesRefused(error.errors) from error

    def editions(self, pack: RulePack | None) -> Editions:
        """Ready to answer; without what would be disabled, were the pack published now."""
        if pack is None:
            return OwnEditions(self.kept.pack, self.limits)
        return OneEdition(Edition.of(pack, self.publications.expected(pack), self.limits))


@dataclass(slots=True)
class RunReplays:
    """The service behind POST /replays. Close it: what still runs is given up, and says so."""

    rules: ReplayRules
    served: ServedRules
    cases: ReplayCases
    replays: Replays
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    _mine: set[str] = field(default_factory=set)
    _ended: Event = field(default_factory=Event)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "kbdiag-replay"))

    def start(
        self, against: str, selection: Selection, request: dict[str, object], claim: IdempotencyClaim | None
    ) -> tuple[Replay, bool]:
        """The replay, and whether it was recorded before under the same key. RulesRefused, NotFound, KeyReused."""
        before = self.replays.by_key(claim) if claim else None
        if before is not None:
            return self._seen(before), True
        pack = self.rules.pack(against)
        kept = pack or self.served.current.pack
        now = self.now()
        asked = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
        total = self.cases.cases.count(selection)
        replay = Replay(self.new_id(), now, kept.revision, asked, ReplayState.RUNNING.value, now, 0, total)
        begun = self.replays.begin(replay, kept.files, claim)
        if begun.id != replay.id:
            return self._seen(begun), True
        self._mine.add(begun.id)
        self._thread.submit(self._run, replay.id, pack, selection)
        return begun, False

    def get(self, replay_id: str) -> Replay:
        """The replay as it stands; NotFound."""
        found = self.replays.get(replay_id)
        if found is None:
            raise NotFound(f"there is no replay {replay_id}")
        return self._seen(found)

    def page(self, *, size: int, token: str | None) -> tuple[list[Replay], str | None]:
        """Newest first, and the token of the page after them, None at the end."""
        size, kind = min(size, LARGEST_PAGE), {"list": "replays"}
        found = self.replays.page(size=size + 1, before=opened(token, kind) if token else None)
        items = [self._seen(one) for one in found[:size]]
        return items, sealed(items[-1].id, kind) if len(found) > size else None

    def changes(self, replay_id: str, *, size: int, token: str | None) -> tuple[list[ReplayChange], str | None]:
        """The changed cases in the order in which they were recorded, and the token likewise; NotFound."""
        self.get(replay_id)
        size, whose = min(size, LARGEST_PAGE), {"changes of": replay_id}
        found = self.replays.changes(replay_id, size=size + 1, after=int(opened(token, whose)) if token else 0)
        items = found[:size]
        return items, sealed(str(items[-1].position), whose) if len(found) > size else None

    def close(self) -> None:
        """Give up what runs or waits."""
        self._ended.set()
        self._thread.shutdown()

    def _seen(self, replay: Replay) -> Replay:
        running = replay.state == ReplayState.RUNNING.value and replay.id not in self._mine
        silent = running and self.now() - replay.updated_at > SILENT_FOR
        return replace(replay, state=ReplayState.INTERRUPTED.value) if silent else replay

    def _run(self, replay_id: str, pack: RulePack | None, selection: Selection) -> None:
        error: str | None
        try:
            report = self._replayed(replay_id, pack, selection)
            error = None if report is not None else _STOPPED
        except KbdiagError as failure:
            report, error = None, str(failure) or type(failure).__name__
        except Exception as failure:
            logger.exception("replay %s met an error it does not know", replay_id)
            report, error = None, repr(failure)
        text = None if report is None else json.dumps(report_json(report), ensure_ascii=False, separators=(",", ":"))
        try:
            self.replays.end(replay_id, self.now(), report=text, error=error)
        except StorageUnavailable as failure:
            logger.warning("the end of replay %s was not recorded: %s", replay_id, failure)
        self._mine.discard(replay_id)

    def _replayed(self, replay_id: str, pack: RulePack | None, selection: Selection) -> Report | None:
        """The whole report; None where the service ends before."""
        if self._ended.is_set():
            return None
        editions, report, position = self.rules.editions(pack), Report(), 0
        try:
            for page in self.cases.replayed(selection, editions, report):
                found = [one for one in page if one.effect is not Effect.SAME]
                changes = [
                    ReplayChange(position + number, one.decision.id, one.effect.value, None, one.answer)
                    for number, one in enumerate(found, start=1)
                ]
                position += len(changes)
                self.replays.add(replay_id, changes, report.cases + report.erased, self.now())
                if self._ended.is_set():
                    return None
        finally:
            editions.close()
        return report
