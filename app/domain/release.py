"""Releases of the product, how to obtain them, and the fixes of single faults, as the lists among the articles say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.domain.build import Build
    from app.domain.rule import Article

BARE_VERSION = "5.5"
"""The version as one of which `Build` reads a build that comes without any."""


class ListKind(StrEnum):
    """What an article lists."""

    BUILDS = "builds"
    SERVICE_PACKS = "service_packs"
    FIXES = "fixes"


@dataclass(frozen=True, slots=True)
class ListArticle:
    """An article that no rule is taken from: it lists releases or fixes."""

    article: Article
    kind: ListKind


@dataclass(frozen=True, slots=True)
class Release:
    """A version of Exchange with a service pack, 0 for none, and the build that the server's property page then shows.

    No hotfix changes that build: it tells nothing of any file.
    """

    version: str
    service_pack: int
    build: Build
    cites: str = ""

    @property
    def number(self) -> int:
        """The part of the build that tells the releases apart: 837 of 837.10."""
        return self.build.parts[2]

    @property
    def name(self) -> str:
        """`Exchange 5.5 Service Pack 4`."""
        return f"Exchange {self.version}" + (f" Service Pack {self.service_pack}" if self.service_pack else "")


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article that a list names; its text need not be at hand."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class HowToObtain:
    """Where a service pack was to be had, since when, and the articles that list what it mends."""

    version: str
    service_pack: int
    released: date
    address: str
    fix_lists: tuple[NamedArticle, ...] = ()
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """A build of the message transfer agent between releases. It holds all that was mended before, too.

    `files` are those that carry this build as their version; `mends` may be empty.
    """

    build: Build
    released: date
    files: tuple[str, ...]
    mends: tuple[NamedArticle, ...]
    listed_in: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """The fault that an article is about, and the first update that mends it."""

    article: NamedArticle
    update: Update

    @property
    def first_fixed(self) -> Build:
        """The first build without the fault."""
        return self.update.build


@dataclass(frozen=True, slots=True)
class Releases:
    """All of it. `releases` and `updates` stand in the order of their builds."""

    lists: tuple[ListArticle, ...] = ()
    releases: tuple[Release, ...] = ()
    how_to_obtain: tuple[HowToObtain, ...] = ()
    updates: tuple[Update, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def fixes(self) -> Iterator[Fix]:
        """Every fault that an update mends, oldest update first."""
        return (Fix(article, update) for update in self.updates for article in update.mends)

    def first_fixed(self, article_id: str) -> Fix | None:
        """The fix of the fault that the article is about, if a list names it."""
        return next((fix for fix in self.fixes if fix.article.id == article_id), None)

    def release_of(self, build: Build) -> Release | None:
        """What runs where the server's property page shows this build; None where the lists do not say."""
        version, number = ".".join(map(str, build.parts[:2])), (*build.parts, 0, 0)[2]
        found = (one for one, end in self.shown() if one.number <= number < end)
        return next((one for one in found if version in {BARE_VERSION, one.version}), None)

    def shown(self) -> Iterator[tuple[Release, int]]:
        """Each release with the first number that the property page shows no more.

        Between two releases it is the earlier one. What is newer than all of them may be anything.
        """
        for one, following in pairwise((*self.releases, None)):
            if one is not None:
                yield one, following.number if following else one.number + 1

    def obtaining(self, version: str, service_pack: int) -> HowToObtain | None:
        """How to obtain the service pack, if a list says so."""
        found = (one for one in self.how_to_obtain if (one.version, one.service_pack) == (version, service_pack))
        return next(found, None)
