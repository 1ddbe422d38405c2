"""What is wrong between rules: conflicts with a request that shows each, rules nothing confirms, idle antecedents."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.fact import plain
from app.domain.soundness import Conflict, Found, Soundness
from app.domain.verdict import RULE_VERDICTS, RuleStatus, Status
from app.engine.conflicts import conflicts, unconfirmable_rules
from app.engine.deciding import undeciding_antecedents
from app.engine.tried import try_case
from app.intake.request_body import RequestReader
from app.intake.stated_entry import stated_entry
from app.intake.understand import understand
from app.render.rules import nested

if TYPE_CHECKING:
    from app.domain.case import Case, Report
    from app.domain.rule import Rule
    from app.domain.soundness import Flaw
    from app.engine.knowledge import Knowledge

_PEER = "EXCH-A"


def find_conflicts(knowledge: Knowledge) -> Soundness:
    """Search all evaluated rules of the pack, in their order, and what there is of its drafts."""
    pack = knowledge.pack
    drafts = tuple(rule for rule in pack.shelved if rule.status is RuleStatus.DRAFT and _says_something(rule))
    pack = replace(pack, rules=(*pack.rules, *drafts))
    showing = _Showing(knowledge, RequestReader(pack.vocabulary))
    flaws: list[Flaw] = [*unconfirmable_rules(pack), *undeciding_antecedents(pack)]
    found = [Found(flaw) for flaw in flaws]
    clashes = list(conflicts(pack))
    for one in clashes:
        if isinstance(one, Conflict):
            excuse = next((excuse for excuse in pack.excuses if excuse.covers(one)), None)
            found.append(Found(one, excuse, showing.request(one)))
        else:
            found.append(Found(one))
    real = [one for one in clashes if isinstance(one, Conflict)]
    unused = tuple((excuse, name) for excuse in pack.excuses for name in excuse.unused(real))
    return Soundness(len(pack.rules) - len(drafts), len(drafts), tuple(found), unused)


def _says_something(draft: Rule) -> bool:
    return bool(draft.symptoms.members) and draft.verdict in RULE_VERDICTS


@dataclass(frozen=True, slots=True)
class _Showing:
    """Makes requests out of cases, and proves each by reading it again."""

    knowledge: Knowledge
    reader: RequestReader

    def request(self, conflict: Conflict) -> dict[str, object] | None:
        """The body of a request that confirms both rules; None if there is none."""
        for peer in (_PEER, None):
            body = self._body(conflict.case, peer)
            if body is not None and self._confirms(conflict.rules, self.reader.read_json(json.dumps(body).encode())):
                return body
        return None

    def _body(self, case: Case, peer: str | None) -> dict[str, object] | None:
        events = [stated_entry(entry, self.knowledge.pack.vocabulary, peer) for entry in case.entries]
        if None in events:
            return None
        facts = nested({name: plain(fact.value) for name, fact in case.facts.items()})
        return {"trial": True} | ({"events": events} if events else {}) | ({"facts": facts} if facts else {})

    def _confirms(self, rules: tuple[Rule, ...], report: Report) -> bool:
        cases = understand(report, self.knowledge.pack.vocabulary).cases
        return any(
            all(rule.standing(tried.settled) is Status.CONFIRMED for rule in rules)
            for tried in (try_case(case, self.knowledge)[0] for case in cases)
        )
