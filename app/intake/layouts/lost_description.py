"""Entries whose text was lost: "The description for Event ID ( 9996 ) in Source ( X ) could not be found …".

Event Viewer writes this where it has no message file for the source, and what it has instead: the insertion strings,
behind each other (NT to 2003) or one a line (Vista and later).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.domain.case import ReportedEvent
from app.intake.layouts.event_id import LARGEST_ID
from app.intake.layouts.found import Found, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance

_GAP = r"[ \t]{0,20}+\n?[ \t]{0,20}+(?<=[ \t\n])"
_SENTENCE = re.compile(
    rf"The{_GAP}description{_GAP}for{_GAP}Event{_GAP}ID[ \t\n]{{0,12}}[('\"]?[ \t\n]{{0,12}}([0-9]{{1,10}})"
    rf"[ \t\n]{{0,12}}[)'\"]?{_GAP}(?:in|from){_GAP}source{_GAP}"
    rf"(?:\([ \t\n]{{0,12}}([^\n()]{{1,100}}?)[ \t\n]{{0,12}}\)|([^\n]{{1,100}}?)){_GAP}"
    rf"(?:could{_GAP}not|can{_GAP}not|cannot){_GAP}be{_GAP}found\b",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    rf"(?:following{_GAP}insertion{_GAP}string(?:\(s\)|s)?|following{_GAP}information{_GAP}is{_GAP}part{_GAP}of{_GAP}the"
    rf"{_GAP}event)[ \t\n]{{0,4}}:",
    re.IGNORECASE,
)
_LINES = re.compile(
    rf"following{_GAP}information{_GAP}was{_GAP}included{_GAP}with{_GAP}the{_GAP}event[ \t]{{0,4}}:[ \t]{{0,40}}",
    re.IGNORECASE,
)
_STRINGS_WITHIN = 1500
"""Characters behind the sentence within which its strings begin; Windows says a good deal in between."""
_LONGEST_STRINGS = 32_768
"""Characters of an event's strings; more than an event log can hold."""
_MOST_STRINGS = 100
_LINE_END = re.compile("\n|$")
_PARAGRAPH_END = re.compile(r"\n[ \t]*+\n|$")
_STRINGS_END = re.compile(r"\n[ \t]*+\n|(?<=\.)[ \t]*+(?:\n|$)|(?<=\.['\"])[ \t]*+(?:\n|$)|$")
_PROSE_BEHIND = re.compile(r"\.[ \t]++(?=[A-Z])")
_NO_STRING = re.compile(r"the message resource is present|event xml|for (?:more|additional) information", re.IGNORECASE)


class LostDescription(NamedTuple):
    """What is left of an entry: its id, its source, its strings, and where the last of them ends in the text."""

    event_id: int
    source: str | None
    strings: tuple[str, ...]
    span: tuple[int, int]


def strings_of(description: str) -> LostDescription | None:
    """The insertion strings of a description that was lost; None for any other description."""
    return next(_lost(description, 200), None)


def with_lost_strings(event: ReportedEvent) -> tuple[ReportedEvent, str | None]:
    """The entry with the strings that stand where its text was lost, and its text, None where it was lost."""
    lost = strings_of(event.description) if event.description else None
    if lost is None:
        return event, event.description
    return (event if event.strings else replace(event, strings=lost.strings)), None


def lost_at(text: str, start: int) -> LostDescription | None:
    """The lost description that begins at `start`, which may hold blank lines; None if there is none."""
    found = _SENTENCE.match(text, start)
    return _read(text, found) if found else None


def read_lost_descriptions(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. These are the sentences that stand in no other layout."""
    del vocabulary
    reading = Reading()
    for lost in _lost(text, len(text)):
        if allowance.spent:
            reading.stop(text, lost.span[0])
            break
        event = ReportedEvent(
            lost.event_id, lost.source, description=text[slice(*lost.span)].strip(), strings=lost.strings
        )
        reading.entries.append(Found(event, lost.span, "lost_description"))
    return reading


def _lost(text: str, within: int) -> Iterator[LostDescription]:
    """Those that begin in the first `within` characters, in their order, none inside another."""
    at = 0
    while (found := _SENTENCE.search(text, at)) and found.start() <= within:
        lost = _read(text, found)
        if lost is not None:
            yield lost
        at = lost.span[1] if lost is not None else found.end()


def _read(text: str, sentence: re.Match[str]) -> LostDescription | None:
    event_id = int(sentence.group(1))
    source = (sentence.group(2) or sentence.group(3)).strip(" \t()'\"") or None
    if event_id > LARGEST_ID:
        return None
    limit = sentence.end() + _STRINGS_WITHIN
    following = _SENTENCE.search(text, sentence.end(), limit)
    limit = following.start() if following else limit
    commas, lines = (one.search(text, sentence.end(), limit) for one in (_COMMAS, _LINES))
    if commas:
        strings, end = _behind_each_other(text, commas.end())
    elif lines:
        strings, end = _one_a_line(text, lines.end())
    else:
        strings, end = (), _end_of(_PARAGRAPH_END, text, sentence.end(), limit)
    return LostDescription(event_id, source, strings, (sentence.start(), end))


def _end_of(ends: re.Pattern[str], text: str, start: int, limit: int) -> int:
    found = ends.search(text, start, limit)
    return found.start() if found else limit


def _behind_each_other(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Strings with a comma and a space between them; a full stop ends them, and prose may follow it."""
    another = _SENTENCE.search(text, start, start + _LONGEST_STRINGS)
    end = _end_of(_STRINGS_END, text, start, another.start() if another else start + _LONGEST_STRINGS)
    prose = _PROSE_BEHIND.search(text, max(start, text.rfind(", ", start, end)), end)
    end = prose.start() + 1 if prose else end
    pieces = " ".join(line.strip() for line in text[start:end].split("\n")).strip().removesuffix(".").split(", ")
    if all(len(piece) > 1 and piece[0] == piece[-1] == "'" for piece in pieces):
        return tuple(piece[1:-1].strip() for piece in pieces), end
    return tuple(piece.strip() for piece in pieces) if any(pieces) else (), end


def _one_a_line(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Strings below each other, up to a blank line or what Windows writes behind them."""
    strings: list[str] = []
    end = start
    begin = start + len(text[start : start + _STRINGS_WITHIN]) - len(text[start : start + _STRINGS_WITHIN].lstrip())
    while begin < len(text) and len(strings) < _MOST_STRINGS:
        stop = _end_of(_LINE_END, text, begin, begin + _LONGEST_STRINGS)
        line = text[begin:stop].strip()
        if not line or _NO_STRING.match(line) or _SENTENCE.match(line):
            break
        strings.append(line)
        begin, end = stop + 1, stop
    return tuple(strings), end
