"""Where the labels of an event entry stand in a text, such as "Event ID:", "Quelle:" or "Event 9322:"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARKS = " \t-*\u2022\u00b7\u2013_+|/#"
"""What may stand before a label at the beginning of its line: list marks, comment marks, emphasis."""
_WIDEST_MARGIN = 200
_SHORTEST_TELLING = 11
"""Letters of a word that is a label of nothing else: Ereignistyp, but not Kategorie."""
_LONGEST_COMMON = 6
"""Letters of an event id's label that may head anything: Event."""
_DAY = re.compile(r"[ \t]*+[0-9]{1,4}[./-][0-9]")
_READABLE_ID = re.compile(r"[ \t]*+(?:0x)?[0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """One label. `value` is the character behind its colon, `line` the first one of its line.

    `first` tells that it begins its line, `telling` that it can stand for nothing but an event entry's part, and
    `number` is the event id that stands between label and colon.
    """

    part: str
    begin: int
    value: int
    line: int
    first: bool
    telling: bool
    number: str | None = None


def labels_in(text: str, names: Mapping[str, str]) -> Iterator[Label]:
    """Every label in the order of the text; `names` are those of Vocabulary.labels."""
    if not names:
        return
    held: tuple[Label, int] | None = None
    line = searched = 0
    for found in _pattern(tuple(names.items())).finditer(text):
        line = text.rfind("\n", searched, found.start()) + 1 or line
        searched = found.start()
        label = _label(text, found, line, names)
        if label is None:
            continue
        if held and label.first and label.line == held[1] + 1 and label.part != "event_id":
            yield held[0]
        held = None
        if found["colon"]:
            yield label
        else:
            held = label, found.end()


def _label(text: str, found: re.Match[str], line: int, names: Mapping[str, str]) -> Label | None:
    """The label; None for what only looks like one: a number or an equals sign goes with an event id alone.

    "Data:" with a day behind it is the Italian date.
    """
    written = " ".join(found["label"].replace("\u2019", "'").split()).casefold()
    part = names.get(written)
    margin = text[line : found.start()] if found.start() - line <= _WIDEST_MARGIN else "far"
    first = not margin.strip(MARKS)
    number = found["number"]
    if part is None or (part != "event_id" and (number or found["colon"] == "=")):
        return None
    if (number and not first) or not (number or found["colon"]):
        return None
    if part == "event_id":
        telling = bool(number or not _is_common(written) or _READABLE_ID.match(text, found.end()))
    else:
        part = "date" if part == "data" and _DAY.match(text, found.end()) else part
        telling = part == "log" or (part in {"type", "source", "category"} and _is_telling(written))
    return Label(part, found.start("label"), found.end(), line, first, telling, number)


def _is_common(written: str) -> bool:
    return written.isalpha() and len(written) <= _LONGEST_COMMON


def _is_telling(written: str) -> bool:
    return " " in written or len(written) >= _SHORTEST_TELLING


@lru_cache(maxsize=8)
def _pattern(names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    written = sorted((name for name, _ in names), key=lambda name: (-len(name), name))
    words = ("[ \t]{1,4}".join(re.escape(word).replace("'", "['\u2019]") for word in name.split()) for name in written)
    initials = "".join(sorted({re.escape(name[0]) for name in written}))
    return re.compile(
        rf"(?<!\w)(?=[{initials}])(?P<label>{'|'.join(words)})(?!\w)"
        rf"[*_]{{0,2}}[ \t]{{0,20}}+(?P<number>[0-9]{{1,10}}+)?+"
        rf"[ \t]{{0,20}}+(?:(?P<colon>[:=])[*_]{{0,2}}|(?<=[0-9 \t])(?=\n))",
        re.IGNORECASE,
    )
