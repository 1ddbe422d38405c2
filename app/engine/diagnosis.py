"""Case to diagnosis: one pure function, given a matcher. The tree speaks, the engine must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.domain.errors import EngineFault
from app.domain.explanation import Diagnosis, Finding
from app.domain.verdict import RuleStatus, Status
from app.engine.compiler import fired_status
from app.engine.headline import RULE_DISABLED, choose_headline, finding_order
from app.engine.near_misses import least_changes, nearest_misses
from app.engine.questions import questions_about
from app.engine.tried import try_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.case import Case, Understanding
    from app.domain.explanation import Reading
    from app.domain.fact import Fact
    from app.engine.knowledge import Knowledge
    from app.engine.matcher import Matcher
    from app.engine.tried import TriedCase


@dataclass(frozen=True, slots=True)
class Agreement:
    """What became of asking the engine: `fault` if it failed, else the ids of rules on which it differs."""

    fault: str | None = None
    differing: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether engine and tree said the same of everything."""
        return self.fault is None and not self.differing


def diagnose(understanding: Understanding, knowledge: Knowledge, matcher: Matcher) -> tuple[Diagnosis, Agreement]:
    """Try every rule on every case. Where the engine fails or differs, the tree's answer stands and says so."""
    warnings = list(understanding.warnings)
    tried = []
    for case in understanding.cases:
        one, contradictions = try_case(case, knowledge)
        tried.append(one)
        warnings += contradictions
    agreement = ask_engine(tried, knowledge, matcher)
    if not agreement.whole:
        detail = "the rule engine failed or disagreed; the answer is that of the antecedent tree alone"
        warnings.append(Warned("engine_set_aside", detail))
    warnings += _would_fit(tried, knowledge)
    findings = _findings(one for case in tried for one in case.readings)
    unexplained = _unexplained(understanding, findings)
    headline = choose_headline(findings, unexplained, warnings)
    misses = nearest_misses([reading for case in tried for reading in case.readings])
    diagnosis = Diagnosis(
        understanding=understanding,
        facts=_facts(understanding, tried),
        headline=headline,
        findings=tuple(findings),
        near_misses=misses,
        least_changes=least_changes(misses, tried, knowledge),
        questions=questions_about(tried, understanding, knowledge),
        unexplained=unexplained,
        warnings=tuple(warnings),
        decided_by="engine" if agreement.whole else "tree",
        in_test=tuple(_findings(one for case in tried for one in case.in_test)),
        drafts=tuple(one for case in tried for one in _drafts(case.settled, knowledge)),
    )
    return diagnosis, agreement


def ask_engine(tried: Sequence[TriedCase], knowledge: Knowledge, matcher: Matcher) -> Agreement:
    """Put the same outcomes to the engine and compare what it fires with what the tree says."""
    compiled = knowledge.compiled
    asked = [
        compiled.jobs((*case.readings, *case.in_test), frozenset(one.event_id for one in case.settled.entries))
        for case in tried
    ]
    try:
        answers = iter(matcher.match([job for jobs in asked for _, job in jobs]))
    except EngineFault as error:
        return Agreement(fault=str(error))
    differing: dict[str, None] = {}
    for case, jobs in zip(tried, asked, strict=True):
        said: dict[int, Status | None] = {}
        for partition, _ in jobs:
            fired = next(answers)
            said.update({number: fired_status(fired, number) for number in partition.rules})
        for number, reading in enumerate((*case.readings, *case.in_test)):
            if said.get(number) != reading.status:
                differing[reading.rule.id] = None
    return Agreement(differing=tuple(differing))


def _findings(readings: Iterable[Reading]) -> list[Finding]:
    found = (
        Finding(reading, status, reading.rule.explained(reading.case))
        for reading in readings
        if (status := reading.status) is not None
    )
    return sorted(found, key=finding_order)


def _drafts(case: Case, knowledge: Knowledge) -> Iterator[Reading]:
    """Drafts that nothing known speaks against and whose symptoms, as far as they are written, show."""
    for rule in knowledge.pack.shelved:
        if rule.status is RuleStatus.DRAFT and rule.symptoms.members:
            reading = rule.read(case)
            if reading.status is not None:
                yield reading


def _would_fit(tried: Sequence[TriedCase], knowledge: Knowledge) -> Iterator[Warned]:
    """Rules that would have a say, had nobody taken them out."""
    for rule in knowledge.pack.disabled:
        standings = {rule.standing(case.settled) for case in tried} if rule.leads else set()
        for status in (Status.CONFIRMED, Status.POSSIBLE):
            if status in standings:
                yield Warned(RULE_DISABLED, f"{rule.id} is disabled and was not tried; it would be {status.value}")
                break


def _unexplained(understanding: Understanding, findings: Sequence[Finding]) -> tuple[int, ...]:
    """Entries that come, or could come, from a source rules speak of, and that nothing confirmed accounts for."""
    explained = {index for one in findings if one.status is Status.CONFIRMED for index in one.explains}
    return tuple(one.index for one in understanding.entries if one.may_be_known and one.index not in explained)


def _facts(understanding: Understanding, tried: Sequence[TriedCase]) -> Mapping[str, Fact]:
    """What was stated, and what followed for the case it belongs to; a peer's own name only if it is the only one."""
    facts = dict(understanding.facts)
    for case in tried:
        for name, fact in case.settled.facts.items():
            if name not in facts and (len(tried) == 1 or fact.origin.kind == "derived"):
                facts[name] = fact
        for name in case.stated.facts:
            settled = case.settled.facts.get(name)
            if name in facts and (settled is None or settled.contested):
                facts[name] = facts[name].disputed()
    return facts
