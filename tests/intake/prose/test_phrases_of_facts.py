"""Every phrase of the vocabulary, in its plainest sentence, and what makes any such sentence state nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phrases import Place, Step, Variant
from app.domain.vocabulary import FactKind, FactType
from tests.intake.prose.saying import HOSTS, read, said
from tests.intake.prose.test_what_is_stated import ALL
from tests.intake.reports import MODERATE, vocabulary

FACTS = [fact for fact in vocabulary().facts.values() if fact.phrases]
PHRASES = [(fact, number) for fact in FACTS for number in range(len(fact.phrases))]
NAMED = {"server": HOSTS.servers[0], "peer": HOSTS.peers[0]}
VALUES = {FactKind.WHOLE_NUMBER: "4", FactKind.BUILD: "5.5.2651.75"}
HEDGES = [
    *("Perhaps {}", "Maybe {}", "Possibly {}", "Probably {}", "Apparently {}", "I think {}", "I wonder whether {}"),
    *("I wonder if {}", "It may be that {}", "It could be that {}", "Not sure, {}", "We suspect that {}", "Suppose {}"),
    *(
        "According to the article {}",
        "{}?",
        "Is it so that {}",
        "{}, I think",
        "{}, perhaps",
        "{} - or not",
        "Who says {}?",
    ),
    *(
        "If {}",
        "Unless {}",
        "We plan: {}",
        "Please check: {}",
        "Q303156: {}",
        "It used to be so that {}",
        "Formerly {}",
    ),
    *("Last year {}", '"{}"', "[ ] {}", "Perhaps\n{}", "It is possible that:\n- {}"),
]


def _word(step: Step, subject: str, value: str, choose: int) -> str:
    other = next(name for name in NAMED.values() if name != subject)
    places = {Place.GAP: "", Place.ANY: "EXCH-A" if choose % 2 else "EXCH-B", Place.VALUE: value}
    places |= {Place.OTHER: other, Place.SELF: subject}
    if isinstance(step.wants, Place):
        return places[step.wants]
    words = sorted(step.wants)
    return words[choose % len(words)]


def _said_plainly(fact: FactType, variant: Variant, choose: int) -> tuple[str, int, int]:
    """A sentence, and where in it the phrase stands."""
    subject = NAMED.get(fact.subject, "")
    value = VALUES.get(fact.kind, "")
    words = [_word(step, subject, value, choose + at) for at, step in enumerate(variant.steps)]
    if Place.ANY in {step.wants for step in variant.steps}:
        names = iter(("EXCH-A", "EXCH-B"))
        words = [
            next(names) if step.wants is Place.ANY else word for step, word in zip(variant.steps, words, strict=True)
        ]
    placed = any(step.wants is Place.SELF for step in variant.steps)
    start = "" if placed else f"{subject or 'the two servers'}: "
    phrase = " ".join(word for word in words[: variant.length] if word)
    after = " ".join(word for word in words[variant.length :] if word)
    text = f"{start}{phrase} {after}".rstrip()
    return text, len(start), len(start) + len(phrase)


def _check(fact: FactType, number: int, variant: Variant, choose: int) -> None:
    text, start, end = _said_plainly(fact, variant, choose)
    phrase = fact.phrases[number]
    value = fact.read(VALUES[fact.kind] if fact.kind is FactKind.BUILD else 4) if phrase.value is None else phrase.value
    found = [one for one in read(text).statements if one.fact == fact.name]
    assert [one.value for one in found if one.span[0] < end and start < one.span[1]], text
    assert {one.value for one in found} == {value}, text
    assert all(text[slice(*one.span)].strip() == text[slice(*one.span)] for one in found)
    if fact.subject in NAMED:
        assert {getattr(one, fact.subject) for one in found} == {NAMED[fact.subject]}, text


@pytest.mark.parametrize(("fact", "number"), PHRASES, ids=[f"{fact.name}-{number}" for fact, number in PHRASES])
def test_every_phrase_is_read_back_with_its_value(fact: FactType, number: int) -> None:
    for variant in (fact.phrases[number].pattern.variants[0], fact.phrases[number].pattern.variants[-1]):
        _check(fact, number, variant, 0)


@MODERATE
@given(st.data())
def test_a_phrase_is_read_back_however_it_is_said(data: st.DataObject) -> None:
    fact, number = data.draw(st.sampled_from(PHRASES))
    variant = data.draw(st.sampled_from(fact.phrases[number].pattern.variants))
    _check(fact, number, variant, data.draw(st.integers(0, 11)))


@MODERATE
@given(st.sampled_from(sorted(ALL)), st.sampled_from(HEDGES))
def test_a_statement_that_is_hedged_states_nothing(text: str, hedge: str) -> None:
    sentence = text.rstrip(".").split(".\n")[0].split(". ")[0].split("\n- ")[0].rstrip(":")
    assert said(hedge.format(sentence)) == []


@pytest.mark.parametrize("hedge", HEDGES)
def test_no_hedge_lets_harmless_mail_or_a_second_card_pass(hedge: str) -> None:
    for sentence in ("mail is flowing", "EXCH-A has two NICs", "this server has two NICs", "mail flow is not affected"):
        assert said(hedge.format(sentence)) == []
