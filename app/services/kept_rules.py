"""Rules that served once: every pack that was published, or answered anything, is kept under its digest."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.domain.errors import NotFound, RulesInvalid, StorageError
from app.engine.knowledge import Knowledge
from app.rulepacks.pack_reader import read_pack, revision_of

if TYPE_CHECKING:
    from app.domain.rule import RulePack
    from app.storage.archive import DecisionArchive

MOST_REMEMBERED = 4


class KeptRules:
    """Safe to use from several threads."""

    def __init__(self, archive: DecisionArchive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, Knowledge] = OrderedDict()

    def pack(self, revision: str) -> RulePack:
        """The pack, read anew. NotFound if none is kept, RulesInvalid if this version of the program cannot read it."""
        kept = self._archive.pack(revision)
        if kept is None:
            raise NotFound(f"there are no rules {revision}")
        files = {path: text.encode() for path, text in kept.items()}
        if revision_of(files) != revision:
            raise StorageError(f"the rules kept as {revision} are not what the digest says")
        return read_pack(files, locked=False)

    def knowledge_of(self, revision: str) -> Knowledge:
        """The same, compiled, and remembered for a while; NotFound also for rules that cannot be read any more."""
        with self._lock:
            if revision in self._remembered:
                self._remembered.move_to_end(revision)
                return self._remembered[revision]
            try:
                found = Knowledge(self.pack(revision))
            except RulesInvalid as error:
                raise NotFound(f"the rules {revision} are of another version of this program") from error
            self._remembered[revision] = found
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
            return found
