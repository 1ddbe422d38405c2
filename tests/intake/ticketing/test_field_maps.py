"""Field maps are read with every error told at its line."""

from __future__ import annotations

import pytest

from app.domain.errors import RulesInvalid
from app.domain.field_map import SOURCES, FieldPath, Markup
from app.rulepacks.field_map_reader import read_field_maps
from tests.intake.ticketing.payloads import field_maps

SMALL = "id: a\ntitle: b\nbodies: [c]\ntoken: true\n"


def errors_of(text: str, name: str = "generic.yaml") -> list[tuple[int, str]]:
    with pytest.raises(RulesInvalid) as caught:
        read_field_maps({name: text.encode()})
    return [(error.line, error.code) for error in caught.value.errors]


def test_there_is_a_map_for_every_source_with_an_example() -> None:
    assert set(field_maps()) == set(SOURCES)
    assert all(one.example for one in field_maps().values())


def test_a_path_goes_through_members_and_lists() -> None:
    found = read_field_maps(
        {"generic.yaml": (SMALL + 'comments:\n  - at: ["x.y[].z", "w[]"]\n    markup: html\n').encode()}
    )
    piece = found["generic"].pieces[1]
    assert piece.paths == (FieldPath(("x", "y", "[]", "z")), FieldPath(("w", "[]")))
    assert piece.markup is Markup.HTML
    assert piece.paths[0].pointer == "#/x/y/-/z"


def test_a_desks_own_map_takes_the_place_of_the_one_built_in() -> None:
    maps = read_field_maps({"one/generic.yaml": SMALL.encode(), "two/generic.yaml": SMALL.replace("a", "z").encode()})
    assert maps["generic"].id == (FieldPath(("z",)),)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("title: b\nbodies: [c]\ntoken: true\n", (1, "missing-key")),
        (SMALL + "titel: x\n", (5, "unknown-key")),
        (SMALL.replace("[c]", "[]"), (3, "missing-key")),
        (SMALL.replace("[c]", "[a..b]"), (3, "bad-value")),
        (SMALL.replace("[c]", "['a[b].c']"), (3, "bad-value")),
        (SMALL.replace("[c]", "[{at: c, markup: rtf}]"), (3, "bad-value")),
        (SMALL.replace("token: true", "token: false"), (1, "missing-key")),
        (SMALL + "delivery_header: 'X Id'\n", (5, "bad-value")),
        (SMALL + "example: []\n", (5, "wrong-type")),
        (SMALL + "signature: {header: X, algorithm: md5, encoding: hex}\n", (5, "bad-value")),
        (SMALL + "signature: {header: X, algorithm: sha1, encoding: hex, signed: [timestamp]}\n", (5, "bad-value")),
        (SMALL + "signature: {header: X, algorithm: sha1, encoding: hex, signed: [body, date]}\n", (5, "bad-value")),
        (SMALL + "signature: {header: X, algorithm: sha1, encoding: hex, timestamp_header: T}\n", (5, "missing-key")),
        ("id: &a b\n", (1, "yaml-feature")),
        ("- a\n", (1, "wrong-type")),
        ("", (1, "empty-file")),
    ],
)
def test_an_error_is_told_at_its_line(text: str, error: tuple[int, str]) -> None:
    assert error in errors_of(text)


def test_a_file_of_no_known_system_is_an_error() -> None:
    assert errors_of(SMALL, "zamad.yaml") == [(1, "unknown-system")]


def test_all_errors_of_all_files_are_told_at_once() -> None:
    with pytest.raises(RulesInvalid) as caught:
        read_field_maps({"a/jira.yaml": b"id: a\n", "a/glpi.yaml": b"x: [\n"})
    assert {error.file for error in caught.value.errors} == {"a/jira.yaml", "a/glpi.yaml"}
