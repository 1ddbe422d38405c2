"""The forms an answer is given in."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from app.render.sheet import as_markdown, as_plain_text

if TYPE_CHECKING:
    from app.domain.decision import Content


class Representation(StrEnum):
    """Media types of an answer."""

    JSON = "application/json"
    MARKDOWN = "text/markdown"
    PLAIN = "text/plain"

    def of(self, answer: str) -> str:
        """The answer, given as its JSON text, in this form."""
        if self is Representation.JSON:
            return answer
        return (as_markdown if self is Representation.MARKDOWN else as_plain_text)(json.loads(answer))

    def of_stored(self, content: Content) -> str:
        """What was sent, where it was sent in this form; else the stored answer in this form."""
        if content.shown is not None and content.shown_as == self.value:
            return content.shown
        return self.of(content.answer)
