"""HTML mail as text, keeping the ends of lines: an event entry that was pasted into it must still be one.

Mail is seldom valid HTML, and html.parser takes quadratic time over some of what is not; so tags are found here by a
walk from one `<` to the next, and nothing is left out because something is not closed. What only looks like a tag,
such as `<EXCH-A>`, is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_LINES = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option "
    "p plaintext pre section select summary table tbody textarea tfoot thead tr ul xmp"
)
"""Elements that begin and end lines."""
_CELLS = _names("td th")
_KEPT_AS_WRITTEN = _names("pre textarea listing xmp plaintext")
_LEFT_OUT = _names("script style head title xml template noscript")
_STRUCK = _names("s strike del")
STRUCK_OUT = "[struck out]"
"""Stands where text was that its author took back."""
_IN_LINE = _names(
    "a abbr acronym applet area audio b base basefont bdi bdo big br button canvas cite code col colgroup data "
    "datalist del dfn em embed font frame i iframe img input ins kbd label link map mark meta meter noframes object "
    "output param picture progress q rp rt ruby s samp slot small source span strike strong sub sup svg time track tt "
    "u var video wbr"
)
_ELEMENTS = _LINES | _CELLS | _LEFT_OUT | _IN_LINE
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,19}(?::[A-Za-z][A-Za-z0-9-]{0,39})?)(?=[\s/>])")
_DECLARATION = re.compile(r"<(?:!doctype|!\[if|!\[endif|\?)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_MANY_DIGITS = re.compile(r"&#(?=[0-9]{8}|[xX][0-9a-fA-F]{7})")
_BLANK_LINES = re.compile(r"\n{3,}")
_COMMON = r"(?:br|p|div|span|table|tr|td|pre|ul|ol|li|font|b|i|strong|em|h[1-6]|html|body|blockquote|a)"
_TAG = re.compile(rf"<(?:{_COMMON}(?: [^<>]{{0,500}}|/)?|/{_COMMON})>", re.IGNORECASE)
_ENCODED_TAG = re.compile(rf"&(?:lt|#0?60|#x3c);/?{_COMMON}(?:&(?:gt|#0?62|#x3e);|[>/]| [^<>])", re.IGNORECASE)
_LONGEST_QUOTED = 1000
_MOST_PENDING = 20


def html_to_text(html: str) -> str:
    """Its text: a line for each block, row and `<br>`, a tab between cells, at most one blank line on end."""
    return _Reader(html).text()


def holds_html(text: str) -> bool:
    """Whether a tag stands in it that mail and ticketing systems write."""
    return _TAG.search(text) is not None


def with_tags_decoded(text: str) -> str:
    """The HTML, where its angle brackets come as character references (`&lt;p&gt;`); else the same."""
    return text if holds_html(text) or not _ENCODED_TAG.search(text) else _decoded(text)


def _decoded(text: str) -> str:
    """Character references as characters; numbers that no character has stay as they are written."""
    return unescape(_MANY_DIGITS.sub("&amp;#", text))


@dataclass(slots=True)
class _Written:
    """The text so far. What comes between two pieces is decided when the second comes."""

    parts: list[str] = field(default_factory=list)
    pending: str = ""
    in_row: bool = False

    def end_line(self) -> None:
        """A block begins or ends: one line end, however many blocks do; after a tab its cell has just begun."""
        if self.parts and "\t" not in self.pending:
            self.pending = self.pending or "\n"

    def break_line(self) -> None:
        self.pending = (self.pending.replace("\t", "") + "\n")[:_MOST_PENDING]

    def begin_row(self) -> None:
        self.pending = self.pending.replace("\t", "")
        self.end_line()
        self.in_row = False

    def begin_cell(self) -> None:
        if self.in_row:
            self.pending = (("" if "\n" in self.pending else self.pending) + "\t")[:_MOST_PENDING]
        self.in_row = True

    def add(self, text: str) -> None:
        at_start = not self.parts or bool(self.pending) or self.parts[-1][-1] in " \n\t"
        shown = text.lstrip(" ") if at_start else text
        if shown:
            self.parts += [self.pending, shown] if self.pending else [shown]
            self.pending = ""

    def add_as_written(self, text: str) -> None:
        if text:
            self.parts += [self.pending, text] if self.pending else [text]
            self.pending = ""


class _Ahead:
    """Finds the next place of a few strings, and never looks twice for one that does not come again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def find(self, what: str, start: int) -> int:
        """Its first place from `start`, -1 if there is none; `start` never goes back by more than a tag's length."""
        known = self._next.get(what, 0)
        if known != -1 and known < max(start, 1):
            known = self._next[what] = self._text.find(what, start)
        return known


