"""Examine rules: their examples, whether each condition is shown to matter, and silence over the baseline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.coverage import coverage_of
from app.domain.errors import EngineFault, RuleFileError
from app.domain.examination import Examination, ExaminedRule
from app.domain.verdict import Outcome, RuleStatus
from app.engine.conflicts import MOST_STEPS
from app.engine.deciding import deciding_case, sides_of
from app.engine.knowledge import Knowledge
from app.engine.witness.demands import Budget
from app.engine.witness.search import Search
from app.services.try_example import noises_at, try_example

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from app.domain.coverage import Condition, Shown
    from app.domain.rule import Rule, RulePack
    from app.engine.matcher import Matcher, Partitions

    Matchers = Callable[[Partitions], Matcher]


def examine_rules(pack: RulePack, matchers: Matchers, chosen: Collection[str] = ()) -> Examination:
    """Examine the rules with these ids, or all that are not retired. `matchers` gives a matcher for some rules.

    Drafts are tried each on their own, so that a half-written one touches nobody else.
    """
    knowledge = Knowledge(pack.as_if_stable())
    matcher = matchers(knowledge.compiled.definitions)
    statuses = {rule.id: rule.status for rule in pack.rules}
    examined = [
        _examined(replace(rule, status=statuses[rule.id]), knowledge, matcher)
        for rule in knowledge.pack.rules
        if not chosen or rule.id in chosen
    ]
    examined += [_drafted(rule, pack, matchers) for rule in _drafts(pack) if not chosen or rule.id in chosen]
    noises = [noise for report in pack.baseline for noise in noises_at(report, knowledge, matcher, chosen)]
    return Examination(tuple(examined), len(pack.baseline), tuple(noises))


def _examined(rule: Rule, knowledge: Knowledge, matcher: Matcher) -> ExaminedRule:
    tried = [try_example(rule, example, knowledge, matcher) for example in rule.examples]
    readings = ((one.example.name, reading) for one in tried for reading in one.readings)
    complaints = tuple(error for one in tried for error in one.complaints)
    shown = tuple(coverage_of(rule, readings))
    return ExaminedRule(rule, complaints, shown, frozenset(_hopeless(rule, shown, knowledge.pack)))


def _hopeless(rule: Rule, shown: Sequence[Shown], pack: RulePack) -> Iterator[tuple[Condition, Outcome]]:
    """The missing sides for which there can be no case at all, as far as a search finds that out."""
    missing = [(one.condition, side) for one in shown for side in one.missing]
    search = Search(pack)
    sought = {(one.leaf, one.condition.field, Outcome.of(one.met)): one for one in sides_of(rule)} if missing else {}
    for condition, side in missing:
        field = condition.field if side == Outcome.NOT_MET else None  # where one field is not met, the test is not
        budget = Budget(MOST_STEPS)
        if deciding_case(search, sought[condition.leaf, field, side], budget) is None and not budget.spent:
            yield condition, side


def _drafts(pack: RulePack) -> Iterator[Rule]:
    return (rule for rule in pack.shelved if rule.status is RuleStatus.DRAFT)


def _drafted(rule: Rule, pack: RulePack, matchers: Matchers) -> ExaminedRule:
    if not rule.symptoms.members:
        return ExaminedRule(rule, (), ())
    alone = Knowledge(replace(pack, rules=(replace(rule, status=RuleStatus.STABLE),), shelved=()))
    try:
        matcher = matchers(alone.compiled.definitions)
    except EngineFault as error:
        refused = RuleFileError(rule.file, rule.line, "example-fails", f"{rule.id}: {error}")
        return ExaminedRule(rule, (refused,), ())
    return _examined(rule, alone, matcher)
