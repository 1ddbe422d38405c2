"""Schemathesis: what the OpenAPI document says is what the service does, whatever is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from schemathesis import Case

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    ("POST", "/diagnose"),
    ("POST", "/webhooks/{source}"),
    ("GET", "/diagnoses"),
    ("GET", "/diagnoses/{diagnosis_id}"),
    ("POST", "/diagnoses/{diagnosis_id}/answers"),
    ("POST", "/diagnoses/{diagnosis_id}/outcome"),
    ("POST", "/diagnoses/{diagnosis_id}/erasure"),
    ("POST", "/what-if"),
    ("GET", "/tickets/{system}/{ticket}"),
    ("POST", "/tickets/{system}/{ticket}/erasure"),
    ("POST", "/replays"),
    ("GET", "/replays"),
    ("GET", "/replays/{replay_id}"),
    ("GET", "/replays/{replay_id}/changes"),
    ("GET", "/audit/verification"),
    ("GET", "/audit/checkpoint"),
    ("GET", "/articles"),
    ("GET", "/articles/{article_id}"),
    ("GET", "/articles/{article_id}/look-alikes"),
    ("GET", "/rules"),
    ("GET", "/rules/{article}/{name}"),
    ("POST", "/rules/reload"),
    ("POST", "/rules/{article}/{name}/disable"),
    ("POST", "/rules/{article}/{name}/enable"),
    ("GET", "/problems/{slug}"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
]

NEVER_WRONG = [
    ("POST", "/rules/reload"),
    ("GET", "/audit/checkpoint"),
    ("GET", "/problems/{slug}"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
]
TAKES_LONG = [("POST", "/replays")]
"""What is right begins work that goes on; tests/replay looks at that."""
ACCEPTED = st.sampled_from(["*/*", "application/json", "text/markdown", "text/plain"])


@pytest.fixture(scope="module")
def described(api: FastAPI) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", api)


def test_no_operation_is_left_out(described: schemathesis.schemas.BaseSchema) -> None:
    found = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]
    assert {(one.method.upper(), one.path) for one in found} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [(*one, GenerationMode.POSITIVE) for one in OPERATIONS if one not in TAKES_LONG]
    + [(*one, GenerationMode.NEGATIVE) for one in OPERATIONS if one not in NEVER_WRONG],
)
def test_responses_are_as_documented(
    described: schemathesis.schemas.BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    operation = described[path][method]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode), accept=ACCEPTED)
    def fits(case: Case[Any], accept: str) -> None:
        case.headers["Accept"] = accept
        case.call_and_validate(checks=CHECKS)

    fits()
