"""The printed text of a Knowledge Base article: header, sections and their paragraphs, without the legal tail.

DOCUMENT:Q303156  06-AUG-2002  [exchange]
TITLE   :XCON: RPC Error Messages 9318 and 9322 Are Logged
PROD/VER::5.5 SP3,5.5 SP4
(rules, then "The information in this article applies to:" and a list between rules)
SYMPTOMS
========
(paragraphs, with blank lines between them)
Additional query words:
(keywords and the legal tail)
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.domain.citation import ARTICLE_NUMBER, SECTIONS, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_DOCUMENT = re.compile(rf"DOCUMENT:({ARTICLE_NUMBER})[ \t]+([0-9]{{2}}-[A-Z]{{3}}-[0-9]{{4}})")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNDERLINE = re.compile(r"[ \t]*[-=]{3,}[-= \t]*")
_HEADED = re.compile(r"={3,}")
_RULE = re.compile(r"={40,}")
_PRINTED_SECTIONS = frozenset(SECTIONS) - {"TITLE", "APPLIES TO"}
_HIGHEST_ID = 0xFFFF
_APPLIES = "The information in this article applies to:"
_TAIL = ("Additional query words", "THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*\S)[ \t]*")
_ARTICLE = re.compile(rf"\b{ARTICLE_NUMBER}\b")
_EVENTS = re.compile(
    r"\bevents?(?:\s+IDs?)?\s*[:#]?\s+(?P<ids>[0-9]{1,5}\b(?:(?:\s*,|\s+and|\s+or)+\s+[0-9]{1,5}\b)*)"
    r"|\b(?P<before>[0-9]{1,5})\s+events?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What one article says. `sections` are paragraphs by the names a citation may use; `versions` is its PROD/VER."""

    id: str
    title: str
    revised: date
    versions: str = ""
    applies_to: tuple[str, ...] = ()
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def passage(self, wanted: Passage) -> str | None:
        """The cited paragraphs, a blank line between them; None if there are not that many, or no such section."""
        paragraphs = self.sections.get(wanted.section, ())
        if not wanted.first:
            return "\n\n".join(paragraphs) or None
        found = paragraphs[wanted.first - 1 : wanted.last]
        return "\n\n".join(found) if len(found) == wanted.last - wanted.first + 1 else None

    @property
    def see_also(self) -> tuple[str, ...]:
        """The other articles it names, in the order it names them."""
        named = (number for text in self._body() for number in _ARTICLE.findall(text))
        return tuple(dict.fromkeys(number for number in named if number != self.id))

    @property
    def event_ids(self) -> tuple[int, ...]:
        """The event ids it mentions, in its title or below it."""
        texts = (self.title, *self._body())
        return tuple(dict.fromkeys(number for text in texts for number in _ids_in(text)))

    def _body(self) -> Iterator[str]:
        for name, paragraphs in self.sections.items():
            if name not in {"TITLE", "APPLIES TO"}:
                yield from paragraphs


def passage_digest(text: str) -> str:
    """`sha256:` and the hex digest of a passage, wherever its lines are broken."""
    return f"sha256:{hashlib.sha256(' '.join(text.split()).encode()).hexdigest()}"


def read_article_text(data: bytes) -> ArticleText:
    """The article in these bytes; ValueError, with a sentence, for what is none."""
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = next(filter(None, map(_DOCUMENT.match, lines)), None)
    if found is None:
        message = "it has no line 'DOCUMENT:Q303156  06-AUG-2002'"
        raise ValueError(message)
    title, applies_to = _header("TITLE", lines), tuple(_applies_to(lines))
    sections = {"TITLE": (title,) if title else (), "APPLIES TO": applies_to, **_sections(_without_tail(lines))}
    said = {name: paragraphs for name, paragraphs in sections.items() if paragraphs}
    return ArticleText(found[1], title, _day(found[2]), _header("PROD/VER", lines), applies_to, said)


def _decoded(data: bytes) -> str:
    """UTF-8 or else what Windows wrote in the West, without characters that are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return _CONTROL.sub("", text.replace("\f", "\n"))


def _day(printed: str) -> date:
    """`06-AUG-2002`, whatever the language of this machine."""
    day, month, year = printed.split("-")
    if month not in _MONTHS:
        message = f"'{printed}' is no date such as 06-AUG-2002"
        raise ValueError(message)
    return date(int(year), _MONTHS.index(month) + 1, int(day))


def _header(name: str, lines: Iterable[str]) -> str:
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key.strip() == name:
            return value.strip()
    return ""


def _without_tail(lines: Sequence[str]) -> Sequence[str]:
    """From the first section's heading to the keywords that end the article."""
    start = next((at for at in range(len(lines)) if _is_section(lines, at)), len(lines))
    for at in range(start, len(lines)):
        if lines[at].startswith(_TAIL) or _RULE.fullmatch(lines[at].strip()):
            return lines[start:at]
    return lines[start:]


def _applies_to(lines: Sequence[str]) -> Iterator[str]:
    """The list's items, each with the lines it runs on over."""
    start = next((at for at, line in enumerate(lines) if line.strip() == _APPLIES), len(lines))
    item: list[str] = []
    for line in lines[start + 1 :]:
        if _UNDERLINE.fullmatch(line):
            break
        begun = _ITEM.fullmatch(line)
        if begun and item:
            yield " ".join(item)
            item = []
        item += [begun[1] if begun else line.strip()] if line.strip() else []
    if item:
        yield " ".join(item)


def _is_section(lines: Sequence[str], at: int) -> bool:
    heading, below = lines[at].strip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    return heading in _PRINTED_SECTIONS and bool(_HEADED.fullmatch(below))


def _sections(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """A section that is printed twice goes on where it ended."""
    found: dict[str, list[str]] = {}
    name = ""
    for at, line in enumerate(lines):
        if _is_section(lines, at):
            name = line.strip()
            found.setdefault(name, []).append("")
        elif name and not _UNDERLINE.fullmatch(line):
            found[name].append(line.rstrip())
    return {name: tuple(_paragraphs(below)) for name, below in found.items()}


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    for block in re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines)):
        if block.strip():
            yield block.strip("\n")


def _ids_in(text: str) -> Iterator[int]:
    for found in _EVENTS.finditer(text):
        for number in re.findall("[0-9]+", found["ids"] or found["before"]):
            if int(number) <= _HIGHEST_ID:
                yield int(number)
