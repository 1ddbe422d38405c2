"""Files on the command line: logs, texts and requests, alone and together, here and at a service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.asking import NOISE, PASTED
from tests.api.test_uploads import LOG, XML
from tests.cli.commands import kbdiag, serving

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def diagnosed(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) in {(0, ""), (1, "")}, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def kept(directory: Path, **files: bytes) -> list[str]:
    """Write files, `__` in whose names stands for a point, and give their paths."""
    paths = []
    for name, data in files.items():
        path = directory / name.replace("__", ".")
        path.write_bytes(data)
        paths.append(str(path))
    return paths


@pytest.mark.parametrize("name", ["application__csv", "application__txt", "application__log", "application"])
def test_a_saved_list_is_read_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    answer = diagnosed(kbdiag(tmp_path, "diagnose", *kept(tmp_path, **{name: LOG})))
    assert sum(entry["count"] for entry in answer["symptoms"]["events"]) == 40
    assert {entry["peer"] for entry in answer["symptoms"]["events"]} == {"EXCH-A"}


def test_an_export_in_xml_is_read(tmp_path: Path) -> None:
    answer = diagnosed(kbdiag(tmp_path, "diagnose", *kept(tmp_path, application__xml=XML.encode())))
    assert [entry["event_id"] for entry in answer["symptoms"]["events"]] == [9322]
    assert [one["name"] for one in answer["symptoms"]["files"]] == ["application.xml"]


def test_a_request_and_a_log_make_one_ticket(tmp_path: Path) -> None:
    request = json.dumps({"facts": NOISE["facts"]}).encode()
    answer = diagnosed(kbdiag(tmp_path, "diagnose", *kept(tmp_path, ticket__json=request, application__csv=LOG)))
    assert (answer["verdict"], answer["article"]["id"]) == ("expected_behavior", "Q303156")


def test_a_text_in_any_encoding_of_windows_is_read(tmp_path: Path) -> None:
    for data in (PASTED.encode("utf-16"), ("Größe: 5\n\n" + PASTED).encode("cp1252")):
        answer = diagnosed(kbdiag(tmp_path, "diagnose", *kept(tmp_path, ticket__txt=data)))
        assert [entry["peer"] for entry in answer["symptoms"]["events"]] == ["EXCH-A"]


def test_two_requests_are_refused_with_code_2(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "diagnose", *kept(tmp_path, a__json=b'{"text":"x"}', b__json=b'{"text":"y"}'))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "only one" in result.stderr


def test_files_beyond_the_upload_limit_are_refused_with_code_2(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "diagnose", *kept(tmp_path, a__csv=LOG), KBDIAG_MAX_UPLOAD_BYTES="2000")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "KBDIAG_MAX_UPLOAD_BYTES" in result.stderr


def test_where_a_service_runs_the_files_are_posted_to_it(tmp_path: Path) -> None:
    request = json.dumps({"facts": NOISE["facts"]}).encode()
    files = kept(tmp_path, ticket__json=request, application__csv=LOG)
    with serving(tmp_path):
        answer = diagnosed(kbdiag(tmp_path, "diagnose", *files))
        alone = diagnosed(kbdiag(tmp_path, "diagnose", files[1]))
    assert answer["verdict"] == "expected_behavior"
    assert [entry["count"] for entry in alone["symptoms"]["events"]] == [40]


def test_a_text_on_standard_input_that_is_not_utf8_is_read_with_a_warning(tmp_path: Path) -> None:
    answer = diagnosed(kbdiag(tmp_path, "diagnose", "-", given=("Café\n\n" + PASTED).encode("cp1252") + b"\x81"))
    assert [entry["peer"] for entry in answer["symptoms"]["events"]] == ["EXCH-A"]
    assert "undecodable_bytes" in [warning["code"] for warning in answer["warnings"]]
