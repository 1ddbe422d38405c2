"""Take a ticket from a ticketing system: prove whose the request is, and make a request to diagnose of it."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import NotFound, SignatureInvalid
from app.intake.ticketing.payload import read_payload, read_plain_text
from app.intake.ticketing.signatures import refusal
from app.services.diagnose import Received
from app.services.judging import PLAIN_TEXT
from app.services.representation import Representation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.field_map import FieldMap
    from app.intake.ticketing.payload import TicketText

logger = logging.getLogger("kbdiag.webhooks")
_LONGEST_DELIVERY = 200
_OURS = "webhook\u00b7"
"""Begins the keys of deliveries: no Idempotency-Key that a caller sends can hold such a character."""
_DELIVERY = re.compile(rf"[\x21-\x7e]{{1,{_LONGEST_DELIVERY}}}")


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted to a source's webhook. `headers` has every value of each, by its name in lower case.

    `media_type` is `application/json` or `text/plain`; `ticket_id` is what the caller calls a ticket of plain text.
    """

    body: bytes
    media_type: str
    headers: Mapping[str, Sequence[str]]
    wanted: Representation = Representation.JSON
    ticket_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiveTicket:
    """The service behind POST /webhooks/{source}. `secrets` has those of each source; without any, none is let in."""

    maps: Mapping[str, FieldMap]
    secrets: Mapping[str, Sequence[str]]

    def field_map(self, source: str) -> FieldMap:
        """The source's; NotFound if there is no such source."""
        if source not in self.maps:
            raise NotFound(f"there is no source {source!r}; there are {', '.join(sorted(self.maps))}")
        return self.maps[source]

    def received(self, source: str, posted: Posted) -> Received:
        """The request to diagnose. SignatureInvalid before anything is read; InputError if it carries no text."""
        field_map = self.field_map(source)
        reason = refusal(field_map, self.secrets.get(source, ()), posted.headers, posted.body)
        if reason:
            logger.warning("webhook %s: 401, %s (KBDIAG_WEBHOOK_SECRET_%s)", source, reason, source.upper())
            raise SignatureInvalid("the signature or token of this request does not fit")
        if posted.media_type == PLAIN_TEXT:
            ticket = read_plain_text(posted.body, source, posted.ticket_id)
        else:
            ticket = read_payload(posted.body, field_map)
        key = _key(field_map, posted)
        return Received(ticket.request, wanted=posted.wanted, key=key, sent=_sent(ticket))


def _key(field_map: FieldMap, posted: Posted) -> str:
    """The delivery's id, else a digest of what was posted: either way the same for each attempt to deliver it."""
    delivery = posted.headers.get(field_map.delivery_header.lower(), ()) if field_map.delivery_header else ()
    if len(delivery) == 1 and _DELIVERY.fullmatch(delivery[0]):
        return f"{_OURS}{field_map.system}:{delivery[0]}"
    said = [posted.media_type.encode(), (posted.ticket_id or "").encode(), posted.body]
    return f"{_OURS}{field_map.system}:sha256-{_digest([value.encode() for value in delivery] or said)}"


def _sent(ticket: TicketText) -> bytes:
    """What attempts to deliver one payload have in common: the title may have been changed between two of them.

    Where there is nothing but a title, it is what was sent.
    """
    said = ticket.said or ticket.title or ""
    return _digest([part.encode() for part in (ticket.system, ticket.id or "", said)]).encode()


def _digest(parts: Sequence[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
