"""The event entries that the articles print, as a person has read them: what is printed, and what that states.

One file an article in `articles/`. `texts` are the event texts of a section with their headings, character for
character; `prints` the entries they are; `mentions` the events that the section's sentences name and it does not print;
`may` those it names in other words, which need not be found. Of the fields of an entry its codes, its LTAB index and
its remote server are complete; the others are stated where they are worth a look.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _pytest.mark import ParameterSet

    from app.domain.vocabulary import Vocabulary

FIXTURES = Path(__file__).parent / "articles"
BESIDE = Path(__file__).parents[3] / "shared" / "kb"
COMPLETE = {"ltab_index", "remote_server"}
_FOOTER = 60
"""Length of a ruling that is no heading's."""


@dataclass(frozen=True)
class Printed:
    """An entry by eye; `opens` and `ends` are the first and the last characters of its description."""

    event_id: int
    opens: str
    ends: str
    source: str | None = None
    type: str | None = None
    category: str | None = None
    fields: Mapping[str, int | str] = field(default_factory=dict)

    def seen_in(self, entry: Mapping[str, Any], vocabulary: Vocabulary) -> Printed:
        """What an entry of the answer has of all that is stated here; equal to this where all of it is right."""
        described = " ".join((entry.get("description") or "").split()).strip('"')
        return Printed(
            event_id=entry["event_id"],
            opens=described[: len(self.opens)],
            ends=described[-len(self.ends) :],
            source=entry.get("source"),
            type=entry.get("type"),
            category=entry.get("category"),
            fields={
                name: value
                for name, value in entry["fields"].items()
                if name in self.fields or name in COMPLETE or is_code(vocabulary, name)
            },
        )


@dataclass(frozen=True)
class Section:
    """One section of an article, and what is to be found in it."""

    article: str
    name: str
    texts: tuple[str, ...] = ()
    prints: tuple[Printed, ...] = ()
    mentions: frozenset[int] = frozenset()
    may: frozenset[int] = frozenset()

    @property
    def id(self) -> str:
        return f"{self.article} {self.name}"


def is_code(vocabulary: Vocabulary, name: str) -> bool:
    """Whether a field holds an error code."""
    return name in vocabulary.fields and vocabulary.fields[name].codes is not None


def by_eye() -> list[Section]:
    return [
        _section(path.stem, one)
        for path in sorted(FIXTURES.glob("*.toml"))
        for one in tomllib.loads(path.read_text("utf-8")).get("section", [])
    ]


def in_the_articles() -> list[tuple[Section, str]]:
    """Every section of every article beside the checkout, with its text; none where there are no articles."""
    known = {(one.article, one.name): one for one in by_eye()}
    found = [(path.stem, name, text) for path in sorted(BESIDE.glob("*.TXT")) for name, text in _sections(path)]
    return [(known.get((article, name), Section(article, name)), text) for article, name, text in found]


def need_the_articles() -> None:
    if not BESIDE.is_dir():
        pytest.skip("the printed articles are not in ../shared/kb beside the checkout")


def of_every_article() -> list[ParameterSet]:
    """The path of each article beside the checkout, as a test's parameters; one that skips where there are none."""
    paths = sorted(BESIDE.glob("Q*.TXT"))
    if not paths:
        absent = pytest.mark.skip(reason="the printed articles are not in ../shared/kb beside the checkout")
        return [pytest.param(BESIDE, id="articles", marks=absent)]
    return [pytest.param(path, id=path.stem) for path in paths]


def _section(article: str, stated: dict[str, Any]) -> Section:
    return Section(
        article,
        stated["name"],
        tuple(text.rstrip("\n") for text in stated.get("texts", ())),
        tuple(Printed(**one) for one in stated.get("prints", ())),
        frozenset(stated.get("mentions", ())),
        frozenset(stated.get("may", ())),
    )


def _sections(path: Path) -> list[tuple[str, str]]:
    """The sections under their underlined headings, with the line ends of the file."""
    lines = path.read_bytes().decode("ascii").splitlines(keepends=True)
    bounds = [at for at, line in enumerate(lines) if at and set(line.strip()) == {"="}]
    heads = [at for at in bounds if len(lines[at].strip()) == len(lines[at - 1].strip())]
    footer = next(at for at in bounds if at > heads[-1] and len(lines[at].strip()) > _FOOTER)
    ends = [*(head - 1 for head in heads[1:]), footer]
    return [(lines[head - 1].strip(), "".join(lines[head + 1 : end])) for head, end in zip(heads, ends, strict=True)]
