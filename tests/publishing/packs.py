"""Rule packs that differ in a number, so that every answer shows which of them it comes from, in all of its parts."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.domain.case import Ticket
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.engine.session import Session
from app.intake.request_body import RequestReader
from app.intake.understand import understand
from app.render.answer import answer_json, to_text
from app.rulepacks.pack_reader import read_pack
from tests.api.asking import service_in
from tests.rulepacks.small_pack import ARTICLE, FILES, encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from starlette.testclient import TestClient

    from app.domain.rule import RulePack
    from app.wiring import Services

QUIET, LOUD = "Q303156/quiet", "Q279537/loud"
"""A rule that calls things harmless, and one that does not."""

LOUD_ARTICLE = """\
article: {id: Q279537, title: Mail stops, revised: "2001-01-01"}
rules:
  - id: loud
    version: 1
    status: stable
    verdict: environment_fault
    symptoms:
      all:
        a bind back was refused: {event: 9322, source: MSExchangeMTA, nt_error: 1722}
    cause:
      all:
        the server has pack 4: {server.service_pack: 4}
    because: "{peer} cannot be reached."
    remediation:
      - {kind: resolution, target: peer, action: Start it., because: It is down., cites: SYMPTOMS 3}
    cites:
      verdict: SYMPTOMS 3
      a bind back was refused: SYMPTOMS 1
      the server has pack 4: SYMPTOMS 2
    examples:
      - name: pack 4
        events: [{event_id: 9322, source: MSExchangeMTA, strings: ["1722", EXCH-A]}]
        facts: {server.service_pack: 4}
        outcome: confirmed
      - name: pack 3
        like: pack 4
        facts: {server.service_pack: 3}
        outcome: none
        failing_on: [the server has pack 4]
      - name: some pack
        like: pack 4
        facts: {server.service_pack: null}
        outcome: possible
        asks: [server.service_pack]
"""
QUIET_ARTICLE = ARTICLE.replace("- name: mail waits\n", "- name: mail waits\n        like: a second card\n").replace(
    "- name: the build is not known\n        facts: {mail_flow: normal}",
    "- name: the build is not known\n        like: a second card\n        facts: {peer.mta_build: null}",
)
"""With examples that come out as they say."""
ENTRY = {"event_id": 9322, "source": "MSExchangeMTA", "strings": ["1722", "EXCH-A"]}
HARMLESS: dict[str, Any] = {
    "events": [ENTRY],
    "facts": {"peer": {"mta_build": "2653.23"}, "mail_flow": "normal", "server": {"service_pack": 3}},
}
"""Confirms the quiet rule, and rules the loud one out."""
BOTH = HARMLESS | {"facts": HARMLESS["facts"] | {"server": {"service_pack": 4}}}
"""Confirms both."""
OPEN: dict[str, Any] = {"events": [ENTRY], "facts": {"mail_flow": "normal"}}
"""Leaves both possible."""


def pack_files(number: int = 0) -> dict[str, bytes]:
    """A pack whose rule, vocabulary and requests all hold this number, each in a file of its own."""
    files = FILES | {
        "small/Q303156.yaml": QUIET_ARTICLE.replace("has many cards.", f"has {number} cards."),
        "small/Q279537.yaml": LOUD_ARTICLE,
        "small/vocabulary.yaml": FILES["small/vocabulary.yaml"].replace(
            "ask: Which pack,", f"ask: Which pack {number},"
        ),
    }
    assert len({files[path] == text for path, text in FILES.items()}) == 2
    return encoded(files)


def many_rules(number: int) -> dict[str, bytes]:
    """A pack of so many articles with a rule each."""
    articles = {
        f"small/Q{400_000 + one}.yaml": QUIET_ARTICLE.replace("id: Q303156", f"id: Q{400_000 + one}")
        for one in range(number)
    }
    return pack_files() | encoded(articles)


def write(directory: Path, files: Mapping[str, bytes]) -> Path:
    """Let the directory hold these files and nothing else."""
    shutil.rmtree(directory, ignore_errors=True)
    for path, data in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)
    return directory


@contextmanager
def serving_pack(where: Path, **changed: object) -> Iterator[tuple[TestClient, Services, Path]]:
    """A service of its own on pack 0, with the directory from which it reloads."""
    rules = write(where / "rules", pack_files())
    with service_in(where / "data", rules_dir=rules, **changed) as (client, services):
        yield client, services, rules


def expected(request: Mapping[str, Any], pack: RulePack, disabled: Sequence[str] = ()) -> dict[str, Any]:
    """The answer that these rules give, worked out without any service."""
    knowledge = Knowledge(pack.without(disabled))
    reader = RequestReader(pack.vocabulary)
    report = reader.read_json(json.dumps(request).encode())
    session = Session(knowledge.compiled.definitions)
    try:
        diagnosis, agreement = diagnose(understand(report, pack.vocabulary, reader.limits), knowledge, session)
    finally:
        session.close()
    assert agreement.whole
    answer = answer_json(
        diagnosis,
        decision_id="",
        decided_at="",
        revision=pack.revision,
        disabled=disabled,
        ticket=Ticket(),
        trial=False,
    )
    return stripped(json.loads(to_text(answer)))


def stripped(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Without what differs from one answer to the next."""
    return {name: value for name, value in answer.items() if name not in {"id", "decided_at"}}


def revision_of_pack(number: int) -> str:
    return read_pack(pack_files(number)).revision


def diagnosed(client: TestClient, request: Mapping[str, Any]) -> dict[str, Any]:
    response = client.post("/diagnose", json=request)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


def rules_detail(client: TestClient) -> str:
    response = client.get("/readyz")
    assert response.status_code == 200, response.text
    [detail] = [one["detail"] for one in response.json()["checks"] if one["name"] == "rules"]
    return str(detail)
