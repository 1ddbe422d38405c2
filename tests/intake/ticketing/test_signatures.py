"""A request is believed only if whoever sent it knows the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.field_map import SOURCES, Algorithm, Encoding, Signature
from app.intake.ticketing.signatures import refusal
from tests.intake.reports import MODERATE
from tests.intake.ticketing.payloads import field_maps

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "3f1c5a0e9d7b"  # noqa: S105 - made up
OTHER = "another"
BODY = b'{"ticket": "\xc3\xa9"}'
TIME = "1700000000"
ISO = "2026-05-13T12:00:00Z"
SIGNING = [system for system in SOURCES if system != "servicenow"]
Sent = dict[str, tuple[str, ...]]


def mac(message: bytes, algorithm: str = "sha256", secret: str = SECRET) -> bytes:
    """RFC 2104 by hand, so that it is not the library checking itself."""
    key = secret.encode().ljust(64, b"\0")
    inner = hashlib.new(algorithm, bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.new(algorithm, bytes(byte ^ 0x5C for byte in key) + inner).digest()


def signed(system: str, body: bytes = BODY, secret: str = SECRET) -> Sent:
    """What each system sends beside the body, as its documentation has it."""
    if system == "zammad":
        return {"x-hub-signature": ("sha1=" + mac(body, "sha1", secret).hex(),)}
    if system == "glpi":
        value = mac(body + TIME.encode(), secret=secret).hex()
        return {"x-glpi-signature": (value,), "x-glpi-timestamp": (TIME,)}
    if system == "zendesk":
        value = base64.b64encode(mac(ISO.encode() + body, secret=secret)).decode()
        return {"x-zendesk-webhook-signature": (value,), "x-zendesk-webhook-signature-timestamp": (ISO,)}
    names = {"redmine": "x-redmine-signature-256", "jira": "x-hub-signature", "generic": "x-hub-signature-256"}
    return {names[system]: ("sha256=" + mac(body, secret=secret).hex(),)}


def refused(system: str, headers: Mapping[str, tuple[str, ...]], body: bytes = BODY, *secrets: str) -> str:
    return refusal(field_maps()[system], secrets or (SECRET,), headers, body)


@pytest.mark.parametrize("system", SIGNING)
def test_a_signature_as_the_system_makes_it_is_believed(system: str) -> None:
    assert refused(system, signed(system)) == ""


def test_the_vector_that_github_documents_is_believed() -> None:
    digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"x-hub-signature-256": (f"sha256={digest}",)}
    assert refused("generic", headers, b"Hello, World!", "It's a Secret to Everybody") == ""
    assert refused("generic", headers, b"Hello, World?", "It's a Secret to Everybody")


@pytest.mark.parametrize(("algorithm", "encoding"), [(a, e) for a in Algorithm for e in Encoding])
def test_every_algorithm_and_encoding_can_be_used(algorithm: Algorithm, encoding: Encoding) -> None:
    field_map = replace(field_maps()["redmine"], signature=Signature("X-S", algorithm, encoding))
    digest = hmac.new(SECRET.encode(), BODY, algorithm.value).digest()
    value = digest.hex() if encoding is Encoding.HEX else base64.b64encode(digest).decode()
    assert refusal(field_map, (SECRET,), {"x-s": (value,)}, BODY) == ""
    assert refusal(field_map, (SECRET,), {"x-s": (value[:-1],)}, BODY)


@pytest.mark.parametrize("system", SIGNING)
def test_a_change_of_any_byte_of_the_body_is_noticed(system: str) -> None:
    headers = signed(system)
    for at in range(len(BODY)):
        assert refused(system, headers, BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :])
    assert refused(system, headers, BODY + b" ")
    assert refused(system, headers, b"")


@pytest.mark.parametrize("system", SIGNING)
def test_a_change_of_any_character_of_what_is_sent_beside_it_is_noticed(system: str) -> None:
    for name, (value,) in signed(system).items():
        for at in range(len(value)):
            changed = value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]
            assert refused(system, signed(system) | {name: (changed,)}), (name, at)


@pytest.mark.parametrize("system", SIGNING)
def test_headers_missing_repeated_or_malformed_are_refused(system: str) -> None:
    for name, (value,) in signed(system).items():
        for values in [(), (value, value), ("",), (value[:-1],), ("é" + value[1:],), (value + "\u0660",)]:
            assert refused(system, signed(system) | {name: values}), (name, values)
    assert refused(system, {})


def test_hex_digits_may_be_capitals() -> None:
    headers = {"x-redmine-signature-256": ("sha256=" + mac(BODY).hex().upper(),)}
    assert refused("redmine", headers) == ""


@pytest.mark.parametrize("system", SOURCES)
def test_without_a_secret_nobody_is_let_in(system: str) -> None:
    headers = signed(system, secret="") if system in SIGNING else {"authorization": ("Bearer ",)}
    assert "no secret is set" in refusal(field_maps()[system], (), headers, BODY)


@pytest.mark.parametrize("system", SIGNING)
def test_two_secrets_are_good_at_once_while_one_takes_the_others_place(system: str) -> None:
    for secret in ("new", "old"):
        assert refused(system, signed(system, secret=secret), BODY, "new", "old") == ""
    assert refused(system, signed(system, secret=OTHER), BODY, "new", "old")


@pytest.mark.parametrize("system", SIGNING)
def test_the_signature_of_one_system_is_none_of_anothers(system: str) -> None:
    for other in SIGNING:
        assert other == system or refused(other, signed(system))


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"kbdiag:{password}".encode()).decode()


@pytest.mark.parametrize("system", ["servicenow", "jira", "generic"])
@pytest.mark.parametrize(
    "headers",
    [{"authorization": (f"Bearer {SECRET}",)}, {"authorization": (basic(SECRET),)}, {"x-api-key": (SECRET,)}],
)
def test_who_cannot_sign_may_send_the_secret_itself(system: str, headers: Sent) -> None:
    assert refused(system, headers) == ""
    assert refused(system, headers, BODY, OTHER)


@pytest.mark.parametrize("system", ["zammad", "glpi", "redmine", "zendesk"])
def test_who_can_sign_must(system: str) -> None:
    assert refused(system, {"authorization": (f"Bearer {SECRET}",)})
    assert refused(system, {"x-api-key": (SECRET,)})


def test_a_wrong_signature_is_not_made_good_by_a_token() -> None:
    assert refused("jira", signed("jira", secret=OTHER) | {"authorization": (f"Bearer {SECRET}",)})


@pytest.mark.parametrize(
    "values",
    [
        ("Bearer",),
        ("Bearer ",),
        (SECRET,),
        (f"Bearer {SECRET}", f"Bearer {SECRET}"),
        (f"Digest {SECRET}",),
        ("Basic !!!",),
        ("Basic " + base64.b64encode(SECRET.encode()).decode(),),
        ("Basic " + base64.b64encode(b"a:\xff").decode(),),
        ("Basic " + "A" * 100_000,),
        (f"Bearer {SECRET}é",),
    ],
)
def test_an_authorization_that_is_malformed_is_refused(values: tuple[str, ...]) -> None:
    assert refused("servicenow", {"authorization": values})


def test_two_tokens_are_one_too_many() -> None:
    assert refused("servicenow", {"authorization": (f"Bearer {SECRET}",), "x-api-key": ("x",)})


@pytest.mark.parametrize("timestamp", ["170000000", "17000000000", "1700000000 ", "+170000000", "2026-05-13", "x"])
def test_a_timestamp_says_where_it_ends(timestamp: str) -> None:
    value = mac(BODY + timestamp.encode()).hex()
    headers = {"x-glpi-signature": (value,), "x-glpi-timestamp": (timestamp,)}
    assert (refused("glpi", headers) == "") is (timestamp.strip() == TIME and timestamp == TIME)


@MODERATE
@given(st.sampled_from(SIGNING), st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_is_good_for_its_body_and_no_other(system: str, body: bytes, other: bytes) -> None:
    assert refused(system, signed(system, body), body) == ""
    assert (refused(system, signed(system, body), other) == "") is (body == other)
