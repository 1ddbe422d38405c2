"""Records to store. Its own module, so that programs the tests kill can use it as well."""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import UTC, date, datetime
from typing import Any

from app.domain.antecedent import Group, GroupKind
from app.domain.decision import Content, Decision, DecisionRecord, IdempotencyClaim
from app.domain.log_record import content_digest
from app.domain.publication import Disablement
from app.domain.rule import Article, Rule, RulePack
from app.domain.verdict import Verdict
from app.domain.vocabulary import Vocabulary
from app.rulepacks.pack_reader import revision_of

NEWEST = "0003"
"""The schema's newest revision."""
FILES = {"exchange-mta/Q303156.yaml": "verdict: expected_behavior\n", "odd/\u00e9\x00.yaml": "\ud800"}
PACK = revision_of({path: text.encode(errors="surrogatepass") for path, text in FILES.items()})
AT = datetime(2001, 6, 4, 8, 12, 0, 123456, tzinfo=UTC)
RULE = "Q303156/multihomed-peer"
DISABLED = Disablement(RULE, "sha256:" + "1" * 64, "it lies \u00e9\U0001f600", AT)
"""Of the rule as it stands in `pack("1")`."""


def pack(content: str) -> RulePack:
    """A pack of one rule, whose digest is that of no other content."""
    article = Article("Q303156", "Errors are logged", date(2002, 8, 6))
    nothing = Group(GroupKind.ALL, (), "nothing")
    rule = Rule(RULE, article, Verdict.EXPECTED_BEHAVIOR, "since", nothing, digest="sha256:" + content * 64)
    return RulePack("sha256:" + content * 64, Vocabulary(), (rule,), files={"a.yaml": content})


def new_id(milliseconds: int | None = None) -> str:
    """Make a UUIDv7 of that moment, or of now."""
    moment = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = (moment << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def decision(**changes: Any) -> Decision:  # noqa: ANN401 - any field of the record
    values: dict[str, Any] = {
        "id": new_id(),
        "decided_at": AT,
        "verdict": "expected_behavior",
        "article": "Q303156",
        "rule": "Q303156/multihomed-peer",
        "ticket_system": "zammad",
        "ticket_id": "10081",
        "trial": False,
        "rules_revision": PACK,
        "program_version": "0.1.0",
        "decided_by": "engine",
        "content_digest": "sha256:" + "2" * 64,
    }
    return Decision(**(values | changes))


def content(**changes: Any) -> Content:  # noqa: ANN401 - any field of the record
    values: dict[str, Any] = {
        "request_type": "application/json",
        "request": b'{"text": "9322"}',
        "answer": '{"verdict": "expected_behavior"}',
        "salt": b"salt",
    }
    return Content(**(values | changes))


def record(*, key: str | None = None, fingerprint: str = "same body", **changes: Any) -> DecisionRecord:  # noqa: ANN401 - any field of the record
    claim = None if key is None else IdempotencyClaim(key, fingerprint)
    sealed = content()
    digest = content_digest(sealed, fingerprint if claim else None)
    return DecisionRecord(decision(**({"content_digest": digest} | changes)), sealed, claim)
