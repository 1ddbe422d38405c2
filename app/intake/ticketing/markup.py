"""The text of a body, out of whatever it is written in."""

from __future__ import annotations

import re

from app.domain.field_map import Markup
from app.intake.html_text import holds_html, html_to_text, with_tags_decoded

_WIKI_MARK = re.compile(
    r"\{(?:noformat|code|quote|panel|color)(?::[^{}\n]{0,200})?\}|</?(?:pre|code)(?:[ ][^<>\n]{0,200})?>", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([\[\]{}])")


def text_of_markup(written: str, markup: Markup, media_type: str | None = None) -> str:
    """The text, its lines ended by line feeds. `media_type`, where it is said, decides between HTML and plain text."""
    said = (media_type or "").partition(";")[0].strip().lower()
    if said == "text/html":
        markup = Markup.HTML
    elif said == "text/plain":
        markup = Markup.PLAIN
    return _with_line_feeds(_read(written, markup))


def _read(written: str, markup: Markup) -> str:
    if markup is Markup.ENCODED_HTML:
        return html_to_text(with_tags_decoded(written))
    if markup is Markup.HTML or (markup is Markup.GUESSED and holds_html(written)):
        return html_to_text(written)
    return _without_wiki_marks(written) if markup is Markup.WIKI else written


def _without_wiki_marks(written: str) -> str:
    """Marks of blocks (Jira's {noformat}, Textile's <pre>) end a line; escaped brackets lose what escapes them."""
    return _ESCAPED.sub(r"\1", _WIKI_MARK.sub("\n", written))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
