"""The JSON Schemas that editors use: as the vocabulary is, no stricter than the reader, and of use."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from app.domain.citation import SECTIONS, read_citation
from app.rulepacks.article_schema import article_schema
from app.rulepacks.pack_reader import read_pack
from app.rulepacks.schema_parts import citation
from app.rulepacks.vocabulary_schema import vocabulary_schema
from app.rulepacks.yaml_nodes import Mapping, Problems, Scalar, read_yaml
from tests.rulepacks.small_pack import ARTICLE, FILES, MODERATE, RULES, VOCABULARY, encoded, real_files

if TYPE_CHECKING:
    from app.rulepacks.yaml_nodes import Node

COMMITTED = RULES / "schema"
SMALL = read_pack(encoded(FILES)).vocabulary
OF_ARTICLES = Draft7Validator(article_schema(SMALL))
OF_VOCABULARIES = Draft7Validator(vocabulary_schema(SMALL))
REAL = real_files()
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def _as_an_editor_sees_it(node: Node | None) -> Any:  # noqa: ANN401 - any JSON
    """What YAML 1.2 makes of it."""
    if isinstance(node, Mapping):
        return {key.text: _as_an_editor_sees_it(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [_as_an_editor_sees_it(item) for item in node.items] if node is not None else None
    if node.quoted or not (NUMBER.fullmatch(node.text) or node.text in {"true", "false", "null"}):
        return node.text
    return json.loads(node.text.lstrip("+"))


def _complaints(text: str | bytes, schema: Draft7Validator) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    seen = _as_an_editor_sees_it(read_yaml(data, Problems("x.yaml")))
    return [f"{list(error.absolute_path)}: {error.message}" for error in schema.iter_errors(seen)]


@pytest.mark.parametrize("schema", [OF_ARTICLES, OF_VOCABULARIES])
def test_they_are_json_schemas(schema: Draft7Validator) -> None:
    Draft7Validator.check_schema(schema.schema)


@pytest.mark.parametrize(("name", "build"), [("article", article_schema), ("vocabulary", vocabulary_schema)])
def test_the_committed_schemas_are_those_of_the_shipped_vocabulary(name: str, build: Any) -> None:  # noqa: ANN401
    kept = json.loads((COMMITTED / f"{name}.schema.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(build(read_pack(REAL).vocabulary))), "bring it up to date with: make generated"


@pytest.mark.parametrize("path", [path for path in REAL if re.search(r"/Q[0-9]+\.yaml", path)])
def test_a_shipped_article_fits(path: str) -> None:
    schema = Draft7Validator(json.loads((COMMITTED / "article.schema.json").read_text("utf-8")))
    assert _complaints(REAL[path], schema) == []


@pytest.mark.parametrize("path", [path for path in REAL if "/vocabulary/" in path])
def test_a_shipped_part_of_the_vocabulary_fits(path: str) -> None:
    schema = Draft7Validator(json.loads((COMMITTED / "vocabulary.schema.json").read_text("utf-8")))
    assert _complaints(REAL[path], schema) == []


def test_the_small_pack_fits() -> None:
    assert _complaints(ARTICLE, OF_ARTICLES) == []
    assert _complaints(VOCABULARY, OF_VOCABULARIES) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{mail_flow: normal}\n    b", "{mail_flwo: normal}\n    b"),
        ("{mail_flow: normal}\n    b", "{mail_flow: normla}\n    b"),
        ("{mail_flow: normal}\n    b", "{mail_flow: []}\n    b"),
        ("{mail_flow: normal}\n    b", "{mail_flow: {at_least: normal}}\n    b"),
        ("{mail_flow: normal}\n    b", "{mail_flow: normal, peer.offers_names: true}\n    b"),
        ("{mail_flow: normal}\n    b", "{}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.offers_names: yes}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.service_pack: 10}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.service_pack: {at_least: 1, below: 3}}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.service_pack: {between: [1]}}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.mta_build: 2651.100}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.mta_build: {at_least: 2651.75}}\n    b"),
        ("{mail_flow: normal}\n    b", "{peer.exchange_version: 5.5}\n    b"),
        ("{mail_flow: normal}\n    b", "{all: {x: {all: {y: {all: {z: {mail_flow: normal}}}}}}}\n    b"),
        ("event: 9322, source", "event: 9323, source"),
        ("source: MSExchangeMTA, nt_error", "source: MSExchangMTA, nt_error"),
        ("nt_error: 1722}", "nt_eror: 1722}"),
        ("nt_error: 1722}", 'nt_error: "1722"}'),
        ("verdict: expected_behavior", "verdict: expected_behaviour"),
        ("    verdict: expected_behavior\n", ""),
        ("    version: 1\n", ""),
        ("    version: 1\n", "    version: 0\n"),
        ("status: stable", "status: finished"),
        ("kind: none_needed", "kind: nothing"),
        ("target: both", "target: all"),
        ("    because: ", "    becuase: "),
        ("id: Q303156", "id: 303156"),
        ('"2002-08-06"', "06-AUG-2002"),
        ("verdict: SYMPTOMS 3", "verdict: paragraph 3"),
        ("because: Mail flows., cites: SYMPTOMS 3", "because: Mail flows., cites: SYMPTOMS, 3"),
        ("outcome: possible", "outcome: maybe"),
        ("event_id: 9322", "eventid: 9322"),
        ("facts: {mail_flow: stopped}", "facts: {mail_flow: stoped}"),
    ],
)
def test_what_the_reader_refuses_an_editor_marks(old: str, new: str) -> None:
    assert ARTICLE.count(old) == 1
    assert _complaints(ARTICLE.replace(old, new), OF_ARTICLES)


@pytest.mark.parametrize(
    "test",
    [
        "{mail_flow: [normal, stopped]}",
        "{peer.service_pack: {below: 3}}",
        '{peer.mta_build: {between: ["2651.75", "5.5.2651.92"]}}',
        "{server.name: EXCH-B}",
        "{event: [9322], count: {at_least: 3}}",
        "{any: {x: {mail_flow: normal}, y: {event: 9322, nt_error: [1722, 5]}}}",
    ],
)
def test_what_the_reader_takes_an_editor_leaves_alone(test: str) -> None:
    assert _complaints(ARTICLE.replace("{mail_flow: normal}\n    b", f"{test}\n    b"), OF_ARTICLES) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: build", "type: text"),
        ("of: [server, peer], type: build", "of: [client], type: build"),
        ("    means: how mail flows\n", ""),
        ("    also:", "    alos:"),
        ("{its.mta_build:", "{its.mta_biuld:"),
        ("then: {its.offers_names: true}", "then: {its.offers_names: 1}"),
        ("cites: Q303156 SYMPTOMS 1", "cites: SYMPTOMS 1"),
        ("  9322:\n", "  event 9322:\n"),
        ("facts:\n", "fact:\n"),
    ],
)
def test_an_editor_marks_what_does_not_fit_in_the_vocabulary(old: str, new: str) -> None:
    assert VOCABULARY.count(old) == 1
    assert _complaints(VOCABULARY.replace(old, new), OF_VOCABULARIES)


def test_a_draft_needs_no_more_than_to_say_that_it_is_one() -> None:
    head = "article: {id: Q303157, title: x, revised: '2002-08-06'}\nrules:\n  - {id: begun, status: "
    assert _complaints(f"{head}draft}}", OF_ARTICLES) == []
    assert _complaints(f"{head}test}}", OF_ARTICLES)


def test_an_editor_can_say_what_facts_and_their_values_mean() -> None:
    fact = article_schema(SMALL)["definitions"]["fact:mail_flow"]  # type: ignore[index] # it is JSON
    assert fact["description"] == "how mail flows\n- normal: without delay\n- stopped: not at all"


WORDS = st.sampled_from(
    [*SECTIONS, "Q303156", "Q15", "none: so", "none:", "1", "0", "2-4", "4-2", "12", "1000", ";", "; ", " "]
)


@MODERATE
@given(st.lists(WORDS, max_size=6), st.sampled_from(["", " "]), st.booleans())
def test_the_grammar_of_citations_is_that_of_the_reader(words: list[str], between: str, own_article: bool) -> None:  # noqa: FBT001
    text = between.join(words).strip()
    pattern = str(citation(own_article=own_article)["pattern"])
    try:
        read_citation(text, "Q303156" if own_article else "")
    except ValueError as error:
        assert re.search(pattern, text) is None or "ends before" in str(error)  # noqa: PT017 - any text may come
    else:
        assert re.search(pattern, text)


def test_the_files_of_the_schemas_are_no_rule_files() -> None:
    assert all(Path(path).suffix == ".yaml" for path in REAL)
    assert {path.suffix for path in COMMITTED.iterdir()} == {".json"}
