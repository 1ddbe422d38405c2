"""Every layout in turn: what one reader has taken, the next does not see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.case import Warned
from app.intake.layouts.dumpel import read_dumpel
from app.intake.layouts.found import Reading
from app.intake.layouts.headed import read_headed
from app.intake.layouts.json_records import read_json_records
from app.intake.layouts.known_texts import read_known_texts
from app.intake.layouts.labelled import read_labelled
from app.intake.layouts.list_lines import read_list_lines
from app.intake.layouts.lost_description import read_lost_descriptions
from app.intake.layouts.mentions import read_mentions
from app.intake.layouts.mta_log import read_mta_log
from app.intake.layouts.snare import read_snare
from app.intake.layouts.tables import read_tables
from app.intake.layouts.view import View, view_of
from app.intake.layouts.windows_xml import read_windows_xml
from app.intake.layouts.xml_below import with_their_xml
from app.intake.own_answers import own_answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.found import Found, LayoutReader

_READERS: tuple[LayoutReader, ...] = (
    read_windows_xml,
    read_json_records,
    read_tables,
    read_snare,
    read_list_lines,
    read_dumpel,
    read_mta_log,
    read_labelled,
    read_headed,
    read_lost_descriptions,
    read_known_texts,
)
"""Structured layouts first, since their values may hold what looks like another; the most telling ones early."""
_STOPPED = "reading_stopped"
_NO_TIME = "the time for reading was over before every layout was looked for"
_OWN = "an answer of kbdiag stands in the text; it is no statement of anybody's, and was left out"


@dataclass(frozen=True, slots=True)
class TextRead:
    """Entries and warnings, their spans those of the text as it came; `rest` is its view with every entry blank."""

    entries: tuple[Found, ...]
    warnings: tuple[Warned, ...]
    rest: View


def read_text(
    text: str, vocabulary: Vocabulary, allowance: Allowance, stated: frozenset[int] = frozenset()
) -> TextRead:
    """All entries of a text, in its order; of events that are only mentioned, those of which there is no entry.

    `stated` are the ids, as low words, of entries that the ticket holds beside its text.
    """
    view = view_of(text)
    if not text.strip():
        return TextRead((), (), view)
    own = list(own_answers(view.text))
    whole, seen = Reading(warnings=[Warned("own_answer", _OWN, span=span) for span in own]), _blanked(view.text, own)
    for read in _READERS:
        if allowance.spent:
            whole.warnings.append(Warned(_STOPPED, _NO_TIME, span=(0, len(seen))))
            break
        reading = read(seen, vocabulary, allowance)
        whole.entries += reading.entries
        whole.warnings += reading.warnings
        seen = _blanked(seen, _taken(reading))
    found = stated | {one.event.low_word for one in whole.entries}
    mentions = read_mentions(seen, vocabulary, allowance)
    whole.entries += [one for one in mentions.entries if one.event.low_word not in found]
    whole.warnings += mentions.warnings
    entries = with_their_xml(sorted(whole.entries, key=lambda one: one.span), view.text, vocabulary)
    warnings = [replace(one, span=view.span(*one.span)) if one.span else one for one in _stopped_once(whole.warnings)]
    return TextRead(
        tuple(replace(one, span=view.span(*one.span)) for one in entries), tuple(warnings), replace(view, text=seen)
    )


def _taken(reading: Reading) -> list[tuple[int, int]]:
    """What was read, or cannot be read by anyone. What was left for want of time is neither."""
    unread = [one.span for one in reading.warnings if one.span and one.code != _STOPPED]
    return [one.span for one in reading.entries] + unread


def _stopped_once(warnings: list[Warned]) -> list[Warned]:
    """The warnings in the order of the text; that the time was over is told once, from where it matters first."""
    stopped = [one for one in warnings if one.code == _STOPPED]
    others = [one for one in warnings if one.code != _STOPPED]
    told = sorted(others, key=lambda one: one.span or (0, 0))
    return [*told, min(stopped, key=lambda one: one.span or (0, 0))] if stopped else told


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these parts blank; each still ends a line, and every character stays where it was."""
    pieces, done = [], 0
    for begin, end in sorted(spans):
        start = max(begin, done)
        if start < end:
            pieces += [text[done:start], "\n" + " " * (end - start - 2) + "\n" * (end - start > 1)]
            done = end
    return "".join([*pieces, text[done:]])
