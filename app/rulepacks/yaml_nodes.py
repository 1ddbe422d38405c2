"""YAML as this project allows it: plain mappings, lists and scalars, each with its line, and nothing else of YAML.

Anchors, aliases, tags, merge keys and several documents are refused before anything is built from them, so that no
file of a few hundred bytes can grow into gigabytes; scalars stay text, so that `no` or `2651.100` is never turned into
something else by a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from app.domain.errors import RuleFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 262_144
DEEPEST = 20
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; `quoted` tells `"2651.100"` from `2651.100`."""

    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping in the order of the file; keys are scalars and all different."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | Sequence | Mapping


class Problems:
    """Collects what is wrong with one file, so that all of it is said at once.

    `remarks` are what is wrong with its drafts, which keeps nothing from being served.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[RuleFileError] = []
        self.remarks: list[RuleFileError] = []

    def of_a_draft(self) -> Problems:
        """Collects remarks on the same file."""
        apart = Problems(self.file)
        apart.errors = apart.remarks = self.remarks
        return apart

    def add(self, line: int, code: str, detail: str) -> None:
        """Note one error; `line` counts from 1."""
        self.errors.append(RuleFileError(self.file, line, code, detail))


def read_yaml(data: bytes, problems: Problems) -> Node | None:
    """The document's root, or None with the reasons in `problems`."""
    text = _decoded(data, problems)
    if text is None:
        return None
    try:
        events = _plain_events(text, problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(mark.line + 1 if mark else 1, "yaml-syntax", f"{error.problem or error.context}")
        return None
    except yaml.reader.ReaderError as error:
        problems.add(text.count("\n", 0, error.position) + 1, "yaml-syntax", f"{error.reason}")
        return None
    if events is None:
        return None
    nodes = (event for event in events if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)))
    first = next(nodes, None)
    if first is None:
        problems.add(1, "empty-file", "the file holds nothing")
        return None
    return _node(first, nodes, problems)


def _decoded(data: bytes, problems: Problems) -> str | None:
    if len(data) > MOST_BYTES:
        problems.add(1, "too-large", f"a rule file has at most {MOST_BYTES} bytes, this one has more")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(data[: error.start].count(b"\n") + 1, "not-utf-8", "the file is not valid UTF-8")
        return None


def _plain_events(text: str, problems: Problems) -> list[yaml.Event] | None:
    """The parser's events, or None if any of them is of what is not allowed; nothing is built before they are seen."""
    depth, documents, before = 0, 0, len(problems.errors)
    events = []
    for event in _events(text, problems):
        line = _line(event)
        documents += isinstance(event, yaml.DocumentStartEvent)
        for what in _features(event, documents):
            problems.add(line, "yaml-feature", f"{what} may not be used in rule files")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            problems.add(line, "too-deep", f"nested deeper than {DEEPEST}")
            return None
        events.append(event)
    return events if len(problems.errors) == before else None


def _events(text: str, problems: Problems) -> Iterator[yaml.Event]:
    loader = yaml.SafeLoader(text)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call] # the stubs leave it out
    except (OverflowError, ValueError):  # from chr() and int(), to which the scanner passes what it finds
        problems.add(loader.line + 1, "yaml-syntax", "found a number that is too large")


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1


def _features(event: yaml.Event, documents: int) -> Iterator[str]:
    if isinstance(event, yaml.AliasEvent):
        yield f"the alias *{event.anchor}"
    elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        yield f"the anchor &{event.anchor}"
    if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag is not None:
        yield f"the tag {event.tag}"
    if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.style is None:
        yield "the merge key <<"
    if isinstance(event, yaml.ScalarEvent) and _NO_TEXT.search(event.value):
        yield "a control character or lone surrogate"
    if isinstance(event, yaml.DocumentStartEvent) and documents > 1:
        yield "a second document"


def _node(event: yaml.Event, events: Iterator[yaml.Event], problems: Problems) -> Node:
    """The node that begins with this event; what belongs to it is taken from `events`."""
    line = _line(event)
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(tuple(_entries(events, problems)), line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(tuple(_node(one, events, problems) for one in _until_end(events)), line)
    text = event.value if isinstance(event, yaml.ScalarEvent) else ""
    return Scalar(text, line, getattr(event, "style", None) is not None)


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """The first events of the members of a collection; each member has been taken before the next is asked for."""
    while not isinstance(event := next(events), yaml.CollectionEndEvent):
        yield event


def _entries(events: Iterator[yaml.Event], problems: Problems) -> Iterator[tuple[Scalar, Node]]:
    seen: dict[str, int] = {}
    for event in _until_end(events):
        key = _node(event, events, problems)
        value = _node(next(events), events, problems)
        if not isinstance(key, Scalar):
            problems.add(key.line, "wrong-type", "a key must be plain text")
        elif key.text in seen:
            problems.add(key.line, "duplicate-key", f"'{key.text}' stands here already, in line {seen[key.text]}")
        else:
            seen[key.text] = key.line
            yield key, value
