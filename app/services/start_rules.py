"""What a process serves when it starts: the rules it finds in its directory, or newer ones that were published."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.publication import START
from app.engine.knowledge import Knowledge
from app.engine.supervisor import Worker
from app.rulepacks.pack_reader import read_directory, read_pack
from app.services.edition import Edition
from app.services.prove_rules import prove_rules

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.rule import RulePack
    from app.services.kept_rules import KeptRules
    from app.services.publish_rules import PublishRules

logger = logging.getLogger("kbdiag.rules")
TRIAL_CPU_SECONDS = 20


@dataclass(frozen=True, slots=True)
class StartRules:
    """The pack is what the directory holds; RulesInvalid, with every error, where it is to be served and cannot be."""

    publish: PublishRules
    kept: KeptRules

    def for_everybody(self, pack: RulePack) -> Edition:
        """Publish the pack, unless it is what is published, or was before: then others have moved on since."""
        if self._is_replaced(pack):
            return self._follow(pack)
        prove(pack)
        edition, state = self.publish.publish(pack, START)
        if edition.is_what(state):
            return _told(edition)
        edition.close()  # others were faster
        return self._follow(pack)

    def for_this_process(self, pack: RulePack) -> Edition:
        """Serve the pack to whoever started this process, and tell nobody. What was published was proven then."""
        publications = self.publish.publications
        if not publications.was_published(pack.revision):
            prove(pack)
        return _told(Edition.of(pack, publications.expected(pack), self.publish.limits))

    def pack_of_servers(self, directory: Path) -> RulePack:
        """What servers of this database serve; where one process is all there can be, what it will when it starts."""
        publications = self.publish.publications
        newest = publications.state().newest if publications.shared else None
        return read_pack(read_directory(directory)) if newest is None else self.kept.pack(newest.revision)

    def _is_replaced(self, pack: RulePack) -> bool:
        """Whether other rules serve, which were published since these were; a database of one process has none."""
        publications = self.publish.publications
        newest = publications.state().newest
        if not publications.shared or newest is None or newest.revision == pack.revision:
            return False
        return publications.was_published(pack.revision)

    def _follow(self, pack: RulePack) -> Edition:
        state = self.publish.publications.state()
        if state.newest is None or state.newest.revision == pack.revision:
            return _told(Edition.of(pack, state, self.publish.limits))
        logger.warning(
            "the rules directory holds %s, which was published before; serving %s, published since",
            *(pack.revision, state.newest.revision),
        )
        return _told(Edition.of(self.kept.pack(state.newest.revision), state, self.publish.limits))


def _told(edition: Edition) -> Edition:
    """A rule that is out must not be forgotten; going back to older files may have put it out again."""
    if edition.disabled:
        logger.warning("disabled: %s", ", ".join(edition.disabled))
    return edition


_PROVEN: set[str] = set()
"""Revisions that this process has proven; a proof depends on nothing but the rules, so once is enough."""


def prove(pack: RulePack) -> None:
    """RulesInvalid with every example that does not come out as written."""
    if pack.revision in _PROVEN:
        return
    knowledge = Knowledge(pack)
    partitions = knowledge.compiled.definitions
    with Worker(partitions, cpu_seconds=TRIAL_CPU_SECONDS) as trial:
        prove_rules(knowledge, trial)
    _PROVEN.add(pack.revision)
