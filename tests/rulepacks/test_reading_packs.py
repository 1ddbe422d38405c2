from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.build import Build
from app.domain.errors import RulesInvalid
from app.domain.observation import FactTest
from app.domain.verdict import RULE_VERDICTS, Verdict
from app.rulepacks.pack_reader import read_directory, read_pack, revision_of
from tests.rulepacks.small_pack import ARTICLE, FILES, MODERATE, VOCABULARY, encoded, pack_with, real_files

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.rule import RulePack

CONTRACT = {
    "mail_flow", "link.connector", "link.firewall", "link.firewall_allows", "link.wan", "link.shared_network",
    "link.trusted_domains", "server.resolves_peer_fqdn", "peer.resolves_server_fqdn", "server.resolves_peer_name",
    "peer.answers_ping", "server.low_memory", "server.mta_starts",
    *(
        f"{side}.{name}"
        for side in ("server", "peer")
        for name in (
            "exchange_version", "service_pack", "mta_build", "name", "os", "multihomed", "clustered",
            "tcpip_installed", "first_binding_reaches_peer",
        )
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return read_pack(real_files())


def test_the_packs_that_come_with_the_program_read_without_errors(pack: RulePack) -> None:
    assert {rule.article.id for rule in pack.rules} >= {"Q303156", "Q279537", "Q251318"}


def test_the_vocabulary_has_every_fact_of_the_contract_with_words_for_it(pack: RulePack) -> None:
    assert set(pack.vocabulary.facts) >= CONTRACT
    assert all(fact.means and fact.ask and fact.how for fact in pack.vocabulary.facts.values())


def test_no_text_of_the_vocabulary_keeps_a_side_to_be_filled_in(pack: RulePack) -> None:
    texts = [text for fact in pack.vocabulary.facts.values() for text in (fact.ask, fact.how)]
    assert set(re.findall(r"\{(.*?)\}", " ".join(texts))) <= {"server", "peer"}


def test_the_service_pack_reaches_from_0_to_9(pack: RulePack) -> None:
    fact = pack.vocabulary.facts["peer.service_pack"]
    assert (fact.lowest, fact.highest) == (0, 9)


def test_every_antecedent_and_step_of_a_rule_cites_its_passage(pack: RulePack) -> None:
    for rule in pack.rules:
        assert rule.cites
        assert all(step.cites for step in rule.remediation)
        assert all(leaf.cites for part in rule.parts for leaf in part.leaves()), rule.id


def test_every_rule_has_a_verdict_that_a_rule_may_come_to(pack: RulePack) -> None:
    assert {rule.verdict for rule in pack.rules} <= set(RULE_VERDICTS)


def test_every_verdict_has_a_worked_example(pack: RulePack) -> None:
    assert {example.verdict for example in pack.worked_examples} == set(Verdict)


def test_each_derivation_comes_after_those_it_builds_on(pack: RulePack) -> None:
    last = {one.fact: number for number, one in enumerate(pack.derivations)}
    for number, one in enumerate(pack.derivations):
        assert all(last.get(used, -1) < number for used in one.used())


def test_facts_are_derived_from_facts_alone(pack: RulePack) -> None:
    assert all(isinstance(leaf.test, FactTest) for one in pack.derivations for leaf in one.when.leaves())


def test_a_sentence_of_a_group_is_cited_for_what_stands_below_it() -> None:
    nested = "all: {one of two: {any: {a build: {peer.mta_build: '2650.24'}, a name: {server.name: EXCH-B}}}, mail"
    files = pack_with(
        "Q303156", "all:\n        the other server offers names: {peer.offers_names: true}\n        mail", nested
    )
    files["small/Q303156.yaml"] = (
        files["small/Q303156.yaml"]
        .replace(b"{mail_flow: normal}\n    because", b"{mail_flow: normal}}\n    because")
        .replace(b"the other server offers names", b"one of two")
    )
    (rule,) = read_pack(files).rules
    assert rule.cause is not None
    assert [leaf.cites for leaf in rule.cause.leaves()] == ["SYMPTOMS 2", "SYMPTOMS 2", "SYMPTOMS 3"]


def test_the_small_pack_reads_as_it_is_written() -> None:
    pack = read_pack(encoded(FILES))
    (rule,) = pack.rules
    assert (rule.id, rule.verdict, rule.cites) == ("Q303156/quiet", Verdict.EXPECTED_BEHAVIOR, "SYMPTOMS 3")
    assert [leaf.test.in_words() for leaf in rule.symptoms.leaves()] == [
        "event 9322 from MSExchangeMTA, nt_error = 1722"
    ]
    assert [test.in_words() for test in rule.explains] == ["event 9322 from MSExchangeMTA, nt_error = 1722"]
    assert [(one.fact, one.value) for one in pack.derivations] == [
        ("server.offers_names", True),
        ("peer.offers_names", True),
    ]
    assert pack.vocabulary.source_named("msexchangemta - INTERFACE") == "MSExchangeMTA"
    assert rule.examples[0].report.facts == {"peer.mta_build": Build.parse("2653.23"), "mail_flow": "normal"}
    assert pack.worked_examples[0].request == {"text": "Mail is slow.", "facts": {"mail_flow": "normal"}}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{peer.service_pack: 3}", "peer.service_pack = 3"),
        ("{peer.service_pack: [3, 4]}", "peer.service_pack in (3, 4)"),
        ("{peer.service_pack: {below: 3}}", "peer.service_pack below 3"),
        ('{peer.mta_build: {between: ["2651.75", "2651.92"]}}', "peer.mta_build at least 2651.75 and below 2651.92"),
        ('{peer.exchange_version: ["5.5", "2000"]}', "peer.exchange_version in (5.5, 2000)"),
        ("{server.name: EXCH-B}", "server.name = EXCH-B"),
        ("{event: [9322], count: {at_least: 3}}", "event 9322, count at least 3"),
        ("{event: 9322, remote_server: EXCH-A}", "event 9322, remote_server = EXCH-A"),
    ],
)
def test_a_test_is_read_as_its_words_say(written: str, shown: str) -> None:
    pack = read_pack(pack_with("Q303156", "{peer.offers_names: true}\n        mail", f"{written}\n        mail"))
    assert pack.rules[0].cause is not None
    assert next(leaf.test.in_words() for leaf in pack.rules[0].cause.leaves()) == shown


