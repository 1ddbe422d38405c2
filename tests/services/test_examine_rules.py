"""Rules are proven by their examples, condition by condition, and by their silence where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import EngineFault, RulesInvalid
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.rulepacks.pack_reader import read_pack
from app.services.examine_rules import examine_rules
from app.services.prove_rules import prove_rules
from tests.services.proven_pack import ARTICLE, BASELINE, PATH, line_of, pack_files

if TYPE_CHECKING:
    from app.domain.examination import Examination
    from app.engine.matcher import Matcher, Partitions


def examined(article: str = ARTICLE, baseline: str = BASELINE, *chosen: str) -> Examination:
    return examine_rules(read_pack(pack_files(article, baseline)), Session, chosen)


def codes(examination: Examination) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in examination.failures()]


def without(name: str) -> str:
    """The article without the example of that name."""
    begin = ARTICLE.index(f"      - name: {name}\n")
    end = ARTICLE.find("      - name:", begin + 1)
    return ARTICLE[:begin] + ARTICLE[end:] if end > 0 else ARTICLE[:begin]


def test_a_rule_whose_every_condition_is_shown_is_proven() -> None:
    examination = examined()
    (one,) = examination.rules
    assert (one.covered, len(one.shown), one.complaints) == (5, 5, ())
    assert examination.proven
    assert examination.unrelated == 1


@pytest.mark.parametrize(
    ("example", "says"),
    [
        ("mail waits", "mail flows"),
        ("the other server has one card", "the other server is multihomed"),
        ("an X.400 connector", "an X.400 connector joins them"),
    ],
)
def test_without_its_near_miss_a_condition_is_missing_with_the_line_where_it_stands(example: str, says: str) -> None:
    examination = examined(without(example))
    assert codes(examination) == [("uncovered", line_of(f"        {says}:"))]
    assert says in next(examination.failures()).detail


def test_a_field_whose_entry_never_differs_in_it_alone_is_missing() -> None:
    examination = examined(ARTICLE.replace('MSExchangeMTA, strings: ["5"', 'Disk, strings: ["5"'))
    (failure,) = examination.failures()
    assert (failure.code, failure.line) == ("uncovered", line_of("        a bind back was refused:"))
    assert "'a bind back was refused', nt_error" in failure.detail


def test_a_condition_that_the_others_settle_can_have_no_example_and_that_is_said() -> None:
    twice = "        mail flows: {mail_flow: normal}\n        mail does not stop: {mail_flow: [normal, delayed]}\n"
    article = ARTICLE.replace("        mail flows: {mail_flow: normal}\n", twice)
    article = article.replace(
        "      mail flows: SYMPTOMS 3\n", "      mail flows: SYMPTOMS 3\n      mail does not stop: SYMPTOMS 3\n"
    )
    (failure,) = examined(article.replace("{mail_flow: stopped}", "{mail_flow: delayed}")).failures()
    assert failure.code == "never-decides"
    assert "mail does not stop" in failure.detail


def test_an_example_that_comes_out_otherwise_is_a_failure() -> None:
    examination = examined(ARTICLE.replace("{mail_flow: stopped}", "{mail_flow: null}"))
    (one,) = examination.rules
    (complaint, *more) = one.complaints
    assert (complaint.code, complaint.line) == ("example-fails", line_of("      - name: mail waits"))
    assert "comes out as possible, not as none" in complaint.detail
    assert all(other.line == complaint.line for other in more)
    assert not examination.proven


def test_a_report_of_the_baseline_at_which_a_rule_fires_is_a_failure_in_the_baseline() -> None:
    loud = BASELINE + '- name: noise\n  events: [{event_id: 9322, strings: ["1722", EXCH-A]}]\n'
    (failure,) = examined(ARTICLE, loud).failures()
    assert (failure.file, failure.line, failure.code) == ("small/baseline.yaml", 3, "baseline-fires")
    assert "Q303156/quiet is possible" in failure.detail


def test_a_draft_need_not_be_proven_and_touches_nobody() -> None:
    draft = without("mail waits").replace("status: stable", "status: draft")
    loud = BASELINE + '- name: noise\n  events: [{event_id: 9322, strings: ["1722", EXCH-A]}]\n'
    examination = examined(draft, loud)
    (one,) = examination.rules
    assert [gap.code for gap in one.gaps()] == ["uncovered"]
    assert not one.proven
    assert examination.proven


def test_a_draft_that_the_engine_does_not_take_is_told_and_fails_nothing() -> None:
    def refusing(partitions: Partitions) -> Matcher:
        if partitions:
            message = "it is not taken"
            raise EngineFault(message)
        return Session(partitions)

    pack = read_pack(pack_files(ARTICLE.replace("status: stable", "status: draft")))
    examination = examine_rules(pack, refusing)
    assert "it is not taken" in examination.rules[0].complaints[0].detail
    assert examination.proven


def test_a_rule_in_test_is_held_to_the_same_as_a_stable_one() -> None:
    examination = examined(without("mail waits").replace("status: stable", "status: test"))
    assert [one.rule.status.value for one in examination.rules] == ["test"]
    assert not examination.proven


def test_only_the_chosen_rules_are_examined() -> None:
    loud = BASELINE + '- name: noise\n  events: [{event_id: 9322, strings: ["1722", EXCH-A]}]\n'
    examination = examined(ARTICLE, loud, "Q303156/another")
    assert examination.rules == ()
    assert examination.proven


def proven(article: str, baseline: str) -> int:
    knowledge = Knowledge(read_pack(pack_files(article, baseline)))
    return prove_rules(knowledge, Session(knowledge.compiled.definitions))


def test_a_pack_that_does_what_its_examples_say_may_be_served_though_not_all_is_covered() -> None:
    assert proven(ARTICLE, BASELINE) == 6
    assert proven(without("mail waits"), BASELINE) == 5


def test_a_pack_that_fires_on_its_baseline_or_fails_an_example_may_not_be_served() -> None:
    loud = BASELINE + '- name: noise\n  events: [{event_id: 9322, strings: ["1722", EXCH-A]}]\n'
    with pytest.raises(RulesInvalid) as caught:
        proven(ARTICLE.replace("{mail_flow: stopped}", "{mail_flow: null}"), loud)
    assert {(one.file, one.code) for one in caught.value.errors} == {
        (PATH, "example-fails"),
        ("small/baseline.yaml", "baseline-fires"),
    }


def test_an_example_of_several_peers_that_come_out_differently_shows_nothing() -> None:
    """Each outcome would be held in its place by one peer only, so that no change of the other could be noticed."""
    two = """\
      - name: one peer of two
        like: a second card
        events:
          - {event_id: 9322, source: MSExchangeMTA, strings: ["1722", EXCH-A]}
          - {event_id: 9322, source: MSExchangeMTA, strings: ["5", EXCH-B]}
        facts: {server.multihomed: true, server.connector: null}
        outcome: confirmed
"""
    article = ARTICLE.replace("expected_behavior", "environment_fault") + two
    renamed = {"peer.multihomed": "server.multihomed", "link.connector": "server.connector", "mail_flow": "server.mail"}
    files = pack_files(article)
    for old, new in renamed.items():
        files = {path: data.replace(old.encode(), new.encode()) for path, data in files.items()}
    (failure,) = examine_rules(read_pack(files), Session).failures()
    assert failure.code == "example-fails"
    assert "'one peer of two': comes out as confirmed and none, not as confirmed" in failure.detail
