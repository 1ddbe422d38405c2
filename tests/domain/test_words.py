from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errors
from app.domain.build import Build
from app.domain.errors import KbdiagError, RuleFileError, RulesInvalid
from app.domain.fact import Fact, Origin, in_words, plain
from app.domain.host_name import canonical_host, is_address
from app.domain.verdict import RULE_VERDICTS, Outcome, Verdict
from app.domain.vocabulary import Choice, FactKind, FactType, Vocabulary
from tests.domain.made_up import MODERATE, entry

CHOICE = FactType("mail_flow", FactKind.CHOICE, "", choices=(Choice("normal", ""), Choice("stopped", "")))
YES_NO = FactType("server.multihomed", FactKind.YES_NO, "")
NUMBER = FactType("server.service_pack", FactKind.WHOLE_NUMBER, "", highest=9)
BUILD = FactType("peer.mta_build", FactKind.BUILD, "")
HOST = FactType("peer.name", FactKind.HOST_NAME, "")


def test_the_error_familys_docstring_lists_exactly_the_classes_there_are() -> None:
    drawn = re.findall(r"^(?:[│├└─ ]*)([A-Z]\w+)", inspect.getdoc(errors) or "", re.MULTILINE)
    family = [one.__name__ for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, KbdiagError)]
    assert sorted(drawn) == sorted(["The", *family])  # "The errors a caller can meet" begins the docstring


def test_the_error_familys_docstring_draws_each_class_below_its_parent() -> None:
    above: dict[int, str] = {}
    for indent, name in re.findall(r"^([│├└─ ]*)([A-Z]\w+)", inspect.getdoc(errors) or "", re.MULTILINE)[1:]:
        depth = len(indent) // 4
        above[depth] = name
        if depth:
            assert getattr(errors, name).__base__.__name__ == above[depth - 1]


def test_errors_in_rule_files_are_listed_in_order_and_each_once() -> None:
    one, other = RuleFileError("b.yaml", 9, "x", "…"), RuleFileError("a.yaml", 10, "x", "…")
    later = RuleFileError("a.yaml", 9, "x", "…")
    invalid = RulesInvalid([one, other, later, one])
    assert invalid.errors == (later, other, one)
    assert str(invalid) == "a.yaml:9: x: …\na.yaml:10: x: …\nb.yaml:9: x: …"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EXCH-A", "EXCH-A"),
        (r"\\EXCH-A", "EXCH-A"),
        ("exch-a.net1.example.com.", "exch-a.net1.example.com"),
        (" EXCH_A \n", "EXCH_A"),
        ("10.1.2.3", "10.1.2.3"),
        ("fe80::1", "fe80::1"),
        ("a" * 255, "a" * 255),
        ("a" * 256, None),
        ("", None),
        (".", None),
        ("\\\\", None),
        ("-a", None),
        ("a-", None),
        ("EXCH A", None),
        ("%5", None),
        ("a\x00b", None),
        ("größe", None),
        ("<IP Address of Server>", None),
    ],
)
def test_a_host_name_loses_its_decorations_or_is_none(text: str, name: str | None) -> None:
    assert canonical_host(text) == name


@MODERATE
@given(st.text(max_size=40))
def test_a_canonical_host_name_stays_as_it_is(text: str) -> None:
    name = canonical_host(text)
    assert name is None or canonical_host(name) == name


