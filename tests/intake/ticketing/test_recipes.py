"""The recipes say what is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.domain.field_map import SOURCES, Markup
from app.intake.ticketing.payload import read_payload
from app.rulepacks.field_map_reader import read_field_maps
from tests.intake.ticketing.payloads import field_maps, request_of

RECIPES = Path(__file__).parents[3] / "docs" / "integrations"


def page(name: str) -> str:
    return (RECIPES / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_recipe_that_names_its_address_and_its_headers(source: str) -> None:
    field_map, row = field_maps()[source], next(one for one in page("README").split("\n") if f"| `{source}` |" in one)
    assert f"/webhooks/{source}" in page(source)
    assert f"({source}.md)" in row
    assert (field_map.delivery_header or "none") in row
    assert ("token" in row) is field_map.token
    if field_map.signature is not None:
        assert f"`{field_map.signature.header}" in row
        assert field_map.signature.algorithm.value.upper() in row.replace("-", "").upper()
        assert (field_map.signature.timestamp_header is None) is ("timestamp" not in row)


def test_the_field_map_that_is_shown_can_be_read() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", page("generic"), re.DOTALL)
    found = read_field_maps({"generic.yaml": shown.encode()})["generic"]
    assert {piece.markup for piece in found.pieces} == {Markup.PLAIN, Markup.HTML, Markup.GUESSED}
    assert read_payload(json.dumps(found.example).encode(), found).said == "It is stuck."


def test_the_request_to_the_generic_source_carries_what_it_seems_to() -> None:
    (body,) = re.findall(r"^body='(.*)'$", page("generic"), re.MULTILINE)
    assert request_of("generic", body.encode())["text"].endswith("Event ID: 9322\nEvent Source: MSExchangeMTA")


def test_the_body_of_zendesks_trigger_is_read() -> None:
    (body,) = re.findall(r"```json\n(.*?)```", page("zendesk"), re.DOTALL)
    assert request_of("zendesk", body.encode()) == {
        "ticket": {"system": "zendesk", "id": "{{ticket.id}}", "title": "{{ticket.title}}"},
        "text": "{{ticket.title}}\n\n{{ticket.description}}\n\n{{ticket.latest_public_comment}}",
    }
