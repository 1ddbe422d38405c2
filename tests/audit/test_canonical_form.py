"""What is sealed is RFC 8785, and stays what it was: other programs verify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.decision import Content
from app.domain.erasure import Erasure
from app.domain.log_record import (
    Kind,
    LogHead,
    canonical,
    chained,
    content_digest,
    decision_entry,
    digest_of,
    erasure_entry,
    genesis,
    outcome_entry,
)
from app.domain.outcome import Outcome
from tests.storage.samples import AT, decision

if TYPE_CHECKING:
    from app.domain.log_record import Body

LOG = "01234567-89ab-4def-8123-456789abcdef"
ID, OTHER = "019b0000-0000-7000-8000-000000000001", "019b0000-0000-7000-8000-000000000002"
LARGEST = 2**53 - 1  # of RFC 8785, whose numbers are those of JavaScript
values = st.one_of(st.none(), st.booleans(), st.integers(-LARGEST, LARGEST), st.text())
bodies = st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), values, max_size=12)
EVERY_CHARACTER = "".join(chr(point) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF)


@given(bodies)
@example({"all": EVERY_CHARACTER})
def test_a_body_is_written_as_rfc_8785_has_it(body: Body) -> None:
    assert canonical(body) == rfc8785.dumps(body)


@given(st.integers(1, LARGEST), st.sampled_from(Kind), st.text(), st.text(), bodies)
def test_so_is_a_record(seq: int, kind: Kind, subject: str, previous: str, body: Body) -> None:
    record = {"body": body, "kind": kind.value, "previous": previous, "seq": seq, "subject": subject}
    assert canonical(record) == rfc8785.dumps(record)


def test_the_seals_of_known_records_never_change() -> None:
    entries = [
        decision_entry(decision(id=ID, rules_revision="sha256:" + "1" * 64, follows=None), "a key \u00e9\U0001f600"),
        outcome_entry(Outcome(OTHER, ID, AT, right=False, article="Q251318", fixed=None), "k", "f" * 64),
        erasure_entry(Erasure(ID, AT, "an officer", 'asked\nfor "it"')),
    ]
    head, records = chained(LogHead(LOG, 0, genesis(LOG)), entries)
    assert [one.digest for one in records] == [
        "sha256:ee8edc3b0da7bbaf8e3eaa0dbe9415a727c7a5dda56230eed4bb8d2980a1c1a5",
        "sha256:8ecee403d5e99fc388e965fe41f23b5d2d160da7f9d2e89a4ce46ebd03141e05",
        "sha256:c3b422a2689c20779d918be6752b8f068a46e1aaf74e5784a3744e7d75f34888",
    ]
    assert (
        records[0].previous == genesis(LOG) == "sha256:3a36ab078226afa0cb48ee803de52e0c06a121d747c97714120ab3a9503e323d"
    )
    assert (head.seq, head.digest) == (3, records[-1].digest)
    assert [one.previous for one in records[1:]] == [one.digest for one in records[:-1]]


def test_a_record_is_sealed_as_docs_audit_says() -> None:
    assert (
        digest_of(1, "decision", "s", "p", {"a": None})
        == "sha256:a9dd00e882902ccf893e9655786405c12d87a88aad706ebd16d9f01e877a7711"
    )


def test_the_digests_of_known_contents_never_change() -> None:
    plain = Content("application/json", b"\x00\xff", '{"a": "\u00e9"}')
    shown = Content("application/json", b"\x00\xff", '{"a": "\u00e9"}', "text/plain", "A", bytes(range(16)))
    assert (
        content_digest(plain, None)
        == content_digest(plain, "without a salt it counts for nothing")
        == "sha256:c179435e7696e7e104836e2b5f72c55a14d52e0f23396cbbf2ade4d415561dfa"
    )
    assert content_digest(shown, "f" * 64) == "sha256:f4d951b7dbabdebd4b69bc3d6e25e5400f11ca7e5499eedf88292fecab94be24"
    assert content_digest(shown, None) == "sha256:d8f8a3f2c03cf1cae01817be4bc805845d5dbe40613741b409b5b8e861e9549c"


@given(st.tuples(st.text(), st.binary(), st.text(), st.one_of(st.none(), st.text()), st.binary()), st.data())
def test_no_two_contents_have_one_digest(parts: tuple[str, bytes, str, str | None, bytes], data: st.DataObject) -> None:
    request_type, request, answer, fingerprint, salt = parts
    others = data.draw(st.tuples(st.text(), st.binary(), st.text(), st.one_of(st.none(), st.text()), st.binary()))
    one = content_digest(Content(request_type, request, answer, salt=salt), fingerprint)
    other = content_digest(Content(others[0], others[1], others[2], salt=others[4]), others[3])
    assert (one == other) is (parts == others)
