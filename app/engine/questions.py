"""What to find out: every fact or field that some finding waits for, with what each answer would lead to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.explanation import Prospect, Question
from app.engine.entry_questions import entry_questions
from app.engine.placing_questions import placing_questions
from app.engine.prospects import Candidate, settled_by, supposing, worth_asking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.domain.case import Understanding
    from app.domain.verdict import Outcome
    from app.domain.vocabulary import FactType, Vocabulary
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
        found += worth_asking([*entry_questions(case, knowledge), *_fact_questions(case, knowledge)])
        found += _open_questions(case, {one.fact for one in found}, understanding, knowledge)
    found = list(asked_once(found, knowledge.pack.vocabulary))
    ranks = {name: rank for rank, name in enumerate(knowledge.pack.vocabulary.facts)}
    found.sort(
        key=lambda one: (
            -one.settles,
            -_confirmable(one),
            ranks.get(one.fact, -1),
            one.fact,
            one.server or "",
            one.peer or "",
        )
    )
    return tuple(found[:MOST])


def asked_once(questions: Sequence[Question], vocabulary: Vocabulary) -> Iterator[Question]:
    """A question about the server that several peers raise becomes one, if it has the same answers for all of them."""
    alike: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        fact = vocabulary.facts.get(question.fact)
        whose = "" if fact is not None and not fact.of_the_peer else question.peer or ""
        alike.setdefault((question.fact, question.server or "", whose, *question.prospects), []).append(question)
    yield from (group[0] if len(group) == 1 else _merged(group) for group in alike.values())


def _merged(questions: Sequence[Question]) -> Question:
    prospects = {}
    for words in questions[0].prospects:
        confirmed = {rule for one in questions for rule in one.prospects[words].confirmed}
        possible = {rule for one in questions for rule in one.prospects[words].possible} - confirmed
        prospects[words] = Prospect(tuple(sorted(confirmed)), tuple(sorted(possible)))
    settles = sum(one.settles for one in questions)
    return replace(questions[0], peer=None, prospects=prospects, settles=settles)


def _confirmable(question: Question) -> int:
    return len({rule for one in question.prospects.values() for rule in one.confirmed})


def _fact_questions(case: TriedCase, knowledge: Knowledge) -> Iterator[Candidate]:
    for name, waiting in _missing_facts(case, knowledge).items():
        fact = knowledge.pack.vocabulary.facts[name]
        prospects = _prospects(case, fact, knowledge)
        settled = settled_by(case, prospects.values(), _concerned(case, name, knowledge))
        question = Question(
            name, fact.ask, fact.how, case.settled.server, case.settled.peer, (), prospects, len(settled)
        )
        yield Candidate(question, frozenset(waiting), settled)


def _open_questions(
    case: TriedCase, asked: set[str], understanding: Understanding, knowledge: Knowledge
) -> Iterator[Question]:
    """What the text states of nobody in particular is asked for, whether or not a finding waits for it."""
    for name in understanding.open:
        if name not in asked and name not in case.settled.facts:
            fact = knowledge.pack.vocabulary.facts[name]
            prospects = _prospects(case, fact, knowledge)
            yield Question(name, fact.ask, fact.how, case.settled.server, case.settled.peer, prospects=prospects)


def _prospects(case: TriedCase, fact: FactType, knowledge: Knowledge) -> dict[str, Prospect]:
    """What each answer leads to. Answers that nothing tells apart are tried once, neighbouring ranges alike joined."""
    tried: dict[tuple[Outcome, ...], Prospect] = {}
    found: list[tuple[Answer, Prospect]] = []
    concerned = _concerned(case, fact.name, knowledge)
    for answer, outcomes in knowledge.answers.get(fact.name, ()):
        if outcomes not in tried:
            tried[outcomes] = supposing(case, fact.name, answer.stands_for, knowledge, concerned)
        if found and answer.ranged and found[-1][1] == tried[outcomes]:
            found[-1] = (found[-1][0].joined(answer), tried[outcomes])
        else:
            found.append((answer, tried[outcomes]))
    return {answer.in_words(): one for answer, one in found}


def _concerned(case: TriedCase, name: str, knowledge: Knowledge) -> list[int]:
    """The rules of which the fact could make a finding, or no finding any more."""
    return [number for number in knowledge.dependents.get(name, ()) if number in case.reachable]


def _missing_facts(case: TriedCase, knowledge: Knowledge) -> dict[str, set[int]]:
    """The facts to ask for, in order, with the findings that wait for them or that they could still speak against."""
    missing: dict[str, set[int]] = defaultdict(set)
    for number, reading in enumerate(case.readings):
        for name in (name for leaf in reading.waiting() for name in leaf.test.facts):
            for one in _to_ask(name, case, knowledge):
                missing[one].add(number)
    return missing


def _to_ask(name: str, case: TriedCase, knowledge: Knowledge) -> Sequence[str]:
    """What the fact follows from, as far as it is in doubt; the fact itself where all of that is known."""
    return [base for base in knowledge.base_facts(name) if _doubtful(base, case)] or [name]


def _doubtful(name: str, case: TriedCase) -> bool:
    """Whether asking again may tell something new: of what is contested or at odds, or of a build cut short."""
    fact = case.settled.facts.get(name)
    if fact is None or fact.contested or name in case.disputed:
        return True
    return isinstance(fact.value, Build) and fact.value.cut_short