@pytest.mark.parametrize("text", ["10.1.2.3", "fe80::1", "::1", "127.1"])
def test_an_address_is_no_name(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["exch-a", "exch-a.example.com", "a", "beef", "10.example.com", "1a.2"])
def test_a_name_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("fact", [CHOICE, YES_NO, NUMBER, BUILD, HOST], ids=lambda fact: fact.kind.value)
@pytest.mark.parametrize(
    "value", [None, 1.0, "", [], {}, ["normal"], b"normal", float("nan"), "\x00", -1, 10**30], ids=repr
)
def test_what_is_of_no_type_at_all_is_refused_by_every_fact(fact: FactType, value: Any) -> None:  # noqa: ANN401 - anything
    with pytest.raises(ValueError, match=r"must be|a build is"):
        fact.read(value)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (CHOICE, "Normal"), (CHOICE, "delayed"), (CHOICE, True), (YES_NO, 1), (YES_NO, 0), (YES_NO, "true"),
        (NUMBER, True), (NUMBER, "4"), (NUMBER, 4.0), (NUMBER, 10), (BUILD, 2651), (BUILD, 2651.75), (BUILD, "9.9"),
        (HOST, "a b"), (HOST, True), (HOST, 10),
    ],
)  # fmt: skip
def test_nothing_is_turned_into_the_type_that_is_wanted(fact: FactType, value: Any) -> None:  # noqa: ANN401 - anything
    with pytest.raises(ValueError, match=r"must be|a build is|version"):
        fact.read(value)


@pytest.mark.parametrize(
    ("fact", "value", "read"),
    [
        (CHOICE, "normal", "normal"),
        (YES_NO, False, False),
        (NUMBER, 0, 0),
        (NUMBER, 9, 9),
        (BUILD, "2651", Build.parse("2651")),
        (HOST, r"\\EXCH-A", "EXCH-A"),
    ],
)
def test_what_fits_is_read(fact: FactType, value: Any, read: Any) -> None:  # noqa: ANN401 - anything
    assert fact.read(value) == read
    assert type(fact.read(value)) is type(read)


def test_a_fact_belongs_to_its_subject_and_all_but_the_servers_to_the_peer() -> None:
    assert [fact.subject for fact in (YES_NO, BUILD, CHOICE)] == ["server", "peer", ""]
    assert [fact.of_the_peer for fact in (YES_NO, BUILD, CHOICE)] == [False, True, True]


@pytest.mark.parametrize("text", ["MSExchangeMTA", "msexchangemta", " MSEXCHANGEMTA ", "MSExchangeMTA  -\tInterface"])
def test_a_source_is_known_however_it_is_spaced_and_cased(text: str) -> None:
    vocabulary = Vocabulary(sources={"msexchangemta": "MSExchangeMTA", "msexchangemta - interface": "MSExchangeMTA"})
    assert vocabulary.source_named(text) == "MSExchangeMTA"


@pytest.mark.parametrize("text", [None, "", "MSExchangeMTA2", "MSExchange MTA"])
def test_another_source_is_not_known(text: str | None) -> None:
    assert Vocabulary(sources={"msexchangemta": "MSExchangeMTA"}).source_named(text) is None


def test_values_are_shown_as_json_has_them_and_as_sentences_do() -> None:
    build = Build.parse("2651.75")
    assert [plain(one) for one in (build, True, 4, "normal")] == ["2651.75", True, 4, "normal"]
    assert [in_words(one) for one in (build, True, 4, "normal")] == ["2651.75", "true", "4", "normal"]


def test_a_disputed_fact_keeps_its_value_and_origin() -> None:
    fact = Fact("normal", Origin("text", span=(3, 9)))
    assert fact.disputed() == Fact("normal", Origin("text", span=(3, 9)), contested=True)


def test_an_entry_may_be_known_for_want_of_a_source_but_not_with_a_strange_one() -> None:
    assert entry().may_be_known
    assert entry(source=None, known_source=None).may_be_known
    assert not entry(source="Netlogon", known_source=None).may_be_known


def test_each_verdict_and_outcome_has_its_word() -> None:
    assert all(verdict.means.endswith(".") for verdict in Verdict)
    assert [outcome.word for outcome in Outcome] == ["not_met", "not_known", "met"]
    assert set(Verdict) - set(RULE_VERDICTS) == {Verdict.NEEDS_INFORMATION, Verdict.NO_MATCH}
