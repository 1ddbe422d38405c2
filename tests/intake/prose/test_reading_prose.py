"""Any text at all: spans, subjects of several names, limits, and articles pasted into a ticket."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import Case
from app.domain.fact import Fact
from app.domain.verdict import Outcome, Verdict
from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.view import View
from app.intake.prose.reading import MOST_WORDS, read_prose
from app.intake.prose.statement import Hosts, Stated
from tests.intake.prose.saying import HOSTS, asked, read, said
from tests.intake.prose.test_what_is_stated import ALL
from tests.intake.reports import MODERATE, pack, vocabulary

ARTICLES = Path(__file__).parents[4] / "shared" / "kb"
WORDS = sorted(
    {word for text in ALL for word in text.split()} | {"not", "but", "maybe", "?", ".", ":", '"', "\n", "\n\n"}
)
PIECES = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


@MODERATE
@given(st.one_of(st.text(max_size=200), PIECES))
def test_any_text_is_read_and_every_span_is_within_it(text: str) -> None:
    stated = read(text)
    for start, end in [one.span for one in stated.statements] + [one.span for one in stated.open]:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()


@MODERATE
@given(st.sampled_from(sorted(ALL)), st.sampled_from(["\n", "\r\n", "  \n\t"]), st.text("ab \n", max_size=20))
def test_paragraphs_beside_it_do_not_change_what_one_states(text: str, line_end: str, beside: str) -> None:
    whole = f"{beside.strip()}\n\n{text}\n\n{beside.strip()}"
    assert said(whole) == said(text)


def test_a_span_is_the_phrase_with_its_value_and_its_denial() -> None:
    text = "EXCH-A is not multihomed, EXCH-B runs Exchange 5.5 SP4, build 2653.23."
    spans = {one.fact: text[slice(*one.span)] for one in read(text).statements}
    assert spans == {
        "peer.multihomed": "not multihomed",
        "server.exchange_version": "Exchange 5.5",
        "server.service_pack": "SP4",
        "server.exchange_build": "SP4, build 2653.23",
    }


def test_a_span_is_that_of_the_text_as_it_came() -> None:
    class Shifted(View):
        def span(self, start: int, end: int) -> tuple[int, int]:
            return start + 100, end + 100

    (one,) = read_prose(Shifted("EXCH-A has two NICs."), vocabulary(), HOSTS, Allowance()).statements
    assert one.span == (111, 119)


def test_a_name_of_both_a_server_and_a_peer_states_nothing() -> None:
    assert said("EXCH-A has two NICs.", Hosts(("EXCH-A",), ("EXCH-A",))) == []


def test_with_several_peers_the_one_that_is_named_is_meant() -> None:
    hosts = Hosts(("EXCH-B",), ("EXCH-A", "EXCH-C"))
    assert said("EXCH-C has two NICs, nothing is delivered to EXCH-A.", hosts) == [
        "peer.multihomed=true@EXCH-C",
        "mail_flow=stopped@EXCH-A",
    ]


def test_without_any_known_computer_a_name_leads_to_a_question() -> None:
    assert said("EXCH-A has two NICs.", Hosts()) == []
    assert asked("EXCH-A has two NICs.", Hosts()) == ["server.multihomed or peer.multihomed=true"]


def test_contradicting_statements_are_all_delivered() -> None:
    assert said("EXCH-A has two NICs. EXCH-A has only one NIC.") == [
        "peer.multihomed=true@EXCH-A",
        "peer.multihomed=false@EXCH-A",
    ]


def test_a_bare_name_means_the_one_qualified_name_that_begins_with_it() -> None:
    assert said("EXCH-A has two NICs", Hosts((), ("exch-a.net1.com",))) == ["peer.multihomed=true@exch-a.net1.com"]
    assert said("EXCH-A has two NICs", Hosts((), ("exch-a.net1.com", "exch-a.net2.com"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "mail is flowing. " * 20_000,
        "EXCH-A has two NICs and " * 10_000,
        "SP4 5.5 build 2653.23 " * 10_000,
        "mail from x x x x x x is " * 10_000,
    ],
)
def test_a_text_that_says_more_than_any_ticket_does_states_nothing(text: str) -> None:
    stated = read(text)
    assert (stated.statements, stated.open) == ([], [])
    assert [one.code for one in stated.warnings] == ["too_many_statements"]


@pytest.mark.parametrize("text", ["a. ", "a\n\n", "- x:\n", "if ", "EXCH-A ", "\u202e \x00", "'a' ", "a-", "5."])
def test_a_long_text_of_anything_else_does_no_harm(text: str) -> None:
    assert said(text * 10_000 + "\n\nEXCH-A has two NICs.") == ["peer.multihomed=true@EXCH-A"]


def test_a_statement_behind_a_sentence_without_end_is_not_believed() -> None:
    assert said("mail is flowing " + "and so on " * MOST_WORDS) == []


def test_when_the_time_is_over_nothing_is_stated_for_what_follows_could_contradict_it() -> None:
    times = iter((0.0, 99.0))
    stated = read_prose(View("Mail is flowing."), vocabulary(), HOSTS, Allowance(clock=lambda: next(times)))
    assert stated.statements == []
    assert [one.code for one in stated.warnings] == ["reading_stopped"]


def test_a_vocabulary_without_phrases_reads_nothing() -> None:
    assert read_prose(View("Mail is flowing."), Vocabulary(), HOSTS, Allowance()) == Stated()


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles are not kept with the program, and not beside it here")
def test_an_article_pasted_into_a_ticket_makes_nothing_harmless() -> None:
    """What an article says of its own symptoms may be found; nothing that a harmless rule asks for."""
    harmless = [
        leaf
        for rule in pack().rules
        if rule.verdict is Verdict.EXPECTED_BEHAVIOR
        for part in (rule.symptoms, rule.cause)
        for leaf in (part.leaves() if part else ())
    ]
    for path in sorted(ARTICLES.glob("*.TXT")):
        text = path.read_text("cp1252", errors="replace")
        for part in (text, *text.split("\n\n")):
            for one in read(part).statements:
                case = Case(facts={one.fact: Fact(one.value)})
                met = [leaf.says for leaf in harmless if leaf.outcome(case) == Outcome.MET]
                assert not met, f"{path.name} states {one.fact}"
