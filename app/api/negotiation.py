"""Media types: what a body is said to be (RFC 9110 section 8.3) and what the caller accepts (section 12.5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.errors import KeyInvalid, NotAcceptable, UnsupportedMedia
from app.services.representation import Representation

if TYPE_CHECKING:
    from starlette.datastructures import Headers

READ_HERE = ("application/json", "text/plain")
MULTIPART = "multipart/form-data"
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
"""What a body may be said to be in."""
_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_QUOTED_KEY = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_LONGEST_KEY = 255


def media_type_of(headers: Headers) -> str:
    """`application/json` (also where nothing is said) or `text/plain`; UnsupportedMedia for anything else."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise UnsupportedMedia(f"the content coding {coding!r} is not read here")
    kind, *parameters = (part.strip() for part in headers.get("content-type", READ_HERE[0]).lower().split(";"))
    if kind not in READ_HERE:
        raise UnsupportedMedia(f"bodies are {', '.join(READ_HERE)} or {MULTIPART}, not {kind!r}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in CHARSETS:
            raise UnsupportedMedia(f"bodies are in UTF-8, not in {value!r}")
    return kind


def is_upload(headers: Headers) -> bool:
    """Whether the body is said to be multipart/form-data, not coded in any way."""
    plain = headers.get("content-encoding", "identity").strip().lower() in {"", "identity"}
    return plain and headers.get("content-type", "").lower().startswith(MULTIPART)


def representation_of(headers: Headers) -> Representation:
    """The representation the caller likes best, JSON among equals; NotAcceptable if there is none."""
    ranges = list(_ranges(",".join(headers.getlist("accept")) or "*/*"))
    best = max(Representation, key=lambda one: (_quality(one.value, ranges), one is Representation.JSON))
    if _quality(best.value, ranges) == 0:
        raise NotAcceptable(f"answers come as {', '.join(Representation)}")
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        qualities = [match.group(1) for parameter in parameters if (match := _QUALITY.fullmatch(parameter))]
        if kind:
            found.append((kind, float(qualities[0]) if qualities else 1.0))
    return found


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """That of the most specific range which fits."""
    for wanted in (media_type, media_type.split("/", maxsplit=1)[0] + "/*", "*/*"):
        fitting = [quality for kind, quality in ranges if kind == wanted]
        if fitting:
            return max(fitting)
    return 0.0


def idempotency_key_of(headers: Headers) -> str | None:
    """The key, taken out of its quotes if it has them (a structured-field string, RFC 9651 section 3.3.3)."""
    values = headers.getlist("idempotency-key")
    if not values:
        return None
    value = values[0].strip()
    quoted = _QUOTED_KEY.fullmatch(value)
    key = re.sub(r"\\(.)", r"\1", quoted.group(1)) if quoted else value
    if len(values) > 1 or not key or len(key) > _LONGEST_KEY or not (quoted or _KEY.fullmatch(key)):
        raise KeyInvalid("a key has 1 to 255 printable ASCII characters, quoted or bare, and is sent once")
    return key
