"""What leaves the program is proved without it: exports by a script, checkpoints by their signature."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.domain.checkpoint import Checkpoint, notes_in
from app.domain.errors import InvalidInput, NotFound
from app.services.export_log import ExportLog
from app.services.verify_log import VerifyLog
from app.signing.notes import PublicKey, SigningKey
from app.storage.audit_log import AuditLog
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from tests.audit.attacked import fill
from tests.cli.commands import kbdiag
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typer.testing import Result

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_export.py"
Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(f"sqlite:///{tmp_path_factory.mktemp('log')}/kbdiag.db") as database:
        database.upgrade()
        fill(database)
        yield database


@pytest.fixture(scope="module")
def exported(log: Database) -> Lines:
    return [json.loads(line) for line in ExportLog(AuditLog(log)).lines()]


def scripted(lines: Sequence[dict[str, Any]] | bytes, *options: str) -> tuple[int, str]:
    """How the script ends, and what it says."""
    given = lines if isinstance(lines, bytes) else b"".join(json.dumps(one).encode() + b"\n" for one in lines)
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-I", str(SCRIPT), *options], input=given, capture_output=True, check=False
    )
    assert "Traceback" not in done.stderr.decode()
    assert (done.returncode == 0) is not bool(done.stderr)
    return done.returncode, (done.stdout + done.stderr).decode()


def changed(line: dict[str, Any], **members: object) -> dict[str, Any]:
    return line | members


CHANGES: dict[str, Callable[[Lines], Lines]] = {
    "a member of a body": lambda all_: [*all_[:3], changed(all_[3], body=all_[3]["body"] | {"trial": 1}), *all_[4:]],
    "a body gone": lambda all_: [*all_[:3], changed(all_[3], body=None), *all_[4:]],
    "a digest": lambda all_: [*all_[:3], changed(all_[3], digest=all_[4]["digest"]), *all_[4:]],
    "a previous": lambda all_: [*all_[:3], changed(all_[3], previous=all_[5]["previous"]), *all_[4:]],
    "a kind": lambda all_: [*all_[:3], changed(all_[3], kind="outcome"), *all_[4:]],
    "a subject": lambda all_: [*all_[:3], changed(all_[3], subject="x"), *all_[4:]],
    "a number": lambda all_: [*all_[:3], changed(all_[3], seq=99), *all_[4:]],
    "a number that is no whole one": lambda all_: [*all_[:3], changed(all_[3], seq=3.0), *all_[4:]],
    "a member more": lambda all_: [*all_[:3], changed(all_[3], note="x"), *all_[4:]],
    "a member less": lambda all_: [*all_[:3], {"seq": 3}, *all_[4:]],
    "a record gone": lambda all_: [*all_[:3], *all_[4:]],
    "the first record gone": lambda all_: [all_[0], *all_[2:]],
    "a record twice": lambda all_: [*all_[:4], *all_[3:]],
    "two records in each other's place": lambda all_: [*all_[:3], all_[4], all_[3], *all_[5:]],
    "bodies exchanged": lambda all_: [
        *all_[:3],
        changed(all_[3], body=all_[4]["body"]),
        changed(all_[4], body=all_[3]["body"]),
        *all_[5:],
    ],
    "another log": lambda all_: [{"log": "x"}, *all_[1:]],
    "more in the first line": lambda all_: [all_[0] | {"x": 1}, *all_[1:]],
    "no first line": lambda all_: all_[1:],
    "a list": lambda all_: [*all_[:3], [1], *all_[3:]],  # type: ignore[list-item] # which is the point
}


def test_an_export_is_verified_by_the_script(exported: Lines) -> None:
    code, said = scripted(exported)
    assert (code, said) == (
        0,
        f"{len(exported) - 1} records are as they were sealed, up to record {len(exported) - 1}\n",
    )


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_script_finds_a_change(exported: Lines, change: Callable[[Lines], Lines]) -> None:
    assert scripted(change(exported))[0] == 1


@pytest.mark.parametrize("given", [b"", b"\xff\n", b"{\n", b'{"log": "x"}\n{"seq": 1}\n', b'{"log": "\\ud800"}\n'])
def test_what_is_no_export_is_said_to_be_none(given: bytes) -> None:
    assert scripted(given)[0] == 1


def test_a_name_that_is_there_twice_is_refused(exported: Lines) -> None:
    lines = [json.dumps(one).encode() for one in exported]
    lines[2] = b'{"body": {"verdict": "forged"}, ' + lines[2].removeprefix(b"{")
    assert "twice" in scripted(b"\n".join(lines) + b"\n")[1]


def test_an_export_that_begins_later_says_so(log: Database, exported: Lines) -> None:
    later = [json.loads(line) for line in ExportLog(AuditLog(log)).lines(4)]
    assert later == [exported[0], *exported[5:]]
    assert scripted(later, "--after", "4")[0] == 0
    assert scripted(later)[0] == 1
    assert scripted([later[0], *later[2:]], "--after", "4")[0] == 1


def checkpoint_of(exported: Lines, seq: int) -> str:
    return Checkpoint(exported[0]["log"], seq, exported[seq]["digest"], AT).text


def test_the_script_holds_an_export_against_every_checkpoint_of_a_file(exported: Lines, tmp_path: Path) -> None:
    file = tmp_path / "checkpoints"
    last = len(exported) - 1
    file.write_text(checkpoint_of(exported, 2) + checkpoint_of(exported, last), "utf-8")
    assert scripted(exported, "--checkpoint", str(file))[0] == 0
    assert scripted([exported[0], *exported[5:]], "--after", "4", "--checkpoint", str(file))[0] == 0
    assert f"record {last}" in scripted(exported[:-1], "--checkpoint", str(file))[1]
    file.write_text(checkpoint_of(exported, 2).replace(f"kbdiag/{exported[0]['log']}", "kbdiag/x"), "utf-8")
    assert "another log" in scripted(exported, "--checkpoint", str(file))[1]
    file.write_text("nothing", "utf-8")
    assert scripted(exported, "--checkpoint", str(file))[0] == 1
    file.write_text("kbdiag/x\n", "utf-8")
    assert scripted(exported, "--checkpoint", str(file))[0] == 1


def test_nothing_is_exported_of_nothing(tmp_path: Path) -> None:
    with Database.open(f"sqlite:///{tmp_path}/kbdiag.db") as database:
        database.upgrade()
        with pytest.raises(NotFound):
            list(ExportLog(AuditLog(database)).lines())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.with_suffix(".pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


@pytest.fixture
def note(log: Database, key_file: Path) -> str:
    return VerifyLog(AuditLog(log), lambda: AT, SigningKey(key_file)).checkpoint()


def test_a_signed_note_is_proved_by_its_key(note: str, key_file: Path, log: Database) -> None:
    PublicKey(key_file.with_suffix(".pub").read_bytes()).prove(note)
    assert VerifyLog(AuditLog(log), lambda: AT).held_against([Checkpoint.read(note)]) is None


def test_no_byte_of_a_signed_note_can_be_another(note: str, key_file: Path) -> None:
    key = PublicKey(key_file.with_suffix(".pub").read_bytes())
    data = note.encode()
    for place in range(len(data)):
        for bit in range(8):
            forged = bytearray(data)
            forged[place] ^= 1 << bit
            try:
                text = forged.decode()
                key.prove(text)
            except (UnicodeError, InvalidInput):
                continue
            # What is left is not signed: the name of the key, which is a hint, or how the line ends.
            assert text.rpartition("\n\n")[0] == note.rpartition("\n\n")[0]


def test_another_key_and_a_missing_signature_prove_nothing(note: str) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(InvalidInput, match="no signature by this key"):
        PublicKey(other).prove(note)
    with pytest.raises(InvalidInput, match="no signature by this key"):
        PublicKey(other).prove(note.partition("\n\n")[0])


@pytest.mark.parametrize("damage", ["x{}", "{}x", "{}\nkbdiag", "kbdxag{}", "{}kbdxag/1\n2\n"])
def test_a_file_of_checkpoints_holds_nothing_else(note: str, damage: str) -> None:
    assert [Checkpoint.read(one) for one in notes_in(note * 2)] == [Checkpoint.read(note)] * 2
    with pytest.raises(InvalidInput):
        [Checkpoint.read(one) for one in notes_in(note + damage.format(note))]


def test_the_command_tells_a_log_that_was_cut_off_by_a_checkpoint_alone(tmp_path: Path, key_file: Path) -> None:
    url = f"sqlite:///{tmp_path}/kbdiag.db"
    with Database.open(url) as database:
        database.upgrade()
        fill(database)

    def run(*arguments: str) -> Result:
        settings = {"KBDIAG_DATABASE_URL": url, "KBDIAG_SIGNING_KEY_FILE": str(key_file)}
        return kbdiag(tmp_path, "audit", *arguments, given=None, **settings)

    made = run("checkpoint")
    assert made.exit_code == 0
    file = tmp_path / "elsewhere"
    file.write_text(made.stdout, "utf-8")
    known = ("--checkpoint", str(file), "--public-key", str(key_file.with_suffix(".pub")))
    assert run("verify", *known).exit_code == 0
    assert scripted(run("export").stdout_bytes, *known[:2])[0] == 0
    with Database.open(url) as database, DecisionWriter(database) as writer:
        writer.append(record()).result(PATIENCE)
    assert run("verify", *known).exit_code == 0
    file.write_text(run("checkpoint").stdout, "utf-8")
    cut_off(tmp_path / "kbdiag.db")
    assert run("verify").exit_code == 0
    found = run("verify", *known)
    assert found.exit_code == 1
    assert json.loads(found.stdout)["discovery"]["what"] == "missing"
    file.write_text(made.stdout.replace("\n1", "\n2", 1), "utf-8")
    assert run("verify", *known).exit_code == 2


def cut_off(file: Path) -> None:
    """Take the last decision with all that belongs to it, and set the head back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as attacker:
        for (name,) in attacker.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            attacker.execute(f"DROP TRIGGER {name}")
        [(seq, subject, previous)] = attacker.execute(
            "SELECT seq, subject, previous FROM log_records ORDER BY seq DESC LIMIT 1"
        ).fetchall()
        for table, column in (("contents", "decision_id"), ("decisions", "id"), ("log_records", "subject")):
            attacker.execute(f"DELETE FROM {table} WHERE {column} = ?", (subject,))  # noqa: S608 - our own names
        attacker.execute("UPDATE log_head SET seq = ?, digest = ?", (seq - 1, previous))
