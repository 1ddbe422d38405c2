"""Answering a question leads to what was promised, whichever value one answers with."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.case import Understanding
from app.domain.fact import Fact
from app.domain.rule import rule_facts
from app.domain.verdict import Status
from app.engine.derivation import settle, settle_again
from app.engine.knowledge import Knowledge
from app.engine.prospects import changes, prospect, supposing
from app.engine.questions import questions_about
from app.engine.tried import try_case
from tests.engine.made_up.answering import sayable, the_answer
from tests.engine.made_up.cases import made_up_case
from tests.engine.made_up.packs import made_up_pack
from tests.engine.made_up.vocabularies import CODES, PLACES, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.event_entry import EventEntry
    from app.domain.explanation import Question

CASES = 12
made_up = settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
seeds = st.integers(0, 2**32)


def asked(seed: int) -> Iterator[tuple[Case, Question, Knowledge]]:
    """Every question that made-up cases of one made-up pack give rise to."""
    chance = Random(seed)  # noqa: S311 - made-up cases, no secret
    knowledge = Knowledge(made_up_pack(chance))
    for _ in range(CASES):
        case = made_up_case(chance, knowledge.pack)
        understanding = Understanding(case.entries, case.facts, (case,))
        for question in questions_about([try_case(case, knowledge)[0]], understanding, knowledge):
            yield case, question, knowledge


def standing(case: Case, knowledge: Knowledge) -> dict[str, Status | None]:
    tried, _ = try_case(replace(case, seen={}), knowledge)
    return {reading.rule.id: reading.status for reading in tried.readings}


def promised(words: str, case: Case, question: Question, knowledge: Knowledge) -> dict[str, Status | None]:
    """As the answer says; rules it says nothing of, and that read nothing of the kind, stay as they are."""
    prospect = question.prospects[words]
    if question.fact in knowledge.pack.vocabulary.facts:
        concerned = {knowledge.pack.rules[number].id for number in knowledge.dependents[question.fact]}
    else:
        concerned = {rule.id for rule in knowledge.pack.rules}
    said = dict.fromkeys(prospect.possible, Status.POSSIBLE) | dict.fromkeys(prospect.confirmed, Status.CONFIRMED)
    return {rule: said.get(rule) if rule in concerned else now for rule, now in standing(case, knowledge).items()}


@made_up
@given(seeds)
def test_stating_a_fact_that_was_asked_for_leads_to_what_its_answer_promised(seed: int) -> None:
    for case, question, knowledge in asked(seed):
        fact = knowledge.pack.vocabulary.facts.get(question.fact)
        for value in sayable(fact) if fact else ():
            answered = replace(case, facts={**case.facts, question.fact: Fact(value)})
            words = the_answer(question.prospects, value)
            assert standing(answered, knowledge) == promised(words, case, question, knowledge), (question, value, case)


@made_up
@given(seeds)
def test_giving_a_field_that_was_asked_for_leads_to_what_its_answer_promised(seed: int) -> None:
    for case, question, knowledge in asked(seed):
        field = question.fact.removeprefix("event.")
        for value in FIELD_VALUES[field] if question.fact.startswith("event.") else ():
            entries = tuple(
                knowing(entry, field, value) if entry.index in question.entries else entry for entry in case.entries
            )
            words = the_field_answer(question, value)
            answered = replace(case, entries=entries)
            said = promised(words, case, question, knowledge)
            now = standing(case, knowledge)
            then = standing(answered, knowledge)
            assert all(then[rule] == said[rule] for rule in then if now[rule]), (question, value, case)


@made_up
@given(seeds)
def test_whatever_stays_possible_has_a_question_that_would_change_it_or_lead_on(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up cases, no secret
    knowledge = Knowledge(made_up_pack(chance))
    for _ in range(CASES):
        case = made_up_case(chance, knowledge.pack)
        tried, _ = try_case(case, knowledge)
        questions = questions_about([tried], Understanding(case.entries, case.facts, (case,)), knowledge)
        asked_for = {question.fact for question in questions}
        for reading in tried.readings:
            if reading.status is Status.POSSIBLE:
                facts = {base for name in rule_facts(reading.rule) for base in (name, *knowledge.base_facts(name))}
                fields = {f"event.{name}" for name in ("source", "code", "place", "count")}
                changing = [one for one in questions if any(changes(to, reading) for to in one.prospects.values())]
                assert changing or asked_for & (facts | fields), (reading.rule.id, case)


@made_up
@given(seeds)
def test_deriving_again_what_an_answer_changes_comes_to_what_deriving_all_of_it_does(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - made-up cases, no secret
    knowledge = Knowledge(made_up_pack(chance))
    numbers = range(knowledge.leading)
    for _ in range(CASES):
        tried, contradictions = try_case(made_up_case(chance, knowledge.pack), knowledge)
        for name, answers in knowledge.answers.items():
            for value in (answer.stands_for for answer, _ in answers):
                stated = tried.stated.supposing({**tried.stated.facts, name: Fact(value)})
                whole, at_odds = settle(stated, knowledge.pack.derivations)
                assert supposing(tried, name, value, knowledge, numbers) == prospect(whole, knowledge, numbers)
                if not contradictions:
                    consequences = knowledge.consequences.get(name, ())
                    again = settle_again(tried.stated, tried.settled, {name: value}, consequences)
                    assert set(again.at_odds) == {one.facts[0] for one in at_odds}
                    assert at_odds or again.changed >= differences(tried.settled, whole)
                    assert at_odds or not differences(again.case, whole)


def differences(one: Case, other: Case) -> set[str]:
    """The facts that tests can tell apart."""
    known = [{name: (fact.value, fact.contested) for name, fact in case.facts.items()} for case in (one, other)]
    return {name for name in known[0].keys() | known[1].keys() if known[0].get(name) != known[1].get(name)}


FIELD_VALUES: dict[str, list[int | str]] = {
    "code": [0, 2, *CODES, 4, 9, 4294967295],
    "place": [*PLACES, "attic"],
    "source": [*SOURCES, "Gamma"],
    "count": [1, 2, 3, 100],
}


def knowing(entry: EventEntry, field: str, value: int | str) -> EventEntry:
    if field == "count":
        return replace(entry, count=int(value), counted=True)
    if field == "source":
        return replace(entry, source=str(value), known_source=str(value) if value in SOURCES else None)
    return replace(entry, fields={**entry.fields, field: value})


def the_field_answer(question: Question, value: int | str) -> str:
    if str(value) in question.prospects:
        return str(value)
    if question.fact == "event.count":
        return "at least 2" if isinstance(value, int) and value >= 2 else "below 2"
    if "another" in question.prospects:
        return "another"
    return the_answer(question.prospects, value)
