"""Page tokens: what stood last on a page, sealed together with the filters it was asked for with."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING

from app.domain.errors import BadPageToken

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_PAGE = 200
_DIGEST_LENGTH = 16


def sealed(last: str, filters: Mapping[str, object]) -> str:
    """The token of the page that begins after `last`, for the same filters only."""
    return base64.urlsafe_b64encode(f"{_digest(filters)}{last}".encode()).decode().rstrip("=")


def opened(token: str, filters: Mapping[str, object]) -> str:
    """What stood last on the page before; BadPageToken unless the token was given for the same filters."""
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise BadPageToken("this page_token was not given by this service") from error
    digest, last = text[:_DIGEST_LENGTH], text[_DIGEST_LENGTH:]
    if digest != _digest(filters) or not last:
        raise BadPageToken("this page_token was given for other filters; start again without it")
    return last


def _digest(filters: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(filters, default=str, sort_keys=True).encode()).hexdigest()[:_DIGEST_LENGTH]
