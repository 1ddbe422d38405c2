"""The OpenAPI document teaches: all is described, every example works, and it is what openapi/openapi.json says."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.problems import ALL_PROBLEMS, PROBLEMS, problem_of
from app.domain import errors
from app.domain.verdict import Verdict
from app.domain.vocabulary import FactKind
from tests.api.asking import ROOT, answer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from app.wiring import Services

PROBLEM = {"$ref": "#/components/schemas/Problem"}
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[Operation]:
    return [(path, method, one) for path, item in document["paths"].items() for method, one in item.items()]


def every_node(node: object, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield at, node
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, member in members:
        yield from every_node(member, f"{at}/{name}")


def resolved(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    assert isinstance(found, dict)
    return found


def test_the_exported_document_is_the_one_that_is_served(document: dict[str, Any]) -> None:
    exported = ROOT / "openapi" / "openapi.json"
    assert exported.exists(), "write it with: make generated"
    assert json.loads(exported.read_text("utf-8")) == document, (
        "bring openapi/openapi.json up to date with: make generated"
    )


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_reference_leads_somewhere_and_no_component_is_left_over(document: dict[str, Any]) -> None:
    used = {node["$ref"] for _, node in every_node(document) if isinstance(node.get("$ref"), str)}
    for reference in used:
        resolved(document, reference)
    assert {f"#/components/schemas/{name}" for name in document["components"]["schemas"]} == used


def test_the_document_says_whose_it_is(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    info = document["info"]
    assert info["title"] == "kbdiag"
    assert info["description"]
    assert info["contact"]
    assert info["license"]["identifier"] == "MIT"
    assert document["servers"]


def test_every_operation_is_described(document: dict[str, Any], operations: list[Operation]) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert all(tags.values())
    used = set()
    for path, method, operation in operations:
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        assert len(operation["tags"]) == 1, (path, method)
        used |= set(operation["tags"])
        assert re.fullmatch("[a-z][a-z_]*", operation["operationId"])
        assert not path.endswith("/")
    assert used == set(tags)
    assert len({operation["operationId"] for _, _, operation in operations}) == len(operations)


def test_every_operation_that_takes_something_says_how_it_refuses_it(operations: list[Operation]) -> None:
    for path, method, operation in operations:
        refusals = {status: one for status, one in operation["responses"].items() if status.startswith("4")}
        if operation.get("parameters") or operation.get("requestBody"):
            assert refusals, (path, method)
        for status, response in refusals.items():
            assert response["description"], (path, status)
            assert response["content"] == {"application/problem+json": {"schema": PROBLEM}}, (path, status)


def test_the_responses_of_diagnosing_are_all_documented(document: dict[str, Any]) -> None:
    responses = document["paths"]["/diagnose"]["post"]["responses"]
    assert set(responses) >= {"200", "201", "400", "406", "409", "413", "415", "422", "503"}
    for status in ("200", "201"):
        assert set(responses[status]["content"]) == {"application/json", "text/markdown", "text/plain"}
        assert set(responses[status]["headers"]) >= {"Location"}
    assert "Idempotent-Replayed" in responses["200"]["headers"]
    for status in ("409", "503"):
        assert "Retry-After" in responses[status]["headers"]


def test_every_parameter_and_property_is_described(document: dict[str, Any], operations: list[Operation]) -> None:
    lacking = [
        (path, parameter["name"])
        for path, _, operation in operations
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    for name, schema in document["components"]["schemas"].items():
        if not schema.get("description"):
            lacking.append((name, ""))
        for member, one in schema.get("properties", {}).items():
            referred = resolved(document, one["$ref"]) if "$ref" in one else {}
            if not (one.get("description") or referred.get("description")):
                lacking.append((name, member))
    assert lacking == []


def test_names_are_in_snake_case(document: dict[str, Any], operations: list[Operation]) -> None:
    snake = re.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
    for name, schema in document["components"]["schemas"].items():
        assert all(snake.fullmatch(member) for member in schema.get("properties", {})), name
    queries = [
        parameter["name"]
        for _, _, operation in operations
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    ]
    assert queries
    assert all(snake.fullmatch(name) for name in queries)


def choices_of(schema: dict[str, Any]) -> list[object]:
    found: list[object] = []
    for one in (schema, *schema.get("anyOf", ())):
        found += one.get("enum", [])
        found += [one["const"]] if "const" in one else []
    return found


def test_every_fact_of_the_vocabulary_is_typed_and_explained(document: dict[str, Any], services: Services) -> None:
    facts = services.knowledge.pack.vocabulary.facts
    assert len(facts) > 30
    schemas = document["components"]["schemas"]
    for name, fact in facts.items():
        subject, _, member = name.rpartition(".")
        stated = schemas[f"{subject.capitalize()}Facts" if subject else "Facts"]["properties"][member]
        assert fact.means[1:] in stated["description"]
        types = {one.get("type") for one in stated["anyOf"]}
        assert "null" in types
        if fact.kind is FactKind.CHOICE:
            assert choices_of(stated) == [choice.value for choice in fact.choices]
            for choice in fact.choices:
                assert f"`{choice.value}`: {choice.means}" in stated["description"]
        kinds = {FactKind.YES_NO: "boolean", FactKind.WHOLE_NUMBER: "integer"}
        assert kinds.get(fact.kind, "string") in types


def test_every_verdict_is_explained(document: dict[str, Any]) -> None:
    verdict = document["components"]["schemas"]["Verdict"]
    assert verdict["enum"] == [one.value for one in Verdict]
    stated = document["components"]["schemas"]["Answer"]["properties"]["verdict"]
    for one in Verdict:
        assert f"`{one.value}`: {one.means}" in stated["description"]


def test_there_is_one_example_for_each_verdict_that_is_valid_and_answered_so(
    document: dict[str, Any], client: TestClient
) -> None:
    body = document["paths"]["/diagnose"]["post"]["requestBody"]
    assert set(body["content"]) == {"application/json", "text/plain", "multipart/form-data"}
    examples = body["content"]["application/json"]["examples"]
    assert list(examples) == [verdict.value for verdict in Verdict]
    reference = body["content"]["application/json"]["schema"]["$ref"]
    schema = Draft202012Validator({"$ref": reference, "components": document["components"]})
    for verdict, example in examples.items():
        assert example["summary"]
        schema.validate(example["value"])
        assert answer_of(client.post("/diagnose", json=example["value"]))["verdict"] == verdict


def test_the_plain_text_example_works(document: dict[str, Any], client: TestClient) -> None:
    text = document["paths"]["/diagnose"]["post"]["requestBody"]["content"]["text/plain"]["example"]
    answer = answer_of(client.post("/diagnose", content=text.encode(), headers={"Content-Type": "text/plain"}))
    assert answer["verdict"] == "needs_information"
    assert answer["symptoms"]["events"][0]["peer"] == "EXCH-A"


class Assets(HTMLParser):
    """The addresses a page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"src", "href", "spec-url", "srcset", "data"}]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_pages_work_without_internet(client: TestClient, page: str) -> None:
    shown = client.get(page)
    assert shown.headers["content-type"].startswith("text/html")
    assert re.findall(r"https?:|[\"'(]//", shown.text) == []
    assets = Assets(shown.text).found
    assert any(asset.endswith(".js") for asset in assets)
    for asset in assets:
        served = client.get(asset)
        assert served.status_code == 200, asset
        assert served.content
    styles = [client.get(asset).text for asset in assets if asset.endswith(".css")]
    assert all(not re.search(r"@import|url\(['\"]?https?:", style) for style in styles)


