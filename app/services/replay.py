"""Judge past cases again, by other rules or by their own, and compare what is said with what was said."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import app
from app.domain.decision import rfc3339
from app.domain.errors import EngineFault, InputError
from app.domain.replay import Effect, Replayed, Report, Said
from app.services.edition import Edition
from app.services.judging import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.decision import Content, Decision, StoredDecision
    from app.domain.replay import Selection
    from app.domain.rule import RulePack
    from app.engine.matcher import Job
    from app.intake.allowance import Limits
    from app.storage.outcomes import Outcomes
    from app.storage.past_cases import PastCases

MOST_EDITIONS = 4
_OF_THE_RULES = {"rules"}
"""Members of an answer that name the rules, and so are others by other rules."""


class NoEngine:
    """Stands where the engine had failed: the tree answers, and says so."""

    def match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        """Always EngineFault."""
        raise EngineFault(f"{len(jobs)} jobs are not put to the engine")


class OneEdition:
    """The same rules for every case."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def of(self, decision: Decision, content: Content) -> Edition:
        """The one edition."""
        del decision, content
        return self._edition

    def close(self) -> None:
        """Let go of its engine."""
        self._edition.close()


@dataclass(slots=True)
class OwnEditions:
    """For each case the rules that answered it: its revision, without what its answer says was disabled."""

    pack_of: Callable[[str], RulePack]
    limits: Limits
    _made: OrderedDict[tuple[str, ...], Edition] = field(default_factory=OrderedDict)

    def of(self, decision: Decision, content: Content) -> Edition:
        """Made when first wanted; a few are remembered, for revisions follow one another."""
        disabled = tuple(json.loads(content.answer)["rules"]["disabled"])
        key = (decision.rules_revision, *disabled)
        if key not in self._made:
            pack = self.pack_of(decision.rules_revision)
            self._made[key] = Edition.without(pack, disabled, self.limits)
        self._made.move_to_end(key)
        if len(self._made) > MOST_EDITIONS:
            self._made.popitem(last=False)[1].close()
        return self._made[key]

    def close(self) -> None:
        """Let go of all engines."""
        while self._made:
            self._made.popitem()[1].close()


Editions = OneEdition | OwnEditions


@dataclass(frozen=True, slots=True)
class ReplayCases:
    """Replays selections of what is on record; nothing is recorded by it. Safe to use from several threads."""

    cases: PastCases
    outcomes: Outcomes

    def replayed(self, selection: Selection, editions: Editions, report: Report) -> Iterator[list[Replayed]]:
        """Page by page; the report counts along. Cases that were erased are passed over."""
        for page in self.cases.pages(selection):
            outcomes = self.outcomes.last_of(stored.decision.id for stored in page)
            found = []
            for stored in page:
                if stored.content is None:
                    report.erased += 1
                    continue
                effect, answer = replay(stored, stored.content, editions)
                after = None if effect is Effect.UNREADABLE else _said(json.loads(answer))
                one = Replayed(
                    stored.decision, outcomes.get(stored.decision.id), effect, after, stored.content.answer, answer
                )
                report.add(one, app.__version__)
                found.append(one)
            yield found


def replay(stored: StoredDecision, content: Content, editions: Editions) -> tuple[Effect, str]:
    """What has changed, and the answer as it would be given, under the same id and time; or why there is none."""
    decision = stored.decision
    edition = editions.of(decision, content)
    matcher = NoEngine() if decision.decided_by == "tree" and isinstance(editions, OwnEditions) else None
    try:
        judged = judge(content.request, content.request_type, edition, matcher)
    except InputError as error:
        places = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in error.faults)
        return Effect.UNREADABLE, f"{error}{f' ({places})' if places else ''}"
    answer = judged.answer(decision.id, rfc3339(decision.decided_at), decision.follows)
    return effect_on(content.answer, answer), answer


def effect_on(before: str, after: str) -> Effect:
    """What of an answer, as JSON text, is another. Which rules gave it does not count."""
    if before == after:
        return Effect.SAME
    old, new = json.loads(before), json.loads(after)
    if _said(old) != _said(new):
        return Effect.CHANGED
    same = all(old.get(name) == new.get(name) for name in (old.keys() | new.keys()) - _OF_THE_RULES)
    return Effect.SAME if same else Effect.DETAILS


def _said(answer: dict[str, object]) -> Said:
    article = answer["article"]
    named = article["id"] if isinstance(article, dict) else None
    rule = answer.get("rule")
    return Said(str(answer["verdict"]), named, rule if isinstance(rule, str) else None)
