"""What to find out: every fact or field that some finding waits for, with what each answer would lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.explanation import Question
from app.domain.verdict import Outcome
from app.engine.answers import answers_to
from app.engine.entry_questions import entry_questions
from app.engine.placing_questions import placing_questions
from app.engine.prospects import prospect, settled_by, supposing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.case import Understanding
    from app.domain.antecedent import Leaf
    from app.domain.explanation import Prospect, Reading
    from app.domain.fact import Fact
    from app.domain.vocabulary import FactType
    from app.engine.answers import Answer
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase

MOST = 40


def questions_about(
    tried: Sequence[TriedCase], understanding: Understanding, knowledge: Knowledge
) -> tuple[Question, ...]:
    """At most forty: first those that settle most findings, then those that confirm most, then as in the vocabulary."""
    found = list(placing_questions(tried, understanding, knowledge))
    for case in tried:
        found += entry_questions(case, knowledge)
        found += _fact_questions(case, knowledge)
    ranks = {name: rank for rank, name in enumerate(knowledge.pack.vocabulary.facts)}
    found.sort(key=lambda one: (-one.settles, -_confirmable(one), ranks.get(one.fact, -1), one.fact, one.peer or ""))
    return tuple(found[:MOST])


def _confirmable(question: Question) -> int:
    return len({rule for one in question.prospects.values() for rule in one.confirmed})


def _fact_questions(case: TriedCase, knowledge: Knowledge) -> Iterator[Question]:
    for name in _missing_facts(case, knowledge):
        fact = knowledge.pack.vocabulary.facts[name]
        prospects = _prospects(case, fact, knowledge)
        settles = settled_by(case, prospects.values(), knowledge.dependents.get(name, ()))
        if settles:
            yield Question(name, fact.ask, fact.how, case.settled.peer, (), prospects, settles)


def _prospects(case: TriedCase, fact: FactType, knowledge: Knowledge) -> dict[str, Prospect]:
    """What each answer leads to. Answers that nothing tells apart are tried once, neighbouring ranges alike joined."""
    compared = knowledge.comparisons.get(fact.name, ())
    comparisons = [one for target, one in compared if target is None or target not in case.stated.facts]
    tried: dict[tuple[Outcome, ...], Prospect] = {}
    found: list[tuple[Answer, Prospect]] = []
    for answer in answers_to(fact, comparisons):
        outcomes = tuple(one.outcome(answer.stands_for) for _, one in compared)
        if outcomes not in tried:
            supposed = supposing(case, fact.name, answer.stands_for, knowledge)
            tried[outcomes] = prospect(supposed, knowledge, knowledge.dependents.get(fact.name, ()))
        if found and answer.ranged and found[-1][1] == tried[outcomes]:
            found[-1] = (found[-1][0].joined(answer), tried[outcomes])
        else:
            found.append((answer, tried[outcomes]))
    return {answer.in_words(): one for answer, one in found}


def _missing_facts(case: TriedCase, knowledge: Knowledge) -> dict[str, None]:
    """The facts to ask for, in order: those that findings wait for, and those that could still speak against one."""
    missing: dict[str, None] = {}
    for reading in case.readings:
        for leaf in _waiting_for(reading):
            for name in leaf.test.facts:
                missing.update(dict.fromkeys(_unknown(name, case, knowledge)))
    return missing


def _waiting_for(reading: Reading) -> list[Leaf]:
    if reading.status is None:
        return []
    tests = [*reading.leaves(), *(reading.unless.leaves() if reading.unless else ())]
    return [leaf for leaf, seen in tests if seen.outcome == Outcome.NOT_KNOWN]


def _unknown(name: str, case: TriedCase, knowledge: Knowledge) -> Iterable[str]:
    return (base for base in knowledge.base_facts(name) if not _certain(case.settled.facts.get(base)))


def _certain(fact: Fact | None) -> bool:
    """Whether asking again would tell nothing new: not if it is contested, nor if a build was cut short."""
    if fact is None or fact.contested:
        return False
    return not (isinstance(fact.value, Build) and fact.value.cut_short)