def test_every_error_of_ours_has_a_problem(client: TestClient) -> None:
    family = list(descendants(errors.KbdiagError))
    assert len(family) > 15
    assert [error for error in family if error not in PROBLEMS] == []
    for error in family:
        assert problem_of(error.__new__(error)) is PROBLEMS[error]
    assert {problem.slug for problem in PROBLEMS.values()} <= set(ALL_PROBLEMS)


def descendants(kind: type[errors.KbdiagError]) -> Iterator[type[errors.KbdiagError]]:
    yield kind
    for one in kind.__subclasses__():
        if one.__module__ == errors.__name__:
            yield from descendants(one)


def test_every_problem_has_a_page(client: TestClient) -> None:
    slugs = set(
        re.findall(r'ProblemType\(\s*"([a-z0-9-]+)"', (ROOT / "app" / "api" / "problems.py").read_text("utf-8"))
    )
    assert slugs == set(ALL_PROBLEMS)
    for slug, problem in ALL_PROBLEMS.items():
        page = client.get(f"/problems/{slug}").json()
        assert page == {
            "type": f"/problems/{slug}",
            "title": problem.title,
            "status": problem.status,
            "means": problem.means,
        }
    assert client.get("/problems/unheard-of").status_code == 404


def test_problems_are_made_in_one_file() -> None:
    elsewhere = [path for path in (ROOT / "app").rglob("*.py") if path.name != "problems.py"]
    assert [path for path in elsewhere if "ProblemType(" in Path(path).read_text("utf-8")] == []
