"""Read recorded diagnoses: one as it was answered, or a page of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.errors import BadPageToken, NotFound

if TYPE_CHECKING:
    from app.domain.decision import Decision, DecisionFilter
    from app.services.representation import Representation
    from app.storage.archive import DecisionArchive

LARGEST_PAGE = 200
_DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions, newest first, and the token of the page after them, None at the end."""

    items: tuple[Decision, ...]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class ReadDiagnoses:
    """The service behind GET /diagnoses."""

    archive: DecisionArchive

    def one(self, decision_id: str, wanted: Representation) -> str:
        """The answer exactly as it was given; NotFound if there is none, or its content has been erased."""
        stored = self.archive.get(decision_id)
        if stored is None:
            raise NotFound(f"there is no diagnosis {decision_id}")
        if stored.content is None:
            raise NotFound(f"the content of diagnosis {decision_id} has been erased")
        return wanted.of_stored(stored.content)

    def page(self, wanted: DecisionFilter, *, size: int, token: str | None) -> Page:
        """Newest first. A size beyond 200 gives 200; BadPageToken unless the token was given for the same filters."""
        size = min(size, LARGEST_PAGE)
        before = _opened(token, wanted) if token else None
        found = self.archive.page(wanted, size=size + 1, before=before)
        more = len(found) > size
        return Page(tuple(found[:size]), _sealed(found[size - 1].id, wanted) if more else None)


def _digest(wanted: DecisionFilter) -> str:
    return hashlib.sha256(json.dumps(asdict(wanted), default=str, sort_keys=True).encode()).hexdigest()[:_DIGEST_LENGTH]


def _sealed(last: str, wanted: DecisionFilter) -> str:
    return base64.urlsafe_b64encode(f"{_digest(wanted)}{last}".encode()).decode().rstrip("=")


def _opened(token: str, wanted: DecisionFilter) -> str:
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise BadPageToken("this page_token was not given by this service") from error
    digest, last = text[:_DIGEST_LENGTH], text[_DIGEST_LENGTH:]
    if digest != _digest(wanted) or not last:
        raise BadPageToken("this page_token was given for other filters; start again without it")
    return last
