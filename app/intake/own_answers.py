"""Answers of this program that stand in a ticket, written back into it: they are no statement of anybody's.

Read again, they would count as evidence for themselves, and a system that sends every change would never be done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT_OUT = "[an answer of kbdiag was left out here]"
_SIGNATURE = re.compile(r"kbdiag [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}, rules sha256:[0-9a-f]{12}")
_HEADINGS = {verdict.value.replace("_", " ") for verdict in Verdict}
_AROUND = " \t>|#*_\\"


def own_answers(text: str) -> Iterator[tuple[int, int]]:
    r"""The characters of each answer, from its heading to the end of the line that ends it. Lines end with `\n`."""
    heading: int | None = None
    start = 0
    for line in text.split("\n"):
        bare = line.strip(_AROUND)
        if bare.lower() in _HEADINGS:
            heading = start
        if heading is not None and _SIGNATURE.search(bare):
            yield heading, start + len(line)
            heading = None
        start += len(line) + 1


def without_own_answers(text: str) -> str:
    """The text with each answer replaced by a note that it stood there."""
    pieces, done = [], 0
    for start, end in own_answers(text):
        pieces += [text[done:start], LEFT_OUT]
        done = end
    return "".join([*pieces, text[done:]])
