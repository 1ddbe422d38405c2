"""Which other articles' rules the same events present, and which answers tell them from an article's own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from app.domain.antecedent import GroupKind, Leaf
from app.domain.comparison import OneOf
from app.domain.look_alikes import Demanded, Difference, LookAlikes, Role
from app.domain.observation import EventTest, FactTest
from app.domain.verdict import Outcome
from app.engine.answers import answers_to
from app.engine.entry_questions import field_answers, field_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.antecedent import Group
    from app.domain.comparison import Comparison
    from app.domain.fact import Value
    from app.domain.rule import Rule, RulePack
    from app.domain.vocabulary import Vocabulary

_LOGGED = OneOf((True,))


@dataclass(frozen=True, slots=True)
class _Demand:
    """One comparison that a rule makes, and what becomes of the rule by it."""

    rule: Rule
    leaf: Leaf
    comparison: Comparison
    role: Role

    def rules_out(self, value: Value) -> bool:
        """Whether this value alone puts an end to the rule."""
        outcome = self.comparison.outcome(value)
        if self.role is Role.AGAINST:
            return outcome == Outcome.MET
        return self.role is Role.NEEDED and outcome == Outcome.NOT_MET

    def shown(self) -> Demanded:
        """The same for people."""
        words = self.comparison.in_words() if self.comparison is not _LOGGED else "logged"
        against = self.role in {Role.AGAINST, Role.AGAINST_TOGETHER}
        return Demanded(self.leaf.says, f"not {words}" if against else words, self.role)


def look_alikes(pack: RulePack, article_id: str) -> LookAlikes:
    """The evaluated rules of the article, those like them, and what tells them apart; KeyError for another article."""
    articles = {rule.article.id: rule.article for rule in pack.every_rule}
    own = tuple(rule for rule in pack.rules if rule.article.id == article_id)
    presented = {number for rule in own for number in _presenting(rule)}
    others = tuple(rule for rule in pack.rules if rule not in own and presented & set(_presenting(rule)))
    events = sorted(presented & {number for rule in others for number in _presenting(rule)})
    differences = _differences(own, others, pack.vocabulary)
    return LookAlikes(articles[article_id], own, others, tuple(events), tuple(differences))


def _presenting(rule: Rule) -> Iterator[int]:
    """The ids of the events that a case may show for the rule to be considered."""
    for leaf in rule.symptoms.leaves():
        if isinstance(leaf.test, EventTest):
            yield from leaf.test.event_ids


def _differences(own: Sequence[Rule], others: Sequence[Rule], vocabulary: Vocabulary) -> list[Difference]:
    spoken: dict[str, list[_Demand]] = defaultdict(list)
    for rule in (*own, *others):
        for name, demand in _demands(rule):
            spoken[name].append(demand)
    pairs = [(one.id, other.id) for one, other in product(own, others)]
    found = [_difference(name, demands, pairs, vocabulary) for name, demands in spoken.items()]
    return sorted((one for one in found if one.separates), key=lambda one: (-one.separates, one.name))


def _demands(rule: Rule) -> Iterator[tuple[str, _Demand]]:
    for part in rule.parts:
        against = part is rule.unless
        for leaf, alone in _leaves(part, against=against):
            compared = list(_compared(leaf, against=against))
            role = _ROLES[against, alone and (len(compared) == 1 or not against)]
            for name, comparison in compared:
                yield name, _Demand(rule, leaf, comparison, role)


_ROLES = {
    (False, True): Role.NEEDED,
    (False, False): Role.ALTERNATIVE,
    (True, True): Role.AGAINST,
    (True, False): Role.AGAINST_TOGETHER,
}


def _leaves(node: Leaf | Group, *, against: bool, alone: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf, with whether it settles the whole by itself: not met among all, or met among any against it."""
    if isinstance(node, Leaf):
        yield node, alone
        return
    decisive = GroupKind.ANY if against else GroupKind.ALL
    settles = alone and (node.kind is decisive or len(node.members) == 1)
    for member in node.members:
        yield from _leaves(member, against=against, alone=settles)


def _compared(leaf: Leaf, *, against: bool) -> Iterator[tuple[str, Comparison]]:
    """By the names of differences. Where fields speak against a rule, the entry itself does not."""
    if isinstance(leaf.test, FactTest):
        yield leaf.test.fact, leaf.test.comparison
    elif isinstance(leaf.test, EventTest) and len(leaf.test.event_ids) == 1:
        (number,) = leaf.test.event_ids
        if not (against and leaf.test.fields):
            yield f"event {number}", _LOGGED
        yield from ((f"{name} of {number}", wanted) for name, wanted in leaf.test.fields)


def _difference(
    name: str, demands: list[_Demand], pairs: Sequence[tuple[str, str]], vocabulary: Vocabulary
) -> Difference:
    ask, how, answers = _asked(name, tuple({one.comparison: None for one in demands}), vocabulary)
    spoken: dict[str, list[_Demand]] = defaultdict(list)
    for one in demands:
        spoken[one.rule.id].append(one)
    left = {
        words: tuple(rule for rule, own in spoken.items() if not any(one.rules_out(value) for one in own))
        for words, value in answers.items()
    }
    return Difference(
        name,
        ask,
        how,
        {rule: tuple(dict.fromkeys(one.shown() for one in own)) for rule, own in spoken.items()},
        left,
        _separated(left, spoken, pairs),
    )


def _separated(
    left: Mapping[str, Sequence[str]], spoken: Mapping[str, object], pairs: Sequence[tuple[str, str]]
) -> int:
    """Pairs of which an answer rules out one and leaves the other; rules that do not speak of it are always left."""
    gone = [{rule for rule in spoken if rule not in rest} for rest in left.values()]
    return sum(any((one in out) is not (other in out) for out in gone) for one, other in pairs)


def _asked(
    name: str, comparisons: tuple[Comparison, ...], vocabulary: Vocabulary
) -> tuple[str, str, Mapping[str, Value]]:
    """The question, how to find out, and a value for each answer."""
    if name in vocabulary.facts:
        fact = vocabulary.facts[name]
        return fact.ask, fact.how, {one.in_words(): one.stands_for for one in answers_to(fact, comparisons)}
    field = name.rpartition(" of ")[0]
    if not field:
        ask = f"Was {name} logged?"
        return ask, "Filter the event log of {server} by this number.", {"logged": True, "not logged": False}
    ask, how = field_words(field, vocabulary)
    return ask, how, field_answers(field, comparisons)
