"""Read the rules directory again and let it serve, if it can; otherwise nothing changes."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError, RulesInvalid, RulesRefused
from app.domain.publication import RELOAD, PackChanges, changes_between, names_of
from app.domain.verdict import RuleStatus
from app.rulepacks.pack_reader import read_directory, read_pack, revision_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from app.services.catch_up import CatchUp
    from app.services.edition import Edition
    from app.services.prove_apart import ProveApart
    from app.services.publish_rules import PublishRules

logger = logging.getLogger("kbdiag.rules")
MOST_LOGGED = 20


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of it. `unchanged` tells that the directory holds what is published and serves, and nothing was done.

    `previous` is the revision that served here before, `examples` how many were run.
    `lifted` are disabled rules that the new pack has settled; `again`, those that an earlier pack had settled, and that
    are in this one as they were when they were disabled.
    """

    edition: Edition
    previous: str
    examples: int = 0
    changes: PackChanges = field(default_factory=PackChanges)
    lifted: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    unchanged: bool = False

    def counts(self) -> dict[str, int]:
        """How many rules there are of each status."""
        found = Counter(rule.status for rule in self.edition.pack.every_rule)
        return {status.value: found[status] for status in RuleStatus}


@dataclass(frozen=True, slots=True)
class Failure:
    """The last reload, where it was refused. `revision` is None where not even the files could be read."""

    at: datetime
    revision: str | None
    errors: int


@dataclass(slots=True)
class ReloadRules:
    """The service behind POST /rules/reload and SIGHUP; one reload after the other."""

    directory: Path
    prover: ProveApart
    publish: PublishRules
    catch_up: CatchUp
    now: Callable[[], datetime]
    failure: Failure | None = None
    _reloading: threading.Lock = field(default_factory=threading.Lock)

    def reload(self) -> Reloaded:
        """RulesRefused with every error; the rules before then go on serving."""
        with self._reloading:
            try:
                done = self._reload()
            except RulesRefused as error:
                self.failure = Failure(self.now(), error.revision, len(error.errors))
                self._tell_refused(error)
                raise
            self.failure = None
            return done

    def close(self) -> None:
        """End the reload that may be under way; what it had not published yet it does not publish."""
        self.prover.close()
        with self._reloading:
            pass

    def _reload(self) -> Reloaded:
        previous, newest = self.catch_up.whatever_serves()
        files, revision = _read_twice(self.directory)
        if newest and revision == previous.revision:
            logger.info("reloaded: the rules are those that serve already, %s", revision)
            return Reloaded(previous, revision, unchanged=True)
        try:
            examples = self.prover.prove(files)
            pack = read_pack(files)
        except RulesInvalid as error:
            raise RulesRefused(error.errors, revision) from error
        with self.catch_up.turn:
            before, _ = self.catch_up.whatever_serves()
            disabled = names_of(self.publish.publications.state().disabled)
            edition, state = self.publish.publish(pack, RELOAD)
            changes = changes_between(before.pack, pack)
            _tell_published(changes, revision, examples)
            edition = self.catch_up.adopt(state, edition)
        lifted = tuple(one for one in disabled if one not in names_of(state.disabled))
        again = tuple(one for one in names_of(state.disabled) if one not in disabled)
        return Reloaded(edition, before.revision, examples, changes, lifted, again)

    def _tell_refused(self, error: RulesRefused) -> None:
        served = self.catch_up.served.current.revision
        shown = "\n".join(str(one) for one in error.errors[:MOST_LOGGED])
        more = "\n…" if len(error.errors) > MOST_LOGGED else ""
        logger.error(
            "not reloaded, %s goes on serving: %s has %d error(s)\n%s%s",
            *(served, error.revision or self.directory, len(error.errors), shown, more),
        )


def _read_twice(directory: Path) -> tuple[Mapping[str, bytes], str]:
    """What stands there now; files that are just being written are refused, as half of a change is no change."""
    try:
        files, again = read_directory(directory), read_directory(directory)
    except RulesInvalid as error:
        raise RulesRefused(error.errors) from error
    if files != again:
        detail = "the files change while they are read; reload again when all of them are written"
        raise RulesRefused([RuleFileError("*", 1, "unsettled", detail)])
    return files, revision_of(files)


def _tell_published(changes: PackChanges, revision: str, examples: int) -> None:
    logger.info(
        "published %s: %d rule(s) added, %d removed, %d changed; %d examples came out as written",
        *(revision, len(changes.added), len(changes.removed), len(changes.changed), examples),
    )
