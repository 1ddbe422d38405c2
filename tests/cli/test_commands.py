"""The commands: data on standard output, all else on standard error, and an exit code that tells the outcome."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

import app
from app.api.answer_models import Answer
from app.storage.database import Database
from tests.cli.commands import ROOT, kbdiag

if TYPE_CHECKING:
    from pathlib import Path

REQUEST: dict[str, Any] = {
    "events": [{"event_id": 9322, "source": "MSExchangeMTA", "strings": ["151", "1722", "1722", "1722", "EXCH-A"]}],
    "facts": {"peer": {"mta_build": "2653.23", "multihomed": True}, "mail_flow": "normal"},
}
JSON = json.dumps(REQUEST).encode()
TEXT = b"Event Source: MSExchangeMTA\nEvent ID: 9322\nDescription:\nAn MtaBindBack over RPC has failed.\n"


def recorded(data_dir: Path) -> int:
    with closing(sqlite3.connect(data_dir / "kbdiag.db")) as database:
        [(count,)] = database.execute("SELECT count(*) FROM decisions")
    assert isinstance(count, int)
    return count


def test_the_command_says_its_version(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from app.cli.main import main; main()", "--version"]
    shown = subprocess.run(program, capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603 - our own program
    assert (shown.stdout, shown.stderr) == (f"kbdiag {app.__version__}\n", "")


def test_every_command_has_help(tmp_path: Path) -> None:
    for command in ((), ("serve",), ("diagnose",), ("db",), ("db", "upgrade"), ("openapi",)):
        shown = kbdiag(tmp_path, *command, "--help")
        assert shown.exit_code == 0
        assert "Usage: kbdiag" in shown.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_command_there_is_not_is_misuse(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "diagnoze")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "diagnoze" in result.stderr


def test_a_json_file_is_diagnosed_and_recorded(tmp_path: Path) -> None:
    (tmp_path / "ticket.json").write_bytes(JSON)
    result = kbdiag(tmp_path, "diagnose", str(tmp_path / "ticket.json"))
    assert (result.exit_code, result.stderr) == (0, "")
    answer = Answer.model_validate_json(result.stdout)
    assert answer.verdict == "expected_behavior"
    assert recorded(tmp_path) == 1


@pytest.mark.parametrize("given", [TEXT, b"\xef\xbb\xbf" + TEXT])
def test_a_text_on_standard_input_is_diagnosed(tmp_path: Path, given: bytes) -> None:
    result = kbdiag(tmp_path, "diagnose", "-", given=given)
    answer = Answer.model_validate_json(result.stdout)
    assert answer.symptoms.events[0].event_id == 9322
    assert result.exit_code == (1 if answer.verdict == "no_match" else 0)


def test_json_is_for_reading_and_jsonl_is_one_line(tmp_path: Path) -> None:
    pretty = kbdiag(tmp_path, "diagnose", "-", "--format", "json", given=JSON).stdout
    line = kbdiag(tmp_path, "diagnose", "-", "--format", "jsonl", given=JSON).stdout
    assert len(pretty.splitlines()) > 20
    assert line.count("\n") == 1
    assert line.endswith("}\n")
    assert json.loads(pretty)["findings"] == json.loads(line)["findings"]


def test_a_table_holds_what_a_person_needs(tmp_path: Path) -> None:
    shown = kbdiag(tmp_path, "diagnose", "-", "--format", "table", given=JSON).stdout
    assert shown.startswith("Expected behavior\n")
    assert "Q303156" in shown
    assert "What to do\n" in shown
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


def test_where_no_rule_fits_the_code_is_1(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "diagnose", "-", given=b"Mail is slow.")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout)["verdict"] == "no_match"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b'{"txt":"x"}', ["#/txt", "'text'"]),
        (b'{"text":1,"evnts":[]}', ["#/text", "#/evnts"]),
        (b'{"text":', ["line 1"]),
        (b"", ["carry something"]),
        (b'{"\\ud800":NaN}', ["NaN"]),
    ],
)
def test_input_that_cannot_be_used_is_named_with_code_2(tmp_path: Path, given: bytes, words: list[str]) -> None:
    result = kbdiag(tmp_path, "diagnose", "-", given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in words)
    assert "Traceback" not in result.stderr
    assert recorded(tmp_path) == 0


def test_a_file_that_cannot_be_read_is_named_with_code_2(tmp_path: Path) -> None:
    for name in (str(tmp_path / "absent.json"), str(tmp_path)):
        result = kbdiag(tmp_path, "diagnose", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert name in result.stderr


def test_a_file_that_is_too_large_is_refused_with_code_2(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "diagnose", "-", given=b"x" * 2000, KBDIAG_MAX_BODY_BYTES="1999")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "1999" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("KBDIAG_PORT", "eighty"), ("KBDIAG_PORT", "65536"), ("KBDIAG_MAX_BODY_BYTES", "1"), ("KBDIAG_MAX_WAITING", "0")],
)
def test_a_setting_that_does_not_fit_is_named_with_code_2(tmp_path: Path, name: str, value: str) -> None:
    for command in (("serve",), ("diagnose", "-"), ("db", "upgrade"), ("openapi",)):
        result = kbdiag(tmp_path, *command, given=JSON, **{name: value})
        assert (result.exit_code, result.stdout) == (2, "")
        assert name in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:////proc/none/kbdiag.db"])
def test_a_database_that_cannot_be_used_ends_the_command_with_a_sentence_and_code_3(tmp_path: Path, url: str) -> None:
    for command in (("serve",), ("diagnose", "-"), ("db", "upgrade")):
        result = kbdiag(tmp_path, *command, given=JSON, KBDIAG_DATABASE_URL=url)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.startswith("kbdiag: ")


def test_db_upgrade_makes_and_migrates_the_database_and_may_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        result = kbdiag(tmp_path / "new", "db", "upgrade")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "the database is at" in result.stderr
    assert recorded(tmp_path / "new") == 0


def test_a_database_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    assert kbdiag(tmp_path, "db", "upgrade").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "kbdiag.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("serve",), ("diagnose", "-"), ("db", "upgrade")):
        result = kbdiag(tmp_path, *command, given=JSON)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "9999" in result.stderr


def test_openapi_prints_the_document_and_leaves_the_database_alone(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "openapi")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads((ROOT / "openapi" / "openapi.json").read_text("utf-8"))
    assert list(tmp_path.iterdir()) == []


def test_serve_refuses_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = kbdiag(tmp_path, "serve", "--port", str(port))
    assert (result.exit_code, result.stdout) == (3, "")
    assert str(port) in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_serve_refuses_a_database_in_use_and_says_by_whom(tmp_path: Path) -> None:
    with Database.open(f"sqlite:///{tmp_path}/kbdiag.db", serving_at="http://127.0.0.1:1"):
        for command in (("serve",), ("db", "upgrade")):
            result = kbdiag(tmp_path, *command)
            assert (result.exit_code, result.stdout) == (3, "")
            assert "http://127.0.0.1:1" in result.stderr


def test_diagnose_says_so_where_a_database_is_in_use_by_something_that_does_not_serve(tmp_path: Path) -> None:
    with Database.open(f"sqlite:///{tmp_path}/kbdiag.db"):
        result = kbdiag(tmp_path, "diagnose", "-", given=JSON)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "writes this database" in result.stderr


def test_serve_refuses_broken_rules_and_lists_every_error_with_file_and_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "pack"
    shutil.copytree(ROOT / "rules" / "exchange-mta", rules)
    good = (rules / "Q303156.yaml").read_text()
    line = 1 + good.splitlines().index("    verdict: expected_behavior")
    bad = good.replace("verdict: expected_behavior", "verdict: expected_behaviour", 1)
    (rules / "Q303156.yaml").write_text(bad.replace("peer.multihomed: true}", "peer.multihome: true}", 1))
    (rules / "Q251318.yaml").write_text("article: {id: Q251318, id: Q251318}\n")
    for command in (("serve",), ("diagnose", "-"), ("openapi",)):
        result = kbdiag(tmp_path / "data", *command, given=JSON, KBDIAG_RULES_DIR=str(tmp_path / "rules"))
        assert (result.exit_code, result.stdout) == (3, "")
        assert f"pack/Q303156.yaml:{line}: " in result.stderr
        assert "peer.multihome" in result.stderr
        assert "pack/Q251318.yaml:1: " in result.stderr
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "data").exists()


def test_serve_refuses_a_rules_directory_that_is_not_there(tmp_path: Path) -> None:
    result = kbdiag(tmp_path, "serve", KBDIAG_RULES_DIR=str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (3, "")
    assert str(tmp_path / "none") in result.stderr


def test_a_server_that_does_not_answer_ends_the_command_with_code_3(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = kbdiag(tmp_path, "diagnose", "-", "--server", f"http://127.0.0.1:{port}", given=JSON)
    assert (result.exit_code, result.stdout) == (3, "")
    assert str(port) in result.stderr
    result = kbdiag(tmp_path, "diagnose", "-", "--server", "nonsense", given=JSON)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Traceback" not in result.stderr
