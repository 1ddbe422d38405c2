"""A payload becomes a request in the shape of POST /diagnose, by the field map of the system that sent it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain.errors import Fault, InvalidInput
from app.intake.own_answers import LEFT_OUT, without_own_answers
from app.intake.strict_json import decode_utf8, read_json
from app.intake.ticketing.markup import text_of_markup
from app.intake.ticketing.values import first_at

if TYPE_CHECKING:
    from app.domain.field_map import FieldMap, TextAt

LONGEST_TITLE = 1000
LONGEST_ID = 255
_ANYWHERE = re.compile(r"#.*", re.DOTALL)
"""People paste control characters into every field, and a title with one is still a title."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9:]{2,6})?"
)


@dataclass(frozen=True, slots=True)
class TicketText:
    """A ticket as a payload tells of it. `title` is in full; `said` is its bodies and comments."""

    system: str
    id: str | None
    title: str | None
    opened_at: str | None
    said: str

    @property
    def request(self) -> bytes:
        """It as a request to POST /diagnose, always written the same way."""
        shown = _cut(self.title or "", LONGEST_TITLE) or None
        ticket = {"system": self.system, "id": self.id, "title": shown, "opened_at": self.opened_at}
        known = {name: value for name, value in ticket.items() if value is not None}
        text = "\n\n".join(part for part in (self.title, self.said) if part)
        return json.dumps({"ticket": known, "text": text}, ensure_ascii=False, separators=(",", ":")).encode()


def read_plain_text(body: bytes, system: str, ticket_id: str | None) -> TicketText:
    """A `text/plain` body, all of which is the ticket's text. MalformedInput if it is not UTF-8."""
    text = decode_utf8(body).strip()
    said = LEFT_OUT if text and _is_own(text) else text
    _refuse_nothing(said, [Fault("the body carries no text")])
    _refuse_own([said])
    return TicketText(system, _id(ticket_id or ""), None, None, said)


def read_payload(body: bytes, field_map: FieldMap) -> TicketText:
    """A JSON body. MalformedInput if it is no JSON; InvalidInput if it carries no text where the map looks for it."""
    payload = read_json(body, free_text=_ANYWHERE, mending=True)
    title = _one_line("".join(first_at(payload, field_map.title)[:1]))
    pieces = {place: _pieces(payload, place) for place in field_map.pieces}
    said = "\n\n".join(dict.fromkeys(text for texts in pieces.values() for text in texts))
    looked_at = [*field_map.title, *(path for place in field_map.pieces for path in place.paths)]
    _refuse_nothing(said or title, [Fault("no text stands here", path.pointer) for path in looked_at])
    _refuse_own([text for place, texts in pieces.items() if place.newest for text in texts] or [said or title])
    opened_at = first_at(payload, field_map.opened_at)[:1]
    return TicketText(
        field_map.system,
        _id("".join(first_at(payload, field_map.id)[:1])),
        title or None,
        _instant(opened_at[0], in_utc=field_map.times_in_utc) if opened_at else None,
        said,
    )


def _pieces(payload: object, place: TextAt) -> list[str]:
    media_type = "".join(first_at(payload, (place.media_type,))[:1]) if place.media_type else None
    texts = (text_of_markup(text, place.markup, media_type) for text in first_at(payload, place.paths))
    return [LEFT_OUT if _is_own(text) else text for one in texts if (text := one.strip())]


def _is_own(text: str) -> bool:
    """Whether it is nothing but answers of this program; where somebody has written beside them, all is kept."""
    return all(line.strip() in {"", LEFT_OUT} for line in without_own_answers(text).split("\n"))


def _refuse_nothing(said: str, faults: list[Fault]) -> None:
    if not said:
        raise InvalidInput("the payload carries no text", faults)


def _refuse_own(newest: list[str]) -> None:
    """Diagnosing what was written back into the ticket would be written back again, and so on for ever."""
    if all(line in {"", LEFT_OUT} for text in newest for line in text.split("\n")):
        raise InvalidInput("what is new in the payload is an answer of this program")


def _id(written: str) -> str | None:
    """One too long is cut and ended with its digest, so that it stays different from others."""
    shown = _one_line(written)
    if len(shown) > LONGEST_ID:
        digest = hashlib.sha256(shown.encode()).hexdigest()[:16]
        shown = f"{shown[: LONGEST_ID - len(digest) - 1]}-{digest}"
    return shown or None


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _instant(written: str, *, in_utc: bool) -> str | None:
    """The time as RFC 3339 has it; None where its zone is not known or it is written otherwise."""
    if not _TIME.fullmatch(written.strip()):
        return None
    try:
        time = datetime.fromisoformat(written.strip().replace(",", "."))
    except ValueError:
        return None
    if time.tzinfo is None:
        if not in_utc:
            return None
        time = time.replace(tzinfo=UTC)
    return time.isoformat().replace("+00:00", "Z")
