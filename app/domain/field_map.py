"""Where a ticketing system's payload holds what a ticket says, and how its requests prove whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EACH = "[]"
"""The step that goes on with each item of a list."""
SOURCES = ("zammad", "glpi", "redmine", "servicenow", "jira", "zendesk", "generic")
"""The systems there are, as the last part of their webhook's address."""


class Markup(StrEnum):
    """How the text of a body is written. `guessed` is HTML where it holds a tag of it, else plain text."""

    PLAIN = "plain"
    HTML = "html"
    ENCODED_HTML = "encoded_html"
    WIKI = "wiki"
    GUESSED = "guessed"


class Algorithm(StrEnum):
    """The hash function of an HMAC (RFC 2104)."""

    SHA1 = "sha1"
    SHA256 = "sha256"


class Encoding(StrEnum):
    """How the bytes of a signature are written."""

    HEX = "hex"
    BASE64 = "base64"


class Signed(StrEnum):
    """A part of what is signed."""

    BODY = "body"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A place in a payload, such as `issue.fields.comment.comments[].body`: names of members, `[]` for each item."""

    steps: tuple[str, ...]

    @property
    def pointer(self) -> str:
        """It as a JSON Pointer fragment, with `-` for any item."""
        return "#" + "".join(f"/{'-' if step == EACH else step}" for step in self.steps)


@dataclass(frozen=True, slots=True)
class TextAt:
    """A piece of text: the first of `paths` where something stands.

    `media_type` is the place of a member which says `text/html` or `text/plain`, where there is one. `newest` tells
    that a payload which holds this piece was sent on its account.
    """

    paths: tuple[FieldPath, ...]
    markup: Markup
    media_type: FieldPath | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """An HMAC over the raw body, or over the body and a timestamp that comes in a header of its own."""

    header: str
    algorithm: Algorithm
    encoding: Encoding
    prefix: str = ""
    signed: tuple[Signed, ...] = (Signed.BODY,)
    timestamp_header: str | None = None


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How the payloads of one system are read.

    `pieces` are the bodies and then the comments, in the order they are read in. `delivery_header` holds the id that
    all attempts to deliver one payload share. `token` tells that the secret itself may be sent (Bearer, the password
    of Basic, or X-API-Key) by systems that cannot sign. `times_in_utc` tells that times without a zone are in UTC.
    """

    system: str
    id: tuple[FieldPath, ...]
    title: tuple[FieldPath, ...]
    opened_at: tuple[FieldPath, ...]
    pieces: tuple[TextAt, ...]
    signature: Signature | None = None
    token: bool = False
    delivery_header: str | None = None
    times_in_utc: bool = False
    example: Mapping[str, object] = field(default_factory=dict)
