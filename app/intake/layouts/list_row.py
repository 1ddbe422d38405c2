"""One line of Event Viewer's list: date, time, source, type, category, event, user, computer, description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.case import ReportedEvent
from app.intake.layouts.entry_types import TYPE_WORD, is_type
from app.intake.layouts.row_cells import event_id, stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.vocabulary import Vocabulary

FIELDS = 7
"""Fields behind date and time: source, type, category, event, user, computer, description."""
_LEAST = 5
"""The fields that a line of the list has, up to the user."""
_LONGEST_NAME = 64
_TYPE = re.compile(rf"(?<!\S)(?:{TYPE_WORD})(?!\S)", re.IGNORECASE)
_CATEGORY_AND_EVENT = re.compile(
    r"[ \t]+(?:(?P<category>[^ \t\n][^\n]{0,40}?)[ \t]+)?(?P<event>[0-9]{1,10})(?![^ \t\n])"
)
_USER = re.compile(
    r"[ \t]*(?:N/A|-|(?:NT[ -](?:AUTHORITY|AUTORITÄT)|AUTORITE NT)\\(?:(?:NETWORK|LOCAL) SERVICE|[^ \t\n]{1,64})"
    r"|[^ \t\n\\]{0,64}\\[^ \t\n\\]{1,64}|S-1-[0-9-]{1,80})(?![^ \t\n])",
    re.IGNORECASE,
)
_HOST = re.compile(r"[ \t]+(?P<host>[\w.$-]{1,63})(?![^ \t\n])")
_HEADING = 300
"""Characters within which everything but the description stands."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """What stands behind date and time: the entry without its description, and the first line of that."""

    event: ReportedEvent
    description: str


def of_fields(fields: Sequence[str], ahead: str | None) -> ListRow | None:
    """A row whose fields are parted; `ahead` is the type if it stands before the date, as in lists of Windows 2000."""
    if ahead:
        fields = (*fields[:1], ahead, *fields[1:])
    if len(fields) < _LEAST or not fields[0] or not (is_type(fields[1]) or _is_word(fields[1])):
        return None
    number = event_id(fields[3])
    if number is None:
        return None
    computer, description = (*fields[5:], "", "")[:2]
    return ListRow(_event(number, fields[0], fields[1], fields[2], computer), description)


def is_unread(fields: Sequence[str], ahead: str | None) -> bool:
    """Whether parted fields are those of a row all the same, though no entry could be read of them."""
    return len(fields) >= _LEAST + 1 - bool(ahead) and is_type(ahead or fields[1])


def of_words(text: str, ahead: str | None, vocabulary: Vocabulary) -> ListRow | None:
    """A row whose tabs became spaces.

    The type's word and the number behind it are what is held on to; a sentence may hold them too, so that the source
    must be a known one, or an account follow.
    """
    heading = text[:_HEADING]
    types = [(0, 0)] if ahead else [one.span() for one in _TYPE.finditer(heading)]
    rows = (_around(text, heading, ahead, span, vocabulary) for span in types)
    read = [row for row in rows if row]
    return next((row for row in read if vocabulary.source_named(row.event.source)), read[-1] if read else None)


def _around(
    text: str, heading: str, ahead: str | None, span: tuple[int, int], vocabulary: Vocabulary
) -> ListRow | None:
    """The row whose type is the word at this place, or stands ahead; the source is then the first word."""
    source, behind = heading[: span[0]].strip(), span[1]
    if ahead:
        source = heading.split(maxsplit=1)[0] if heading.strip() else ""
        behind = heading.find(source) + len(source)
    found = _CATEGORY_AND_EVENT.match(heading, behind)
    number = event_id(found["event"]) if found else None
    if found is None or number is None or not 0 < len(source) <= _LONGEST_NAME:
        return None
    user = _USER.match(heading, found.end())
    if user is None and not vocabulary.source_named(source):
        return None
    host = _HOST.match(heading, user.end()) if user else None
    end = host.end() if host else user.end() if user else found.end()
    kind = ahead or heading[slice(*span)]
    return ListRow(_event(number, source, kind, found["category"], host["host"] if host else None), text[end:].strip())


def _event(number: int, source: str, kind: str, category: str | None, computer: str | None) -> ReportedEvent:
    return ReportedEvent(number, stated(source), stated(computer), stated(kind), stated(category))


def _is_word(text: str) -> bool:
    """Whether this may be a type in a language that is not known here."""
    return 0 < len(text) <= _LONGEST_NAME and text[0].isalpha() and not any(one.isdigit() for one in text)