def test_a_byte_order_mark_windows_line_ends_and_a_leading_comment_do_no_harm() -> None:
    files = encoded(FILES)
    plain = read_pack(files)
    files["small/Q303156.yaml"] = b"\xef\xbb\xbf# about\r\n---\r\n" + ARTICLE.replace("\n", "\r\n").encode()
    assert [rule.symptoms for rule in read_pack(files).rules] == [rule.symptoms for rule in plain.rules]


def test_the_pack_keeps_its_files_whole() -> None:
    assert dict(read_pack(encoded(FILES)).files) == FILES


def test_the_revision_is_a_digest_over_sorted_paths_and_contents() -> None:
    digest = hashlib.sha256()
    for path, text in sorted(FILES.items()):
        for part in (path.encode(), text.encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    assert read_pack(encoded(FILES)).revision == f"sha256:{digest.hexdigest()}"
    assert read_pack(encoded(dict(reversed(FILES.items())))).revision == f"sha256:{digest.hexdigest()}"


def test_the_revision_tells_apart_where_one_file_ends_and_the_next_begins() -> None:
    revisions = {
        revision_of(files)
        for files in (
            {"a": b"bc"},
            {"ab": b"c"},
            {"a": b"b", "c": b""},
            {"a": b"", "bc": b""},
            {"c": b"ab"},
            {"a": b"b"},
        )
    }
    assert len(revisions) == 6


@MODERATE
@given(st.data())
def test_the_revision_changes_with_any_byte_and_any_path(data: st.DataObject) -> None:
    files = encoded(FILES)
    before = revision_of(files)
    path = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[at] ^= data.draw(st.integers(1, 255))
    assert revision_of(files | {path: bytes(changed)}) != before
    assert revision_of(files | {f"{path}.old": b""}) != before
    renamed = {f"{name}x" if name == path else name: content for name, content in files.items()}
    assert revision_of(renamed) != before


def _written(files: dict[str, str], directory: Path) -> Path:
    for path, text in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    return directory


def test_a_directory_is_read_with_all_below_it_and_nothing_but_yaml(tmp_path: Path) -> None:
    _written(FILES | {"README.md": "# not a rule", "small/notes.txt": "[", "small/Q1.yaml.bak": "["}, tmp_path)
    assert read_directory(tmp_path) == encoded(FILES)


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_a_directory_without_rules_is_refused_with_its_path(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text(VOCABULARY)
    with pytest.raises(RulesInvalid) as caught:
        read_directory(tmp_path / name)
    assert [(error.file, error.code) for error in caught.value.errors] == [(str(tmp_path / name), "unreadable")]


def test_a_rule_file_that_points_nowhere_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    _written(FILES, tmp_path)
    (tmp_path / "small/Q279537.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(RulesInvalid, match="unreadable"):
        read_directory(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    _written(FILES, tmp_path)
    (tmp_path / "small").chmod(0)
    try:
        with pytest.raises(RulesInvalid, match="unreadable"):
            read_directory(tmp_path)
    finally:
        (tmp_path / "small").chmod(0o700)


def test_what_is_called_a_rule_file_but_is_none_is_refused(tmp_path: Path) -> None:
    _written(FILES, tmp_path)
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(RulesInvalid, match=r"pipe\.yaml.*called a rule file but is none"):
        read_directory(tmp_path)


def test_no_more_is_read_of_a_file_than_a_rule_file_may_have(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(200 * 2**30)
    with pytest.raises(RulesInvalid, match="too-large"):
        read_pack(read_directory(tmp_path))


def test_what_is_kept_of_a_pack_has_its_revision_even_with_a_byte_order_mark() -> None:
    files = encoded(FILES)
    files["small/Q303156.yaml"] = b"\xef\xbb\xbf" + files["small/Q303156.yaml"]
    kept = read_pack(files)
    assert revision_of({path: text.encode() for path, text in kept.files.items()}) == kept.revision
