"""What answers come from: one edition of the rules, whole and unchanging, with an engine process of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from app.domain.publication import names_of
from app.engine.knowledge import Knowledge
from app.engine.supervisor import Worker
from app.intake.request_body import RequestReader

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.domain.publication import Publication, RulesState
    from app.domain.rule import RulePack
    from app.intake.allowance import Limits


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """A pack without what is disabled in it, ready to read tickets and to answer.

    `publication` is None where these rules serve one process only, and nobody was told.
    """

    knowledge: Knowledge
    worker: Worker
    reader: RequestReader
    publication: Publication | None

    @classmethod
    def of(cls, pack: RulePack, state: RulesState, limits: Limits) -> Self:
        """Compiled, its engine running. EngineFault if that does not start."""
        disabled = names_of(one for one in state.disabled if one.holds_in(pack))
        return replace(cls.without(pack, disabled, limits), publication=state.newest)

    @classmethod
    def without(cls, pack: RulePack, disabled: Collection[str], limits: Limits) -> Self:
        """The same with exactly these rules out."""
        knowledge = Knowledge(pack.without(disabled))
        reader = RequestReader(pack.vocabulary, limits)
        return cls(knowledge, Worker(knowledge.compiled.definitions), reader, None)

    @property
    def pack(self) -> RulePack:
        """The rules, those that are disabled told apart."""
        return self.knowledge.pack

    @property
    def revision(self) -> str:
        """What answers name."""
        return self.pack.revision

    @property
    def disabled(self) -> tuple[str, ...]:
        """The ids of the rules that are out, sorted; answers name them too."""
        return tuple(sorted(rule.id for rule in self.pack.disabled))

    def is_what(self, state: RulesState) -> bool:
        """Whether it is just what is to be served."""
        if state.newest is None or state.newest.revision != self.revision:
            return False
        return self.publication == state.newest and self.disabled == self.held_out(state)

    def held_out(self, state: RulesState) -> tuple[str, ...]:
        """The rules of this pack that are to be out."""
        return names_of(one for one in state.disabled if one.holds_in(self.pack))

    def close(self) -> None:
        """Let go of the engine's process."""
        self.worker.close()