class _Reader:
    """Walks over the tags of one document."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._ahead = _Ahead(html)
        self._written = _Written()
        self._as_written = 0
        self._has_lines = False
        self._unclosed: set[str] = set()

    def text(self) -> str:
        self._has_lines = any(self._begins_line(match) for match in _TAG.finditer(self._html))
        done = 0
        start = self._html.find("<")
        while start != -1:
            end = self._markup_end(start)
            if end > start:
                self._add(self._html[done:start])
                done = self._follow(start, end)
            start = self._html.find("<", max(start + 1, done))
        self._add(self._html[done:])
        lines = "".join(self._written.parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return _BLANK_LINES.sub("\n\n", "\n".join(line.replace("\xa0", " ").rstrip() for line in lines)).strip("\n")

    @staticmethod
    def _begins_line(match: re.Match[str]) -> bool:
        name = match.group()[1:].strip("/>").partition(" ")[0].lower()
        return name in _LINES or name == "br"

    def _markup_end(self, start: int) -> int:
        """Where the comment, declaration or tag ends that begins here; `start` itself if it is text."""
        if self._html.startswith("<!--", start):
            end = self._ahead.find("-->", start + 2)
            return end + 3 if end != -1 else start
        name = _NAME.match(self._html, start)
        if name is None and not _DECLARATION.match(self._html, start):
            return start
        if name is not None and ":" not in name.group(1) and name.group(1).lower() not in _ELEMENTS:
            return start
        return self._tag_end(start)

    def _tag_end(self, start: int) -> int:
        end = self._ahead.find(">", start)
        if end == -1 or -1 < self._ahead.find("<", start + 1) < end:
            return start
        if self._html.count('"', start, min(end, start + _LONGEST_QUOTED)) % 2:
            closing = self._html.find('"', end, end + _LONGEST_QUOTED)
            after = self._html.find(">", closing, closing + _LONGEST_QUOTED) if closing != -1 else -1
            end = after if after != -1 else end
        return end + 1

    def _follow(self, start: int, end: int) -> int:
        """Do what the tag says; where the reading goes on."""
        match = _NAME.match(self._html, start)
        name = match.group(1).lower() if match else ""
        closing = self._html.startswith("</", start)
        if name in _LEFT_OUT and not closing:
            return self._end_of_element(name, end)
        if name in _STRUCK and not closing:
            return self._strike_out(name, end)
        if name == "br":
            self._written.break_line()
        elif name in _CELLS:
            if not closing:
                self._written.begin_cell()
        elif name == "tr":
            self._written.begin_row()
        elif name in _LINES:
            self._written.end_line()
        if name in _KEPT_AS_WRITTEN:
            self._as_written = max(self._as_written + (-1 if closing else 1), 0)
        return end

    def _strike_out(self, name: str, end: int) -> int:
        """What a person took back states nothing; behind it, or behind the tag if it is never closed."""
        behind = self._end_of_element(name, end)
        if behind > end:
            self._written.add(STRUCK_OUT)
        return behind

    def _end_of_element(self, name: str, end: int) -> int:
        """Behind the element, or behind its first tag if it is never closed."""
        if name in self._unclosed or self._html.endswith("/>", 0, end):
            return end
        found = re.compile(rf"</{name}(?:[\s/][^>]{{0,200}})?>", re.IGNORECASE).search(self._html, end)
        if found is None:
            self._unclosed.add(name)
            return end
        return found.end()

    def _add(self, raw: str) -> None:
        if self._as_written or not self._has_lines:
            self._written.add_as_written(_decoded(raw))
        elif raw:
            self._written.add(_decoded(_SPACE.sub(" ", raw)))
