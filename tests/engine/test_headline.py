"""The total order of findings, each key in turn, and what is said first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

from app.domain.case import Case
from app.domain.explanation import Finding
from app.domain.observation import EventTest
from app.domain.rule import Article
from app.domain.verdict import RuleStatus, Status, Verdict
from app.engine.headline import choose_headline, finding_order
from app.engine.knowledge import Knowledge
from tests.engine.made_up.by_hand import all_of, case, diagnosed, entry, knowing, logged, rule, says, stated

if TYPE_CHECKING:
    from app.domain.case import Warned

HARMLESS = Verdict.EXPECTED_BEHAVIOR
NEWER, OLDER = Article("Q9", "Newer", date(2002, 1, 1)), Article("Q8", "Older", date(2000, 1, 1))


def found(  # noqa: PLR0913 - all but the first have defaults
    name: str,
    status: Status = Status.CONFIRMED,
    verdict: Verdict = Verdict.MISCONFIGURATION,
    *,
    met: int = 1,
    article: Article = OLDER,
    peer: str | None = None,
) -> Finding:
    tests = [says(f"f{number}") for number in range(met)]
    made = rule(name, symptoms=all_of(*tests), verdict=verdict, article=article)
    facts = stated(**{f"f{number}": True for number in range(9)})
    return Finding(made.read(Case("HERE", peer, (), frozenset(), facts)), status)


IN_ORDER = [
    found("a", met=3, article=OLDER),
    found("a", met=2, article=NEWER),
    found("b", met=2, article=NEWER, peer="EXCH-A"),
    found("b", met=2, article=NEWER, peer="exch-B"),
    found("a", met=2, article=OLDER),
    found("a", verdict=HARMLESS, met=9, article=NEWER),
    found("a", Status.POSSIBLE, Verdict.PRODUCT_DEFECT, met=9, article=NEWER),
    found("b", Status.POSSIBLE),
    found("a", Status.POSSIBLE, HARMLESS, met=9),
]


def test_findings_come_in_one_order_however_they_were_found() -> None:
    for some in permutations(range(len(IN_ORDER)), 4):
        ordered = sorted((IN_ORDER[place] for place in some), key=finding_order)
        assert ordered == [IN_ORDER[place] for place in sorted(some)]


def test_no_two_findings_share_a_place() -> None:
    assert len({finding_order(one) for one in IN_ORDER}) == len(IN_ORDER)


def test_the_first_finding_is_the_headline() -> None:
    warnings: list[Warned] = []
    headline = choose_headline(IN_ORDER, [7], warnings)
    assert (headline.verdict, headline.finding) == (Verdict.MISCONFIGURATION, IN_ORDER[0])
    assert not warnings


def test_nothing_found_is_no_match() -> None:
    assert choose_headline([], [], []).verdict is Verdict.NO_MATCH


def test_something_harmless_is_said_only_once_every_entry_is_explained() -> None:
    assert choose_headline([found("a", verdict=HARMLESS)], [], []).verdict is HARMLESS


def test_something_harmless_beside_an_unexplained_entry_needs_information_and_names_the_entries() -> None:
    warnings: list[Warned] = []
    headline = choose_headline([found("a", verdict=HARMLESS)], [1, 4], warnings)
    assert (headline.verdict, headline.finding) == (Verdict.NEEDS_INFORMATION, None)
    assert [(one.code, one.entries) for one in warnings] == [("unexplained_entries", (1, 4))]
    assert "entries 1, 4" in warnings[0].detail


def test_something_harmless_that_is_held_back_gives_way_to_the_next_in_order() -> None:
    warnings: list[Warned] = []
    harmless, possible = found("a", verdict=HARMLESS), found("b", Status.POSSIBLE)
    headline = choose_headline([harmless, possible], [2], warnings)
    assert (headline.verdict, headline.finding) == (Verdict.NEEDS_INFORMATION, possible)
    assert warnings[0].entries == (2,)


def test_what_is_possible_is_never_said_to_be_so() -> None:
    possible = found("a", Status.POSSIBLE)
    assert choose_headline([possible], [], []).verdict is Verdict.NEEDS_INFORMATION


def test_the_noise_of_one_peer_does_not_hide_an_entry_about_another() -> None:
    test = EventTest((101,), None, ())
    noise = rule("noise", cause=all_of(says("fine")), verdict=HARMLESS, explains=(test,))
    dead = rule("dead", symptoms=all_of(logged(102)), cause=all_of(says("down")))
    knowledge = knowing(noise, dead)
    quiet = case(entry(0), peer="A", fine=True)
    assert diagnosed(knowledge, quiet)[0].headline.verdict is HARMLESS
    other = case(entry(1, 102), peer="B")
    diagnosis, _ = diagnosed(knowledge, quiet, other)
    assert diagnosis.unexplained == (1,)
    assert diagnosis.headline.verdict is Verdict.NEEDS_INFORMATION
    assert [one.status for one in diagnosis.findings] == [Status.CONFIRMED, Status.POSSIBLE]


def test_an_entry_only_assumed_to_be_about_the_peer_is_never_called_harmless() -> None:
    noise = rule("noise", verdict=HARMLESS, explains=(EventTest((101,)),))
    known = case(entry(0), entry(1))
    assumed = type(known)(known.server, known.peer, known.entries, frozenset({1}), known.facts)
    assert noise.explained(assumed) == (0,)
    assert rule("fault", explains=(EventTest((101,)),)).explained(assumed) == (0, 1)


def test_nothing_is_harmless_while_a_disabled_rule_would_fit_unless_it_led_no_answer_anyway() -> None:
    noise = rule("noise", verdict=HARMLESS, explains=(EventTest((101,)),))
    dead = rule("dead", cause=all_of(says("down")))
    for status, verdict in ((RuleStatus.STABLE, Verdict.NEEDS_INFORMATION), (RuleStatus.TEST, HARMLESS)):
        pack = knowing(noise, replace(dead, status=status)).pack.without({dead.id})
        for facts in ({"down": True}, {}):
            assert diagnosed(Knowledge(pack), case(entry(0), peer="A", **facts))[0].headline.verdict is verdict
        ruled_out, _ = diagnosed(Knowledge(pack), case(entry(0), peer="A", down=False))
        assert (ruled_out.headline.verdict, ruled_out.warnings) == (HARMLESS, ())
