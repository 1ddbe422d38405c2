"""Whether a request was sent by who knows the secret: an HMAC over the raw body, or the secret itself."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from app.domain.field_map import Encoding, Signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.field_map import FieldMap, Signature

_TIMESTAMP = re.compile(r"[0-9]{10}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
"""Unix seconds or RFC 3339 in UTC. Both say where they end, so that no byte of the body passes for one of theirs."""
_LONGEST_BASIC = 4096


def refusal(field_map: FieldMap, secrets: Sequence[str], headers: Mapping[str, Sequence[str]], body: bytes) -> str:
    """Why the request is not to be trusted, for the log; empty if it is. Several secrets are those of a rotation."""
    if not secrets:
        return "no secret is set for this source"
    signature = field_map.signature
    if signature is not None and (headers.get(signature.header.lower()) or not field_map.token):
        return _unsigned(signature, secrets, headers, body)
    return "" if field_map.token and _holds_token(secrets, headers) else "no token fits"


def _unsigned(signature: Signature, secrets: Sequence[str], headers: Mapping[str, Sequence[str]], body: bytes) -> str:
    given = _only(headers, signature.header)
    if given is None or not given.startswith(signature.prefix):
        return f"{signature.header} is missing, repeated or malformed"
    parts = {Signed.BODY: body}
    if signature.timestamp_header is not None:
        timestamp = _only(headers, signature.timestamp_header)
        if timestamp is None or not _TIMESTAMP.fullmatch(timestamp):
            return f"{signature.timestamp_header} is missing, repeated or malformed"
        parts[Signed.TIMESTAMP] = timestamp.encode()
    message = b"".join(parts[part] for part in signature.signed)
    value = given.removeprefix(signature.prefix)
    fitting = [_same(_written(signature, secret, message), _as_written(signature, value)) for secret in secrets]
    return "" if any(fitting) else f"{signature.header} does not fit"


def _written(signature: Signature, secret: str, message: bytes) -> str:
    digest = hmac.digest(secret.encode(), message, signature.algorithm.value)
    return digest.hex() if signature.encoding is Encoding.HEX else b64encode(digest).decode()


def _as_written(signature: Signature, value: str) -> str:
    """Hex digits may be capitals."""
    return value.lower() if signature.encoding is Encoding.HEX else value


def _holds_token(secrets: Sequence[str], headers: Mapping[str, Sequence[str]]) -> bool:
    """Whether exactly one of the places where a token may stand holds one, and it is a secret."""
    found = [token for token in (_bearer_or_basic(headers), _only(headers, "x-api-key")) if token is not None]
    return len(found) == 1 and any(_same(secret, found[0]) for secret in secrets)


def _bearer_or_basic(headers: Mapping[str, Sequence[str]]) -> str | None:
    """The token of RFC 6750, or the password of RFC 7617, whatever the user is called."""
    scheme, _, given = (_only(headers, "authorization") or "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic" or len(given) > _LONGEST_BASIC:
        return None
    try:
        user_and_password = b64decode(given.strip(), validate=True).decode()
    except ValueError:
        return None
    _, divider, password = user_and_password.partition(":")
    return password if divider else None


def _only(headers: Mapping[str, Sequence[str]], name: str) -> str | None:
    """The header's value, None if there is none or more than one."""
    values = headers.get(name.lower(), ())
    return values[0].strip() if len(values) == 1 else None


def _same(one: str, other: str) -> bool:
    """In the same time wherever they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
