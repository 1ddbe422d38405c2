"""What stands around a sentence: the one before and after it, a title that it belongs to, an article it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.intake.prose.analysis import Analysis, Mention


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`before` and `after` are the sentences beside it in the same paragraph.

    `in_doubt` tells that what stands around it makes it no statement; `no_witness`, that it tells nothing of this
    ticket at all, since it is a question or part of an article; `title` is the computer that a line above, which names
    nothing else, puts it under.
    """

    before: Analysis | None = None
    after: Analysis | None = None
    in_doubt: bool = False
    no_witness: bool = False
    title: Mention | None = None
